"""Processing the outbox: claim, record, send, record the result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import Stop
from rapport_subscriptions.rules.letter import letter_of
from rapport_subscriptions.rules.outbox import (
    DONE,
    LETTERS,
    MailKind,
    MailState,
    OutboxMail,
    Outcome,
    after,
    dropped,
    has_run_out,
    released,
    transmitting,
)
from rapport_subscriptions.rules.subscription import Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest
from rapport_subscriptions.use_cases import read_ahead
from rapport_subscriptions.use_cases.hold_sending import (
    must_wait,
    note_outcome,
)
from rapport_subscriptions.use_cases.mail_series import close_part, open_part, take_back
from rapport_subscriptions.use_cases.note_failure import note_failure
from rapport_subscriptions.use_cases.open_letter import close_letter, open_letter
from rapport_subscriptions.use_cases.sign_up_again import wanted_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.letter import Letter
    from rapport_subscriptions.use_cases.mail_series import DuePart
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

TOKEN_OF = {
    MailKind.CONFIRM: Purpose.CONFIRM,
    MailKind.PERMISSION: Purpose.CONFIRM,
    MailKind.ERASE: Purpose.ERASE,
    MailKind.MOVE: Purpose.MOVE,
    MailKind.CHANGE: Purpose.CHANGE,
    MailKind.MANAGE: Purpose.ACCOUNT,
    MailKind.MOVED_AWAY: Purpose.MOVE_BACK,
    MailKind.SERIES_CONFIRM: Purpose.SERIES_CONFIRM,
}
"""The derived token in an email; the database has only its digest."""


WITHIN = {
    MailKind.CONFIRM: timedelta(hours=72),
    MailKind.PERMISSION: timedelta(hours=72),
    MailKind.ERASE: timedelta(hours=24),
    MailKind.MOVE: timedelta(hours=72),
    MailKind.CHANGE: timedelta(hours=72),
    MailKind.MANAGE: timedelta(hours=24),
    MailKind.MOVED_AWAY: timedelta(days=7),
    MailKind.SERIES_CONFIRM: timedelta(hours=72),
}
"""How long the link in an email works, as the email says."""


@dataclass(frozen=True)
class Dispatch:
    """An email that is about to be sent, with the data for its text."""

    mail: OutboxMail
    subscription: Subscription
    choice: Choice
    """The reader's choice when the email was recorded; its text refers to that."""
    token: str = ""
    articles: tuple[Article, ...] = ()
    """The articles in a letter."""
    letters: tuple[Letter, ...] = ()
    """Authors' text for the top of a letter."""
    part: DuePart | None = None
    """The part of a series that it brings."""
    consent: Consent | None = None
    """What it asks to confirm."""


def with_letters(dispatch: Dispatch, articles: Sequence[Article], blog: Blog) -> Dispatch:
    """Return an email with its articles and letters as they are now."""
    letters = [letter_of(item, blog.letters) for item in articles if item.kind.is_letter]
    return replace(
        dispatch,
        articles=tuple(item for item in articles if not item.kind.is_letter),
        letters=tuple(letter for letter in letters if letter),
    )


@dataclass(frozen=True)
class OperatorDispatch:
    """An email to an operator that is about to be sent: it has a link, and no subscription."""

    mail: OutboxMail
    token: str


@dataclass(frozen=True)
class DeliveryStep:
    """What a connection records at once: the result of an email, and the start of the next."""

    finished: tuple[str, Outcome] | None = None
    next_id: str | None = None


def take_steps(
    work: UnitOfWork, steps: Sequence[DeliveryStep]
) -> Sequence[Dispatch | OperatorDispatch | None]:
    """Record several connections' steps; return for each the email to send."""
    finished = [step.finished[0] for step in steps if step.finished]
    begun = [step.next_id for step in steps if step.next_id]
    read_ahead.for_mails(work, finished, begun, TOKEN_OF)
    return [_take(work, step) for step in steps]


def _take(work: UnitOfWork, step: DeliveryStep) -> Dispatch | OperatorDispatch | None:
    if step.finished:
        finish(work, *step.finished)
    return begin(work, step.next_id) if step.next_id else None


