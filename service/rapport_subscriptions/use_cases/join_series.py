"""Signing up for a series: asked by mail, done by a click, for subscribers and others alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.journal import JournalEvent
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.series import Pace, SeriesReader, SeriesState
from rapport_subscriptions.rules.subscription import NO_ARTICLES, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token, digest, new_id
from rapport_subscriptions.use_cases.link_result import SPENT_FOR, LinkResult
from rapport_subscriptions.use_cases.manage_series import enter, on_their_way, record

if TYPE_CHECKING:
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.rules.series import Series
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

CONFIRM_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class PendingSeries:
    """What a link that confirms a series stands for."""

    answer: LinkResult
    token: Token | None = None
    subscription: Subscription | None = None
    consent: Consent | None = None
    series: Series | None = None
    reader: SeriesReader | None = None
    """The reader's place, once there is one."""

    @property
    def pace(self) -> Pace | None:
        """The pace that was chosen."""
        return Pace(self.consent.pace) if self.consent else None

    @property
    def text(self) -> str:
        """The words that are agreed to."""
        return self.consent.text if self.consent else ""


def ask(work: UnitOfWork, subscription: Subscription | None, request: PendingRequest) -> None:
    """Mail the one button that confirms; until then nothing of a subscription changes."""
    if request.series not in work.blog.series:
        work.count_refusal("no such series")
        return
    reader = _known(subscription, request)
    work.tx.subscriptions.put(reader)
    line = work.line(reader, Act.SERIES_ASKED, request.origin, text=request.text)
    asked = replace(
        line,
        wording=request.wording,
        page=request.page,
        series=request.series,
        pace=request.pace,
    )
    work.tx.consents.append(asked)
    work.count_step("series asked")
    mail = work.post(MailKind.SERIES_CONFIRM, reader)
    work.tx.tokens.put(
        Token(
            digest=digest(work.keys.derive(Purpose.SERIES_CONFIRM, mail.seed)),
            purpose=Purpose.SERIES_CONFIRM,
            subscription_id=reader.id,
            expires_at=work.now + CONFIRM_WITHIN,
            consent_id=asked.id,
        )
    )


def look_at_series(work: UnitOfWork, secret: str) -> PendingSeries:
    """Say what pressing the button would do."""
    token = work.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.SERIES_CONFIRM:
        return PendingSeries(LinkResult.UNKNOWN)
    subscription = work.tx.subscriptions.get(token.subscription_id)
    consent = work.tx.consents.get(token.consent_id or "")
    series = work.blog.series.get(consent.series) if consent else None
    if subscription is None or consent is None or series is None:
        return PendingSeries(LinkResult.UNKNOWN)
    places = work.tx.series.of(subscription.id)
    known = next((place for place in places if place.series == series.id), None)
    answer = _answer(work, token, subscription, known)
    return PendingSeries(answer, token, subscription, consent, series, known)


def confirm_series(work: UnitOfWork, secret: str, origin: Origin) -> PendingSeries:
    """Confirm by a person's click; the first part is due at once."""
    asked = look_at_series(work, secret)
    token, owner, pace = asked.token, asked.subscription, asked.pace
    if asked.answer is not LinkResult.OPEN or not (token and owner and asked.series and pace):
        return asked
    member = owner if owner.is_member() else owner.confirmed(NO_ARTICLES, work.now)
    before = asked.reader or _place(member, asked.series, pace, work)
    is_one_on_its_way = bool(on_their_way(work, before))
    reader = before.joined(pace, work.now, is_one_on_its_way=is_one_on_its_way)
    work.tx.tokens.put(replace(token, spent_at=work.now, expires_at=work.now + SPENT_FOR))
    if member != owner:
        work.tx.subscriptions.put(member)
    work.tx.series.put(reader)
    enter(work, member, reader, Act.SERIES_CONFIRMED, origin)
    work.count_step("series confirmed")
    work.forget_mailed(member.email)  # its owner spoke, and may sign up for more today
    work.answered(member)
    if member != owner:
        work.record_event(member.email.key, JournalEvent.CONFIRMED)
    record(work, member, reader, JournalEvent.CONFIRMED)
    return replace(asked, answer=LinkResult.DONE, subscription=member, reader=reader)


def _answer(
    work: UnitOfWork, token: Token, owner: Subscription, known: SeriesReader | None
) -> LinkResult:
    if token.spent_at:
        return LinkResult.DONE_BEFORE if known and known.is_live else LinkResult.GONE
    if owner.status is not Status.PENDING and not owner.is_member():
        return LinkResult.GONE
    return LinkResult.EXPIRED if work.now >= token.expires_at else LinkResult.OPEN


def _place(member: Subscription, series: Series, pace: Pace, work: UnitOfWork) -> SeriesReader:
    """Return a new place in a series, before its reader has joined."""
    return SeriesReader(
        id=new_id(),
        subscription_id=member.id,
        series=series.id,
        pace=pace,
        state=SeriesState.STOPPED,
        joined_at=work.now,
        next_at=None,
    )


def _known(subscription: Subscription | None, request: PendingRequest) -> Subscription:
    """Return the subscription that asks: one of articles stays as it is, pending or not."""
    if subscription and (subscription.is_member() or subscription.status is Status.PENDING):
        return subscription
    if subscription:
        return subscription.asked(NO_ARTICLES, request.wording, request.page, request.at)
    return Subscription(
        id=new_id(),
        email=request.email,
        status=Status.PENDING,
        choice=NO_ARTICLES,
        wording=request.wording,
        page=request.page,
        asked_at=request.at,
    )
