"""Rows to values and values to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapport_subscriptions.caps import Standing, Stop
from rapport_subscriptions.consent import Act, Consent, Origin, shortened
from rapport_subscriptions.email_address import EmailAddress
from rapport_subscriptions.intake import Request, Wish
from rapport_subscriptions.outbox import MailKind, MailState, OutboxMail
from rapport_subscriptions.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.tokens import Purpose, Token

if TYPE_CHECKING:
    from sqlalchemy import RowMapping


def subscription_row(subscription: Subscription) -> dict[str, Any]:
    """Answer the columns of a subscription."""
    return {
        "id": subscription.id,
        "email": subscription.email.typed,
        "email_key": subscription.email.key,
        "status": subscription.status.value,
        "topics": list(subscription.choice.topics),
        "cadence": subscription.choice.cadence.value,
        "wording": subscription.wording,
        "page": subscription.page,
        "asked_at": subscription.asked_at,
        "confirmed_at": subscription.confirmed_at,
        "left_at": subscription.left_at,
        "paused_until": subscription.paused_until,
        "generation": subscription.generation,
        "soft_bounces": subscription.soft_bounces,
        "told": subscription.told,
    }


def subscription_of(row: RowMapping) -> Subscription:
    """Answer the subscription in a row."""
    return Subscription(
        id=row["id"],
        email=EmailAddress(row["email"], row["email_key"]),
        status=Status(row["status"]),
        choice=_choice(row),
        wording=row["wording"],
        page=row["page"],
        asked_at=row["asked_at"],
        confirmed_at=row["confirmed_at"],
        left_at=row["left_at"],
        paused_until=row["paused_until"],
        generation=row["generation"],
        soft_bounces=row["soft_bounces"],
        told=row["told"],
    )


def consent_row(consent: Consent) -> dict[str, Any]:
    """Answer the columns of a line of the ledger."""
    return {
        "id": consent.id,
        "subscription_id": consent.subscription_id,
        "act": consent.act.value,
        "wording": consent.wording,
        "text": consent.text,
        "topics": list(consent.choice.topics),
        "cadence": consent.choice.cadence.value,
        "page": consent.page,
        "at": consent.at,
        "network": consent.origin.network,
        "network_shortened": consent.origin.network in {"", shortened(consent.origin.network)},
        "user_agent": consent.origin.user_agent,
    }


def consent_of(row: RowMapping) -> Consent:
    """Answer the line of the ledger in a row."""
    return Consent(
        id=row["id"],
        subscription_id=row["subscription_id"],
        act=Act(row["act"]),
        wording=row["wording"],
        text=row["text"],
        choice=_choice(row),
        page=row["page"],
        at=row["at"],
        origin=Origin(row["network"], row["user_agent"]),
    )


def token_row(token: Token) -> dict[str, Any]:
    """Answer the columns of a token."""
    return {
        "digest": token.digest,
        "purpose": token.purpose.value,
        "subscription_id": token.subscription_id,
        "expires_at": token.expires_at,
        "consent_id": token.consent_id,
        "payload": token.payload,
        "spent_at": token.spent_at,
    }


def token_of(row: RowMapping) -> Token:
    """Answer the token in a row."""
    return Token(
        digest=row["digest"],
        purpose=Purpose(row["purpose"]),
        subscription_id=row["subscription_id"],
        expires_at=row["expires_at"],
        consent_id=row["consent_id"],
        payload=row["payload"],
        spent_at=row["spent_at"],
    )


def standing_row(standing: Standing) -> dict[str, Any]:
    """Answer the columns of what is remembered of an address."""
    return {
        "hash": standing.hash,
        "mailed_at": standing.mailed_at,
        "unanswered": standing.unanswered,
        "stop": standing.stop.value if standing.stop else None,
        "erased_at": standing.erased_at,
    }


def standing_of(row: RowMapping) -> Standing:
    """Answer what is remembered of an address."""
    return Standing(
        hash=row["hash"],
        mailed_at=row["mailed_at"],
        unanswered=row["unanswered"],
        stop=Stop(row["stop"]) if row["stop"] else None,
        erased_at=row["erased_at"],
    )


def request_row(request: Request) -> dict[str, Any]:
    """Answer the columns of a request."""
    return {
        "id": request.id,
        "wish": request.wish.value,
        "email": request.email.typed,
        "email_key": request.email.key,
        "at": request.at,
        "network": request.origin.network,
        "user_agent": request.origin.user_agent,
        "topics": list(request.choice.topics),
        "cadence": request.choice.cadence.value,
        "wording": request.wording,
        "text": request.text,
        "page": request.page,
        "trapped": request.trapped,
    }


def request_of(row: RowMapping) -> Request:
    """Answer the request in a row."""
    return Request(
        id=row["id"],
        wish=Wish(row["wish"]),
        email=EmailAddress(row["email"], row["email_key"]),
        at=row["at"],
        origin=Origin(row["network"], row["user_agent"]),
        choice=_choice(row),
        wording=row["wording"],
        text=row["text"],
        page=row["page"],
        trapped=row["trapped"],
    )


def mail_row(mail: OutboxMail) -> dict[str, Any]:
    """Answer the columns of a mail."""
    return {
        "id": mail.id,
        "kind": mail.kind.value,
        "subscription_id": mail.subscription_id,
        "recipient": mail.recipient,
        "seed": mail.seed,
        "message_id": mail.message_id,
        "created_at": mail.created_at,
        "not_before": mail.not_before,
        "payload": mail.payload,
        "state": mail.state.value,
        "attempts": mail.attempts,
        "lease_until": mail.lease_until,
        "fault": mail.fault,
    }


def mail_of(row: RowMapping) -> OutboxMail:
    """Answer the mail in a row."""
    return OutboxMail(
        id=row["id"],
        kind=MailKind(row["kind"]),
        subscription_id=row["subscription_id"],
        recipient=row["recipient"],
        seed=row["seed"],
        message_id=row["message_id"],
        created_at=row["created_at"],
        not_before=row["not_before"],
        payload=row["payload"],
        state=MailState(row["state"]),
        attempts=row["attempts"],
        lease_until=row["lease_until"],
        fault=row["fault"],
    )


def _choice(row: RowMapping) -> Choice:
    return Choice(tuple(row["topics"]), Cadence(row["cadence"]))
