"""A mailing: the articles up to a number, to every reader of one cadence, one letter each.

Released articles are numbered. Each subscription remembers the number up to which its reader was
told. A mailing goes to all readers of its cadence who are behind its number; writing a reader's
letter and moving the reader's number on is one transaction, so a crash neither misses nor doubles
anybody, and who changes topics or cadence goes on from where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState, Kind
from rapport_subscriptions.rules.bounce import BounceKind, LetterFate
from rapport_subscriptions.rules.schedule import Schedule, read_zone
from rapport_subscriptions.rules.subscription import Cadence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import tzinfo

    from rapport_subscriptions.rules.article import KnownArticle

LONGEST_WAIT = 4
"""After this many quiet times since the first new article, a mailing starts anyway."""


class MailingState(StrEnum):
    """The state of a mailing."""

    OPEN = "open"  # letters are being written and sent
    HELD = "held"  # the operator stopped it
    SKIPPED = "skipped"  # the operator called it off: its readers count as told
    DONE = "done"  # every letter is sent, or was tried and waits for its mail server


@dataclass(frozen=True)
class Mailing:
    """One mailing to the readers of one frequency; an urgent letter goes to those of all."""

    id: int
    cadence: Cadence | None
    after: int
    """The number that the previous mailing reached."""
    upto: int
    state: MailingState
    begun_at: datetime
    ended_at: datetime | None = None
    cursor: str = ""
    """The last subscription, by id, for which an urgent letter was written or skipped."""

    @property
    def name(self) -> str:
        """The name that operators use: `weekly-12`, `urgent-13`."""
        return f"{self.cadence.value if self.cadence else 'urgent'}-{self.id}"

    def ended(self, now: datetime) -> Mailing:
        """Return the mailing once nothing is left to do for it."""
        state = self.state if self.state is MailingState.SKIPPED else MailingState.DONE
        return replace(self, state=state, ended_at=now)


@dataclass(frozen=True)
class Delivery:
    """One reader's letter of a mailing; kept until the reader is erased, so none comes twice."""

    subscription_id: str
    mailing_id: int
    after: int
    """The number up to which the reader was notified before."""
    upto: int
    articles: tuple[str, ...]
    """The ids of the articles in it."""
    sent_at: datetime | None = None
    bounced_at: datetime | None = None
    bounce: BounceKind | None = None

    def naming(self, articles: Iterable[KnownArticle]) -> Delivery:
        """Return the letter with its current articles."""
        return replace(self, articles=tuple(article.article.id for article in articles))

    def sent(self, now: datetime) -> Delivery:
        """Return the letter once the mail server has it."""
        return replace(self, sent_at=now)

    def bounced(self, kind: BounceKind, now: datetime) -> Delivery:
        """Return the letter once it bounced; a more serious bounce replaces a lesser one."""
        if self.bounced_at and kind is BounceKind.SOFT:
            return self
        return replace(self, bounced_at=self.bounced_at or now, bounce=kind)

    @property
    def fate(self) -> LetterFate:
        """The fate of the letter."""
        return LetterFate(self.sent_at, self.bounced_at, self.bounce)


@dataclass(frozen=True)
class LetterRules:
    """The operator's settings for letters."""

    quiet: timedelta = timedelta(minutes=15)
    held_above: int = 10
    per_minute: int = 0
    """Emails a minute; 0 means no limit."""
    schedule: Schedule = field(default_factory=Schedule)
    timezone: str = ""
    """The operator's time zone, in place of the blog's own."""

    def zone(self, of_blog: str) -> tzinfo:
        """Return the time zone of weekly and monthly letters."""
        try:
            return read_zone(self.timezone or of_blog or "UTC")
        except ValueError:
            return UTC


def is_quiet(waiting: Sequence[KnownArticle], quiet: timedelta, now: datetime) -> bool:
    """Whether no new article has come for a while; if the clock was set back, it is quiet."""
    seen = [article.seen_at for article in waiting]
    return now < min(seen) or now >= min(max(seen) + quiet, min(seen) + LONGEST_WAIT * quiet)


def is_due(letter: KnownArticle, quiet: timedelta, now: datetime) -> bool:
    """Whether a letter is due; one that arrived late can still be corrected for a while.

    If the clock was set back, it is due.
    """
    due = letter.article.day or letter.seen_at
    is_late = due < letter.seen_at + quiet
    return now >= due and (not is_late or now < letter.seen_at or now >= letter.seen_at + quiet)


def articles_for(
    numbered: Iterable[KnownArticle],
    cadence: Cadence | None,
    *,
    after: int,
    upto: int,
    notified: Collection[str],
    topics: Sequence[str],
) -> tuple[KnownArticle, ...]:
    """Return what a reader still gets: on their topics, published, and in no letter yet.

    Text above a digest is not in letters of a single article, nor in those without any.
    """
    chosen = tuple(
        article
        for article in numbered
        if article.number is not None
        and after < article.number <= upto
        and article.state is ArticleState.RELEASED
        and not article.is_gone
        and article.article.id not in notified
        and article.article.is_about(topics)
    )
    alone = tuple(article for article in chosen if goes_alone(article))
    return chosen if alone and cadence is not Cadence.EACH else alone


def goes_alone(known: KnownArticle) -> bool:
    """Whether it may be a letter by itself; text above a digest may not."""
    return known.article.kind is not Kind.DIGEST


def is_occasion(known: KnownArticle) -> bool:
    """Whether a mailing to the readers of a frequency begins because of it."""
    return known.article.kind in {Kind.ARTICLE, Kind.LETTER}


def notified_after(numbered: Sequence[KnownArticle], after: int) -> int:
    """Return the number from which on letters may have contained one of these articles."""
    return min([after, *(known_article.earliest_number - 1 for known_article in numbered)])
