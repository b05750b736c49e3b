"""Where front matter ends in a Markdown file, and what is wrong with that of an ordinary page."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.held_back import find_held_back
from rapport.blog.located_yaml import read_mapping
from rapport.blog.page_visibility import LISTED, PageVisibility, read_visibility
from rapport.blog.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_OPENING = re.compile(r"(?:[^\S\n]*\n)*(?P<mark>-{3})[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:-{3}|\.{3})[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_]+[^\S\n]*:")
_TOML = re.compile(r"\+{3}[ \t]*\n(?s:.*?)^\+{3}[ \t]*$", re.MULTILINE)
_JSON = re.compile(r"\{\s*\"[\w-]+\"\s*:")
_BARE = re.compile(
    r"\s*(?P<keys>(?P<key>(?:Title|Date|Author|Authors|Tags|Category|Slug|Summary|Status):)[^\n]*\n"
    r"(?:(?:[A-Za-z_]+:[^\n]*| +\S[^\n]*)(?:\n|\Z))+)",
    re.IGNORECASE,
)
"""Two keys or more at the top of a text."""
_META_LINE = re.compile(r" {0,3}([A-Za-z0-9_-]+):")
_PAGE_KEYS = frozenset(("title", "template", "description", "hide", "search", "icon", "status"))


class FrontMatterBlock(Struct, frozen=True):
    """A file in two parts: the YAML of its front matter, and its Markdown; lines count from 1."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def split_front_matter(text: str, path: str) -> tuple[FrontMatterBlock, list[Problem]]:
    """Return the front matter and the body of a file; blank lines and a BOM may come before it."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatterBlock("", 1, text, 1), [*_other_front_matter(text, path)]
    start, mark_line = opening.end(), text.count("\n", 0, opening.start("mark")) + 1
    closing = _CLOSING.search(text, start)
    if closing is not None:
        block = text[start : closing.start()]
        body_line = mark_line + block.count("\n") + 2
        return FrontMatterBlock(
            block.removesuffix("\n"), mark_line + 1, text[closing.end() + 1 :], body_line
        ), []
    if text[start - 1] == "\n" and not _KEY_LINE.match(text, start):
        return FrontMatterBlock("", 1, text, 1), []
    problem = Problem(
        path,
        mark_line,
        1,
        "front-matter-unclosed",
        "front matter opened with `---` here is never closed.",
        "Close it with a line `---` before the text.",
    )
    return FrontMatterBlock("", 1, "", 1), [problem]


def _other_front_matter(text: str, path: str) -> Iterator[Problem]:
    """Yield an error for front matter that is not YAML between two lines `---`."""
    first = text.lstrip()
    line = text.count("\n", 0, len(text) - len(first)) + 1
    if _TOML.match(first):
        message = "this front matter is TOML."
        hint = "Write YAML between two lines `---`: `title: …` in place of `title = …`."
        yield Problem(path, line, 1, "front-matter-toml", message, hint)
    elif _JSON.match(first):
        message = "this front matter is JSON."
        hint = "Put a line `---` above and below it."
        yield Problem(path, line, 1, "front-matter-json", message, hint)


def find_bare_front_matter(block: FrontMatterBlock, path: str) -> list[Problem]:
    """Return an error if an article begins with keys and no `---`, as in Pelican."""
    first = _BARE.match(block.body) if not block.yaml else None
    if first is None:
        return []
    line = block.body_line + first[0].count("\n") - first["keys"].count("\n")
    message = f"`{first['key']}` is read as text, as no line `---` stands above it."
    hint = "Put a line `---` above and below the keys."
    return [Problem(path, line, 1, "front-matter-bare", message, hint)]


def check_page(
    text: str, path: str, timezone: tzinfo = UTC
) -> tuple[PageVisibility, list[Problem]]:
    """Return the visibility of an ordinary page, and the problems in its front matter.

    Its other keys belong to the theme.
    """
    block, problems = split_front_matter(text, path)
    if problems:
        return LISTED, problems
    fields, problems = read_mapping(block.yaml, path, block.yaml_line)
    if problems:
        return LISTED, problems
    visibility, problems = read_visibility(fields, path, timezone)
    return visibility, [*find_held_back(fields, path, timezone, is_page=True).values(), *problems]


def as_host_reads(text: str) -> str:
    """Return an ordinary page so that the host tells its front matter from its text.

    MkDocs prints front matter after a blank line or a byte order mark, and empty one, into the
    page; and it takes a first line such as `Note: bring a pen.` for a key.
    """
    block, _ = split_front_matter(text, "")
    if block.yaml.strip():
        return f"---\n{block.yaml}\n---\n{block.body}"
    first = _META_LINE.match(block.body)
    is_text = first and first[1].lower() not in _PAGE_KEYS
    return "\n" + block.body if is_text else block.body
