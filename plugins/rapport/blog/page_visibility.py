"""The visibility of an ordinary page, by its front matter; articles have the same keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.field_reader import FieldReader
from rapport.blog.page_keys import PAGE_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from rapport.blog.located_yaml import Position, Value
    from rapport.blog.problem import Problem


class PageVisibility(Struct, frozen=True):
    """The visibility that an ordinary page's front matter sets; `line` is that of `unlisted`."""

    is_unlisted: bool = False
    is_noindex: bool = False
    canonical: str = ""
    expires: datetime | None = None
    line: int = 1

    def is_over(self, now: datetime) -> bool:
        """Return whether the page has expired at `now`."""
        return self.expires is not None and self.expires <= now

    @property
    def is_indexed(self) -> bool:
        """Whether the sitemap names it."""
        return not (self.is_unlisted or self.is_noindex or self.canonical)


LISTED = PageVisibility()


def read_visibility(
    fields: Mapping[str, tuple[Position, Value]], path: str, timezone: tzinfo
) -> tuple[PageVisibility, list[Problem]]:
    """Return the visibility of a page; its other keys belong to the theme."""
    known = {key: entry for key, entry in fields.items() if key in PAGE_KEYS.by_name}
    reader = FieldReader(path, PAGE_KEYS, known, timezone)
    values = reader.values()
    visibility = PageVisibility(
        is_unlisted=values["unlisted"],
        is_noindex=values["noindex"] or _asks_for_noindex(fields),
        canonical=values["canonical"],
        expires=values["expires"],
        line=reader.place("unlisted").line,
    )
    return visibility, reader.problems


def _asks_for_noindex(fields: Mapping[str, tuple[Position, Value]]) -> bool:
    """Return whether a page says `robots: noindex`, a convention of other templates."""
    return "robots" in fields and "noindex" in (fields["robots"][1].text or "").lower()
