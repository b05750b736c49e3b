"""The robots tag of pages that search engines should leave out, in any template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

_TAG = '<meta name="robots" content="noindex">'
_THERE = re.compile(r"<meta\b[^>]*\bname=[\"']?robots\b", re.IGNORECASE)
_END = re.compile(r"</head>", re.IGNORECASE)


def with_robots_tag(html: str, page: Page) -> str:
    """Return a page's HTML with `noindex` in its `<head>`, if its front matter asks for it.

    An unlisted page asks for it, too. A template's own tag is kept.
    """
    asks = page.meta.get("noindex") or page.meta.get("unlisted")
    if not asks and "noindex" not in str(page.meta.get("robots", "")):
        return html
    head_end = _END.search(html)
    if head_end is None or _THERE.search(html, 0, head_end.start()):
        return html
    return html[: head_end.start()] + _TAG + html[head_end.start() :]
