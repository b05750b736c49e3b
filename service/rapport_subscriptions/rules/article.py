"""Articles in the blog's manifest, and what the service stores about each."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

LONGEST_ID = 500
LONGEST_URL = 2_000
LONGEST_TITLE = 300
LONGEST_SUMMARY = 1_000

log = logging.getLogger(__name__)


class ArticleState(StrEnum):
    """The state of an article on its way to readers."""

    KNOWN = "known"  # was there before the service knew the blog; nobody is mailed
    WAITING = "waiting"  # new; more may come, or a correction
    HELD = "held"  # waits for the operator's decision
    RELEASED = "released"  # has its number; letters may name it
    SKIPPED = "skipped"  # the operator said no


class Kind(StrEnum):
    """What readers are notified of."""

    ARTICLE = "article"
    LETTER = "letter"  # an author's words, mailed at their hour
    URGENT = "urgent"  # the same, at once for readers of every frequency
    DIGEST = "digest"  # an author's words above the articles of a weekly or monthly email

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter that an author wrote, not an article."""
        return self is not Kind.ARTICLE


@dataclass(frozen=True)
class Article:
    """One published article, or a letter; `id` never changes, everything else may.

    A letter's `date` is the time at which it is due.
    """

    id: str
    url: str
    title: str
    date: str
    """RFC 3339, with the blog's offset."""
    tags: tuple[str, ...] = ()
    summary: str = ""
    aliases: tuple[str, ...] = ()
    """Its former URLs."""
    kind: Kind = Kind.ARTICLE

    @property
    def addresses(self) -> frozenset[str]:
        """All URLs that it has or had."""
        return frozenset((self.url, *self.aliases))

    def is_about(self, topics: Sequence[str]) -> bool:
        """Whether a reader of these topics wants it; no topics mean all of them."""
        is_for_all = self.kind.is_letter and not self.tags
        return not topics or is_for_all or not set(topics).isdisjoint(self.tags)

    @property
    def day(self) -> datetime | None:
        """Its date in the blog's time zone."""
        try:
            return datetime.fromisoformat(self.date)
        except ValueError:
            return None


@dataclass(frozen=True)
class KnownArticle:
    """An article in the service's own database; `number` decides who was notified of it."""

    article: Article
    state: ArticleState
    seen_at: datetime
    number: int | None = None
    """Its position in the order of release, from 1."""
    is_gone: bool = False
    """Whether the blog has withdrawn it, or its author now keeps it out of letters."""
    first_number: int | None = None
    """Its former number, if letters skipped it while it was gone; it gets a new one."""

    @property
    def earliest_number(self) -> int:
        """The lowest number under which a letter may have contained it."""
        return self.first_number or self.number or 0

    @property
    def is_coming(self) -> bool:
        """Whether letters may contain it, now or once it has a number."""
        return not self.is_gone and self.state in {ArticleState.WAITING, ArticleState.RELEASED}

    def passed_over(self) -> KnownArticle:
        """Return the article after letters went without it: if it comes back, it is new again.

        Readers who were notified before are not notified again, because the first number says where
        to look.
        """
        first = self.first_number or self.number
        return replace(self, state=ArticleState.WAITING, number=None, first_number=first)


def read_articles(entries: object, base: str, *, url: str) -> tuple[Article, ...]:
    """Return the published articles of a manifest, whose URLs begin with `base`.

    Their URLs are changed to `url`, under which the blog was found. An invalid entry is skipped: it
    must not prevent people from unsubscribing.
    """
    articles: dict[str, Article] = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping) and entry.get("unpublished") is not True:
            article = _article(entry, base, url)
            if article is None:
                log.warning("an article of blog.json can't be read and is skipped")
            else:
                articles.setdefault(article.id, article)
    return tuple(articles.values())


def _article(entry: Mapping[object, object], base: str, url: str) -> Article | None:
    raw = entry.get("url")
    address = _address(raw, base, url)
    name = one_line(entry.get("id"), LONGEST_ID) or (one_line(raw, LONGEST_ID) if raw else "")
    title = one_line(entry.get("title"), LONGEST_TITLE)
    if not (address and name and title):
        return None
    aliases = (_address(urljoin(base, alias), base, url) for alias in _texts(entry, "aliases"))
    return Article(
        id=name,
        url=address,
        title=title,
        date=one_line(entry.get("date"), 40),
        tags=_texts(entry, "tags"),
        summary=one_line(entry.get("summary"), LONGEST_SUMMARY),
        aliases=tuple(alias for alias in aliases if alias),
    )


def _address(value: object, base: str, url: str) -> str:
    """Return a web URL that is safe in an email, else an empty string."""
    text = value if isinstance(value, str) else ""
    if base != url and text.startswith(base):
        text = url + text.removeprefix(base)
    try:
        usable = urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).hostname)
    except ValueError:
        return ""
    plain = all(character > " " and _is_text(character) for character in text)
    return text if usable and plain and len(text) <= LONGEST_URL else ""


def _texts(entry: Mapping[object, object], key: str) -> tuple[str, ...]:
    values = entry.get(key)
    entries = values if isinstance(values, list) else ()
    return tuple(line for value in entries if (line := one_line(value, LONGEST_ID)))


def one_line(value: object, longest: int) -> str:
    """Return a value as one line of text that every database and email can hold."""
    text = value if isinstance(value, str) else ""
    words = "".join(character if _is_text(character) else " " for character in text).split()
    line = " ".join(words)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _is_text(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
