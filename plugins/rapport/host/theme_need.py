"""Which pages need the theme's own script and styles; all others use our own frame.

Material's script and style sheet are most of a page's bytes. A page of ours needs them only if
something on it depends on them: tabs, annotations, cards, the theme's search, instant navigation,
or a template or script of the owner's that uses them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.listing import Entry
    from rapport.host.templates import Templates

_ALWAYS = (
    "announce.dismiss",
    "content.tooltips",
    "navigation.instant",
    "navigation.instant.prefetch",
    "navigation.instant.preview",
    "navigation.instant.progress",
    "navigation.top",
    "navigation.tracking",
)
"""Features of Material whose script works on every page."""
_SEARCH = "material/search"
_OF_THE_SCRIPT = re.compile(r"__md_|\b(?:document|location|target|keyboard|viewport|tablet)\$")
"""The interface that Material's script offers to other scripts."""
_OF_THE_TEMPLATES = re.compile(
    _OF_THE_SCRIPT.pattern + r"""|\bdata-md-(?!component="(?:content|header|logo)")"""
)
"""The same, and the parts of a page that it looks for; our own templates have three of them."""
_IN_TEXT = re.compile(
    r"""class=["'][^"']*(?:\btabbed-set\b|\bannotate\b|\bgrid\b|\bhighlighttable\b|\blinenodiv\b"""
    r"""|\btask-list|\bmd-(?!button\b|button--primary\b))|#only-(?:light|dark)\b"""
)
"""HTML of a text that only the theme's script or styles make work."""
_BY_FEATURE = {
    "content.code.annotate": re.compile("<pre"),
    "content.code.select": re.compile("<pre"),
    "content.footnote.tooltips": re.compile("footnote-ref"),
}


def site_needs_theme(config: MkDocsConfig, templates: Templates) -> str:
    """Return why every page needs the theme, or an empty string."""
    features = config.theme.get("features") or []
    if templates.look.is_beside:
        return "pages beside documentation share its files"
    for feature in _ALWAYS:
        if feature in features:
            return f"the feature `{feature}`"
    if _SEARCH in config.plugins and "rapport/search" not in config.plugins:
        return f"the plugin `{_SEARCH}`"
    if _has_own_icons(config.theme.get("icon")):
        return "icons of notes and annotations in `theme.icon`"
    return next(_owners_reasons(config, templates), "")


def page_needs_theme(text: str, entries: Iterable[Entry], theme: Mapping[str, Any]) -> bool:
    """Return whether something on a page needs the theme: in its text, or in a pinned excerpt."""
    features = theme.get("features") or ()
    texts = [text, *(entry.excerpt for entry in entries if entry.is_pinned)]
    marks = [_IN_TEXT, *(mark for feature, mark in _BY_FEATURE.items() if feature in features)]
    return any(mark.search(html) for mark in marks for html in texts)


def _owners_reasons(config: MkDocsConfig, templates: Templates) -> Iterator[str]:
    """Yield the owner's templates and scripts that use the theme's script."""
    custom = Path(templates.custom)
    for path in sorted(custom.rglob("*.html")) if templates.custom else ():
        name, text = path.relative_to(custom), _text(path)
        # A copy that is as ours says nothing of its own.
        if _OF_THE_TEMPLATES.search(text) and text != _text(Path(templates.ours, name)):
            yield f"the template {name.as_posix()}"
    for script in config.extra_javascript:
        address = str(script)
        if "://" not in address and _OF_THE_SCRIPT.search(_text(Path(config.docs_dir, address))):
            yield f"the script {address}"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # the host says what is missing
        return ""


def _has_own_icons(icon: object) -> bool:
    return isinstance(icon, dict) and any(icon.get(name) for name in ("admonition", "annotation"))
