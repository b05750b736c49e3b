"""What the keys of an article's head mean."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

import yaml

from rapport.blog.article import Article
from rapport.blog.author import Author, Authors
from rapport.blog.dates import read_date
from rapport.blog.head import Head, split_head
from rapport.blog.heading import split_heading
from rapport.blog.keys import KEYS, OTHERS_KEYS, THEME_KEYS, meant_key
from rapport.blog.language_tag import DIRECTIONS, nearest_tag, read_tag
from rapport.blog.located_yaml import Position, Value, read_mapping
from rapport.blog.mistakes import find_mistakes
from rapport.blog.problem import Problem, Severity
from rapport.blog.tag import OPEN_VOCABULARY, Tag, Vocabulary
from rapport.blog.urls import is_outside, site_path, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, tzinfo

_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")


@dataclass(frozen=True, slots=True)
class BlogSettings:
    """What an article's head is read with."""

    timezone: tzinfo
    vocabulary: Vocabulary = OPEN_VOCABULARY
    authors: Authors = field(default_factory=lambda: Authors({}))
    articles_dir: str = "articles"
    url_prefix: str = "articles/"
    docs_path: str = "docs"


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
    fields, problems = read_mapping(head.yaml, path, head.yaml_line)
    if problems:
        return None, problems
    reader = _Reader(path, fields, settings)
    article = reader.article(source, head)
    reader.problems += find_mistakes(head.body, path, head.body_line)
    return (None if any(problem.is_error for problem in reader.problems) else article), sorted(
        reader.problems
    )


