"""Scripts and styles that plugins of others write into every page: the page's policy names them.

Only those with a known id are allowed, each by the digest of its exact content, so that nothing in
an author's text can run.
"""

from __future__ import annotations

import re

from rapport.blog.policy import hash_source

_KNOWN = re.compile(
    r"<(?P<tag>script|style)\s[^>]*\bid=[\"']?(?:init-glightbox|glightbox-style)\b[^>]*>"
    r"(?P<text>.*?)</(?P=tag)>",
    re.DOTALL,
)
_DIRECTIVE = {"script": "script-src", "style": "style-src"}


def with_plugin_scripts(html: str) -> str:
    """Return a page whose policy allows what known plugins wrote into it."""
    if "lightbox" not in html or "Content-Security-Policy" not in html:
        return html
    for match in _KNOWN.finditer(html):
        name, source = _DIRECTIVE[match["tag"]], hash_source(match["text"])
        allowed = rf"\b({name} (?:&#39;|')self(?:&#39;|'))"
        html = re.sub(allowed, lambda place, s=source: f"{place[1]} {s}", html, count=1)  # type: ignore[misc]  # bound now
    return html
