"""Renaming a tag everywhere, so that its old name and URL redirect to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import yaml
from msgspec import Struct

from rapport.blog.article import Article
from rapport.blog.edit import with_renamed, with_tag
from rapport.blog.tag import Tag, Vocabulary, too_similar
from rapport.blog.urls import slug

KEYS = ("tags", "categories")


class TagLine(Struct, frozen=True):
    """A tag in use: the number of its articles, and nearly identical other names."""

    tag: Tag
    count: int
    alike: tuple[str, ...]


def tag_lines(articles: Iterable[Article], vocabulary: Vocabulary) -> list[TagLine]:
    """Return every tag of the vocabulary and of the articles, by name."""
    articles = list(articles)
    count = Counter(tag.slug for article in articles for tag in article.tags)
    tags: dict[str, Tag] = {}
    for article in articles:
        for tag in article.tags:
            tags.setdefault(tag.slug, tag)
    names = {tag.name for article in articles for tag in article.tags}
    tags.update(vocabulary.tags)
    groups = too_similar(sorted(names | {tag.name for tag in tags.values()}))
    alike = {name: group for group in groups for name in group}
    return [
        TagLine(tag, count[tag.slug], tuple(n for n in alike.get(tag.name, ()) if n != tag.name))
        for tag in sorted(tags.values(), key=lambda tag: (tag.name.casefold(), tag.slug))
    ]


def rename_in(text: str, old: str, new: str, vocabulary: Vocabulary) -> str:
    """Return an article's source in which the tag `old`, in any spelling, is `new`."""
    return with_renamed(text, KEYS, _renamer(old, new, vocabulary))


def _renamer(old: str, new: str, vocabulary: Vocabulary) -> Callable[[str], str]:
    def rename(written: str) -> str:
        tag, wanted = vocabulary.find(written), vocabulary.find(old)
        is_it = written == old or (tag and wanted and tag.slug == wanted.slug)
        return new if is_it else written

    return rename


def renamed_vocabulary(text: str, old: str, new: str, vocabulary: Vocabulary) -> str:
    """Return the vocabulary's source in which `old` is a synonym of `new`."""
    was, target = vocabulary.find(old), vocabulary.find(new)
    if target is not None and (was is None or was.slug != target.slug):
        spellings = (old,) if was is None else (was.name, was.slug, *was.synonyms)
        text = with_tag(text, target.slug, target.slug, _facts(_with_synonyms(target, spellings)))
        text = text if was is None else with_tag(text, was.slug, "", {})
        return _with_parents(text, was, target.slug, vocabulary)
    if was is None:
        return with_tag(text, "", slug(new), _facts(Tag(slug(new), new, synonyms=(old,))))
    tag = Tag(slug(new), new, was.description, was.synonyms, was.parent, was.is_topic)
    changed = with_tag(text, was.slug, tag.slug, _facts(_with_synonyms(tag, (was.name, was.slug))))
    return _with_parents(changed, was, tag.slug, vocabulary)


def first_vocabulary(tags: Iterable[Tag], old: str, new: str) -> str:
    """Return a vocabulary of all tags in use, in which `old` is a synonym of `new`."""
    lines = {tag.slug: Tag(tag.slug, tag.name) for tag in tags if tag.slug != slug(old)}
    lines[slug(new)] = Tag(slug(new), new, synonyms=(old,))
    document = {"tags": {name: _facts(lines[name]) for name in sorted(lines)}}
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


def _with_synonyms(tag: Tag, spellings: Sequence[str]) -> Tag:
    forms = {tag.name.casefold(), tag.slug}
    known: dict[str, str] = {}
    for name in (*tag.synonyms, *spellings):
        known.setdefault(name.casefold(), name)
    synonyms = tuple(written for key, written in known.items() if key not in forms)
    return Tag(tag.slug, tag.name, tag.description, synonyms, tag.parent, tag.is_topic)


def _with_parents(text: str, was: Tag | None, now: str, vocabulary: Vocabulary) -> str:
    for tag in vocabulary.tags.values():
        if was is not None and tag.parent == was.slug and tag.slug not in (was.slug, now):
            facts = _facts(tag)
            text = with_tag(text, tag.slug, tag.slug, {**facts, "parent": now})
    return text


def _facts(tag: Tag) -> dict[str, Any]:
    facts = {
        "name": tag.name,
        "description": tag.description,
        "synonyms": list(tag.synonyms),
        "parent": tag.parent,
        "topic": tag.is_topic,
    }
    return {key: value for key, value in facts.items() if value}
