"""The reference updates that one `git push` requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """One line of a hook's input: `<old> <new> <reference>`; zeros mean no commit."""

    old: str
    new: str
    reference: str

    @property
    def branch(self) -> str | None:
        """The branch's name, or None for a tag or another reference."""
        name = self.reference.removeprefix(_HEADS)
        return None if name == self.reference else name

    @property
    def creates(self) -> bool:
        """Whether the reference is new."""
        return not self.old.strip("0")

    @property
    def deletes(self) -> bool:
        """Whether the reference is deleted."""
        return not self.new.strip("0")


def read_push(lines: Iterable[str]) -> tuple[RefUpdate, ...]:
    """Return the updates of a push from the input of a git hook."""
    updates = []
    for line in lines:
        old, new, reference = line.rstrip("\n").split(" ", 2)
        updates.append(RefUpdate(old, new, reference))
    return tuple(updates)
