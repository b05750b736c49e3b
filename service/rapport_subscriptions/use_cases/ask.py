"""Asking with a typed address: to subscribe, to leave, to manage.

The request does the same for every address: it is counted for its network and written down. Who
the address belongs to is looked at afterwards, by `take_in`, so no answer can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.caps import HOUR, NETWORK_WINDOW, hour_of, window_of
from rapport_subscriptions.consent import Origin, shortened
from rapport_subscriptions.errors import ProofWantedError, TooManyRequestsError
from rapport_subscriptions.intake import Request, Wish
from rapport_subscriptions.subscription import Cadence, Choice
from rapport_subscriptions.tokens import new_id

if TYPE_CHECKING:
    from rapport_subscriptions.email_address import EmailAddress
    from rapport_subscriptions.proof_of_work import Proof
    from rapport_subscriptions.signup import SignUp
    from rapport_subscriptions.use_cases.desk import Desk

LONGEST_USER_AGENT = 400
NO_CHOICE = Choice((), Cadence.EACH)


def subscribe(desk: Desk, signup: SignUp, origin: Origin, proof: Proof | None = None) -> None:
    """Write a sign-up down; raise TooManyRequestsError if its network asks too often.

    Where proofs of work are asked for, those without one share a few places an hour: in quiet
    times nobody notices, in a flood ProofWantedError is raised. A proof counts once.
    """
    if desk.limits.altcha_cost and not _is_spent_now(desk, proof):
        _take_place(desk)
    request = Request(
        id=new_id(),
        wish=Wish.SUBSCRIBE,
        email=signup.email,
        at=desk.now,
        origin=_kept(origin),
        choice=signup.choice,
        wording=signup.wording,
        text=desk.blog.wordings[signup.wording],
        page=signup.page,
        trapped=signup.trapped,
    )
    _write_down(desk, request)


def ask_for_link(desk: Desk, wish: Wish, email: EmailAddress, origin: Origin) -> None:
    """Write down that somebody wants a link mailed to an address."""
    request = Request(new_id(), wish, email, desk.now, _kept(origin), NO_CHOICE)
    _write_down(desk, request)


def _is_spent_now(desk: Desk, proof: Proof | None) -> bool:
    """Spend a proof; several workers have one database, so it is spent for all of them."""
    return proof is not None and desk.tx.count(f"altcha:{proof.nonce}", proof.expires_at) == 1


def _take_place(desk: Desk) -> None:
    hour = hour_of(desk.now)
    if desk.tx.count("unproven", hour) > desk.limits.unproven_per_hour:
        wait = hour + HOUR - desk.now
        raise ProofWantedError(max(1, round(wait.total_seconds())))


def _write_down(desk: Desk, request: Request) -> None:
    network = shortened(request.origin.network)
    limit = desk.limits.signups_per_network
    if network and limit:
        window = window_of(desk.now)
        name = f"network:{desk.keys.hashes('network', network)[0]}"
        if desk.tx.count(name, window) > limit:
            wait = window + NETWORK_WINDOW - desk.now
            raise TooManyRequestsError(max(1, round(wait.total_seconds())))
    desk.tx.put_request(request)


def _kept(origin: Origin) -> Origin:
    agent = "".join(c if c.isprintable() else " " for c in origin.user_agent)
    return Origin(origin.network, agent[:LONGEST_USER_AGENT])
