"""Markdown dialects of GitHub, Obsidian, Word and others that would show as plain text.

Each kind is a warning at its first line in a file, unless something renders it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from rapport.blog.problem import Problem, Severity
from rapport.blog.source import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from rapport.blog.source import MarkdownText
    from rapport.blog.source_lines import MarkdownLine


class MarkdownSyntax(StrEnum):
    """A Markdown construct that plain Python-Markdown does not render."""

    LISTS = "lists"
    CALLOUTS = "callouts"
    LINKS = "links"
    STRUCK = "struck"
    TEMPLATES = "templates"
    CONTAINERS = "containers"
    EMBEDS = "embeds"


OPTION = "set `github_markdown: true` of rapport/articles"
_ITEM = re.compile(r"(?:[-+*]|(?P<number>\d{1,9})[.)])[ \t]+(?!\[[ xX]?\])\S")
_CALLOUT = re.compile(r"\[!(?P<name>[A-Za-z-]+)\][-+]?")
_BARE = re.compile(r"(?<![\w/(<\[\"'=`.\0])https?://[^\s<>\"'\])]+[\w/]")
_REFERENCE = re.compile(r"\[[^\]]+\]:\s")
_STRUCK = re.compile(r"(?<![~\\])~~(?![~\s])[^~\n]+?(?<![\s~])~~(?!~)")
_TEMPLATE = re.compile(
    r"\{\{[<%].*?[>%]\}\}|\{%-?\s*\w[^%\n]*%\}|\{\{-?\s*[\w.]+[^{}\n]*\}\}"
    r"|\[/?(?:caption|gallery|embed|audio|video|playlist|sourcecode|youtube|contact-form-7)"
    r"(?:\s+(?:[\w-]+=|https?:)[^\]\n]*)?\](?![(\[:])"
)
_CONTAINER = re.compile(r":{3,}[ \t]*(?:\{.+\}|[a-z][\w-]*)[^:\n]*")
_EMBED = re.compile(r"!!! ?embed\b", re.IGNORECASE)
_NEST, _TAB = 2, 4


class _Occurrence(NamedTuple):
    code: str
    number: int
    column: int
    message: str
    hint: str


def find_other_markdown(
    markdown: str, path: str, first_line: int, rendered: Collection[str]
) -> Iterator[Problem]:
    """Yield a warning for each kind that a text contains and that is not `rendered`."""
    source = read_source(markdown, first_line)
    finders: Mapping[MarkdownSyntax, Callable[[MarkdownText, str, int], Iterator[_Occurrence]]] = {
        MarkdownSyntax.LISTS: _lists,
        MarkdownSyntax.CALLOUTS: _callouts,
        MarkdownSyntax.LINKS: _bare_links,
        MarkdownSyntax.STRUCK: _struck,
        MarkdownSyntax.TEMPLATES: _templates,
        MarkdownSyntax.CONTAINERS: _containers,
        MarkdownSyntax.EMBEDS: _embeds,
    }
    for dialect, find in finders.items():
        if dialect in rendered or not _MAY_HAVE[dialect](markdown):
            continue
        by_code: dict[str, list[_Occurrence]] = {}
        for occurrence in find(source, markdown, first_line):
            by_code.setdefault(occurrence.code, []).append(occurrence)
        for code, (first, *others) in by_code.items():
            more = f" ({len(others)} more in this file)" if others else ""
            place = (path, first.number, first.column)
            message = f"{first.message}{more}."
            yield Problem(*place, code, message, first.hint, Severity.WARNING)


_MAY_HAVE: Mapping[MarkdownSyntax, Callable[[str], object]] = {
    MarkdownSyntax.LISTS: re.compile(r"\n[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]").search,
    MarkdownSyntax.CALLOUTS: lambda text: "[!" in text,
    MarkdownSyntax.LINKS: lambda text: "://" in text,
    MarkdownSyntax.STRUCK: lambda text: "~~" in text,
    MarkdownSyntax.TEMPLATES: lambda text: "{{" in text or "{%" in text or "[" in text,
    MarkdownSyntax.CONTAINERS: lambda text: ":::" in text,
    MarkdownSyntax.EMBEDS: lambda text: "!!! embed" in text,
}
"""A quick test of a whole text; most contain none of it."""


def _lists(source: MarkdownText, *_: object) -> Iterator[_Occurrence]:
    begins_item = False
    items: list[int] = []  # how far in the items around a line begin
    for before, line in zip((None, *source.lines), source.lines, strict=False):
        item = _ITEM.match(line.text)
        if line.after_blank or before is None:
            begins_item = item is not None or line.text[:1] == "["
            items = _around(items, line) if item or line.indent else []
        elif item and not begins_item and _is_below(before, line, item["number"]):
            hint = f"Leave a line empty above it, or {OPTION}."
            message = f"`{line.text[:_SHOWN]}` begins no list, as it stands right below a line"
            yield _Occurrence("list-unseparated", line.number, line.column, message, hint)
            begins_item = True
        if item:
            items = _around(items, line)
            if items and items[-1] + _NEST <= line.indent < items[-1] + _TAB:
                hint = f"Nest by four spaces, or {OPTION}."
                message = (
                    "this item is not part of the one above, as it is less than four spaces in"
                )
                yield _Occurrence("list-nesting", line.number, line.column, message, hint)
            items.append(line.indent)


_SHOWN = 20


def _around(items: Sequence[int], line: MarkdownLine) -> list[int]:
    """Return the list items that a line may belong to."""
    return [indent for indent in items if indent + _NEST <= line.indent]


def _is_below(before: MarkdownLine, line: MarkdownLine, number: str | None) -> bool:
    """Return whether CommonMark starts a list here: right below a paragraph, equally indented."""
    return (
        before.number == line.number - 1
        and before.indent == line.indent
        and not before.text.startswith(("|", ":", "<"))
        and number in (None, "1")
    )


def _callouts(source: MarkdownText, *_: object) -> Iterator[_Occurrence]:
    for line in source.lines:
        match = _CALLOUT.match(line.text)
        if match:
            name = match["name"].lower()
            hint = f"Write `!!! {name}` and indent its text by four spaces, or {OPTION}."
            message = f"`{match[0]}` is shown as it is"
            yield _Occurrence("callout", line.number, line.column, message, hint)


def _bare_links(source: MarkdownText, _: str, first_line: int) -> Iterator[_Occurrence]:
    before = ""
    for number, text in enumerate(source.prose.split("\n"), first_line):
        above, before = before, text
        if _EMBED.match(above.lstrip()):
            continue
        if "://" not in text or _REFERENCE.match(text.lstrip()):
            continue
        for match in _BARE.finditer(text):
            hint = f"Write `<{match[0]}>`, or {OPTION}."
            message = f"`{match[0]}` is not a link"
            yield _Occurrence("link-bare", number, match.start() + 1, message, hint)


def _struck(source: MarkdownText, _: str, first_line: int) -> Iterator[_Occurrence]:
    for number, text in enumerate(source.prose.split("\n"), first_line):
        for match in _STRUCK.finditer(text):
            hint = f"Write `<del>…</del>`, or {OPTION}."
            message = f"`{match[0]}` is not struck through"
            yield _Occurrence("struck-text", number, match.start() + 1, message, hint)


def _templates(source: MarkdownText, _: str, first_line: int) -> Iterator[_Occurrence]:
    hint = "Write what it stands for; in code it is left as it is."
    for number, text in enumerate(source.prose.split("\n"), first_line):
        for match in _TEMPLATE.finditer(text):
            message = f"`{match[0]}` is another program's template, and is shown as it is"
            yield _Occurrence("template-syntax", number, match.start() + 1, message, hint)


def _containers(source: MarkdownText, *_: object) -> Iterator[_Occurrence]:
    for line in source.lines:
        match = _CONTAINER.fullmatch(line.text)
        if match:
            message = f"`{match[0]}` is shown as it is"
            hint = "Write `!!! note` and indent its text by four spaces."
            yield _Occurrence("container", line.number, line.column, message, hint)


def _embeds(source: MarkdownText, *_: object) -> Iterator[_Occurrence]:
    for line in source.lines:
        if _EMBED.match(line.text):
            message = "`!!! embed` is not a frame without `rapport/embeds`"
            hint = "Add `rapport/embeds` to `plugins` in mkdocs.yml."
            yield _Occurrence("embed-plugin", line.number, line.column, message, hint)
