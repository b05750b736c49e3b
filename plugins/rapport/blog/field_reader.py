"""Reads the keys of one map by a table of keys, and collects what is wrong with them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from rapport.blog.located_yaml import Position, Value
from rapport.blog.problem import UNKNOWN_KEY, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from rapport.blog.key_table import KeyTable

_A_LINE = 40


class FieldReader:
    """The fields of one map, converted to their types, with the problems found.

    `path` is the file's; dates without an offset are read in `timezone`.
    """

    def __init__(
        self,
        path: str,
        table: KeyTable,
        fields: Mapping[str, tuple[Position, Value]],
        timezone: tzinfo = UTC,
    ) -> None:
        self.path = path
        self.timezone = timezone
        self.problems: list[Problem] = []
        self.table = table
        self._mistyped: set[str] = set()
        self._fields = dict(self._known(fields))

    @property
    def written(self) -> Mapping[str, tuple[Position, Value]]:
        """The known keys in the file, with their positions and values."""
        return self._fields

    @property
    def positions(self) -> Mapping[str, Position]:
        """The position of each key."""
        return {key: position for key, (position, _) in self._fields.items()}

    def place(self, key: str) -> Position:
        """Return the position of a key, or the file's first line."""
        return self._fields[key][0] if key in self._fields else Position()

    def has_value(self, key: str) -> bool:
        """Return whether a key has a value, valid or not.

        A mistyped key counts as the one that was meant: one mistake is one problem.
        """
        if key in self._mistyped:
            return True
        return key in self._fields and not self._fields[key][1].is_null

    def values(self) -> dict[str, Any]:
        """Return the value of each key in the table, or its type's `missing` value."""
        values = dict(self.table.missing)
        for name, (_, value) in self._fields.items():
            if not value.is_null:
                values[name] = self.table.by_name[name].type.read(self, name, value)
        return values

    def add(
        self,
        position: Position,
        code: str,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note an error and its position."""
        self.problems.append(
            Problem(self.path, position.line, position.column, code, message, hint, severity)
        )

    def warn(self, position: Position, code: str, message: str, hint: str = "") -> None:
        """Note a problem that does not prevent the file from being read."""
        self.add(position, code, message, hint, Severity.WARNING)

    def wrong_type(self, key: str, value: Value, expected: str) -> None:
        """Note that a value is of another type than its key's."""
        message = f"expected {expected} for `{key}`, found {value.found}."
        self.add(value.position, "wrong-type", message)

    def _known(
        self, fields: Mapping[str, tuple[Position, Value]]
    ) -> Iterator[tuple[str, tuple[Position, Value]]]:
        names = self.table.by_name
        for key, (position, value) in fields.items():
            lower = key.lower()
            if key in names:
                yield key, (position, value)
            elif lower in names and lower in fields:
                first = fields[lower][0].line
                message = f"`{key}` is `{lower}` a second time; the other is on line {first}."
                self.add(position, "key-twice", message, "Keep one of the two.")
            elif lower in names:
                message = f"`{key}` is read as `{lower}`."
                self.warn(position, "key-case", message, "Write keys in small letters.")
                yield lower, (position, value)
            else:
                self._unknown(key, position)

    def _unknown(self, key: str, position: Position) -> None:
        shown = key if len(key) <= _A_LINE else key[:_A_LINE] + "…"
        noun, meant, ours = self.table.noun, self.table.meant(key), self.table.word_for(key)
        if meant:
            self._mistyped.add(meant)
            message = f"{noun} has no key `{shown}`; did you mean `{meant}`?"
            self.add(position, UNKNOWN_KEY, message)
        elif " " in key:
            message = f"`{shown}` reads as a key, because a colon follows it."
            hint = "Is the closing `---` missing above this line?"
            self.add(position, "text-as-key", message, hint)
        else:
            message = f"{noun} has no key `{shown}`; it is ignored."
            hint = f"Its word here is `{ours}`." if ours else ""
            self.warn(position, UNKNOWN_KEY, message, hint)
