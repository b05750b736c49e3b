"""From the front matter of an article to the article.

What each key may hold stands in `keys`; here is what follows from several of them at once.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from rapport.blog.article import Article
from rapport.blog.author import Author, Authors
from rapport.blog.field_reader import FieldReader
from rapport.blog.head import Head, split_head
from rapport.blog.heading import split_heading
from rapport.blog.held_back import find_held_back
from rapport.blog.key_table import KeyTable
from rapport.blog.key_types import Dates, Written
from rapport.blog.keys import ARTICLE_KEYS, EXTRA
from rapport.blog.located_yaml import Position, Value, read_mapping
from rapport.blog.mistakes import find_mistakes
from rapport.blog.problem import Problem
from rapport.blog.tag import OPEN_VOCABULARY, Tag, Vocabulary
from rapport.blog.urls import is_outside, site_path, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, tzinfo

_FIELDS = frozenset(field.name for field in fields(Article)) - {EXTRA}


@dataclass(frozen=True, slots=True)
class BlogSettings:
    """What an article's head is read with."""

    timezone: tzinfo
    vocabulary: Vocabulary = OPEN_VOCABULARY
    authors: Authors = field(default_factory=lambda: Authors({}))
    articles_dir: str = "articles"
    url_prefix: str = "articles/"
    docs_path: str = "docs"
    keys: KeyTable = field(default=ARTICLE_KEYS, repr=False)


def read_article(
    text: str, source: str, settings: BlogSettings
) -> tuple[Article | None, list[Problem]]:
    """Return the article in `text`, or None with the errors that keep it from being one.

    `source` is the file's path below the docs folder. Warnings come with an article, errors
    without.
    """
    path = posixpath.join(settings.docs_path, source)
    head, problems = split_head(text, path)
    if problems:
        return None, problems
    written, problems = read_mapping(head.yaml, path, head.yaml_line)
    if problems:
        return None, problems
    reader = _ArticleReader(path, written, settings)
    article = reader.article(source, head)
    problems = sorted([*reader.problems, *find_mistakes(head.body, path, head.body_line)])
    return (None if any(problem.is_error for problem in problems) else article), problems


class _ArticleReader(FieldReader):
    """Reads the front matter of one article, and collects what is wrong with it."""

    def __init__(
        self, path: str, written: Mapping[str, tuple[Position, Value]], settings: BlogSettings
    ) -> None:
        held = find_held_back(written, path, settings.timezone)
        others = {key: entry for key, entry in written.items() if key not in held}
        super().__init__(path, settings.keys, others, settings.timezone)
        self.problems += held.values()
        self.settings = settings

    def article(self, source: str, head: Head) -> Article | None:
        """Return the article, or None where what it can't do without is missing."""
        values = self.values()
        heading, body = split_heading(head.body)
        title = self._title(values["title"], heading)
        date, updated = self._dates(values["date"], values["updated"])
        url = self._url(source, values["slug"])
        aliases = tuple(dict.fromkeys(self._aliases(values["aliases"])))
        tags = self._tags([*values["tags"], *values["categories"]])
        if not title or date is None:
            return None
        followed = {
            "path": self.path,
            "source": source,
            "id": values["id"] or (aliases[0] if aliases else url),
            "url": url,
            "title": title,
            "headline": heading or title,
            "date": date,
            "body": body,
            "body_line": head.body_line,
            "updated": updated,
            "aliases": aliases,
            "authors": self._authors(values["authors"]),
            "tags": tags,
            "positions": self.positions,
        }
        return Article(**{**self._filled(values), **followed})

    def _filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that keys fill by themselves, and what is handed on to templates."""
        filled: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name in self.written:
            field_name = self.settings.keys.by_name[name].filled[0]
            if field_name in _FIELDS:
                filled[field_name] = values[name]
            else:
                extra[name] = values[name]
        return {**filled, EXTRA: extra}

    def _title(self, written: str, heading: str) -> str:
        title = written or heading
        if not title and not self.has_value("title"):
            message = "the article has no title."
            hint = "Add `title: …` to the head, or a `# heading` as the first line of the text."
            self.add(self.place("title"), "title-missing", message, hint)
        return title

    def _dates(
        self, dates: Dates, updated: datetime | None
    ) -> tuple[datetime | None, datetime | None]:
        """Return when the article came out, and when it was updated: what `date` says counts."""
        if not self.has_value("date"):
            hint = "Add `date: 2026-05-07` to the head."
            self.add(self.place("date"), "date-missing", "the article has no date.", hint)
        if dates.updated and updated:
            message = "`updated` stands here and in `date`, which counts."
            self.warn(self.place("updated"), "key-twice", message, "Keep one of the two.")
        updated = dates.updated or updated
        if updated and dates.created and updated < dates.created:
            key = "date" if dates.updated else "updated"
            self.warn(self.place(key), "date-order", "the article was updated before its date.")
        return dates.created, updated

    def _aliases(self, written: Iterable[Written]) -> Iterator[str]:
        for text, position in written:
            path = site_path(text)
            if path and not is_outside(text):
                yield path
            else:
                message = f"the alias `{text}` is no path of this site."
                hint = "Write a former path such as `articles/old-name/`."
                self.add(position, "alias-wrong", message, hint)

    def _url(self, source: str, written: str) -> str:
        folder = posixpath.dirname(posixpath.relpath(source, self.settings.articles_dir))
        stem = posixpath.splitext(posixpath.basename(source))[0]
        if stem in ("index", "README"):
            folder = posixpath.dirname(folder)
            stem = posixpath.basename(posixpath.dirname(source)) or stem
        parts = [part for part in folder.split("/") if part]
        return self.settings.url_prefix + "".join(
            f"{slug(part)}/" for part in [*parts, written or stem]
        )

    def _authors(self, names: Iterable[str]) -> tuple[Author, ...]:
        return tuple(dict.fromkeys(self.settings.authors.named(name) for name in names))

    def _tags(self, written: Iterable[Written]) -> tuple[Tag, ...]:
        vocabulary = self.settings.vocabulary
        found: dict[str, Tag] = {}
        for text, position in written:
            tag = vocabulary.find(text)
            if tag is not None:
                found.setdefault(tag.slug, tag)
                continue
            near = ", ".join(f"`{name}`" for name in vocabulary.nearest(text))
            message = f"the tag `{text}` is not in the vocabulary."
            hint = f"Nearest: {near}." if near else "Add it to the vocabulary."
            self.add(position, "unknown-tag", message, hint)
        return tuple(found.values())
