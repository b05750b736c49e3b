"""The types of keys: how a value is read, and its JSON Schema.

A reader gets a value that is not empty, and the `FieldReader` to which it reports problems. It
returns the converted value, or the type's `missing` value if it has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from rapport.blog.dates import read_date
from rapport.blog.language_tag import DIRECTIONS, nearest_tag, read_tag
from rapport.blog.located_yaml import Position, Value

if TYPE_CHECKING:
    from rapport.blog.field_reader import FieldReader

Schema = Mapping[str, Any]

_MARKUP = re.compile(
    r"<br\s*/?>|<img\s[^<>]*>|</(?:a|b|code|em|i|p|small|span|strong|sub|sup|u)>"
    r"|:(?:material|fontawesome|octicons|simple)-[\w-]+:"
    r"|\*\*[^*\s][^*]*\*\*|\[[^\[\]]+\]\([^()\s]+\)",
    re.IGNORECASE,
)
"""HTML, icons and Markdown that other systems render in titles; `<b>` alone is a name."""
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BLANK = re.compile(r"[\s<>\"]")
_LEAST_MINUTES, _MOST_MINUTES = 0, 9999


@dataclass(frozen=True, slots=True)
class KeyType:
    """One type of value; `label` is its name in the handbook."""

    label: str
    schema: Schema
    read: Callable[[FieldReader, str, Value], Any] = field(repr=False)
    missing: Any = ""


class PlacedText(NamedTuple):
    """A text of a list, with its place."""

    text: str
    position: Position


class Dates(NamedTuple):
    """The two values of `date`: when something was published, and when updated, if given."""

    created: datetime | None
    updated: datetime | None


def _read_text(reader: FieldReader, key: str, value: Value) -> str:
    if value.text is None:
        reader.wrong_type(key, value, "a text")
        return ""
    return " ".join(value.text.split())


def _read_sentence(reader: FieldReader, key: str, value: Value) -> str:
    text = _read_text(reader, key, value)
    if entity := _ENTITY.search(text):
        message = f"readers will see `{entity[0]}` in `{key}` as it is."
        hint = f"Write `{unescape(entity[0])}` itself."
        reader.warn(reader.place(key), "entity-in-text", message, hint)
    if markup := _MARKUP.search(text):
        message = f"readers will see `{markup[0]}` in `{key}` as it is."
        hint = "Titles and descriptions are plain text: remove it."
        reader.warn(reader.place(key), "markup-in-text", message, hint)
    return text


def _read_list(reader: FieldReader, key: str, value: Value) -> tuple[PlacedText, ...]:
    items = value.items()
    if items is None and value.text and (parts := _listed(value.text)):
        message = f"expected a list for `{key}`, found one text: {value.found}."
        hint = f'Write `[{", ".join(parts)}]`; if it is one, `["{value.text}"]`.'
        reader.add(value.position, "list-expected", message, hint)
        return ()
    values = []
    for item in [value] if items is None else items:
        if item.text is None:
            reader.wrong_type(key, item, "a list of texts")
        elif not item.is_null:
            values.append(PlacedText(" ".join(item.text.split()), item.position))
    return tuple(values)


def _listed(text: str) -> list[str]:
    """Return the parts of a text that was meant as a list, empty if it was not."""
    parts = [part.strip() for part in re.split("[,;]", text) if part.strip()]
    return parts if len(parts) > 1 else []


def _read_texts(reader: FieldReader, key: str, value: Value) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text, _ in _read_list(reader, key, value)))


def _read_people(reader: FieldReader, key: str, value: Value) -> tuple[str, ...]:
    """Return names, including that of a single person written as a map with a `name`."""
    if value.pairs() is not None and "name" in (person := value.mapping()):
        return (_read_text(reader, key, person["name"][1]),)
    return _read_texts(reader, key, value)


def _read_names(reader: FieldReader, key: str, value: Value) -> list[str]:
    return list(_read_texts(reader, key, value))


def _read_flag(reader: FieldReader, key: str, value: Value) -> bool:
    if value.flag is None:
        reader.wrong_type(key, value, "true or false")
    return bool(value.flag)


def _read_minutes(reader: FieldReader, key: str, value: Value) -> int | None:
    if value.text is None or not re.fullmatch(r"[0-9]{1,4}", value.text):
        reader.wrong_type(key, value, "a number of minutes")
        return None
    return int(value.text)


def _read_order(reader: FieldReader, key: str, value: Value) -> int | None:
    if value.text is None or not re.fullmatch(r"[0-9]{1,4}", value.text):
        reader.wrong_type(key, value, "a whole number, such as 1")
        return None
    return int(value.text)


def _read_date(reader: FieldReader, key: str, value: Value) -> datetime | None:
    moment = None if value.text is None else read_date(value.text, reader.timezone)
    if moment is None:
        message = f"expected a date for `{key}`, found {value.found}."
        hint = "Write `2026-05-07`, or `2026-05-07 09:30`."
        reader.add(value.position, "date-wrong", message, hint)
    return moment


def _read_dates(reader: FieldReader, key: str, value: Value) -> Dates:
    pairs = value.pairs()
    if pairs is None:
        return Dates(_read_date(reader, key, value), None)
    parts = {name: part for name, _, part in pairs}
    for name, position, _ in pairs:
        if name not in Dates._fields:
            message = f"`{key}` has no key `{name}`; it knows `created` and `updated`."
            reader.add(position, "unknown-key", message)
    created, updated = parts.get("created"), parts.get("updated")
    if created is None or created.is_null:
        reader.add(value.position, "date-missing", f"`{key}` has no `created`.")
        return Dates(None, None)
    return Dates(
        _read_date(reader, key, created),
        _read_date(reader, key, updated) if updated and not updated.is_null else None,
    )


def _read_language(reader: FieldReader, key: str, value: Value) -> str:
    tag = "" if value.text is None else read_tag(value.text)
    if not tag:
        near = nearest_tag(value.text or "")
        message = f"expected the tag of a language for `{key}`, found {value.found}."
        hint = f"Write `{near}`." if near else "Write one such as `de` or `pt-BR` (BCP 47)."
        reader.add(value.position, "lang-wrong", message, hint)
    return tag


def _read_direction(reader: FieldReader, key: str, value: Value) -> str:
    written = (value.text or "").lower()
    if written in DIRECTIONS:
        return written
    reader.wrong_type(key, value, "`ltr` or `rtl`")
    return ""


def _read_address(reader: FieldReader, key: str, value: Value) -> str:
    text = (value.text or "").strip()
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or _BLANK.search(text):
        message = f"expected a whole address for `{key}`, found {value.found}."
        hint = "Write one such as `https://other.example/the-same-text/`."
        reader.add(value.position, "address-wrong", message, hint)
        return ""
    return text


def _read_plain(reader: FieldReader, key: str, value: Value) -> Any:  # noqa: ANN401 - anything
    try:
        return value.plain()
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        reader.add(value.position, "yaml-value", f"`{key}` can't be read: {reason}.")
        return None


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

TEXT = KeyType("text", _SCALAR, _read_text)
SENTENCE = KeyType("text", _SCALAR, _read_sentence)
"""Text that readers see; markup in it is shown literally."""
LIST = KeyType("list", _LIST, _read_list, ())
"""Texts, each with its place."""
TEXTS = KeyType("list", _LIST, _read_texts, ())
PEOPLE = KeyType("name, or list", {}, _read_people, ())
FLAG = KeyType(
    "`true` or `false`", {"type": "boolean", "default": False}, _read_flag, missing=False
)
MINUTES = KeyType(
    "number",
    {"type": "integer", "minimum": _LEAST_MINUTES, "maximum": _MOST_MINUTES},
    _read_minutes,
    None,
)
ORDER = KeyType(
    "number", {"type": "integer", "minimum": 0, "maximum": _MOST_MINUTES}, _read_order, None
)
ADDRESS = KeyType("URL", {"type": "string", "pattern": "^https?://[^/ ]+"}, _read_address)
DATE = KeyType("date", _DATE, _read_date, None)
DATES = KeyType("date, or `{created, updated}`", _DATES, _read_dates, Dates(None, None))
LANGUAGE = KeyType(
    "language (BCP 47)",
    {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$"},
    _read_language,
)
DIRECTION = KeyType("`ltr` or `rtl`", {"enum": list(DIRECTIONS)}, _read_direction)


ANYTHING = KeyType("anything", {}, _read_plain, None)
NAMES = KeyType("list", {"type": "array", "items": {"type": "string"}}, _read_names, ())
"""Texts for the theme, which wants a list."""


def plain(label: str, schema: Schema) -> KeyType:
    """Return the type of a value that is passed on as in YAML."""
    return KeyType(label, schema, _read_plain, None)
