"""Signs an operator in, by an emailed link that works once, in the browser that asked."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import TooManyRequestsError
from rapport_subscriptions.rules.caps import NETWORK_WINDOW, hour_of, window_of
from rapport_subscriptions.rules.consent import shortened
from rapport_subscriptions.rules.operator import (
    ASKS_OF_NETWORK,
    LINK_WITHIN,
    LINKS_AN_HOUR,
    SESSION_WITHIN,
    AuditLine,
    KeyKind,
    OperatorAct,
    OperatorKey,
)
from rapport_subscriptions.rules.outbox import dropped
from rapport_subscriptions.rules.tokens import Purpose, digest, new_id, new_seed

if TYPE_CHECKING:
    from rapport_subscriptions.rules.consent import Origin
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OperatorSession:
    """An operator who is signed in."""

    operator: str
    """The keyed hash of the address."""
    digest: str


def ask_for_link(work: UnitOfWork, email: EmailAddress, browser: str, origin: Origin) -> None:
    """Email a link to an operator; for any other address do the same work, and email nothing.

    The same rows are written for every address, so that the timing does not reveal the operators.
    Raises TooManyRequestsError for a network that asks often, whatever it asks for.
    """
    _count_network(work, origin)
    operator = work.keys.hashes("operator", email.key)[0]
    if work.tx.counters.add(f"operator links:{operator}", hour_of(work.now)) > LINKS_AN_HOUR:
        return
    mail = work.mail_to_operator(email)
    secret = work.keys.derive(Purpose.OPERATOR, mail.seed)
    is_operator = email.key in {address.key for address in work.operators}
    work.tx.outbox.put(mail if is_operator else dropped(mail))
    expires_at = work.now + LINK_WITHIN
    work.tx.operators.put(
        OperatorKey(digest(secret), KeyKind.LINK, operator, digest(browser), expires_at)
    )


def open_session(work: UnitOfWork, secret: str, browser: str, origin: Origin) -> str | None:
    """Return the secret of a new session; None for a link that is used, expired, or another's.

    A browser that did not ask, such as a scanner's, uses nothing up.
    """
    _count_network(work, origin)
    link = _key(work, KeyKind.LINK, secret, browser)
    if link is None or not work.tx.operators.take(link.digest):
        return None
    session = new_seed()
    expires_at = work.now + SESSION_WITHIN
    work.tx.operators.put(
        OperatorKey(digest(session), KeyKind.SESSION, link.operator, link.browser, expires_at)
    )
    enter(work, link.operator, OperatorAct.SIGNED_IN)
    return session


def session_of(work: UnitOfWork, secret: str, browser: str) -> OperatorSession | None:
    """Return the session with this secret, in the browser in which it began."""
    key = _key(work, KeyKind.SESSION, secret, browser)
    return OperatorSession(key.operator, key.digest) if key else None


def sign_out(work: UnitOfWork, session: OperatorSession) -> None:
    """End a session."""
    if work.tx.operators.take(session.digest):
        enter(work, session.operator, OperatorAct.SIGNED_OUT)


def enter(work: UnitOfWork, operator: str, act: OperatorAct, about: str = "") -> None:
    """Record an operator's action, in the database and in the log."""
    work.tx.operators.enter(AuditLine(new_id(), work.now, operator, act, about))
    log.info("an operator acted", extra={"act": act.value, "about": about, "by": operator[:8]})


def who(work: UnitOfWork, operator: str) -> EmailAddress | None:
    """Return the address of an operator; None if it is no longer in the settings."""
    known = (
        address
        for address in work.operators
        if operator in work.keys.hashes("operator", address.key)
    )
    return next(known, None)


def _key(work: UnitOfWork, kind: KeyKind, secret: str, browser: str) -> OperatorKey | None:
    """Return a valid key for this browser, of a current operator."""
    key = work.tx.operators.get(digest(secret)) if secret and browser else None
    if key is None or key.kind is not kind or work.now >= key.expires_at:
        return None
    return key if key.browser == digest(browser) and who(work, key.operator) else None


def _count_network(work: UnitOfWork, origin: Origin) -> None:
    window = window_of(work.now)
    name = f"operator asks:{work.keys.hashes('network', shortened(origin.network))[0]}"
    if work.tx.counters.add(name, window) > ASKS_OF_NETWORK:
        wait = window + NETWORK_WINDOW - work.now
        raise TooManyRequestsError(max(1, round(wait.total_seconds())))
