"""The links and images of a Markdown text, each with its line and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<mark>`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_INDENTED = re.compile(r"(?:\A|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z)(?:[ \t]*\n)*)+")
_LIST = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)]|!!!|\?\?\?|===|:|\[\^)", re.MULTILINE)
_CODE = re.compile(r"(?P<ticks>`(?<!``)`*)(?!`)(?:.|\n(?![ \t]*\n))*?(?<!`)(?P=ticks)(?!`)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PRE = re.compile(r"<(?P<tag>pre|code|script|style)\b.*?</(?P=tag)\s*>", re.DOTALL | re.IGNORECASE)
_TARGET = r"""\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^\s()\\]|\\.|\([^\s()]*\))*))"""
_TITLE = r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
_INLINE = re.compile(rf"\[(?<!\\\[)(?P<text>(?:[^\[\]\\]++|\\.|\[[^\[\]]*\])*)\]{_TARGET}{_TITLE}")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)(?P<id>[^\[\]]+)\]:[ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>\S+))",
    re.MULTILINE,
)
_REFERRED = re.compile(r"(?<!\\)!\[(?P<text>[^\[\]]*)\](?:[ \n]?\[(?P<id>[^\[\]]*)\])?(?!\()")
_HTML = re.compile(
    r"""<(?P<tag>a|img)\b(?P<before>[^<>]*?)\s(?P<name>href|src)\s*=\s*(?P<quote>["'])(?P<url>[^<>\n]*?)"""
    r"""(?P=quote)(?P<after>[^<>]*)>""",
    re.DOTALL | re.IGNORECASE,
)
_IMAGE = re.compile("<img", re.IGNORECASE)
_ALT = re.compile(r"\salt\s*(?:=|\s|/|>|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image as it is written; `is_html` ones are addresses, the others may be paths."""

    target: str
    line: int
    column: int
    is_image: bool = False
    is_html: bool = False
    lacks_text: bool = False

    @property
    def is_local(self) -> bool:
        """Whether it may lead to something of this site."""
        return bool(self.target) and not _SCHEME.match(self.target)


def find_links(markdown: str, first_line: int = 1) -> list[Link]:
    """Return the links of a text that begins on `first_line` of its file; code holds none."""
    if "](" not in markdown and "]:" not in markdown and "<" not in markdown:
        return []
    text = _without_code(markdown)
    found = [*_inline(text), *_definitions(text), *_html(text)]
    starts = [0]
    starts += [match.end() for match in re.finditer("\n", text)]
    return [_placed(at, link, starts, first_line) for at, link in sorted(found, key=_at)]


def find_images(markdown: str, first_line: int = 1) -> list[Link]:
    """Return the images of a text, as `find_links` does; most texts have none."""
    if "![" not in markdown and not _IMAGE.search(markdown):
        return []
    return [link for link in find_links(markdown, first_line) if link.is_image]


def _at(pair: tuple[int, Link]) -> int:
    return pair[0]


def _placed(at: int, link: Link, starts: list[int], first_line: int) -> Link:
    low, high = 0, len(starts)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if starts[middle] <= at else (low, middle)
    return Link(
        link.target,
        first_line + low,
        at - starts[low] + 1,
        link.is_image,
        link.is_html,
        link.lacks_text,
    )


def _inline(text: str, offset: int = 0) -> Iterator[tuple[int, Link]]:
    for match in _INLINE.finditer(text):
        target = match["angled"] if match["angled"] is not None else match["bare"]
        start = match.start()
        is_image = start > 0 and text[start - 1] == "!" and text[max(0, start - 2)] != "\\"
        lacks_text = is_image and not match["text"].strip()
        yield (
            offset + start - is_image,
            Link(_plain(target), 0, 0, is_image=is_image, lacks_text=lacks_text),
        )
        if not is_image:
            yield from _inline(match["text"], offset + match.start("text"))


def _definitions(text: str) -> Iterator[tuple[int, Link]]:
    pictured: set[str] | None = None
    if "]:" not in text:
        return
    for match in _DEFINITION.finditer(text):
        if pictured is None:
            pictured = {(each["id"] or each["text"]).lower() for each in _REFERRED.finditer(text)}
        target = match["angled"] if match["angled"] is not None else match["bare"]
        yield match.start(), Link(_plain(target), 0, 0, is_image=match["id"].lower() in pictured)


def _html(text: str) -> Iterator[tuple[int, Link]]:
    for match in _HTML.finditer(text) if "<" in text else ():
        is_image = match["tag"].lower() == "img"
        if (match["name"].lower() == "src") != is_image:
            continue
        has_alt = _ALT.search(match["before"] + " ") or _ALT.search(match["after"] + " ")
        yield (
            match.start(),
            Link(
                unescape(match["url"].strip()),
                0,
                0,
                is_image=is_image,
                is_html=True,
                lacks_text=is_image and not has_alt,
            ),
        )


def _plain(target: str) -> str:
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target))


def _without_code(markdown: str) -> str:
    """Return the text with code and comments made unreadable; every place stays where it was."""
    text = _blank(_COMMENT, _without_fences(markdown))
    text = _blank(_PRE, text) if "<" in text else text
    text = _blank(_CODE, text) if "`" in text else text
    return text if _LIST.search(text) else _blank(_INDENTED, text)


def _without_fences(text: str) -> str:
    parts, at = [], 0
    while opening := _FENCE.search(text, at):
        mark = opening["mark"]
        closing = re.compile(
            rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE
        ).search(text, opening.end())
        end = closing.end() if closing else len(text)
        parts += [text[at : opening.start()], _blanked(text[opening.start() : end])]
        at = end
    return "".join([*parts, text[at:]])


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: _blanked(match[0]), text)


def _blanked(text: str) -> str:
    return "\n".join(["\0" * len(line) for line in text.split("\n")])
