"""The tables of keys in the handbooks, which are written from the tables in the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.blog.key_table import KeyTable

_TABLE = re.compile(
    r"(?P<begin><!-- keys of (?P<name>[a-z ]+) -->\n)(?P<rows>.*?)(?P<end><!-- end of keys -->)",
    re.DOTALL,
)


def handbook_table(table: KeyTable) -> str:
    """Return the rows of a table of keys as Markdown, a line each."""
    head = ["| key | value | meaning | without it |", "|---|---|---|---|"]
    rows = [
        f"| `{key.name}` | {key.type.said} | {key.meaning} | {key.default} |" for key in table.keys
    ]
    return "".join(f"{row}\n" for row in [*head, *rows])


def with_tables(handbook: str, tables: Mapping[str, KeyTable]) -> str:
    """Return a handbook with what stands between `<!-- keys of NAME -->` and its end renewed."""

    def renewed(match: re.Match[str]) -> str:
        return f"{match['begin']}{handbook_table(tables[match['name']])}{match['end']}"

    return _TABLE.sub(renewed, handbook)
