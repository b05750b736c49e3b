"""A letter: Markdown below `docs/letters/` that is mailed, and no page of the site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from rapport.blog.field_reader import FieldReader
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.letter_keys import LETTER_KEYS
from rapport.blog.links import Link, find_links
from rapport.blog.located_yaml import Position, find_repeats, read_mapping
from rapport.blog.problem import Problem
from rapport.blog.tag import OPEN_VOCABULARY, Tag, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

    from rapport.blog.key_values import PlacedText

VERSION = 1
WELCOME = "welcome"
"""The letter that a subscriber gets after confirming."""

LONGEST_SUBJECT = 200

_NOT_OF_WELCOME = ("send", "topics", "with", "urgent", "archive")


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """The settings with which a letter is read; `folder` is that of letters, `letters`."""

    folder: str
    timezone: tzinfo = UTC
    vocabulary: Vocabulary = OPEN_VOCABULARY
    parts: frozenset[str] = frozenset()
    """The sources of letters that are parts of a series, which has its own times."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its author wrote it; `name` is that of its file, `2026/december`.

    `send` is None for the welcome letter, and may be for a draft. Without `topics` it is for all.
    """

    name: str
    source: str
    subject: str
    body: str
    links: tuple[Link, ...] = ()
    send: datetime | None = None
    topics: tuple[str, ...] = ()
    company: str = ""
    is_urgent: bool = False
    is_archived: bool = False
    is_draft: bool = False
    body_line: int = 1


def is_letter(source: str, folder: str) -> bool:
    """Return whether a Markdown file is a letter: it lies in the folder of letters."""
    return bool(folder) and source.startswith(f"{folder}/")


def read_letter(
    text: str, source: str, path: str, settings: LetterSettings
) -> tuple[Letter | None, list[Problem]]:
    """Return the letter in a file, and what is wrong with it; None if it can't be mailed."""
    head, problems = split_front_matter(text, path)
    if problems:
        return None, problems
    fields, problems = read_mapping(head.yaml, path, head.yaml_line)
    if problems:
        return None, problems
    name = source.removeprefix(f"{settings.folder}/").removesuffix(".md")
    reader = FieldReader(path, LETTER_KEYS, fields, settings.timezone)
    values = reader.values()
    subject = " ".join(str(values["subject"] or "").split())
    topics = tuple(dict.fromkeys(_topics(reader, values["topics"], settings.vocabulary)))
    for _, value in fields.values():
        reader.problems += find_repeats(value, path)
    _check_subject(reader, subject)
    is_part = source in settings.parts
    _check_time(reader, name, is_part=is_part, is_draft=values["draft"])
    if values["with"] and values["urgent"]:
        message = "what stands above a digest can't be `urgent`."
        reader.add(reader.place("urgent"), "letter-urgent", message, "Remove one of the two.")
    if not head.body.strip():
        reader.add(Position(head.body_line), "letter-empty", "this letter has no text.")
    links = tuple(find_links(head.body, head.body_line))
    is_whole = not any(problem.is_error for problem in reader.problems)
    letter = Letter(
        name,
        source,
        subject,
        head.body,
        links,
        send=values["send"],
        topics=topics,
        company=values["with"],
        is_urgent=values["urgent"],
        is_archived=values["archive"],
        is_draft=values["draft"],
        body_line=head.body_line,
    )
    return letter if is_whole else None, reader.problems


def _check_subject(reader: FieldReader, subject: str) -> None:
    if not subject and not reader.has_value("subject"):
        hint = (
            "Write `subject: …` between two lines `---`; or, if it is meant to be a page, set "
            "`letters_dir` of `rapport/subscribe` to another folder."
        )
        reader.add(Position(), "letter-subject", "this letter has no `subject`.", hint)
    elif len(subject) > LONGEST_SUBJECT:
        message = f"the subject has {len(subject)} characters, at most {LONGEST_SUBJECT} are shown."
        reader.add(reader.place("subject"), "letter-subject", message, "Shorten it.")


def _check_time(reader: FieldReader, name: str, *, is_part: bool, is_draft: bool) -> None:
    """Report a letter without a time; the welcome letter and parts of series need none."""
    if name == WELCOME or is_part:
        for key in _NOT_OF_WELCOME:
            if reader.has_value(key):
                why = "it is a part of a series" if is_part else "it goes to whoever confirms, then"
                message = f"`{key}` is ignored: {why}."
                reader.warn(reader.place(key), "letter-welcome", message, "Remove it.")
    elif not is_draft and not reader.has_value("send"):
        hint = "Write `send: 2026-12-01 08:00`, or `draft: true` until you know."
        if not reader.has_value("subject"):
            return  # one problem is enough for a file that was meant to be a page
        reader.add(Position(), "letter-send", "this letter has no `send`.", hint)


def _topics(
    reader: FieldReader, written: Iterable[PlacedText], vocabulary: Vocabulary
) -> Iterator[str]:
    """Return the slugs of topics; a tag that nobody can subscribe to is an error."""
    topics = {topic.slug: topic for topic in vocabulary.topics}
    for text, position in written:
        tag = vocabulary.find(text)
        if tag is not None and tag.slug in topics:
            yield tag.slug
            continue
        reader.add(
            position,
            "letter-topic",
            f"`{text}` is not a topic that readers can subscribe to.",
            _topic_hint(text, vocabulary, topics.values()),
        )


def _topic_hint(text: str, vocabulary: Vocabulary, topics: Iterable[Tag]) -> str:
    names = [topic.name for topic in topics]
    near = [name for name in vocabulary.nearest(text) if name in names]
    if near or names:
        listed = ", ".join(f"`{name}`" for name in near or names)
        return f"{'Nearest' if near else 'Topics'}: {listed}."
    return "Give tags of the vocabulary `topic: true`, or remove `topics`."


def write_letters(
    letters: Iterable[tuple[Letter, Sequence[object]]], series: Sequence[object] = ()
) -> str:
    """Return letters with the blocks of their texts, and series, as the service reads them.

    Drafts are excluded. Times are in UTC, `2026-12-01T07:00:00+00:00`.
    """
    listed = [
        {
            "id": letter.name,
            "subject": letter.subject,
            **({"send": letter.send.astimezone(UTC).isoformat()} if letter.send else {}),
            **({"topics": list(letter.topics)} if letter.topics else {}),
            **({"with": letter.company} if letter.company else {}),
            **({"urgent": True} if letter.is_urgent else {}),
            "blocks": list(blocks),
        }
        for letter, blocks in letters
        if not letter.is_draft
    ]
    written = {"version": VERSION, "letters": listed, **({"series": series} if series else {})}
    return json.dumps(written, ensure_ascii=False) + "\n"


def beside_site(site: Path) -> Path:
    """Return the path of a site's letters: `site.letters.json` beside `site/`."""
    return site.with_name(f"{site.name}.letters.json")
