"""Erasing a person: everything but a keyed hash, so that no import brings them back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import MailKind, MailState
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases.manage import look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport_subscriptions.rules.address_history import AddressHistory
    from rapport_subscriptions.rules.article import KnownArticle
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.mailing import Delivery
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.series import SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

ERASE_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class StoredData:
    """Everything that is stored about one reader."""

    subscription: Subscription
    ledger: Sequence[Consent]
    mails: Sequence[OutboxMail]
    letters: Sequence[Delivery]
    articles: Mapping[str, KnownArticle]
    """The articles in the letters, by id."""
    history: AddressHistory
    series: Sequence[SeriesReader] = ()

    def in_force(self) -> StoredData:
        """Return the same with only the latest consent."""
        return replace(self, ledger=[*self.ledger][-1:])


def everything(work: UnitOfWork, purpose: Purpose, secret: str) -> StoredData | None:
    """Return everything stored about the reader to whom a link belongs."""
    subscription = look(work, purpose, secret)
    return stored_data(work, subscription) if subscription else None


def stored_data(work: UnitOfWork, subscription: Subscription) -> StoredData:
    """Return everything stored about a reader."""
    letters = work.tx.mailings.deliveries_of(subscription.id)
    numbered = work.tx.articles.numbered(0, max((letter.upto for letter in letters), default=0))
    articles = {known_article.article.id: known_article for known_article in numbered}
    for article_id in {
        mailed_id for letter in letters for mailed_id in letter.articles
    } - articles.keys():
        known = work.tx.articles.get(article_id)  # one that was withdrawn and is back
        if known:
            articles[article_id] = known
    return StoredData(
        subscription,
        work.tx.consents.of(subscription.id),
        work.tx.outbox.of(subscription.id),
        letters,
        articles,
        work.history(subscription.email.key),
        work.tx.series.of(subscription.id),
    )


def ask_to_erase(work: UnitOfWork, purpose: Purpose, secret: str) -> bool:
    """Email a fresh link that erases, unless one is under way; return whether the link is valid."""
    subscription = look(work, purpose, secret)
    if subscription is None:
        return False
    mails = work.tx.outbox.of(subscription.id)
    recent = work.now - timedelta(hours=1)
    sent_before = [m for m in mails if m.kind is MailKind.ERASE and m.state is not MailState.FAILED]
    if not any(mail.created_at > recent for mail in sent_before):
        mail = work.post(MailKind.ERASE, subscription)
        work.tx.tokens.put(
            Token(
                digest=digest(work.keys.derive(Purpose.ERASE, mail.seed)),
                purpose=Purpose.ERASE,
                subscription_id=subscription.id,
                expires_at=work.now + ERASE_WITHIN,
            )
        )
    return True


def look_at_erasure(work: UnitOfWork, secret: str) -> Subscription | None:
    """Return whom a link would erase, if it is still valid."""
    token = work.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.ERASE or work.now >= token.expires_at:
        return None
    return work.tx.subscriptions.get(token.subscription_id)


def erase(work: UnitOfWork, secret: str) -> bool:
    """Erase the person who clicked the button; return whether the link was valid."""
    subscription = look_at_erasure(work, secret)
    if subscription is None:
        return False
    erase_subscription(work, subscription)
    return True


def erase_subscription(work: UnitOfWork, subscription: Subscription) -> None:
    """Erase a subscription with all its rows."""
    history = work.history(subscription.email.key)
    work.tx.addresses.put(replace(history, erased_at=work.now, unanswered=0, mailed_at=None))
    work.forget_mailed(subscription.email)
    work.record_event(subscription.email.key, JournalEvent.ERASED)
    work.tx.subscriptions.delete(subscription.id)
