"""A table of keys: what a YAML map may hold, and which key a mistyped one means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.key_types import KeyType

_SHORT = 4


class Key(Struct, frozen=True):
    """One key; `meaning` and `default` are Markdown for the manual.

    `fields` are the fields of the value object that its value fills, or that follow from it; by
    default the one with its name. `others` are its names in other generators.
    """

    name: str
    type: KeyType
    meaning: str
    default: str = "–"
    fields: tuple[str, ...] = ()
    is_required: bool = False
    others: tuple[str, ...] = ()

    @property
    def filled(self) -> tuple[str, ...]:
        """The fields that its value fills, or that follow from it."""
        return self.fields or (self.name,)


@dataclass(frozen=True)
class KeyTable:
    """The keys of one kind of map; `noun` says whose they are: `an article`."""

    noun: str
    keys: tuple[Key, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Key]:
        """The keys by their names, in the table's order."""
        return {key.name: key for key in self.keys}

    @cached_property
    def missing(self) -> Mapping[str, Any]:
        """The value of each key if it is absent."""
        return {key.name: key.type.missing for key in self.keys}

    @cached_property
    def _others(self) -> Mapping[str, str]:
        return {other.lower(): key.name for key in self.keys for other in key.others}

    def word_for(self, other: str) -> str:
        """Return our key for what other generators call it, `updated` for `lastmod`, or ``."""
        return self._others.get(other.lower(), "")

    def meant(self, written: str) -> str:
        """Return the key that is one or two letters from what was written, or ``.

        `tag` is `tags`; for short words only immediate neighbours count: `name` is not `lang`.
        """
        lower = written.lower().replace("-", "_")
        near = {key: edits(lower, key) for key in self.by_name}
        best = min(near, key=lambda key: near[key])
        limit = 1 if min(len(best), len(lower)) <= _SHORT else 2
        return best if near[best] <= limit else ""

    def with_keys(self, more: Iterable[Key]) -> KeyTable:
        """Return the table with more keys at its end."""
        return replace(self, keys=(*self.keys, *more))


def edits(one: str, other: str) -> int:
    """Return how many letters are missing, superfluous, wrong or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
