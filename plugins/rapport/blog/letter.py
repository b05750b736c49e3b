"""A letter: Markdown below `docs/letters/` that is mailed, and no page of the site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.blog.field_reader import FieldReader
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import TEXT
from rapport.blog.links import Link, find_links
from rapport.blog.located_yaml import Position, find_repeats, read_mapping
from rapport.blog.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

VERSION = 1
WELCOME = "welcome"
"""The letter that a subscriber gets after confirming."""

LONGEST_SUBJECT = 200

LETTER_KEYS = KeyTable(
    "a letter",
    (
        Key(
            "subject",
            TEXT,
            "The subject of the email.",
            "required",
            is_required=True,
            others=("title",),
        ),
    ),
)
"""What stands in the front matter of a letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its author wrote it; `name` is that of its file, `welcome`."""

    name: str
    source: str
    subject: str
    body: str
    links: tuple[Link, ...] = ()


def is_letter(source: str, folder: str) -> bool:
    """Return whether a Markdown file is a letter: it lies in the folder of letters."""
    return bool(folder) and source.startswith(f"{folder}/")


def read_letter(text: str, source: str, path: str) -> tuple[Letter | None, list[Problem]]:
    """Return the letter in a file, and what is wrong with it; None if it can't be mailed."""
    head, problems = split_front_matter(text, path)
    if problems:
        return None, problems
    fields, problems = read_mapping(head.yaml, path, head.yaml_line)
    if problems:
        return None, problems
    name = source.rpartition("/")[2].removesuffix(".md")
    reader = FieldReader(path, LETTER_KEYS, fields)
    subject = " ".join(str(reader.values()["subject"] or "").split())
    for _, value in fields.values():
        reader.problems += find_repeats(value, path)
    if not subject and not reader.has_value("subject"):
        hint = (
            "Write `subject: …` between two lines `---`; or, if it is meant to be a page, set "
            "`letters_dir` of `rapport/subscribe` to another folder."
        )
        reader.add(Position(), "letter-subject", "this letter has no `subject`.", hint)
    elif len(subject) > LONGEST_SUBJECT:
        message = f"the subject has {len(subject)} characters, at most {LONGEST_SUBJECT} are shown."
        reader.add(reader.place("subject"), "letter-subject", message, "Shorten it.")
    if name != WELCOME and subject:
        message = f"there is no letter `{name}`: only `{WELCOME}.md` is mailed, after confirming."
        reader.add(Position(), "letter-unknown", message, "Rename it, or move it elsewhere.")
    if not head.body.strip():
        reader.add(Position(head.body_line), "letter-empty", "this letter has no text.")
    links = tuple(find_links(head.body, head.body_line))
    is_whole = not any(problem.is_error for problem in reader.problems)
    letter = Letter(name, source, subject, head.body, links)
    return letter if is_whole else None, reader.problems


def write_letters(letters: Iterable[tuple[Letter, Sequence[object]]]) -> str:
    """Return letters with the blocks of their texts as the newsletter service reads them."""
    listed = [
        {"id": letter.name, "subject": letter.subject, "blocks": list(blocks)}
        for letter, blocks in letters
    ]
    return json.dumps({"version": VERSION, "letters": listed}, ensure_ascii=False) + "\n"


def beside_site(site: Path) -> Path:
    """Return where the letters of a site lie: `site.letters.json` beside `site/`."""
    return site.with_name(f"{site.name}.letters.json")
