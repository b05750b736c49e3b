"""Tags, and the vocabulary that keeps one spelling for each."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.field_reader import FieldReader
from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import FLAG, TEXT, TEXTS
from rapport.blog.located_yaml import Value, find_repeats, read_mapping
from rapport.blog.problem import Problem
from rapport.blog.urls import likeness, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAG_KEYS = KeyTable(
    "a tag",
    (
        Key("name", TEXT, "What readers see.", default="the key"),
        Key("description", TEXT, "A sentence at the top of the tag's page."),
        Key(
            "synonyms",
            TEXTS,
            "Other names: articles may use them, and their URLs redirect to the tag.",
            others=("aliases",),
        ),
        Key("parent", TEXT, "The key of a wider tag."),
        Key(
            "topic",
            FLAG,
            "`true` lets readers subscribe to it; it has a page before its first article.",
            default="`false`",
            fields=("is_topic",),
        ),
    ),
)
"""The keys of a tag in `docs/tags.yml`; see `keys` on adding a row."""


class Tag(Struct, frozen=True):
    """What an article is about; a topic is a tag that readers can subscribe to."""

    slug: str
    name: str
    description: str = ""
    synonyms: tuple[str, ...] = ()
    parent: str = ""
    is_topic: bool = False

    @property
    def page_url(self) -> str:
        """The tag's page, relative to the site: `tags/interviews/`."""
        return f"tags/{self.slug}/"

    @property
    def former_slugs(self) -> list[str]:
        """The slugs of its synonyms: what it may have been called before."""
        return [name for name in dict.fromkeys(map(slug, self.synonyms)) if name != self.slug]


class Vocabulary(Struct, frozen=True):
    """The tags of a blog; an open vocabulary accepts any tag."""

    tags: Mapping[str, Tag]
    spellings: Mapping[str, str]
    is_open: bool

    def find(self, text: str) -> Tag | None:
        """Return the tag that `text` names, by slug, name or synonym; None if unknown."""
        tag = self.spellings.get(text) or self.spellings.get(text.casefold())
        if tag:
            return self.tags[tag]
        return Tag(slug(text), text) if self.is_open else None

    def nearest(self, text: str) -> list[str]:
        """Return up to three names that an author may have meant."""
        names = {
            spelling.casefold(): self.tags[tag].name for spelling, tag in self.spellings.items()
        }
        near = get_close_matches(text.casefold(), names, n=6, cutoff=0.5)
        return list(dict.fromkeys(names[spelling] for spelling in near))[:3]

    @property
    def topics(self) -> tuple[Tag, ...]:
        """The tags that readers can subscribe to, in the vocabulary's order."""
        return tuple(tag for tag in self.tags.values() if tag.is_topic)

    def with_pages(self, used: Iterable[str]) -> list[Tag]:
        """Return the tags that have a page without an article: topics, and parents of used tags."""
        wanted = {tag.slug for tag in self.topics}
        for slug_ in used:
            tag = self.tags.get(slug_)
            while tag is not None and tag.parent and tag.parent not in wanted:
                wanted.add(tag.parent)
                tag = self.tags.get(tag.parent)
        return [tag for tag in self.tags.values() if tag.slug in wanted]


OPEN_VOCABULARY = Vocabulary({}, {}, is_open=True)


def read_vocabulary(text: str, path: str) -> tuple[Vocabulary, list[Problem]]:
    """Return the vocabulary of a `tags.yml`, with every problem in it."""
    top, problems = read_mapping(text, path)
    if problems:
        return OPEN_VOCABULARY, problems
    if "tags" not in top or top["tags"][1].pairs() is None:
        message = "expected the key `tags` with a map of tags below it."
        return OPEN_VOCABULARY, [Problem(path, 1, 1, "tags-key", message)]
    tags: dict[str, Tag] = {}
    spellings: dict[str, str] = {}
    problems += find_repeats(top["tags"][1], path)
    for key, position, value in top["tags"][1].pairs() or []:
        tag, tag_problems = _read_tag(key, value, path)
        problems += tag_problems
        if tag.slug != key:
            message = f"`{key}` can't be used in a URL."
            hint = f"Write `{tag.slug}` and give it `name: {key}`."
            problems.append(
                Problem(path, position.line, position.column, "tag-slug", message, hint)
            )
            continue
        tags[key] = tag
        for spelling in (tag.slug, tag.name, *tag.synonyms):
            for written in (spelling, spelling.casefold()):
                owner = spellings.setdefault(written, key)
                if owner != key:
                    message = f"`{spelling}` is a spelling of both `{owner}` and `{key}`."
                    problems.append(
                        Problem(path, position.line, position.column, "tag-spelling", message)
                    )
                    break
    problems += _parent_problems(tags, top["tags"][1], path)
    return Vocabulary(tags, spellings, is_open=False), problems


def _read_tag(key: str, value: Value, path: str) -> tuple[Tag, list[Problem]]:
    problems = find_repeats(value, path)
    if value.pairs() is None and not value.is_null:
        place = value.position
        message = f"expected a map of keys for `{key}`, found {value.kind}."
        hint = "Write `name: …` below it."
        problems.append(Problem(path, place.line, place.column, "wrong-type", message, hint))
    reader = FieldReader(path, TAG_KEYS, value.mapping())
    values = reader.values()
    fields = {name: values[row.name] for row in TAG_KEYS.keys for name in row.filled}
    tag = Tag(slug(key), **{**fields, "name": values["name"] or key})
    return tag, [*problems, *sorted(reader.problems)]


def _parent_problems(tags: Mapping[str, Tag], value: Value, path: str) -> list[Problem]:
    problems = []
    for key, position, _ in value.pairs() or []:
        seen = [key]
        while key in tags and (parent := tags[seen[-1]].parent):
            if parent not in tags:
                message = f"the parent `{parent}` of `{seen[-1]}` is not in the vocabulary."
            elif parent in seen:
                message = f"`{key}` is its own ancestor: {' → '.join([*seen, parent])}."
            else:
                seen.append(parent)
                continue
            problems.append(Problem(path, position.line, position.column, "tag-parent", message))
            break
    return problems


def too_similar(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups of names that differ only in case, spacing, accents, hyphen or plural."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(likeness(name), []).append(name)
    return [tuple(group) for group in groups.values() if len(set(group)) > 1]
