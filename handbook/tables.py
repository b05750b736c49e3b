"""The tables of the manual, written from the code: `make tables` puts them into its pages.

A table stands between `<!-- options of rapport/feeds -->` and `<!-- end of options -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.commands import command_tables
from handbook.keys import key_table
from handbook.options import option_table
from handbook.settings import settings_table
from handbook.typography import typeset
from rapport.blog.key_registry import KEY_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]

_TABLE = re.compile(
    r"(?P<begin><!-- (?P<kind>[a-z]+) of (?P<name>[a-z /]+) -->\n)"
    r"(?P<rows>.*?)(?P<end><!-- end of (?P=kind) -->)",
    re.DOTALL,
)

TABLES: dict[str, Callable[[str], str]] = {
    "keys": lambda name: key_table(KEY_TABLES[name]),
    "options": option_table,
    "commands": command_tables,
    "settings": lambda _: settings_table(),
}
"""What writes the tables of each kind, given the name after `of`."""


def handbooks() -> list[Path]:
    """Return every Markdown file that may hold tables, in a steady order."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "manual").rglob("*.md")])


def with_tables(handbook: str) -> str:
    """Return a handbook with its tables as the code has them now."""
    return _TABLE.sub(
        lambda match: (
            f"{match['begin']}{typeset(TABLES[match['kind']](match['name']))}{match['end']}"
        ),
        handbook,
    )


def names_of_tables(handbook: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of every table of a handbook: `("keys", "articles")`."""
    for match in _TABLE.finditer(handbook):
        yield match["kind"], match["name"]


def renew() -> list[Path]:
    """Write the tables into all handbooks; return those that changed."""
    changed = []
    for handbook in handbooks():
        text = handbook.read_text(encoding="utf-8")
        renewed = with_tables(text)
        if renewed != text:
            handbook.write_text(renewed, encoding="utf-8")
            changed.append(handbook)
    return changed


if __name__ == "__main__":
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in renew())
