"""Articles, mailings, and what readers were notified of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.article import ArticleState, KnownArticle
    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Cadence, Subscription


class Marks(Protocol):
    """When something was last done, by name."""

    def get(self, name: str) -> datetime | None:
        """Return when something was last done, None if never."""
        ...

    def put(self, name: str, at: datetime) -> None:
        """Record when something was last done."""
        ...

    def named(self, prefix: str) -> Mapping[str, datetime]:
        """Return all marks whose names have this prefix."""
        ...

    def delete(self, name: str) -> None:
        """Delete a mark."""
        ...


class ArticleRepository(Protocol):
    """Articles of the blog, as the service knows them."""

    def all(self, *states: ArticleState) -> Sequence[KnownArticle]:
        """Return all articles, or those in these states, in the order in which they were seen."""
        ...

    def get(self, article_id: str) -> KnownArticle | None:
        """Return one article."""
        ...

    def put(self, article: KnownArticle) -> None:
        """Write an article, new or known."""
        ...

    def numbered(self, after: int, upto: int) -> Sequence[KnownArticle]:
        """Return the articles with a number above `after` and up to `upto`, by number."""
        ...

    def latest_number(self) -> int:
        """Return the highest number that any article has or had, 0 if there is none."""
        ...


class MailingRepository(Protocol):
    """Mailings and their letters."""

    def put(self, mailing: Mailing) -> None:
        """Write a mailing, new or known."""
        ...

    def get(self, mailing_id: int) -> Mailing | None:
        """Return one mailing."""
        ...

    def newest(self, limit: int) -> Sequence[Mailing]:
        """Return the latest mailings, the newest first."""
        ...

    def unended(self) -> Sequence[Mailing]:
        """Return the unfinished mailings, the oldest first."""
        ...

    def latest(self, cadence: Cadence | None = None) -> Mailing | None:
        """Return the newest mailing, of one frequency or of all."""
        ...

    def readers_behind(self, cadence: Cadence, number: int, limit: int) -> Sequence[Subscription]:
        """Return and lock members who weren't notified up to a number; locked ones are skipped."""
        ...

    def members_after(self, cursor: str, limit: int) -> Sequence[Subscription]:
        """Return and lock members after an id, by id; waits for those locked by others."""
        ...

    def is_anybody_behind(self, cadence: Cadence, number: int) -> bool:
        """Return whether there is such a member, locked or not."""
        ...

    def readers_by_choice(self) -> dict[tuple[Cadence, tuple[str, ...]], int]:
        """Return the number of members by frequency and topics."""
        ...

    def mark_notified(self, subscription_ids: Sequence[str], number: int) -> None:
        """Record that these readers were notified up to a number."""
        ...

    def notified_since(
        self, subscription_ids: Collection[str], after: int, *, but: int = 0
    ) -> Mapping[str, set[str]]:
        """Return the articles in letters beyond a number, except those of the mailing `but`."""
        ...

    def read_letters_ahead(self, mailing_id: int, subscription_ids: Collection[str]) -> None:
        """Read a mailing's letters to some readers at once, and what they were notified of."""
        ...

    def readers_with_letter(self, mailing_id: int, subscription_ids: Collection[str]) -> set[str]:
        """Return which of these readers have a letter of a mailing already."""
        ...

    def put_letters(self, mails: Sequence[OutboxMail], deliveries: Sequence[Delivery]) -> None:
        """Write new emails with their deliveries; a second one of a mailing to a reader fails."""
        ...

    def put_delivery(self, delivery: Delivery) -> None:
        """Update the delivery of a letter."""
        ...

    def delivery(self, subscription_id: str, mailing_id: int) -> Delivery | None:
        """Return a reader's letter of a mailing."""
        ...

    def deliveries_of(self, subscription_id: str) -> Sequence[Delivery]:
        """Return a reader's letters, oldest first."""
        ...

    def take_back(self, delivery: Delivery) -> None:
        """Delete a letter that was not sent; its reader counts as not notified again."""
        ...

    def progress(self, mailing_id: int) -> tuple[int, int]:
        """Return how many letters of a mailing were written, and how many sent."""
        ...
