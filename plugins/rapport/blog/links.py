"""The links and images of a Markdown text, each with its line and column."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_TARGET = (
    r"""\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^\s()\\]|\\.|\([^\s()]*\)| (?=[^\s"'()]))*))"""
)
"""An address; Python-Markdown accepts spaces in it, too."""
_TITLE = (
    r"""(?:\s+(?:"(?:[^"]|"(?!\s*\))){0,500}"|'(?:[^']|'(?!\s*\))){0,500}'|\([^()]*\)))?\s*\)"""
)
_TEXT = r"(?P<text>(?:[^\[\]\\\n]++|\n(?![ \t>]*\n)|\\.|\[[^\[\]]*\])*)"
_INLINE = re.compile(rf"\[(?<!\\\[){_TEXT}\]{_TARGET}{_TITLE}")
_DEFINITION = re.compile(
    r"^[ \t>]*(?P<opening>\[)(?!\^)(?P<id>[^\[\]]+)\]:[ \t]*(?:\n[ \t>]*)?"
    r"(?:<(?P<angled>[^<>\n]*)>|(?P<bare>\S+))",
    re.MULTILINE,
)
_REFERRED = re.compile(r"(?<!\\)!\[(?P<text>[^\[\]]*)\](?:[ \n]?\[(?P<id>[^\[\]]*)\])?(?!\()")
_HTML = re.compile(
    r"""<(?P<tag>a|img|video|audio|source|track)\b(?P<before>[^<>]*?)\s(?P<name>href|src)\s*=\s*"""
    r"""(?:(?P<quote>["'])(?P<quoted>[^<>\n]*?)(?P=quote)|(?P<bare>[^\s"'<>=`]+))(?P<after>[^<>]*)>""",
    re.DOTALL | re.IGNORECASE,
)
_IMAGE = re.compile("<img", re.IGNORECASE)
_ALT = re.compile(r"\salt\s*(?:=|\s|/|>|$)", re.IGNORECASE)
_ALT_LIST = re.compile(r"""\{:?[^{}\n]*\balt=(?!""|''|[\s}])""")
"""The alternative text of an image in its attributes, as `attr_list` has them."""


class Link(Struct, frozen=True):
    """A link or image as written; `is_html` ones are addresses, the others may be paths."""

    target: str
    line: int
    column: int
    is_image: bool = False
    is_html: bool = False
    lacks_text: bool = False

    @property
    def is_local(self) -> bool:
        """Whether it may point to something on this site."""
        return bool(self.target) and not _SCHEME.match(self.target)


def find_links(markdown: str, first_line: int = 1) -> list[Link]:
    """Return the links of a text that begins on `first_line` of its file; code holds none."""
    if "](" not in markdown and "]:" not in markdown and "<" not in markdown:
        return []
    text = read_source(markdown, first_line).prose
    links = [*_inline(text), *_definitions(text), *_html(text)]
    starts = [0]
    starts += [match.end() for match in re.finditer("\n", text)]
    return [_placed(at, link, starts, first_line) for at, link in sorted(links, key=_at)]


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
        lacks_text = lacks_text and not _ALT_LIST.match(text, match.end())
        yield (
            offset + start - is_image,
            Link(_plain(target), 0, 0, is_image=is_image, lacks_text=lacks_text),
        )
        if not is_image:
            yield from _inline(match["text"], offset + match.start("text"))


def _definitions(text: str) -> Iterator[tuple[int, Link]]:
    if "]:" not in text:
        return
    pictured: dict[str, bool] = {}  # whether some image of that name lacks an alternative text
    for image in _REFERRED.finditer(text):
        name = (image["id"] or image["text"]).lower()
        pictured[name] = pictured.get(name, False) or not image["text"].strip()
    for match in _DEFINITION.finditer(text):
        target = match["angled"] if match["angled"] is not None else match["bare"]
        name = match["id"].lower()
        is_image, lacks_text = name in pictured, pictured.get(name, False)
        link = Link(_plain(target), 0, 0, is_image=is_image, lacks_text=lacks_text)
        yield match.start("opening"), link


def _html(text: str) -> Iterator[tuple[int, Link]]:
    for match in _HTML.finditer(text) if "<" in text else ():
        is_image = match["tag"].lower() == "img"
        if (match["name"].lower() == "href") != (match["tag"].lower() == "a"):
            continue
        has_alt = _ALT.search(match["before"] + " ") or _ALT.search(match["after"] + " ")
        yield (
            match.start(),
            Link(
                unescape((match["quoted"] or match["bare"] or "").strip()),
                0,
                0,
                is_image=is_image,
                is_html=True,
                lacks_text=is_image and not has_alt,
            ),
        )


def _plain(target: str) -> str:
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target))
