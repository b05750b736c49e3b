"""What an operator may do for a person who asks: show, export, unsubscribe, erase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act, Origin
from rapport_subscriptions.rules.operator import OperatorAct
from rapport_subscriptions.rules.schedule import months_after
from rapport_subscriptions.use_cases.erase import StoredData, erase_subscription, stored_data
from rapport_subscriptions.use_cases.operator_sign_in import enter
from rapport_subscriptions.use_cases.unsubscribe import unsubscribe_reader

if TYPE_CHECKING:
    from rapport_subscriptions.rules.address_history import Stop
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


PAUSED_MONTHS = 3


@dataclass(frozen=True)
class PersonRecord:
    """What is stored about an address: a subscription with its data, or a suppression."""

    stored: StoredData | None
    stop: Stop | None


def find(work: UnitOfWork, operator: str, email: EmailAddress) -> PersonRecord:
    """Return what is stored about an address, and record that an operator looked."""
    subscription = work.tx.subscriptions.by_address(email.key)
    enter(work, operator, OperatorAct.LOOKED_UP, subscription.id if subscription else "")
    stored = stored_data(work, subscription) if subscription else None
    return PersonRecord(stored, work.history(email.key).stop)


def export(work: UnitOfWork, operator: str, subscription_id: str) -> StoredData | None:
    """Return everything stored about a person, to be handed over."""
    subscription = _held(work, subscription_id)
    if subscription is None:
        return None
    enter(work, operator, OperatorAct.EXPORTED, subscription_id)
    return stored_data(work, subscription)


def pause(work: UnitOfWork, operator: str, subscription_id: str) -> bool:
    """Pause a person at their request for three months; return whether there is such a member."""
    subscription = _held(work, subscription_id)
    if subscription is None or not subscription.is_member():
        return False
    paused = subscription.paused(months_after(work.now, PAUSED_MONTHS))
    work.tx.subscriptions.put(paused)
    work.enter(paused, Act.PAUSED, Origin())
    enter(work, operator, OperatorAct.PAUSED, subscription_id)
    return True


def unsubscribe(work: UnitOfWork, operator: str, subscription_id: str) -> bool:
    """Unsubscribe a person who asked for it; return whether there is one."""
    subscription = _held(work, subscription_id)
    if subscription is None:
        return False
    unsubscribe_reader(work, subscription, Origin())
    enter(work, operator, OperatorAct.UNSUBSCRIBED, subscription_id)
    return True


def erase(work: UnitOfWork, operator: str, subscription_id: str) -> bool:
    """Erase a person who asked for it; return whether there was one."""
    subscription = _held(work, subscription_id)
    if subscription is None:
        return False
    erase_subscription(work, subscription)
    enter(work, operator, OperatorAct.ERASED, subscription_id)
    return True


def _held(work: UnitOfWork, subscription_id: str) -> Subscription | None:
    """Return a subscription, locked until the end, in the order in which others lock."""
    known = work.tx.subscriptions.get(subscription_id, held=False)
    if known:
        work.tx.lock(known.email.key)
    return work.tx.subscriptions.get(subscription_id) if known else None
