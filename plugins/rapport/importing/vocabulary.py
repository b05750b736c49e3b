"""Merge related tags into the blog's `tags.yml`, and authors into its `authors.yml`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rapport.blog.edit import flow
from rapport.blog.urls import likeness, slug
from rapport.importing.files import in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rapport.importing.model import ImportedAuthor, ImportedTag

_NEAR = 0.86
_SHORT = 4
_DIGITS = re.compile(r"\d+")
_MANY = 400


@dataclass(frozen=True, slots=True)
class Joined:
    """A tag of the new blog: `names` are its former names, the first one takes precedence."""

    slug: str
    names: tuple[str, ...]
    count: int
    parent: str = ""
    description: str = ""
    is_topic: bool = False

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The other names."""
        return self.names[1:]


def join_tags(used: Mapping[str, int], tags: Iterable[ImportedTag]) -> tuple[Joined, ...]:
    """Return the tags of a blog, with names merged that a build treats as the same.

    `used` counts the public and other articles of each name; the one with most of them counts.
    """
    described: dict[str, list[ImportedTag]] = {}
    for tag in tags:
        described.setdefault(tag.name, []).append(tag)
    groups: dict[str, list[str]] = {}
    wanted = [
        *used,
        *(tag.parent for parents in described.values() for tag in parents if tag.parent),
    ]
    for name in dict.fromkeys(wanted):
        groups.setdefault(likeness(name), []).append(name)
    keys = dict.fromkeys(wanted, "")
    joined = []
    for names in groups.values():
        ordered = sorted(names, key=lambda name: (-used.get(name, 0), name))
        for name in names:
            keys[name] = slug(ordered[0])
        known = [tag for name in ordered for tag in described.get(name, [])]
        parent = next((tag.parent for tag in known if tag.parent and tag.parent not in names), "")
        joined.append(
            Joined(
                slug=slug(ordered[0]),
                names=tuple(ordered),
                count=sum(used.get(name, 0) for name in names),
                parent=parent,
                description=next((tag.description for tag in known if tag.description), ""),
                is_topic=any(tag.is_topic for tag in known),
            )
        )
    return tuple(_with_parents(joined, keys))


def _with_parents(joined: Sequence[Joined], keys: Mapping[str, str]) -> Iterable[Joined]:
    parents = {tag.slug: keys.get(tag.parent, "") for tag in joined}
    for tag in sorted(joined, key=lambda tag: tag.slug):
        parent = parents[tag.slug]
        seen = {tag.slug}
        above = parent
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        yield Joined(
            tag.slug,
            tag.names,
            tag.count,
            "" if above else parent,  # a circle of parents is cut
            tag.description,
            tag.is_topic,
        )


def near_pairs(tags: Sequence[Joined]) -> list[tuple[Joined, Joined]]:
    """Return pairs of tags to look at: their names differ by a letter or two."""
    frequent = sorted(tags, key=lambda tag: -tag.count)[:_MANY]
    return [
        (tag, other)
        for position, tag in enumerate(frequent)
        for other in frequent[position + 1 :]
        if _is_near(tag.slug, other.slug)
    ]


def _is_near(one: str, other: str) -> bool:
    if min(len(one), len(other)) <= _SHORT or _DIGITS.sub("", one) == _DIGITS.sub("", other):
        return False  # `cv` and `cx` are two, and so are `2023` and `2024`
    matcher = SequenceMatcher(None, one, other)
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(ratio() > _NEAR for ratio in ratios)


def join_authors(used: Iterable[str], authors: Iterable[ImportedAuthor]) -> dict[str, str]:
    """Return the author of each name; names that share a page are merged under the first id."""
    joined: dict[str, str] = {}
    first: dict[str, str] = {}
    for name in [*(author.id for author in authors), *used]:
        joined[name] = first.setdefault(slug(name), name)
    return joined


def joins(tags: Iterable[Joined]) -> list[str]:
    """Return a sentence for each tag that others were joined with."""
    return [
        f"Joined: {', '.join(f'“{name}”' for name in tag.synonyms)} with “{tag.names[0]}”."
        for tag in tags
        if tag.synonyms
    ]


def offers(tags: Sequence[Joined]) -> list[str]:
    """Return a sentence for each two tags that a person may want to join."""
    return [
        f"Nearly the same: “{first.names[0]}” ({first.count}) and “{second.names[0]}”"
        f" ({second.count}); `rapport tags rename` joins them."
        for first, second in near_pairs(tags)
    ]


def tags_file(tags: Iterable[Joined]) -> str:
    """Return the text of a `tags.yml`, empty for no tags."""
    lines = []
    for tag in tags:
        fields = {
            "name": tag.names[0],
            "description": in_one_line(tag.description),
            "synonyms": list(tag.synonyms),
            "parent": tag.parent,
            "topic": tag.is_topic,
        }
        lines.append(f"  {flow(tag.slug)}:")
        lines += [f"    {key}: {flow(value)}" for key, value in fields.items() if value]
    return "tags:\n" + "\n".join(lines) + "\n" if lines else ""


def authors_file(authors: Iterable[ImportedAuthor]) -> str:
    """Return the text of an `authors.yml`, empty for no authors."""
    lines = []
    for author in authors:
        fields = {
            "name": in_one_line(author.name),
            "description": in_one_line(author.description),
            "url": in_one_line(author.url),
        }
        lines.append(f"  {flow(author.id)}:")
        lines += [f"    {key}: {flow(value)}" for key, value in fields.items() if value]
    return "authors:\n" + "\n".join(lines) + "\n" if lines else ""


def with_missing(present: str, ready: str, known: Iterable[str]) -> str:
    """Return a file of tags or authors that a person wrote, with the entries that it lacks.

    `ready` is the whole file as an import would write it, `known` are the names that the present
    one has already, keys and synonyms.
    """
    taken = set(known)
    head, *entries = ready.split("\n  ")
    blocks: list[list[str]] = []
    for line in entries:
        if line.startswith("  "):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    del head
    missing = [block for block in blocks if block[0].rstrip(":\n").strip("'\"") not in taken]
    if not missing:
        return present
    added = "".join("".join(f"  {line.rstrip()}\n" for line in block) for block in missing)
    return present.rstrip("\n") + "\n" + added


def counts(names: Iterable[Sequence[str]]) -> Counter[str]:
    """Return how many articles have each tag."""
    return Counter(name for several in names for name in dict.fromkeys(several))
