"""Tags as authors name them in front matter, of articles and of ordinary pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.field_reader import FieldReader
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.key_table import KeyTable
from rapport.blog.keys import ARTICLE_KEYS
from rapport.blog.located_yaml import read_mapping
from rapport.blog.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.blog.key_values import PlacedText
    from rapport.blog.tag import Tag, Vocabulary

_KEYS = KeyTable("a page", (ARTICLE_KEYS.by_name["tags"],))


def find_tags(
    written: Iterable[PlacedText], vocabulary: Vocabulary, path: str
) -> tuple[tuple[Tag, ...], list[Problem]]:
    """Return the tags that a file names, each once, and those that the vocabulary lacks."""
    found: dict[str, Tag] = {}
    problems = []
    for text, position in written:
        tag = vocabulary.find(text)
        if tag is not None:
            found.setdefault(tag.slug, tag)
            continue
        near = ", ".join(f"`{name}`" for name in vocabulary.nearest(text))
        message = f"the tag `{text}` is not in the vocabulary."
        hint = f"Nearest: {near}." if near else "Add it to the vocabulary."
        place = (path, position.line, position.column)
        problems.append(Problem(*place, "unknown-tag", message, hint))
    return tuple(found.values()), problems


def read_page_tags(
    text: str, path: str, vocabulary: Vocabulary
) -> tuple[tuple[Tag, ...], list[Problem]]:
    """Return the tags of an ordinary page, whose front matter is known to be sound otherwise."""
    block, _ = split_front_matter(text, path)
    if "tags" not in block.yaml:
        return (), []
    fields, wrong = read_mapping(block.yaml, path, block.yaml_line)
    if wrong or "tags" not in fields:
        return (), []
    reader = FieldReader(path, _KEYS, {"tags": fields["tags"]})
    tags, unknown = find_tags(reader.values()["tags"], vocabulary, path)
    return tags, [*reader.problems, *unknown]
