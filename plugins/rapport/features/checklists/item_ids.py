"""Ids that an item keeps while its neighbours are added, removed and moved."""

import re
from collections.abc import Iterable
from hashlib import sha256

from rapport.blog.urls import slug

_LONGEST = 64
_TAME = r"[A-Za-z0-9 ,;:!?()\"'/-]*"
_PLAIN = re.compile(rf"[A-Za-z0-9]{_TAME}(?:(?<=[A-Za-z0-9])\.{_TAME})*")
_GAP = re.compile(r"[^a-z0-9]+")


def item_id(text: str) -> str:
    """Return `read-it-aloud` for `Read it aloud.`; a long one is cut and marked."""
    words = _joined(text) if _PLAIN.fullmatch(text) else slug(text)
    if len(words) <= _LONGEST:
        return words
    mark = sha256(text.encode()).hexdigest()[:8]
    return f"{words[:_LONGEST].rpartition('-')[0] or words[:_LONGEST]}-{mark}"


def _joined(text: str) -> str:
    """Return the slug of a plain text, much faster than `slug` does for any text."""
    return _GAP.sub("-", text.lower().replace("'", "")).strip("-")


class IdBook:
    """Gives ids that no other element of the page has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def is_free(self, name: str) -> bool:
        """Tell whether nothing has this id yet."""
        return name not in self._taken

    def claim(self, wanted: str) -> str:
        """Take `wanted`, else `wanted-2` and so on."""
        name, number = wanted, 1
        while not self.is_free(name):
            number += 1
            name = f"{wanted}-{number}"
        self._taken.add(name)
        return name
