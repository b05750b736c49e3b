"""A second sign-up by a subscriber, with another choice: confirmed by email with a click.

The response to a sign-up is the same for every address, so anyone who types a subscriber's address
learns and changes nothing; the email goes to the subscriber, who decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.rules.tokens import Purpose, Token, digest

if TYPE_CHECKING:
    from rapport_subscriptions.rules.consent import Origin
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

CHANGE_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class WantedChange:
    """What a link changes, and for whom."""

    token: Token
    subscription: Subscription

    @property
    def choice(self) -> Choice:
        """The choice in the second sign-up."""
        return wanted_choice(self.token)

    @property
    def is_done(self) -> bool:
        """Whether the link was used."""
        return self.token.spent_at is not None


def is_change(work: UnitOfWork, subscription: Subscription, choice: Choice) -> bool:
    """Whether a sign-up differs from what a subscriber has."""
    return _as_it_counts(work, choice) != _as_it_counts(work, subscription.choice) or (
        subscription.status_at(work.now) is Status.PAUSED
    )


def post_change(work: UnitOfWork, subscription: Subscription, choice: Choice) -> None:
    """Email the one button that changes a subscription as requested."""
    mail = work.post(MailKind.CHANGE, subscription)
    work.tx.tokens.put(
        Token(
            digest=digest(work.keys.derive(Purpose.CHANGE, mail.seed)),
            purpose=Purpose.CHANGE,
            subscription_id=subscription.id,
            expires_at=work.now + CHANGE_WITHIN,
            payload=json.dumps([choice.cadence.value, *choice.topics]),
        )
    )


def wanted_choice(token: Token) -> Choice:
    """Return the choice in a token."""
    cadence, *topics = json.loads(token.payload)
    return Choice(tuple(topics), Cadence(cadence))


def look_at_change(work: UnitOfWork, secret: str) -> WantedChange | None:
    """Return what a link changes, if it is valid or was used."""
    token = work.tx.tokens.get(digest(secret))
    if token is None or token.purpose is not Purpose.CHANGE or work.now >= token.expires_at:
        return None
    subscription = work.tx.subscriptions.get(token.subscription_id)
    if subscription is None or not subscription.is_member():
        return None
    return WantedChange(token, subscription)


def change(work: UnitOfWork, secret: str, origin: Origin) -> WantedChange | None:
    """Change a subscription as requested; a pause ends; a second click changes nothing."""
    wanted = look_at_change(work, secret)
    if wanted is None or wanted.is_done:
        return wanted
    before = wanted.subscription
    resumed = before.resumed()
    after = resumed.changed(wanted.choice)
    work.forget_mailed(after.email)  # its owner spoke, and may change their mind today
    work.answered(after)
    work.tx.tokens.put(replace(wanted.token, spent_at=work.now))
    if after != before:
        work.tx.subscriptions.put(after)
    for former, latter, act in ((before, resumed, Act.RESUMED), (resumed, after, Act.CHANGED)):
        if latter != former:
            work.enter(latter, act, origin)
    return WantedChange(replace(wanted.token, spent_at=work.now), after)


def _as_it_counts(work: UnitOfWork, choice: Choice) -> tuple[Cadence, frozenset[str]]:
    """Return a choice for comparison: topics unordered, by their current names."""
    return choice.cadence, frozenset(work.blog.current_topics(choice.topics))