def begin(work: UnitOfWork, mail_id: str) -> Dispatch | OperatorDispatch | None:
    """Record that a claimed email is being sent; None if it is obsolete, or no longer ours."""
    mail = work.tx.outbox.get(mail_id)
    if mail is None or mail.state is not MailState.CLAIMED or has_run_out(mail, work.now):
        return None
    if must_wait(work, mail):
        work.tx.outbox.put(released(mail))
        return None
    if mail.kind is MailKind.OPERATOR:
        return _begin_to_operator(work, mail)
    subscription = work.tx.subscriptions.get(mail.subscription_id, held=False)
    secret, token = _token(work, mail)
    is_lost = mail.kind in TOKEN_OF and token is None
    if subscription is None or is_lost or not _is_wanted(work, mail, subscription):
        _drop(work, mail)
        return None
    is_letter, is_part = mail.kind is MailKind.ARTICLES, mail.kind is MailKind.SERIES_PART
    articles = open_letter(work, mail, subscription) if is_letter else ()
    part = open_part(work, mail, subscription) if is_part else None
    if (is_letter and not articles) or (is_part and part is None):
        _drop(work, mail)
        return None
    if token and mail.kind in WITHIN:
        _good_from_now_on(work, token, WITHIN[mail.kind])
    begun = transmitting(mail, work.now)
    work.tx.outbox.put(begun)
    choice = _choice(work, mail, token, subscription)
    asked = work.tx.consents.get(token.consent_id) if token and token.consent_id else None
    dispatch = Dispatch(begun, subscription, choice, secret, part=part, consent=asked)
    return with_letters(dispatch, articles, work.blog)


def _drop(work: UnitOfWork, mail: OutboxMail) -> None:
    """Write down that a mail is not to go; a part of a series is due again, if it is wanted."""
    work.tx.outbox.put(dropped(mail))
    if mail.kind is MailKind.SERIES_PART:
        take_back(work, mail)


def _begin_to_operator(work: UnitOfWork, mail: OutboxMail) -> OperatorDispatch | None:
    """Record that an operator's link is being sent; None if it would open nothing."""
    for secret in work.keys.candidates(Purpose.OPERATOR, mail.seed):
        link = work.tx.operators.get(digest(secret))
        if link and work.now < link.expires_at:
            begun = transmitting(mail, work.now)
            work.tx.outbox.put(begun)
            return OperatorDispatch(begun, secret)
    work.tx.outbox.put(dropped(mail))
    return None


def _good_from_now_on(work: UnitOfWork, token: Token, within: timedelta) -> None:
    """Count a link's hours from when its email is sent, however long it was held."""
    if token.spent_at is None and token.expires_at < work.now + within:
        work.tx.tokens.put(replace(token, expires_at=work.now + within))


def finish(work: UnitOfWork, mail_id: str, outcome: Outcome) -> OutboxMail | None:
    """Record the result of an attempt."""
    mail = work.tx.outbox.get(mail_id)
    if mail is None or mail.state is not MailState.TRANSMITTING:
        return None
    finished = after(mail, outcome, work.now)
    work.tx.outbox.put(finished)
    note_outcome(work, outcome)
    if finished.state is MailState.SENT and mail.kind is MailKind.CONFIRM:
        work.count_step("mailed")
    if finished.state is MailState.SENT and mail.kind is MailKind.ARTICLES:
        close_letter(work, mail)
    if finished.state in DONE and mail.kind is MailKind.SERIES_PART:
        close_part(work, mail)
    if finished.state is MailState.FAILED:
        note_failure(work, mail, finished, outcome)
    return finished


def _is_wanted(work: UnitOfWork, mail: OutboxMail, subscription: Subscription) -> bool:
    """Whether an email is still wanted: nobody who unsubscribed or refused gets any."""
    stop = work.history(subscription.email.key).stop
    if mail.kind is MailKind.ERASE:
        return stop is not Stop.BOUNCED
    if stop:
        return False
    if mail.kind in {MailKind.CONFIRM, MailKind.PERMISSION}:
        is_in_series = subscription.is_member() and not subscription.gets_articles
        return subscription.status is Status.PENDING or is_in_series
    if mail.kind is MailKind.SERIES_CONFIRM:
        return subscription.status is Status.PENDING or subscription.is_member()
    if mail.kind in LETTERS:
        return True  # looked at by `open_letter` and `open_part`
    return subscription.is_member()


def _token(work: UnitOfWork, mail: OutboxMail) -> tuple[str, Token | None]:
    """Return the token of an email, under whichever key made it; `""` if it has none."""
    purpose = TOKEN_OF.get(mail.kind)
    for secret in work.keys.candidates(purpose, mail.seed) if purpose else ():
        token = work.tx.tokens.get(digest(secret), held=False)
        if token:
            return secret, token
    return "", None


def _choice(
    work: UnitOfWork, mail: OutboxMail, token: Token | None, subscription: Subscription
) -> Choice:
    """Return the choice that an email's text refers to, whatever was chosen since."""
    if token and mail.kind is MailKind.CHANGE:
        return wanted_choice(token)
    consent = work.tx.consents.get(token.consent_id) if token and token.consent_id else None
    if consent:
        return consent.choice
    if mail.kind is MailKind.ARTICLES:
        return subscription.choice  # what is so when it goes
    ledger = work.tx.consents.of(subscription.id)
    lines = [line for line in ledger if not line.series and line.at <= mail.created_at]
    return lines[-1].choice if lines else subscription.choice
