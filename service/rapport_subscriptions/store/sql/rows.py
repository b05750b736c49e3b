"""Rows to values and values to rows: both ways of a table come from one description of it.

A field of a value stands in the column of its own name, as it is; only what does not is described.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from rapport_subscriptions.rules.address_history import Standing, Stop
from rapport_subscriptions.rules.consent import Act, Consent, Origin, shortened
from rapport_subscriptions.rules.email_address import EmailAddress
from rapport_subscriptions.rules.outbox import MailKind, MailState, OutboxMail
from rapport_subscriptions.rules.pending_request import Request, Wish
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status, Subscription
from rapport_subscriptions.rules.tokens import Purpose, Token

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from sqlalchemy import RowMapping

Value = TypeVar("Value")
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A field that fills columns of other names, or holds more than a column can."""

    columns: tuple[str, ...]
    take: Callable[[Any], tuple[Any, ...]]
    make: Callable[..., Any]


def ways(
    made: type[Value], /, *, derived: Callable[[Value], Row] | None = None, **parts: Part
) -> tuple[Callable[[Value], Row], Callable[[RowMapping], Value]]:
    """Answer how a value becomes a row, and a row a value; `derived` columns are only written."""
    plain = [one.name for one in fields(made) if one.name not in parts]  # type: ignore[arg-type]

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


def word(column: str, kind: type[StrEnum]) -> Part:
    """Answer a field with one of some words, or with none."""
    return Part(
        (column,),
        lambda one: (one.value if one else None,),
        lambda text: kind(text) if text else None,
    )


ADDRESS = Part(("email", "email_key"), lambda one: (one.typed, one.key), EmailAddress)
ORIGIN = Part(("network", "user_agent"), lambda one: (one.network, one.user_agent), Origin)
CHOICE = Part(
    ("topics", "cadence"),
    lambda one: (list(one.topics), one.cadence.value),
    lambda topics, cadence: Choice(tuple(topics), Cadence(cadence)),
)


def _shortened(consent: Consent) -> Row:
    network = consent.origin.network
    return {"network_shortened": network in {"", shortened(network)}}


subscription_row, subscription_of = ways(
    Subscription, email=ADDRESS, status=word("status", Status), choice=CHOICE
)
consent_row, consent_of = ways(
    Consent, act=word("act", Act), choice=CHOICE, origin=ORIGIN, derived=_shortened
)
token_row, token_of = ways(Token, purpose=word("purpose", Purpose))
standing_row, standing_of = ways(Standing, stop=word("stop", Stop))
request_row, request_of = ways(
    Request, wish=word("wish", Wish), email=ADDRESS, origin=ORIGIN, choice=CHOICE
)
mail_row, mail_of = ways(OutboxMail, kind=word("kind", MailKind), state=word("state", MailState))
