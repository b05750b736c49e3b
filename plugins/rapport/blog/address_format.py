"""The address of an article by a pattern: `blog/{year}/{month}/{slug}/`."""

from __future__ import annotations

import posixpath
import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.urls import slug

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_FIELD = re.compile(r"\{([^{}]*)\}")
FIELDS = ("year", "month", "day", "date", "category", "folders", "path", "file", "slug")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TELL_APART = frozenset(("path", "file", "slug"))
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")
_WRONG = re.compile(r"[\x00-\x1f\\?#%:]|//|(?:^|/)\.\.?(?:/|$)")


class SlugFrom(StrEnum):
    """What an article's slug is made from if its front matter has none."""

    FILE = "file"
    UNDATED = "undated"
    TITLE = "title"


def find_wrong_format(pattern: str) -> str:
    """Return what is wrong with a URL pattern, or an empty string."""
    fields = _FIELD.findall(pattern)
    if unknown := [field for field in fields if field not in FIELDS]:
        known = ", ".join(f"{{{field}}}" for field in FIELDS)
        return f"there is no {{{unknown[0]}}}; there are {known}"
    if not _TELL_APART & set(fields):
        return "it needs {slug}, {file} or {path}, by which articles differ"
    literal = _FIELD.sub("x", pattern).strip("/")
    if _WRONG.search(literal) or set(literal) & set("{}"):
        return "it is not a path on this site"
    return ""


class AddressFormat(Struct, frozen=True):
    """A URL pattern, and what slugs are made from."""

    pattern: str
    slug_from: SlugFrom = SlugFrom.FILE

    def url(
        self,
        below: str,
        written_slug: str,
        title: str,
        date: datetime | None,
        categories: Sequence[str] = (),
    ) -> str:
        """Return the URL of the article in the file `below` the articles folder.

        It ends with a slash. A file called `index.md` takes its folder's name. `date` is in the
        blog's time zone.
        """
        folder = posixpath.dirname(below)
        stem = posixpath.splitext(posixpath.basename(below))[0]
        if stem in ("index", "README") and folder:
            folder, stem = posixpath.split(folder)
        parts = [part for part in folder.split("/") if part]
        values = {
            "slug": slug(written_slug or self._name(stem, title)),
            "file": stem,
            "folders": "/".join(map(slug, parts)),
            "path": "/".join((*parts, stem)),
            "category": slug(categories[0]) if categories else "",
        }
        if date is not None:
            values |= {
                "year": f"{date:%Y}",
                "month": f"{date:%m}",
                "day": f"{date:%d}",
                "date": f"{date:%Y-%m-%d}",
            }
        filled = _FIELD.sub(lambda field: values.get(field[1], ""), self.pattern)
        return "".join(f"{part}/" for part in filled.split("/") if part)

    def _name(self, stem: str, title: str) -> str:
        if self.slug_from is SlugFrom.TITLE:
            return _TAG.sub(" ", title) or stem
        return _DATED.sub("", stem, count=1) if self.slug_from is SlugFrom.UNDATED else stem
