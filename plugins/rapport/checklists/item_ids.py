"""Ids that stay with an item while its neighbours come, go and move."""

from collections.abc import Iterable
from hashlib import sha256

from rapport.blog.urls import slug

_LONGEST = 64


def item_id(text: str) -> str:
    """Return `read-it-aloud` for `Read it aloud.`; a long one is cut and marked."""
    words = slug(text)
    if len(words) <= _LONGEST:
        return words
    mark = sha256(text.encode()).hexdigest()[:8]
    return f"{words[:_LONGEST].rpartition('-')[0] or words[:_LONGEST]}-{mark}"


class IdBook:
    """Gives ids that no other element of the page has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def claim(self, wanted: str, *others: str) -> str:
        """Take `wanted`, else the first free one of `others`, else `wanted-2` and so on."""
        for candidate in (wanted, *others):
            if candidate not in self._taken:
                self._taken.add(candidate)
                return candidate
        number = 2
        while f"{wanted}-{number}" in self._taken:
            number += 1
        return self.claim(f"{wanted}-{number}")
