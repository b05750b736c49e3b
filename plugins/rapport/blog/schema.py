"""JSON Schemas of front matter and of the files beside it, for editors that complete and check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapport.blog.key_registry import KEY_TABLES
from rapport.blog.keys import ARTICLE_KEYS

if TYPE_CHECKING:
    from rapport.blog.key_table import Key, KeyTable


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_for(name: str) -> dict[str, Any]:
    """Return the schema of an article's front matter, or of the file of `authors` or `tags`."""
    title = {"$schema": _DIALECT, "title": f"Rapport: {name}"}
    if name == "articles":
        return {**title, **schema_of(ARTICLE_KEYS)}
    entry = schema_of(KEY_TABLES[name])
    if not entry["required"]:
        entry["type"] = ["object", "null"]
    entries = {"type": "object", "additionalProperties": entry}
    return {**title, "type": "object", "required": [name], "properties": {name: entries}}


def schema_of(table: KeyTable) -> dict[str, Any]:
    """Return the schema of a map with the keys of a table (JSON Schema 2020-12)."""
    return {
        "type": "object",
        "required": [key.name for key in table.keys if key.is_required],
        "additionalProperties": False,
        "properties": {key.name: _property(key) for key in table.keys},
    }


def _property(key: Key) -> dict[str, Any]:
    default = "" if key.default in ("–", "required") else f" Without it: {key.default}."
    return {**key.type.schema, "description": f"{key.meaning}{default}"}
