"""The types of keys: how a value is read, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapport.blog.key_values import (
    Dates,
    read_address,
    read_date,
    read_dates,
    read_direction,
    read_flag,
    read_language,
    read_list,
    read_minutes,
    read_names,
    read_order,
    read_people,
    read_plain,
    read_sentence,
    read_text,
    read_texts,
)
from rapport.blog.language_tag import DIRECTIONS
from rapport.blog.located_yaml import Value

if TYPE_CHECKING:
    from rapport.blog.field_reader import FieldReader

Schema = Mapping[str, Any]

_LEAST_MINUTES, _MOST_MINUTES = 0, 9999


@dataclass(frozen=True, slots=True)
class KeyType:
    """One type of value; `label` is its name in the handbook."""

    label: str
    schema: Schema
    read: Callable[[FieldReader, str, Value], Any] = field(repr=False)
    missing: Any = ""


_SCALAR: Schema = {"type": ["string", "number"]}
_DATE: Schema = {"type": "string", "pattern": r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}($|[Tt ])"}
_ONE: Schema = {**_SCALAR, "pattern": "^[^,;]*$"}
_LIST: Schema = {"oneOf": [_ONE, {"type": "array", "items": _SCALAR}]}
_DATES: Schema = {
    "oneOf": [
        _DATE,
        {
            "type": "object",
            "required": ["created"],
            "additionalProperties": False,
            "properties": {"created": _DATE, "updated": _DATE},
        },
    ]
}

TEXT = KeyType("text", _SCALAR, read_text)
SENTENCE = KeyType("text", _SCALAR, read_sentence)
"""Text that readers see; markup in it is shown literally."""
LIST = KeyType("list", _LIST, read_list, ())
"""Texts, each with its place."""
TEXTS = KeyType("list", _LIST, read_texts, ())
PEOPLE = KeyType("name, or list", {}, read_people, ())
FLAG = KeyType("`true` or `false`", {"type": "boolean", "default": False}, read_flag, missing=False)
MINUTES = KeyType(
    "number",
    {"type": "integer", "minimum": _LEAST_MINUTES, "maximum": _MOST_MINUTES},
    read_minutes,
    None,
)
ORDER = KeyType(
    "number", {"type": "integer", "minimum": 0, "maximum": _MOST_MINUTES}, read_order, None
)
ADDRESS = KeyType("URL", {"type": "string", "pattern": "^https?://[^/ ]+"}, read_address)
DATE = KeyType("date", _DATE, read_date, None)
DATES = KeyType("date, or `{created, updated}`", _DATES, read_dates, Dates(None, None))
LANGUAGE = KeyType(
    "language (BCP 47)",
    {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$"},
    read_language,
)
DIRECTION = KeyType("`ltr` or `rtl`", {"enum": list(DIRECTIONS)}, read_direction)


ANYTHING = KeyType("anything", {}, read_plain, None)
NAMES = KeyType("list", {"type": "array", "items": {"type": "string"}}, read_names, ())
"""Texts for the theme, which wants a list."""


def plain(label: str, schema: Schema) -> KeyType:
    """Return the type of a value that is passed on as in YAML."""
    return KeyType(label, schema, read_plain, None)
