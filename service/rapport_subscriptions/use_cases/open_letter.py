"""A letter at the moment it is sent: what it may still contain, and that it was sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.letter import letter_of
from rapport_subscriptions.rules.mailing import MailingState, articles_for, notified_after
from rapport_subscriptions.use_cases.articles_back import note_lacking
from rapport_subscriptions.use_cases.mail_urgent import without_urgent

if TYPE_CHECKING:
    from rapport_subscriptions.rules.article import Article, KnownArticle
    from rapport_subscriptions.rules.mailing import Delivery, Mailing
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LIVE = frozenset({MailingState.OPEN, MailingState.DONE})
"""States in which a written letter may still be sent."""


def open_letter(work: UnitOfWork, mail: OutboxMail, reader: Subscription) -> tuple[Article, ...]:
    """Return a letter's content when it is sent; one that must not be sent is deleted."""
    number = mail.mailing_id or 0
    delivery = work.tx.mailings.delivery(reader.id, number)
    mailing = work.tx.mailings.get(number)
    if delivery is None or mailing is None:
        return ()
    articles = _still_for(work, mailing, delivery, reader)
    if not mail.may_have_arrived and mailing.state is not MailingState.SKIPPED:
        note_lacking(work, delivery, articles)
    is_reading = reader.is_reading(work.now) and reader.gets_articles
    if articles and mailing.state in LIVE and is_reading:
        is_of_cadence = mailing.cadence in {None, reader.choice.cadence}
        if is_of_cadence or any(letter.sent_at for letter in _later(work, delivery)):
            named = delivery.naming(articles)
            if named != delivery:
                work.tx.mailings.put_delivery(named)
            return tuple(known_article.article for known_article in articles)
    # what may have arrived counts as told; what was refused, or never tried, does not
    if not mail.may_have_arrived and mailing.state is not MailingState.SKIPPED:
        _take_back(work, delivery)
    return ()


def _later(work: UnitOfWork, delivery: Delivery) -> list[Delivery]:
    """Return the reader's letters after this one."""
    letters = work.tx.mailings.deliveries_of(delivery.subscription_id)
    return [letter for letter in letters if letter.upto > delivery.upto]


def _take_back(work: UnitOfWork, delivery: Delivery) -> None:
    """Delete a letter that must not be sent; a later unsent one takes its articles over."""
    later = _later(work, delivery)
    work.tx.mailings.take_back(delivery)
    for letter in later:
        if letter.sent_at is None:
            after = min(letter.after, delivery.after)
            work.tx.mailings.put_delivery(replace(letter, after=after))
            upto = max(later_letter.upto for later_letter in later)
            work.tx.mailings.mark_notified([delivery.subscription_id], upto)
            return


def close_letter(work: UnitOfWork, mail: OutboxMail) -> None:
    """Record that a letter was sent."""
    delivery = work.tx.mailings.delivery(mail.subscription_id, mail.mailing_id or 0)
    if delivery:
        work.tx.mailings.put_delivery(delivery.sent(work.now))


def _named_or_numbered(work: UnitOfWork, delivery: Delivery) -> list[KnownArticle]:
    """Return what a letter may contain; its articles may have come back under another number."""
    numbered = list(work.tx.articles.numbered(delivery.after, delivery.upto))
    others = set(delivery.articles) - {known_article.article.id for known_article in numbered}
    named = (work.tx.articles.get(other) for other in sorted(others))
    back = [
        known_article
        for known_article in named
        if known_article and known_article.first_number and known_article.is_coming
    ]
    return numbered + [
        replace(known_article, state=ArticleState.RELEASED, number=known_article.first_number)
        for known_article in back
    ]


def _is_at_hand(work: UnitOfWork, known: KnownArticle) -> bool:
    """Whether its text is available; that of a letter withdrawn just now is not."""
    is_letter = known.article.kind.is_letter
    return not is_letter or letter_of(known.article, work.blog.letters) is not None


def _still_for(
    work: UnitOfWork, mailing: Mailing, delivery: Delivery, reader: Subscription
) -> tuple[KnownArticle, ...]:
    named = [
        known_article
        for known_article in _named_or_numbered(work, delivery)
        if _is_at_hand(work, known_article)
    ]
    numbered = without_urgent(work, named, mailing)
    since = notified_after(numbered, delivery.after)
    notified = work.tx.mailings.notified_since([reader.id], since, but=delivery.mailing_id)
    return articles_for(
        numbered,
        mailing.cadence,
        after=delivery.after,
        upto=delivery.upto,
        notified=notified.get(reader.id, set()),
        topics=work.blog.current_topics(reader.choice.topics),
    )
