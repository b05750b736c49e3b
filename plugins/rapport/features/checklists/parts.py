"""The checklists in groups: a page shows the newest ones, files hold the others.

A blog with few lists shows them all on one page. If there are many, the page shows some of each
group, and the reader's browser requests the other parts: those of a group, or those with a list in
progress.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from rapport.blog.listed_checklist import Listed

ON_ONE_PAGE = 60
"""Up to this many lists, one page has them all."""

FEWEST = 3
"""A group shows at least this many, if the page has room."""

FOLDER = "checklists/parts/"
"""The folder of the parts, relative to the site."""

_BUCKET = 250
"""Approximate number of articles in a file that maps articles to parts."""


class Group(Struct, frozen=True):
    """Lists of one kind, newest first; `key` is its tag's slug, empty for those without a tag."""

    key: str
    name: str
    url: str
    lists: tuple[Listed, ...]
    shown: int

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the files with its lists, if the page does not show them all."""
        if self.shown >= len(self.lists):
            return ()
        count = -(-len(self.lists) // ON_ONE_PAGE)
        return tuple([f"{self.key or 'other'}-{number}" for number in range(count, 0, -1)])

    def part(self, number: int) -> Sequence[Listed]:
        """Return the lists of a part; 1 is the oldest, so that a new list changes the last."""
        oldest_first = self.lists[::-1]
        return oldest_first[(number - 1) * ON_ONE_PAGE : number * ON_ONE_PAGE][::-1]


def room(sizes: Sequence[int]) -> list[int]:
    """Return how many lists of each group the page shows, given the groups' sizes."""
    if sum(sizes) <= ON_ONE_PAGE:
        return list(sizes)
    each = max(FEWEST, ON_ONE_PAGE // len(sizes))
    left = ON_ONE_PAGE
    shown = []
    for size in sizes:
        shown.append(min(size, each, left))
        left -= shown[-1]
    return shown


def group_parts(groups: Iterable[Group]) -> dict[str, Sequence[Listed]]:
    """Return the lists of every part by its name."""
    return {
        name: group.part(len(group.parts) - place)
        for group in groups
        for place, name in enumerate(group.parts)
    }


def where_files(parts: Mapping[str, Sequence[Listed]]) -> list[dict[str, list[str]]]:
    """Return the files that map each article to its parts, named by `bucket_of`."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, lists in parts.items():
        for listed in lists:
            if name not in names[listed.article_id]:
                names[listed.article_id].append(name)
    files: list[dict[str, list[str]]] = [{} for _ in range(-(-len(names) // _BUCKET))]
    for article, list_names in names.items():
        files[bucket_of(article, len(files))][article] = list_names
    return files


def bucket_of(article: str, files: int) -> int:
    """Return the file that lists an article, by FNV-1a as in `check-list-parts.js`."""
    value = 0x811C9DC5
    for octet in article.encode(errors="replace"):
        value = (value ^ octet) * 0x01000193 & 0xFFFFFFFF
    return value % files
