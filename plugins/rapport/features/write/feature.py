"""A page of the site for authors: an editor that commits to the blog's repository."""

from __future__ import annotations

import json
import posixpath
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapport.blog.feature import Feature
from rapport.blog.output import NewFiles
from rapport.blog.problem import Problem
from rapport.features.write.fields import fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.build_state import BlogRead
    from rapport.blog.feature import Look
    from rapport.blog.reader import SiteReader
    from rapport.features.write.git_hosts import GitHost

FOLDER = "write/"
_EDITOR = Path(__file__).parent / "sveltia"
_SCRIPT = "sveltia-cms.js"
_POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'", "'unsafe-inline'"),  # the editor puts its style sheets into the page
    "img-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'",),
    "media-src": ("blob:",),
    "connect-src": ("'self'", "data:", "blob:"),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
}
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="cms-config-url" type="application/json" href="config.json">
<script src="{script}" defer></script>
</head>
<body></body>
</html>
"""


class WriteFeature(Feature):
    """`/write/`: the editor, its settings, and a page with its own policy.

    `folder` is the blog's folder in its repository, empty for the root.
    """

    has_page_with_policy = True

    def __init__(self, host: GitHost, folder: str) -> None:
        self._host = host
        self._folder = folder

    @property
    def has_sign_in_window(self) -> bool:  # type: ignore[override]  # a value in other features
        """Whether authors sign in on a page of the git host, and not by a token."""
        return bool(self._host.app_id)

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return a problem if a page of the author's has the URL of the editor."""
        for source, output in site.outputs.items():
            if output.startswith(FOLDER) or output == "write.html":
                message = "`/write/` is the address of the editor of `rapport/write`."
                hint = "Give the page another name."
                yield Problem(site.path_of(source), 1, 1, "write-address", message, hint)

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the page, the settings and the editor."""
        texts = site.settings.texts
        title = texts.gettext("Write")
        page = _PAGE.format(
            language=escape(site.settings.locale),
            policy=escape(self._policy()),
            title=escape(f"{title} – {site.settings.site_name}"),
            script=_SCRIPT,
        )
        settings = json.dumps(self._settings(site), ensure_ascii=False, indent=1)
        yield NewFiles(FOLDER, _written, (page, settings))

    def _policy(self) -> str:
        more = self._host.policy_sources()
        return "; ".join(
            " ".join((name, *sources, *more.get(name, ()))) for name, sources in _POLICY.items()
        )

    def _settings(self, site: BlogRead) -> Mapping[str, Any]:
        settings = site.settings
        docs = posixpath.join(self._folder, settings.docs_path)
        translate = settings.texts.gettext
        form = fields(self._choices(site), translate)
        return {
            "backend": self._host.backend(),
            "publish_mode": "editorial_workflow" if self._host.has_review else "simple",
            "site_url": settings.site_url,
            "media_folder": posixpath.join(docs, "images"),
            "public_folder": "/images",
            "output": {"omit_empty_optional_fields": True, "yaml": {"quote": "double"}},
            "collections": [
                {
                    "name": f"articles-{number}" if number else "articles",
                    "label": translate("Articles") + (f": {folder}" if number else ""),
                    "folder": posixpath.join(docs, folder),
                    "create": True,
                    "extension": "md",
                    "format": "yaml-frontmatter",
                    "slug": "{{title}}",
                    "fields": form,
                }
                for number, folder in enumerate(settings.articles_dirs)
            ],
        }

    def _choices(self, site: BlogRead) -> Mapping[str, list[Mapping[str, str]]]:
        tags = [_choice(slug, tag.name) for slug, tag in site.vocabulary.tags.items()]
        people = [_choice(name, author.name) for name, author in site.authors.known.items()]
        return {
            "tags": [] if site.vocabulary.is_open else tags,
            "authors": people,
            "stage": [_choice(stage.slug, stage.name) for stage in site.settings.stages],
        }


def _choice(value: str, label: str) -> Mapping[str, str]:
    return {"value": value, "label": label}


def _written(_: SiteReader, page: str, settings: str) -> Mapping[str, bytes | Path]:
    """Return the files below `/write/`, with the editor's licences."""
    files = {path for path in _EDITOR.rglob("*") if path.is_file()}
    return {
        f"{FOLDER}index.html": page.encode(),
        f"{FOLDER}config.json": settings.encode(),
        **{FOLDER + path.relative_to(_EDITOR).as_posix(): path for path in sorted(files)},
    }
