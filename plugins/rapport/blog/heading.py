"""The heading that repeats an article's title at the top of its text."""

import html
import re

_FIRST_LINES = re.compile(
    r"(?:[^\S\n]*\n| {0,3}<!--(?s:.*?)-->[ \t]*(?:\n|\Z))*([^\n]*)(?:\n([^\n]*))?"
)
_NO_TITLE = re.compile(r" {4}|\t| {0,3}(?:[-+*>]|\d{1,9}[.)]|```|~~~|!!!|\?\?\?|===|<)")
"""Beginnings of lines that are not titles, although `===` is below them."""
_ATX = re.compile(r" {0,3}#[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"=+[ \t]*")
_ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^{}]*\}$")
_CODE = re.compile(r"(`+)(.+?)\1")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_UNDERSCORES = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>])")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")


def split_heading(body: str) -> tuple[str, str]:
    """Return the text of the `# heading` that opens `body`, and the body with it blanked out.

    Line numbers stay the same. Without such a heading the first value is empty, the second `body`.
    """
    lines = _FIRST_LINES.match(body)
    assert lines is not None, "every text has a first line"
    before, first, second = body[: lines.start(1)], lines[1], lines[2]
    match = _ATX.fullmatch(first)
    if match:
        return heading_text(match["text"]), before + body[lines.end(1) :]
    is_underlined = second is not None and _UNDERLINE.fullmatch(second)
    if first.strip() and is_underlined and not _NO_TITLE.match(first):
        return heading_text(first.strip()), before + "\n" + body[lines.end(2) :]
    return "", body


def heading_text(markdown: str) -> str:
    """Return the visible text of a heading: without emphasis, links, code marks and attributes."""
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[2].strip())
        return f"\0{len(codes) - 1}\0"

    text = _CODE.sub(keep, _ATTRIBUTES.sub("", markdown.replace("\0", "")))
    text = _MARKUP.sub("", _LINK.sub(r"\1", text))
    text = _UNDERSCORES.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    return re.sub("\0(\\d+)\0", lambda match: codes[int(match[1])], text).strip()
