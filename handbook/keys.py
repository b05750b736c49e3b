"""The table of the keys of front matter, of `authors.yml` or of `tags.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.rows import table

if TYPE_CHECKING:
    from rapport.blog.key_table import KeyTable


def key_table(keys: KeyTable) -> str:
    """Return a row for each key: its name, what it may be, what it means, what holds without it."""
    return table(
        ("key", "value", "meaning", "default"),
        ((f"`{key.name}`", key.type.label, key.meaning, key.default) for key in keys.keys),
    )
