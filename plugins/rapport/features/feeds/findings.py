"""The problems of a feed, and the rules that all formats share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml.etree import ParserError
from msgspec import Struct

from rapport.blog.fragment import parse_fragment
from rapport.features.feeds.valid_text import has_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_RFC_822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s+)?\d{1,2}\s+"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{4}\s+"
    r"\d{2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|UT|GMT|[ECMP][SD]T|Z)"
)
_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOT_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f]|%(?![0-9A-Fa-f]{2})")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_ADDRESSES = ("href", "src", "poster", "cite", "data", "background")
_FORBIDDEN = frozenset(
    "applet base button embed form frame frameset input link meta object script select style"
    " textarea".split()
)
_OPENINGS = tuple(f"<{tag}" for tag in sorted(_FORBIDDEN))
_ABSOLUTE_VALUE = re.compile(r"\s*\"[a-z][a-z0-9+.-]*:(?<!javascript:)")
_HANDLER = re.compile(r"[\s/\"']on[a-z]+$")
_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]*)")
_SOURCES = re.compile(r"(?:^|,\s+)\s*([^\s,]\S*)")
_WITH_HOST = frozenset(("http", "https", "ftp"))
_SHOWN = 80


class FeedProblem(Struct, frozen=True):
    """One problem of a feed; `entry` is the id of its entry, if it is in one.

    `line` is that of the feed, 0 if unknown.
    """

    message: str
    entry: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Return `line 12: entry urn:uuid:…: message.`."""
        line = f"line {self.line}: " if self.line else ""
        return line + (f"entry {self.entry}: " if self.entry else "") + self.message


@dataclass(slots=True)
class Findings:
    """The problems of one feed, in the order in which they were found.

    `now` is the latest date that an entry may have; `held_back` are ids that no entry may have.
    """

    now: datetime | None = None
    held_back: frozenset[str] = frozenset()
    problems: list[FeedProblem] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def add(self, message: str, entry: str = "", line: int = 0) -> None:
        """Note a problem."""
        self.problems.append(FeedProblem(message, entry, line))

    def address(self, value: str | None, what: str, entry: str = "", line: int = 0) -> None:
        """Expect an absolute address (RFC 3986, RFC 3987)."""
        if not is_address(value or ""):
            self.add(f"{what} is not an absolute address: {_quoted(value)}.", entry, line)

    def rfc_822(self, value: str | None, what: str, entry: str = "", line: int = 0) -> None:
        """Expect a date as in RFC 822 with four digits of the year, not after `now`."""
        text = (value or "").strip()
        moment = _read_rfc_822(text)
        if moment is None:
            self.add(f"{what} is not a date of RFC 822: {_quoted(value)}.", entry, line)
        elif text[3] == "," and _DAYS[moment.weekday()] != text[:3]:
            self.add(f"{what} names the wrong day of the week: {_quoted(value)}.", entry, line)
        else:
            self._past(moment, what, entry, line)

    def rfc_3339(self, value: str | None, what: str, entry: str = "", line: int = 0) -> None:
        """Expect a date and time of RFC 3339, not after `now`."""
        moment = _read_rfc_3339((value or "").strip())
        if moment is None:
            self.add(f"{what} is not a date and time of RFC 3339: {_quoted(value)}.", entry, line)
        else:
            self._past(moment, what, entry, line)

    def email(self, value: str | None, what: str, entry: str = "", line: int = 0) -> None:
        """Expect an email address, at least in form."""
        if not _EMAIL.search(value or ""):
            self.add(f"{what} holds no mail address: {_quoted(value)}.", entry, line)

    def minutes(self, value: str | None, what: str, entry: str = "", line: int = 0) -> None:
        """Expect a number of minutes."""
        if not (value or "").isdecimal():
            self.add(f"{what} is not a number of minutes: {_quoted(value)}.", entry, line)

    def length(self, value: str | None, what: str, entry: str = "", line: int = 0) -> None:
        """Expect a number of bytes."""
        if not (value or "").isdecimal():
            self.add(f"{what} is not a number of bytes: {_quoted(value)}.", entry, line)

    def html(self, html: str, what: str, entry: str = "", line: int = 0) -> None:
        """Expect HTML that works outside its page."""
        for problem in html_problems(html):
            self.add(f"{what} {problem}.", entry, line)

    def unique(self, entry: str, line: int = 0) -> None:
        """Expect an id that no earlier entry and no unpublished article has."""
        if entry in self.held_back:
            self.add("is a draft, or its time has not come.", entry, line)
        if entry in self.ids:
            self.add("its id is also that of another entry.", entry, line)
        self.ids.add(entry)

    def _past(self, moment: datetime, what: str, entry: str, line: int) -> None:
        if self.now is not None and entry and _aware(moment) > self.now:
            self.add(f"{what} is in the future: {moment.isoformat()}.", entry, line)


@lru_cache(maxsize=4096)
def _read_rfc_822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if _RFC_822.fullmatch(text) else None
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _read_rfc_3339(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper()) if _RFC_3339.fullmatch(text) else None
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def is_address(text: str) -> bool:
    """Return whether `text` is an absolute URI or IRI; one with a host where its scheme has it."""
    if not has_scheme(text) or _NOT_IRI.search(text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.hostname) if parts.scheme in _WITH_HOST else bool(parts.path or parts.netloc)


@lru_cache(maxsize=4096)
def html_problems(html: str) -> tuple[str, ...]:
    """Return why HTML of an entry would not work in a feed reader, each problem once."""
    if not _may_have_problems(html.lower()):
        return ()
    try:
        root = parse_fragment(html)
    except (ParserError, ValueError):
        return ("can't be read as HTML",)
    problems = (
        problem for element in root.iterdescendants() for problem in _element_problems(element)
    )
    return tuple(dict.fromkeys(problems))


def _may_have_problems(html: str) -> bool:
    """Return whether lower-cased HTML needs to be parsed: hardly any does, and parsing is slow."""
    if any(map(html.__contains__, _OPENINGS)):
        return True
    for before, after in pairwise(html.split("=")):
        name = before[-20:].rstrip()
        if name.endswith(_ADDRESSES):
            if not _ABSOLUTE_VALUE.match(after):
                return True
        elif name.endswith(("srcset", "style")) or _HANDLER.search(name):
            return True
    return False


def _element_problems(element: HtmlElement) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str):
        return
    if tag in _FORBIDDEN:
        yield f"holds <{tag}>, which readers drop or refuse"
    for name, value in element.attrib.items():
        if not all(map(has_scheme, _addresses(name, value))):
            yield f'has a relative address: <{tag} {name}="{value[:_SHOWN]}">'
        if name.startswith("on") or value[:11].lower().startswith("javascript:"):
            yield f"runs a script: <{tag} {name}>"


def _addresses(name: str, value: str) -> list[str]:
    """Return the addresses in an attribute."""
    if name in _ADDRESSES:
        return [value.strip()]
    if name == "srcset":
        return _SOURCES.findall(value)
    return _CSS_ADDRESS.findall(value) if name == "style" else []


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.astimezone()


def _quoted(value: str | None) -> str:
    return f"`{(value or '').strip()[:_SHOWN]}`"
