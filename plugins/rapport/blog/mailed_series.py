"""A series that readers can get by email: `docs/series/<name>.yml`."""

from __future__ import annotations

import posixpath
from datetime import time
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.field_reader import FieldReader
from rapport.blog.guides import in_order
from rapport.blog.key_values import PlacedText
from rapport.blog.located_yaml import Position, find_repeats, read_mapping
from rapport.blog.problem import Problem, Severity
from rapport.blog.series_keys import SERIES_KEYS, USUAL_HOUR
from rapport.blog.urls import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rapport.blog.article import Article
    from rapport.blog.letter import Letter

SERIES_DIR = "series"
"""The folder of these files, below the docs folder."""


class SeriesFile(Struct, frozen=True):
    """What the file of a series says; `parts` are written as its author wrote them."""

    slug: str
    path: str
    title: str
    description: str
    parts: tuple[PlacedText, ...]
    paces: tuple[str, ...]
    days: tuple[str, ...]
    hour: time = USUAL_HOUR

    @property
    def sources(self) -> frozenset[str]:
        """The files of its parts, below the docs folder."""
        return frozenset(part.text for part in self.parts)


class SeriesPart(Struct, frozen=True):
    """One part; `id` is what the newsletter service knows it by. A letter has no page."""

    id: str
    source: str
    title: str
    is_letter: bool = False
    is_published: bool = True


class MailedSeries(Struct, frozen=True):
    """A series by email with its parts."""

    file: SeriesFile
    parts: tuple[SeriesPart, ...]

    @property
    def page_url(self) -> str:
        """The series' page, relative to the site: `series/the-first-weeks/`."""
        return f"series/{self.file.slug}/"


def is_series_file(source: str) -> bool:
    """Return whether a file below the docs folder is that of a series by email."""
    folder, name = posixpath.split(source)
    return folder == SERIES_DIR and name.endswith((".yml", ".yaml"))


def read_series_file(text: str, source: str, path: str) -> tuple[SeriesFile | None, list[Problem]]:
    """Return what a file says, and what is wrong with it; None if it is of no use."""
    fields, problems = read_mapping(text, path)
    if problems:
        return None, problems
    reader = FieldReader(path, SERIES_KEYS, fields)
    values = reader.values()
    for _, value in fields.values():
        reader.problems += find_repeats(value, path)
    name = posixpath.splitext(posixpath.basename(source))[0]
    if name != slug(name):
        message = f"the file's name is part of an address, which `{name}` can't be."
        reader.add(Position(), "series-name", message, f"Call it `{slug(name) or 'a-name'}.yml`.")
    if not values["title"] and not reader.has_value("title"):
        reader.add(Position(), "series-title", "this series has no `title`.", "Write `title: …`.")
    seen: set[str] = set()
    for part, position in values["parts"]:
        if part in seen:
            reader.add(position, "series-part", f"`{part}` is a part twice.", "Remove one.")
        seen.add(part)
    if any(problem.is_error for problem in reader.problems):
        return None, reader.problems
    found = SeriesFile(
        name,
        path,
        values["title"],
        values["description"],
        values["parts"],
        values["paces"],
        values["days"],
        values["hour"],
    )
    return found, reader.problems


def with_parts(
    file: SeriesFile,
    articles: Sequence[Article],
    published: frozenset[str],
    letters: Mapping[str, Letter | None],
) -> tuple[MailedSeries | None, list[Problem]]:
    """Return a series with its parts, and what is wrong.

    `letters` are by source, None for one with errors of its own, which are reported there.
    """
    named = [article for article in articles if slug(article.series) == file.slug]
    if file.parts and named:
        return None, [_both(file, article) for article in named]
    by_source = {article.source: article for article in articles}
    parts, problems = [], []
    for text, position in file.parts or _placed(named):
        if text in by_source:
            article = by_source[text]
            is_there = text in published
            parts.append(SeriesPart(article.id, text, article.title, is_published=is_there))
            problems += [] if is_there else [_unpublished(file, text, position)]
        elif letter := letters.get(text):
            parts.append(_letter_part(letter))
            problems += [_unpublished(file, text, position)] if letter.is_draft else []
        elif text not in letters:
            problems.append(_unknown(file, text, position, [*by_source, *letters]))
    problems += _alike(file, parts)
    if not parts and not problems:
        hint = "Name files below `parts`, or give articles `series: …` with its title."
        problems = [Problem(file.path, 1, 1, "series-empty", "this series has no parts.", hint)]
    is_whole = not any(problem.is_error for problem in problems)
    return MailedSeries(file, tuple(parts)) if is_whole else None, problems


def _letter_part(letter: Letter) -> SeriesPart:
    return SeriesPart(
        f"letter:{letter.name}",
        letter.source,
        letter.subject,
        is_letter=True,
        is_published=not letter.is_draft,
    )


def _placed(articles: Iterable[Article]) -> list[PlacedText]:
    return [PlacedText(article.source, Position()) for article in in_order(articles)]


def _both(file: SeriesFile, article: Article) -> Problem:
    place = article.position("series")
    message = f"`{file.path}` lists the parts of this series itself."
    hint = "Remove `series` here, or `parts` there."
    return Problem(article.path, place.line, place.column, "series-twice", message, hint)


def _unknown(file: SeriesFile, text: str, position: Position, known: list[str]) -> Problem:
    near = get_close_matches(text, known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else "Write `articles/x.md` or `letters/x.md`."
    message = f"`{text}` is neither an article nor a letter below the docs folder."
    where = (file.path, position.line, position.column)
    return Problem(*where, "series-part", message, hint)


def _unpublished(file: SeriesFile, text: str, position: Position) -> Problem:
    message = f"`{text}` is not published, so readers are told that this part is left out."
    where = (file.path, position.line, position.column)
    hint = "Publish it, or make it a letter, which nobody reads before its turn."
    return Problem(*where, "series-part-unpublished", message, hint, Severity.WARNING)


def _alike(file: SeriesFile, parts: Iterable[SeriesPart]) -> list[Problem]:
    """Return a problem for each title that two parts have: by it a renamed file is known again."""
    seen: set[str] = set()
    problems = []
    for part in parts:
        if part.title in seen:
            message = f"two parts have the title `{part.title}`."
            hint = "Give one of them another title."
            problems.append(Problem(file.path, 1, 1, "series-part", message, hint))
        seen.add(part.title)
    return problems
