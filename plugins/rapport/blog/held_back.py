"""Words with which authors of any system hold something back: an error, never a publication.

WordPress, Ghost, Hugo, Jekyll, Eleventy and Pelican each have their own. Rapport has `draft: true`,
and a `date` in the future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.dates import read_date
from rapport.blog.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from rapport.blog.located_yaml import Position, Value

_ON = frozenset(("draft", "private", "hidden", "unpublished", "protected", "headless"))
"""Keys that hold back unless they are false."""
_OFF = frozenset(("published", "publish", "public", "listed", "visible", "active", "enabled"))
"""Keys that hold back if they are false."""
_NEARLY_LISTED = frozenset(("hidden", "unlisted"))
_STATES = frozenset(("status", "poststatus", "state"))
_CLOSED = frozenset(
    "draft private pending hidden future trash unlisted unpublished scheduled inherit autodraft"
    " archived review todo wip no".split()
)
"""Values of `status` that hold back; others, such as `new`, are Material's page statuses."""
_AUDIENCES = frozenset(("visibility", "access"))
_OPEN = frozenset(("", "public", "published", "visible", "all", "everyone"))
_PASSWORDS = frozenset(("password", "postpassword", "passwordprotected"))
_BEGINS = frozenset(
    ("publishdate", "publishat", "publishedat", "publishon", "pubdate", "scheduled")
)
_ENDS = frozenset(("expirydate", "expire", "expiresat", "expirationdate", "unpublishdate", "until"))
_TYPES = frozenset(("type", "posttype"))
_NO_ARTICLES = frozenset(("page", "attachment", "revision", "navmenuitem", "about", "archives"))

_WATCHED = (
    _ON
    | _OFF
    | _STATES
    | _AUDIENCES
    | _PASSWORDS
    | _BEGINS
    | _ENDS
    | _TYPES
    | frozenset(("build",))
)


def find_held_back(
    fields: Mapping[str, tuple[Position, Value]],
    path: str,
    timezone: tzinfo,
    *,
    is_page: bool = False,
) -> dict[str, Problem]:
    """Return an error for each key with which the author holds a file back, by key.

    An ordinary page has no `draft`: only the settings of the site can exclude it.
    """
    reasons = {}
    for key, (position, value) in fields.items():
        plain = _plain(key)
        if plain not in _WATCHED or value.is_null or (plain == "draft" and not is_page):
            continue
        reason = _held_by(plain, value) or _by_time(plain, value, fields, timezone)
        reason = reason or ("" if is_page else _by_type(plain, value))
        if reason:
            hint = _PAGE_HINT if is_page and reason not in _FOR_PAGES else reason
            message = (
                f"`{key}: {value.text or '…'}` hides a page elsewhere, and is not understood here."
            )
            reasons[key] = Problem(path, position.line, position.column, "held-back", message, hint)
    return reasons


_HINT = "Write `draft: true`, or remove the line."
_PAGE_HINT = "Name the page under `exclude_docs` in `mkdocs.yml`, or remove the line."
_DATE_HINT = "Write the day of publication as `date`; nothing is published before its date."
_END_HINT = "Write `expires:` in place of it."
_UNLISTED_HINT = "Write `unlisted: true` for a page that no list leads to, else `draft: true`."
_FOR_PAGES = frozenset((_END_HINT,))
_TYPE_HINT = "Put an ordinary page outside the folder of the articles, or remove the line."


def _held_by(key: str, value: Value) -> str:
    text = (value.text or "").strip().lower()
    is_off = value.flag is False or text in ("0", "n", "none")
    if key in _ON or key in _PASSWORDS:
        return "" if is_off else _UNLISTED_HINT if key in _NEARLY_LISTED else _HINT
    if key in _OFF:
        return _HINT if is_off else ""
    plain = _plain(text)
    if (key in _STATES and plain in _CLOSED) or (key in _AUDIENCES and plain not in _OPEN):
        return _UNLISTED_HINT if plain in _NEARLY_LISTED else _HINT
    if key == "build" and (pairs := value.pairs()) is not None:  # Hugo's `_build: {list: never}`
        is_kept = any(part.flag is False or part.text == "never" for _, _, part in pairs)
        return _HINT if is_kept else ""
    return ""


def _by_time(
    key: str, value: Value, fields: Mapping[str, tuple[Position, Value]], timezone: tzinfo
) -> str:
    if key in _ENDS:
        return _END_HINT
    if key not in _BEGINS:
        return ""
    begins = read_date(value.text or "", timezone)
    written = fields["date"][1].text if "date" in fields else None
    date = read_date(written or "", timezone)
    return "" if begins and date and begins <= date else _DATE_HINT


def _by_type(key: str, value: Value) -> str:
    plain = _plain(value.text or "")
    return _TYPE_HINT if key in _TYPES and plain in _NO_ARTICLES else ""


def _plain(word: str) -> str:
    """Return a word as it is compared: `publish_date`, `publishDate` and `publish-date` match."""
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")
