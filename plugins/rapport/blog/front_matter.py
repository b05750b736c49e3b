"""From the front matter of an article to the article.

`keys` says what each key may hold; this module has the rules that involve several keys.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapport.blog.address_format import AddressFormat
from rapport.blog.article import Article
from rapport.blog.author import Author, Authors
from rapport.blog.dates import read_date
from rapport.blog.field_reader import FieldReader
from rapport.blog.front_matter_block import (
    FrontMatterBlock,
    find_bare_front_matter,
    split_front_matter,
)
from rapport.blog.heading import split_heading
from rapport.blog.held_back import find_held_back
from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import ANYTHING
from rapport.blog.key_values import Dates, PlacedText
from rapport.blog.keys import ARTICLE_KEYS, EXTRA
from rapport.blog.located_yaml import Position, Value, read_mapping
from rapport.blog.mistakes import find_mistakes
from rapport.blog.named_tags import find_tags
from rapport.blog.other_markdown import find_other_markdown
from rapport.blog.problem import Problem
from rapport.blog.tag import OPEN_VOCABULARY, Tag, Vocabulary
from rapport.blog.urls import former_paths, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

_DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-.")
_SUFFIX = re.compile(r"\.(?:html?|md|php|aspx?)$", re.IGNORECASE)
_FIELDS = frozenset(Article.__struct_fields__) - {EXTRA}


USUAL_ADDRESSES = AddressFormat("articles/{folders}/{slug}/")


@dataclass(frozen=True)
class BlogSettings:
    """The settings with which an article's front matter is read."""

    timezone: tzinfo
    vocabulary: Vocabulary = OPEN_VOCABULARY
    authors: Authors = field(default_factory=lambda: Authors({}))
    articles_dirs: tuple[str, ...] = ("articles",)
    letters_dir: str = ""
    addresses: AddressFormat = USUAL_ADDRESSES
    docs_path: str = "docs"
    allow_keys: tuple[str, ...] = ()
    rendered: frozenset[str] = frozenset()
    keys: KeyTable = field(default=ARTICLE_KEYS, repr=False)

    @cached_property
    def all_keys(self) -> KeyTable:
        """The keys of the table, plus the owner's own, which are passed on unchanged."""
        new = [name for name in self.allow_keys if name not in self.keys.by_name]
        return self.keys.with_keys(Key(name, ANYTHING, "", fields=(EXTRA,)) for name in new)


def folders_of(source: str, articles_dirs: Iterable[str]) -> list[str]:
    """Return the article folders around a file, the nearest first; `` is the whole docs folder."""
    around = [folder for folder in articles_dirs if not folder or source.startswith(f"{folder}/")]
    return sorted(around, key=len, reverse=True)


def read_article(
    text: str, source: str, settings: BlogSettings
) -> tuple[Article | None, list[Problem]]:
    """Return the article in `text`, or None and the errors that prevent it from being read.

    `source` is the file's path below the docs folder. A returned article may come with warnings.
    """
    path = posixpath.join(settings.docs_path, source)
    block, problems = split_front_matter(text, path)
    problems = problems or find_bare_front_matter(block, path)
    if problems:
        return None, problems
    written, problems = read_mapping(block.yaml, path, block.yaml_line)
    if problems:
        return None, problems
    reader = _ArticleReader(path, written, settings)
    article = reader.article(source, block)
    problems = sorted(
        [
            *reader.problems,
            *find_mistakes(block.body, path, block.body_line),
            *find_other_markdown(block.body, path, block.body_line, settings.rendered),
        ]
    )
    return (None if any(problem.is_error for problem in problems) else article), problems


