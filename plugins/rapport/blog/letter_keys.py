"""The keys of a letter's front matter, and how they are read."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from rapport.blog.dates import read_date
from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import FLAG, LIST, TEXT, KeyType

if TYPE_CHECKING:
    from datetime import datetime

    from rapport.blog.field_reader import FieldReader
    from rapport.blog.located_yaml import Value

DIGEST = "digest"
"""The values of `with`: the letter goes above the articles of the next digest."""


def _read_hour(reader: FieldReader, key: str, value: Value) -> datetime | None:
    """Return a moment; a day alone would mean its midnight, which nobody intends."""
    moment = read_date(value.text or "", reader.timezone)
    if moment is None or ":" not in (value.text or ""):
        message = f"expected a day and an hour for `{key}`, found {value.found}."
        reader.add(value.position, "send-wrong", message, "Write `2026-12-01 08:00`.")
        return None
    real = moment.astimezone(UTC).astimezone(reader.timezone)
    if moment.tzinfo is reader.timezone and real.replace(tzinfo=None) != moment.replace(
        tzinfo=None
    ):
        message = f"on that day the clocks skip {moment:%H:%M}; the letter goes at {real:%H:%M}."
        reader.warn(value.position, "send-skipped", message)
    return moment


def _read_company(reader: FieldReader, key: str, value: Value) -> str:
    if value.text != DIGEST:
        reader.wrong_type(key, value, f"`{DIGEST}`")
        return ""
    return DIGEST


_HOUR = KeyType(
    "date and time",
    {"type": "string", "pattern": r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}[Tt ]\s*\d{1,2}:\d{2}"},
    _read_hour,
    None,
)

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
        Key(
            "send",
            _HOUR,
            "When it is mailed, in the blog's time zone: `2026-12-01 08:00`.",
            "required, but for `welcome.md` and drafts",
            others=("date", "publish", "scheduled", "send_at"),
        ),
        Key(
            "topics",
            LIST,
            "Who gets it: subscribers of one of these topics, or of all.",
            "everybody",
            others=("tags",),
        ),
        Key(
            "with",
            KeyType(f"`{DIGEST}`", {"enum": [DIGEST]}, _read_company),
            "`digest`: it goes above the articles of the next weekly and the next monthly email "
            "after its time, and never alone.",
            "it goes by itself",
            fields=("company",),
        ),
        Key(
            "urgent",
            FLAG,
            "`true`: weekly and monthly subscribers get it at its time, too.",
            "`false`",
            ("is_urgent",),
        ),
        Key(
            "archive",
            FLAG,
            "`true`: from its time on it has a page, and a place in the feed of letters.",
            "`false`",
            ("is_archived",),
        ),
        Key("draft", FLAG, "`true`: it is checked, and not mailed.", "`false`", ("is_draft",)),
    ),
)
