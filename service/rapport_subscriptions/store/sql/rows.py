"""Rows to values and values to rows; both directions follow from one description of a table.

A field is stored in the column of its own name, unchanged; only exceptions are described.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from rapport_subscriptions.rules.address_history import AddressHistory, Stop
from rapport_subscriptions.rules.consent import Act, Consent, Origin, shortened
from rapport_subscriptions.rules.email_address import EmailAddress
from rapport_subscriptions.rules.outbox import MailKind, MailState, OutboxMail
from rapport_subscriptions.rules.pending_request import PendingRequest, RequestKind
from rapport_subscriptions.rules.refusals import Cause
from rapport_subscriptions.rules.sending_hold import SendingHold
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from sqlalchemy import RowMapping

Value = TypeVar("Value")
Row = dict[str, Any]


@dataclass(frozen=True)
class Columns:
    """A field stored in columns of other names, or holding more than a column can."""

    columns: tuple[str, ...]
    take: Callable[[Any], tuple[Any, ...]]
    make: Callable[..., Any]


def row_mapping(
    made: type[Value], /, *, derived: Callable[[Value], Row] | None = None, **parts: Columns
) -> tuple[Callable[[Value], Row], Callable[[RowMapping], Value]]:
    """Return the mapping between a value and its row; `derived` columns are only written."""
    plain = [field.name for field in fields(made) if field.name not in parts]  # type: ignore[arg-type]

    def row(value: Value) -> Row:
        columns = {name: getattr(value, name) for name in plain}
        for name, part in parts.items():
            columns.update(zip(part.columns, part.take(getattr(value, name)), strict=True))
        return {**columns, **derived(value)} if derived else columns

    def value(row: RowMapping) -> Value:
        given = {name: row[name] for name in plain}
        for name, part in parts.items():
            given[name] = part.make(*(row[column] for column in part.columns))
        return made(**given)

    return row, value


def enum_column(column: str, kind: type[StrEnum]) -> Columns:
    """Return a field with one of some words, or none."""
    return Columns(
        (column,),
        lambda value: (value.value if value else None,),
        lambda text: kind(text) if text else None,
    )


ADDRESS = Columns(("email", "email_key"), lambda value: (value.typed, value.key), EmailAddress)
ORIGIN = Columns(("network", "user_agent"), lambda value: (value.network, value.user_agent), Origin)
CHOICE = Columns(
    ("topics", "cadence"),
    lambda value: (list(value.topics), value.cadence.value),
    lambda topics, cadence: Choice(tuple(topics), Cadence(cadence)),
)


def _shortened(consent: Consent) -> Row:
    network = consent.origin.network
    return {"network_shortened": network in {"", shortened(network)}}


subscription_row, subscription_of = row_mapping(
    Subscription,
    email=ADDRESS,
    status=enum_column("status", Status),
    choice=CHOICE,
    suppressed_from=enum_column("suppressed_from", Status),
)
consent_row, consent_of = row_mapping(
    Consent, act=enum_column("act", Act), choice=CHOICE, origin=ORIGIN, derived=_shortened
)
token_row, token_of = row_mapping(Token, purpose=enum_column("purpose", Purpose))
history_row, history_of = row_mapping(AddressHistory, stop=enum_column("stop", Stop))
request_row, request_of = row_mapping(
    PendingRequest,
    kind=enum_column("kind", RequestKind),
    email=ADDRESS,
    origin=ORIGIN,
    choice=CHOICE,
)
mail_row, mail_of = row_mapping(
    OutboxMail,
    kind=enum_column("kind", MailKind),
    state=enum_column("state", MailState),
    subscription_id=Columns(
        ("subscription_id",),
        lambda subscription_id: (subscription_id or None,),
        lambda stored_id: stored_id or "",
    ),
)
hold_row, hold_of = row_mapping(SendingHold, cause=enum_column("cause", Cause))
