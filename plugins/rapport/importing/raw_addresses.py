"""Addresses in raw HTML are relative to the page; those in Markdown, to the file."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from rapport.blog.source import read_source

_TAG = re.compile(r"<(?:a|img|video|audio|source|track)\b[^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"(\s(?:href|src|poster)\s*=\s*)([\"'])([^\"'<>]*)\2", re.IGNORECASE)


def with_urls(markdown: str, path: str, page_url: str, url_of: Callable[[str], str]) -> str:
    """Return Markdown whose HTML leads to files of the blog by their URLs.

    `path` is the file of the text and `page_url` its page, relative to the site's root
    (`articles/ask/`); `url_of` gives the URL of a file in the same form, empty for none.
    """
    if "<" not in markdown:
        return markdown

    def moved(match: re.Match[str]) -> str:
        written, mark, anchor = html.unescape(match[3]).partition("#")
        if not written or written.startswith("/") or ":" in written:
            return match[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(written)))
        url = url_of(file)
        if not url:
            return match[0]
        new = posixpath.relpath(url, page_url or ".") + ("/" if url.endswith("/") else "")
        return f'{match[1]}"{html.escape(quote(new) + mark + anchor)}"'

    prose = read_source(markdown, 1).prose
    for tag in reversed(list(_TAG.finditer(prose))):
        begin, end = tag.span()
        markdown = markdown[:begin] + _ADDRESS.sub(moved, markdown[begin:end]) + markdown[end:]
    return markdown