class _Reader:
    """Reads the keys of one head and collects what is wrong with them."""

    def __init__(
        self, path: str, fields: Mapping[str, tuple[Position, Value]], settings: BlogSettings
    ) -> None:
        self.path = path
        self.settings = settings
        self.problems: list[Problem] = []
        self.fields = dict(self._known(fields))

    def article(self, source: str, head: Head) -> Article | None:
        heading, body = split_heading(head.body)
        title, headline = self._titles(heading)
        date, updated = self._dates()
        updated = self._later_than(date, updated)
        last = self._slug(source)
        folder = posixpath.dirname(posixpath.relpath(source, self.settings.articles_dir))
        if posixpath.basename(source) in ("index.md", "README.md"):
            folder = posixpath.dirname(folder)
        parts = [slug(part) for part in folder.split("/") if part]
        url = self.settings.url_prefix + "".join(f"{part}/" for part in [*parts, last])
        aliases = tuple(dict.fromkeys(self._aliases()))
        article_id = self._text("id") or (aliases[0] if aliases else url)
        authors = self._authors()
        tags = self._tags()
        reviewed = self._date("reviewed")
        description, image = self._text("description"), self._text("image")
        is_draft, is_pinned = self._flag("draft"), self._flag("pin")
        readtime = self._whole_number("readtime")
        language, direction = self._language(), self._direction()
        extra = {key: self._plain(key) for key in THEME_KEYS if key in self.fields}
        if not title or date is None:
            return None
        return Article(
            path=self.path,
            source=source,
            id=article_id,
            url=url,
            title=title,
            headline=headline,
            date=date,
            body=body,
            body_line=head.body_line,
            updated=updated,
            reviewed=reviewed,
            aliases=aliases,
            authors=authors,
            tags=tags,
            description=description,
            image=image,
            is_draft=is_draft,
            is_pinned=is_pinned,
            readtime=readtime,
            language=language,
            direction=direction,
            extra=extra,
            positions={key: position for key, (position, _) in self.fields.items()},
        )

    def _known(
        self, fields: Mapping[str, tuple[Position, Value]]
    ) -> Iterator[tuple[str, tuple[Position, Value]]]:
        for key, (position, value) in fields.items():
            if key in KEYS:
                yield key, (position, value)
            elif key.lower() in KEYS and key.lower() in fields:
                first = fields[key.lower()][0].line
                message = f"`{key}` is `{key.lower()}` a second time; the other is on line {first}."
                self._add(position, "key-twice", message, "Keep one of the two.")
            elif key.lower() in KEYS:
                message = f"`{key}` is read as `{key.lower()}`."
                hint = "Write keys in small letters."
                self._add(position, "key-case", message, hint, Severity.WARNING)
                yield key.lower(), (position, value)
            else:
                self._unknown(key, position, value)

    def _unknown(self, key: str, position: Position, value: Value) -> None:
        shown = key if len(key) <= 40 else key[:40] + "…"  # noqa: PLR2004 - a line's worth
        meant, others = meant_key(key), OTHERS_KEYS.get(key.lower(), "")
        if key.lower() == "published" and value.flag is False:
            message = "an article has no key `published`."
            self._add(position, "unknown-key", message, "Write `draft: true` to hold it back.")
        elif meant:
            message = f"an article has no key `{shown}`; did you mean `{meant}`?"
            self._add(position, "unknown-key", message)
        elif " " in key:
            message = f"`{shown}` reads as a key, because a colon follows it."
            hint = "Is the closing `---` missing above this line?"
            self._add(position, "text-as-key", message, hint)
        else:
            message = f"an article has no key `{shown}`; it is left out."
            hint = f"Its word here is `{others}`." if others else ""
            self._add(position, "unknown-key", message, hint, Severity.WARNING)

    def _add(
        self,
        position: Position,
        code: str,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.problems.append(
            Problem(self.path, position.line, position.column, code, message, hint, severity)
        )

    def _wrong_type(self, key: str, value: Value, expected: str) -> None:
        found = value.kind if value.text is None else f"`{value.text}`"
        self._add(value.position, "wrong-type", f"expected {expected} for `{key}`, found {found}.")

    def _value(self, key: str) -> Value | None:
        entry = self.fields.get(key)
        return None if entry is None or entry[1].is_null else entry[1]

    def _text(self, key: str) -> str:
        value = self._value(key)
        if value is None:
            return ""
        if value.text is None:
            self._wrong_type(key, value, "a text")
            return ""
        text = " ".join(value.text.split())
        if key in ("title", "description") and (entity := _ENTITY.search(text)):
            message = f"readers will see `{entity[0]}` in `{key}` as it stands."
            hint = f"Write `{unescape(entity[0])}` itself."
            position = self.fields[key][0]
            self._add(position, "entity-in-text", message, hint, Severity.WARNING)
        return text

    def _values(self, key: str) -> list[tuple[str, Position]]:
        value = self._value(key)
        if value is None:
            return []
        found = []
        items = value.items()
        for item in [value] if items is None else items:
            if item.text is None:
                self._wrong_type(key, item, "a list of texts")
            elif not item.is_null:
                found.append((" ".join(item.text.split()), item.position))
        return found

    def _texts(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for text, _ in self._values(key)))

    def _flag(self, key: str) -> bool:
        value = self._value(key)
        if value is None:
            return False
        if value.flag is None:
            self._wrong_type(key, value, "true or false")
        return bool(value.flag)

    def _whole_number(self, key: str) -> int | None:
        value = self._value(key)
        if value is None:
            return None
        if value.text is None or not re.fullmatch(r"[0-9]{1,4}", value.text):
            self._wrong_type(key, value, "a number of minutes")
            return None
        return int(value.text)

    def _language(self) -> str:
        value = self._value("lang")
        if value is None:
            return ""
        tag = "" if value.text is None else read_tag(value.text)
        if not tag:
            found = value.kind if value.text is None else f"`{value.text}`"
            near = nearest_tag(value.text or "")
            message = f"expected the tag of a language for `lang`, found {found}."
            hint = f"Write `{near}`." if near else "Write one such as `de` or `pt-BR` (BCP 47)."
            self._add(value.position, "lang-wrong", message, hint)
        return tag

    def _direction(self) -> str:
        value = self._value("dir")
        written = "" if value is None else (value.text or "").lower()
        if value is not None and written not in DIRECTIONS:
            self._wrong_type("dir", value, "`ltr` or `rtl`")
            return ""
        return written

    def _plain(self, key: str) -> Any:  # noqa: ANN401 - the theme's value, whatever it is
        _, value = self.fields[key]
        try:
            return value.plain()
        except (yaml.YAMLError, ValueError) as error:
            reason = str(error).splitlines()[0]
            self._add(value.position, "yaml-value", f"`{key}` can't be read: {reason}.")
            return None

    def _titles(self, heading: str) -> tuple[str, str]:
        """Return the title, and the headline that the page shows; both are empty if missing."""
        value = self._value("title")
        title = self._text("title") or heading
        if not title and (value is None or value.text is not None):
            position = self.fields["title"][0] if "title" in self.fields else Position()
            message = "the article has no title."
            hint = "Add `title: …` to the head, or a `# heading` as the first line of the text."
            self._add(position, "title-missing", message, hint)
        return title, heading or title

    def _dates(self) -> tuple[datetime | None, datetime | None]:
        value = self._value("date")
        if value is None:
            position = self.fields["date"][0] if "date" in self.fields else Position()
            hint = "Add `date: 2026-05-07` to the head."
            self._add(position, "date-missing", "the article has no date.", hint)
            return None, None
        pairs = value.pairs()
        if pairs is None:
            return self._moment("date", value), None
        parts = {key: part for key, _, part in pairs}
        for key, position, _ in pairs:
            if key not in ("created", "updated"):
                message = f"`date` has no key `{key}`; it knows `created` and `updated`."
                self._add(position, "unknown-key", message)
        if "created" not in parts or parts["created"].is_null:
            self._add(value.position, "date-missing", "`date` has no `created`.")
            return None, None
        updated = parts.get("updated")
        return (
            self._moment("date", parts["created"]),
            self._moment("date", updated) if updated and not updated.is_null else None,
        )

    def _later_than(self, date: datetime | None, in_date: datetime | None) -> datetime | None:
        """Return when the article was updated: what `date` says about it, else `updated`."""
        updated = self._date("updated")
        if in_date and updated:
            message = "`updated` stands here and in `date`, which counts."
            hint = "Keep one of the two."
            position = self.fields["updated"][0]
            self._add(position, "key-twice", message, hint, Severity.WARNING)
        updated = in_date or updated
        if updated and date and updated < date:
            key = "date" if in_date else "updated"
            message = "the article was updated before its date."
            position = self.fields[key][0]
            self._add(position, "date-order", message, severity=Severity.WARNING)
        return updated

    def _aliases(self) -> Iterator[str]:
        for text, position in self._values("aliases"):
            path = site_path(text)
            if path and not is_outside(text):
                yield path
            else:
                message = f"the alias `{text}` is no path of this site."
                hint = "Write a former path such as `articles/old-name/`."
                self._add(position, "alias-wrong", message, hint)

    def _date(self, key: str) -> datetime | None:
        value = self._value(key)
        return None if value is None else self._moment(key, value)

    def _moment(self, key: str, value: Value) -> datetime | None:
        moment = None if value.text is None else read_date(value.text, self.settings.timezone)
        if moment is None:
            found = value.kind if value.text is None else f"`{value.text}`"
            message = f"expected a date for `{key}`, found {found}."
            hint = "Write `2026-05-07`, or `2026-05-07 09:30`."
            self._add(value.position, "date-wrong", message, hint)
        return moment

    def _slug(self, source: str) -> str:
        written = self._text("slug")
        if written:
            return slug(written)
        stem = posixpath.splitext(posixpath.basename(source))[0]
        if stem in ("index", "README"):
            stem = posixpath.basename(posixpath.dirname(source)) or stem
        return slug(stem)

    def _authors(self) -> tuple[Author, ...]:
        names = self._texts("authors")
        return tuple(dict.fromkeys(self.settings.authors.named(name) for name in names))

    def _tags(self) -> tuple[Tag, ...]:
        vocabulary = self.settings.vocabulary
        found: dict[str, Tag] = {}
        for text, position in [*self._values("tags"), *self._values("categories")]:
            tag = vocabulary.find(text)
            if tag is not None:
                found.setdefault(tag.slug, tag)
                continue
            near = ", ".join(f"`{name}`" for name in vocabulary.nearest(text))
            message = f"the tag `{text}` is not in the vocabulary."
            hint = f"Nearest: {near}." if near else "Add it to the vocabulary."
            self._add(position, "unknown-tag", message, hint)
        return tuple(found.values())