class _ArticleReader(FieldReader):
    """Reads the front matter of one article, and collects what is wrong with it."""

    def __init__(
        self, path: str, written: Mapping[str, tuple[Position, Value]], settings: BlogSettings
    ) -> None:
        held = find_held_back(written, path, settings.timezone)
        unknown = {*held} - {*settings.allow_keys}
        others = {key: entry for key, entry in written.items() if key not in unknown}
        super().__init__(path, settings.all_keys, others, settings.timezone)
        self.problems += [held[key] for key in unknown]
        self.settings = settings

    def article(self, source: str, block: FrontMatterBlock) -> Article | None:
        """Return the article, or None if something required is missing."""
        values = self.values()
        heading, body = split_heading(block.body)
        title = self._title(values["title"], heading)
        date, updated = self._dates(source, values["date"], values["updated"])
        written = [text for text, _ in values["categories"]]
        url = self._url(source, values["slug"], title, date, written)
        aliases = tuple(dict.fromkeys(self._aliases(values["aliases"])))
        tags = self._tags([*values["tags"], *values["categories"]])
        found, _ = find_tags(values["categories"], self.settings.vocabulary, self.path)
        categories = {tag.slug for tag in found}
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
            "body_line": block.body_line,
            "updated": updated,
            "aliases": aliases,
            "authors": self._authors([*values["authors"], *values["author"]]),
            "tags": tags,
            "categories": tuple(tag.slug for tag in tags if tag.slug in categories),
            "positions": self.positions,
        }
        return Article(**{**self._filled(values), **followed})

    def _filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that single keys fill, and the values passed on to templates."""
        filled: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name in self.written:
            field_name = self.table.by_name[name].filled[0]
            if field_name in _FIELDS:
                filled[field_name] = values[name]
            else:
                extra[name] = values[name]
        return {**filled, EXTRA: extra}

    def _title(self, written: str, heading: str) -> str:
        title = written or heading
        if not title and not self.has_value("title"):
            message = "the article has no title."
            heading_hint = "or a `# heading` as the first line of the text."
            hint = f"Add `title: …` to the front matter, {heading_hint}"
            self.add(self.place("title"), "title-missing", message, hint)
        return title

    def _dates(
        self, source: str, dates: Dates, updated: datetime | None
    ) -> tuple[datetime | None, datetime | None]:
        """Return when the article was published and updated; `date` takes precedence."""
        if not self.has_value("date"):
            dates = Dates(self._date_of_name(source), None)
        if dates.updated and updated:
            message = "`updated` is set here and in `date`, which takes precedence."
            self.warn(self.place("updated"), "key-twice", message, "Keep one of the two.")
        updated = dates.updated or updated
        if updated and dates.created and updated < dates.created:
            key = "date" if dates.updated else "updated"
            self.warn(self.place(key), "date-order", "the article was updated before its date.")
        return dates.created, updated

    def _date_of_name(self, source: str) -> datetime | None:
        """Return the date at the start of a file's name, as in Jekyll: `2014-05-07-x.md`."""
        written = _DATED_NAME.match(posixpath.basename(source))
        date = read_date(written[1], self.timezone) if written else None
        if date is None:
            hint = "Add `date: 2026-05-07` to the front matter."
            self.add(self.place("date"), "date-missing", "the article has no date.", hint)
        return date

    def _aliases(self, written: Iterable[PlacedText]) -> Iterator[str]:
        for text, position in written:
            paths = former_paths(text)
            if not paths:
                message = f"the alias `{text}` is not a path on this site."
                hint = "Write a former path such as `articles/old-name/`."
                self.add(position, "alias-wrong", message, hint)
            yield from paths

    def _url(
        self,
        source: str,
        written: str,
        title: str,
        date: datetime | None,
        categories: Sequence[str],
    ) -> str:
        self._check_slug(written)
        folder = next(iter(folders_of(source, self.settings.articles_dirs)), "")
        local = date.astimezone(self.timezone) if date else None
        below = source.removeprefix(f"{folder}/") if folder else source
        return self.settings.addresses.url(below, written, title, local, categories)

    def _check_slug(self, written: str) -> None:
        """Report a slug that is more than the last part of a URL, or not spelled like one."""
        if "/" in written or _SUFFIX.search(written):
            message = f"the slug `{written}` is more than the last part of an address."
            hint = "Write that part alone, and the old address into `aliases`."
            self.add(self.place("slug"), "slug-wrong", message, hint)
        elif written and slug(written) != unicodedata.normalize("NFC", written):
            message = f"the slug `{written}` is `{slug(written)}` in the URL."
            self.warn(self.place("slug"), "slug-changed", message, f"Write `{slug(written)}`.")

    def _authors(self, names: Iterable[str]) -> tuple[Author, ...]:
        return tuple(dict.fromkeys(self.settings.authors.named(name) for name in names))

    def _tags(self, written: Iterable[PlacedText]) -> tuple[Tag, ...]:
        tags, problems = find_tags(written, self.settings.vocabulary, self.path)
        self.problems += problems
        return tags
