"""Remove scripts from the HTML in Markdown."""

from __future__ import annotations

import html
import re

from rapport.importing.html.embeds import page_of, telling
from rapport.importing.notes import BECAME_A_LINK, Note, changed, dropped

_WIDE_LINK = re.compile(r"\]\(\s*(?:javascript|vbscript|data:text)[^)]*\)", re.IGNORECASE)
_PROGRAMS = re.compile(
    r"<(script|style|noscript|applet|template)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_FRAMES = re.compile(
    r"<(iframe|object|embed)\b(?P<keys>[^>]*)>(?:.*?</\1\s*>)?", re.DOTALL | re.IGNORECASE
)
_SOURCE = re.compile(r"""(?:src|data)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TITLE = re.compile(r"""\stitle\s*=\s*(["'])(.*?)\1""", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z][^<>]*>", re.DOTALL)
_HANDLER = re.compile(
    r"""[\s/"'](?:on\w+|style|srcdoc|formaction)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_RUNS = re.compile(
    r"""\s(?:href|src|action|xlink:href)\s*=\s*["']?\s*(?:javascript|vbscript|data:text)[^"'>]*["']?""",
    re.IGNORECASE,
)
_INCLUDE = re.compile(r"(--+8)<(?=-)")


def without_programs(text: str, notes: list[Note]) -> str:
    """Return Markdown whose HTML holds nothing that runs; frames become links."""

    def frame(match: re.Match[str]) -> str:
        source = _SOURCE.search(match["keys"])
        page = page_of(html.unescape(source[1])) if source else ""
        if not page:
            notes.append(dropped(f"`<{match[1]}>` without an address that can be linked to."))
            return ""
        notes.append(changed(BECAME_A_LINK, page))
        titled = _TITLE.search(match["keys"])
        title = telling(html.unescape(titled[2])) if titled else ""
        return f"[{re.sub(r'[][]', '', title)}]({page})" if title else f"<{page}>"

    def tag(match: re.Match[str]) -> str:
        return _RUNS.sub("", _HANDLER.sub(" ", match[0]))

    without, count = _PROGRAMS.subn("", text)
    if count:
        notes.append(dropped(f"{count} script(s) or style(s)."))
    plain = _TAG.sub(tag, _FRAMES.sub(frame, without))
    return _INCLUDE.sub(r"\1&lt;", _WIDE_LINK.sub("](#)", plain))
