"""How a form fills in a key of front matter, for authors who don't write YAML."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rapport.blog.key_types import DATE, DATES

if TYPE_CHECKING:
    from rapport.blog.key_table import Key


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"


def field_kind(key: Key) -> FieldKind | None:
    """Return how a key is filled in, None for a map or a list of more than texts."""
    types = schema_types(key)
    if key.type in (DATE, DATES):
        return FieldKind.DATE
    if "enum" in key.type.schema:
        return FieldKind.CHOICE
    if "boolean" in types:
        return FieldKind.FLAG
    if "object" in types or not types:
        return None
    return FieldKind.LIST if "array" in types else FieldKind.TEXT


def schema_types(key: Key) -> set[str]:
    """Return the JSON types that a key's value may have, `{"string", "array"}`."""
    schema = key.type.schema
    types: set[str] = set()
    for part in [schema, *schema.get("oneOf", ())]:
        written = part.get("type", ())
        types |= {written} if isinstance(written, str) else set(written)
    return types
