"""What stands in the file of a series by email, and how it is read."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import LIST, SENTENCE, TEXT, KeyType

if TYPE_CHECKING:
    from rapport.blog.field_reader import FieldReader
    from rapport.blog.located_yaml import Value

PACES = ("daily", "every-third-day", "weekly")
"""How often the next part comes, as readers may choose."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
USUAL_HOUR = time(8)
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def _read_hour(reader: FieldReader, key: str, value: Value) -> time:
    found = _HOUR.fullmatch(value.text or "")
    if found is None:
        message = f"expected a time of day for `{key}`, found {value.found}."
        reader.add(value.position, "series-hour", message, 'Write `"08:00"`.')
        return USUAL_HOUR
    return time(int(found[1]), int(found[2]))


def _words(words: tuple[str, ...]) -> KeyType:
    """Return the type of a list of some words; without any, it is all of them."""

    def read(reader: FieldReader, key: str, value: Value) -> tuple[str, ...]:
        found = LIST.read(reader, key, value)
        for text, position in found:
            if text.lower() not in words:
                message = f"`{text}` is none of the words of `{key}`."
                listed = ", ".join(f"`{word}`" for word in words)
                reader.add(position, "series-word", message, f"Write one of {listed}.")
        chosen = {text.lower() for text, _ in found}
        return tuple(word for word in words if word in chosen) or words

    schema = {"type": "array", "items": {"enum": list(words)}}
    return KeyType(" or ".join(f"`{word}`" for word in words), schema, read, words)


SERIES_KEYS = KeyTable(
    "a series by email",
    (
        Key("title", TEXT, "What readers see.", "required", is_required=True, others=("name",)),
        Key("description", SENTENCE, "A sentence above the parts on its page."),
        Key(
            "parts",
            LIST,
            "Its parts in order: files of articles or letters below the docs folder, "
            "`articles/asking.md`, `letters/first-steps.md`.",
            "the articles whose `series` it is",
            others=("articles", "lessons", "emails"),
        ),
        Key("paces", _words(PACES), "The paces that readers may choose.", "all", others=("pace",)),
        Key("days", _words(DAYS), "The weekdays on which parts go.", "all", others=("weekdays",)),
        Key(
            "hour",
            KeyType("time of day", {"type": "string"}, _read_hour, USUAL_HOUR),
            "When parts go, in the blog's time zone. The first one goes as soon as its reader has "
            "confirmed.",
            "`08:00`",
            others=("at", "time"),
        ),
    ),
)
