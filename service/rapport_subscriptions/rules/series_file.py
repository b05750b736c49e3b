"""Series by email as the blog's build wrote them, beside its letters and so not on the site."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import LONGEST_ID, LONGEST_TITLE, one_line
from rapport_subscriptions.rules.letter import read_address, read_blocks, read_letters_file
from rapport_subscriptions.rules.series import EVERY_DAY, Pace, Part, Series

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = re.compile(r"[\w-]{1,100}")
USUAL_HOUR = time(8)

log = logging.getLogger(__name__)


def read_series(text: str) -> Mapping[str, Series]:
    """Return the series in a file of letters by their names; raise BlogUnknownError as letters do.

    A series that can't be used is passed over: letters and other series are worth sending.
    """
    listed = read_letters_file(text).get("series")
    found: dict[str, Series] = {}
    for entry in listed if isinstance(listed, list) else ():
        series = _series(entry) if isinstance(entry, Mapping) else None
        if series is None:
            log.warning("a series in the file of letters can't be read and is skipped")
        else:
            found[series.id] = series
    return MappingProxyType(found)


def _series(entry: Mapping[object, object]) -> Series | None:
    name = one_line(entry.get("id"), LONGEST_ID)
    title = one_line(entry.get("title"), LONGEST_TITLE)
    url = read_address(entry.get("url"))
    parts = tuple(_parts(entry.get("parts")))
    paces = tuple(pace for pace in Pace if pace in _listed(entry.get("paces")))
    wordings = entry.get("wordings")
    if not isinstance(wordings, Mapping) or not (title and url and parts and paces and wordings):
        return None
    if not NAME.fullmatch(name):
        return None
    texts = {str(version): str(text) for version, text in wordings.items()}
    days = frozenset(day for day in _listed(entry.get("days")) if isinstance(day, int))
    return Series(
        name,
        title,
        url,
        parts,
        paces,
        MappingProxyType(texts),
        days & EVERY_DAY or EVERY_DAY,
        _hour(entry.get("at")),
    )


def _parts(entries: object) -> Iterator[Part]:
    """Yield the parts, each id and each title once."""
    known: set[str] = set()
    for entry in _listed(entries):
        if isinstance(entry, Mapping):
            name = one_line(entry.get("id"), LONGEST_ID)
            title = one_line(entry.get("title"), LONGEST_TITLE)
            if name and title and not {name, title} & known:
                known |= {name, title}
                blocks = tuple(read_blocks(entry.get("blocks")))
                yield Part(name, title, blocks, read_address(entry.get("url")))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _hour(value: object) -> time:
    """Return a local time of day without seconds, `08:00`."""
    try:
        hour = time.fromisoformat(value) if isinstance(value, str) else USUAL_HOUR
    except ValueError:
        return USUAL_HOUR
    return hour.replace(tzinfo=None, second=0, microsecond=0)
