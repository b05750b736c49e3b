"""The values of keys, read one by one: a text, a list, a date, an address and others.

Each function gets a value that is not empty, and the `FieldReader` to which it reports problems. It
returns the converted value, or the type's `missing` value if it has none.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from rapport.blog import dates
from rapport.blog.language_tag import DIRECTIONS, nearest_tag, read_tag
from rapport.blog.located_yaml import Position, Value

if TYPE_CHECKING:
    from rapport.blog.field_reader import FieldReader

_MARKUP = re.compile(
    r"<br\s*/?>|<img\s[^<>]*>|</(?:a|b|code|em|i|p|small|span|strong|sub|sup|u)>"
    r"|:(?:material|fontawesome|octicons|simple)-[\w-]+:"
    r"|\*\*[^*\s][^*]*\*\*|\[[^\[\]]+\]\([^()\s]+\)",
    re.IGNORECASE,
)
"""HTML, icons and Markdown that other systems render in titles; `<b>` alone is a name."""
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BLANK = re.compile(r"[\s<>\"]")


class PlacedText(NamedTuple):
    """A text of a list, with its place."""

    text: str
    position: Position


class Dates(NamedTuple):
    """The two values of `date`: when something was published, and when updated, if given."""

    created: datetime | None
    updated: datetime | None


def read_text(reader: FieldReader, key: str, value: Value) -> str:
    """Return a text as it is written."""
    if value.text is None:
        reader.wrong_type(key, value, "a text")
        return ""
    return " ".join(value.text.split())


def read_sentence(reader: FieldReader, key: str, value: Value) -> str:
    """Return plain text for readers; entities and markup in it are warnings."""
    text = read_text(reader, key, value)
    if entity := _ENTITY.search(text):
        message = f"readers will see `{entity[0]}` in `{key}` as it is."
        hint = f"Write `{unescape(entity[0])}` itself."
        reader.warn(reader.place(key), "entity-in-text", message, hint)
    if markup := _MARKUP.search(text):
        message = f"readers will see `{markup[0]}` in `{key}` as it is."
        hint = "Titles and descriptions are plain text: remove it."
        reader.warn(reader.place(key), "markup-in-text", message, hint)
    return text


def read_list(reader: FieldReader, key: str, value: Value) -> tuple[PlacedText, ...]:
    """Return the texts of a list, each with its place; one text with commas is an error."""
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


def read_texts(reader: FieldReader, key: str, value: Value) -> tuple[str, ...]:
    """Return the texts of a list, each once."""
    return tuple(dict.fromkeys(text for text, _ in read_list(reader, key, value)))


def read_people(reader: FieldReader, key: str, value: Value) -> tuple[str, ...]:
    """Return names, including that of a single person written as a map with a `name`."""
    if value.pairs() is not None and "name" in (person := value.mapping()):
        return (read_text(reader, key, person["name"][1]),)
    return read_texts(reader, key, value)


def read_names(reader: FieldReader, key: str, value: Value) -> list[str]:
    """Return the texts of a list, each once, as a list."""
    return list(read_texts(reader, key, value))


def read_flag(reader: FieldReader, key: str, value: Value) -> bool:
    """Return `true` or `false`."""
    if value.flag is None:
        reader.wrong_type(key, value, "true or false")
    return bool(value.flag)


def read_minutes(reader: FieldReader, key: str, value: Value) -> int | None:
    """Return a number of minutes, from 0 to 9999."""
    if value.text is None or not re.fullmatch(r"[0-9]{1,4}", value.text):
        reader.wrong_type(key, value, "a number of minutes")
        return None
    return int(value.text)


def read_order(reader: FieldReader, key: str, value: Value) -> int | None:
    """Return a place in an order, from 0 to 9999."""
    if value.text is None or not re.fullmatch(r"[0-9]{1,4}", value.text):
        reader.wrong_type(key, value, "a whole number, such as 1")
        return None
    return int(value.text)


def read_date(reader: FieldReader, key: str, value: Value) -> datetime | None:
    """Return a date; without an offset it is in the blog's time zone."""
    moment = None if value.text is None else dates.read_date(value.text, reader.timezone)
    if moment is None:
        message = f"expected a date for `{key}`, found {value.found}."
        hint = "Write `2026-05-07`, or `2026-05-07 09:30`."
        reader.add(value.position, "date-wrong", message, hint)
    return moment


def read_dates(reader: FieldReader, key: str, value: Value) -> Dates:
    """Return one date, or `created` and `updated` of a mapping."""
    pairs = value.pairs()
    if pairs is None:
        return Dates(read_date(reader, key, value), None)
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
        read_date(reader, key, created),
        read_date(reader, key, updated) if updated and not updated.is_null else None,
    )


def read_language(reader: FieldReader, key: str, value: Value) -> str:
    """Return the tag of a language (BCP 47)."""
    tag = "" if value.text is None else read_tag(value.text)
    if not tag:
        near = nearest_tag(value.text or "")
        message = f"expected the tag of a language for `{key}`, found {value.found}."
        hint = f"Write `{near}`." if near else "Write one such as `de` or `pt-BR` (BCP 47)."
        reader.add(value.position, "lang-wrong", message, hint)
    return tag


def read_direction(reader: FieldReader, key: str, value: Value) -> str:
    """Return `ltr` or `rtl`."""
    written = (value.text or "").lower()
    if written in DIRECTIONS:
        return written
    reader.wrong_type(key, value, "`ltr` or `rtl`")
    return ""


def read_address(reader: FieldReader, key: str, value: Value) -> str:
    """Return an absolute web address."""
    text = (value.text or "").strip()
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or _BLANK.search(text):
        message = f"expected a whole address for `{key}`, found {value.found}."
        hint = "Write one such as `https://other.example/the-same-text/`."
        reader.add(value.position, "address-wrong", message, hint)
        return ""
    return text


def read_plain(reader: FieldReader, key: str, value: Value) -> Any:  # noqa: ANN401 - anything
    """Return any value as YAML has it."""
    try:
        return value.plain()
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        reader.add(value.position, "yaml-value", f"`{key}` can't be read: {reason}.")
        return None
