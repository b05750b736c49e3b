"""Asking with a typed address: to subscribe, to leave, to manage.

The request does the same for every address: it is counted for its network and written down. Who
the address belongs to is looked at afterwards, by `take_in`, so no answer can tell. Requests that
arrive together are written down together, in one durable transaction.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import TooManyRequestsError
from rapport_subscriptions.rules.caps import NETWORK_WINDOW, window_of
from rapport_subscriptions.rules.consent import Origin, shortened
from rapport_subscriptions.rules.pending_request import Request, Wish
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.rules.tokens import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.signup import SignUp
    from rapport_subscriptions.use_cases.unit_of_work import Desk

LONGEST_USER_AGENT = 400
NO_CHOICE = Choice((), Cadence.EACH)


def subscribe(desk: Desk, signup: SignUp, origin: Origin) -> None:
    """Write a sign-up down; raise TooManyRequestsError if its network asks too often."""
    _write_down_one(desk, signing_up(signup, origin, desk.blog, desk.now))


def ask_for_link(desk: Desk, wish: Wish, email: EmailAddress, origin: Origin) -> None:
    """Write down that somebody wants a link mailed to an address."""
    _write_down_one(desk, asking_for_link(wish, email, origin, desk.now))


def signing_up(signup: SignUp, origin: Origin, blog: Blog, now: datetime) -> Request:
    """Answer what a sign-up asks, with the very words agreed to."""
    return Request(
        id=new_id(),
        wish=Wish.SUBSCRIBE,
        email=signup.email,
        at=now,
        origin=_kept(origin),
        choice=signup.choice,
        wording=signup.wording,
        text=blog.wordings[signup.wording],
        page=signup.page,
        trapped=signup.trapped,
    )


def asking_for_link(wish: Wish, email: EmailAddress, origin: Origin, now: datetime) -> Request:
    """Answer what somebody asks who wants a link mailed to an address."""
    return Request(new_id(), wish, email, now, _kept(origin), NO_CHOICE)


def write_down(desk: Desk, requests: Sequence[Request]) -> Sequence[TooManyRequestsError | None]:
    """Write requests down, each within what its network may ask; answer who asks too often."""
    limit = desk.limits.signups_per_network
    if not limit:
        desk.tx.requests.put(requests)
        return [None] * len(requests)
    window = window_of(desk.now)
    names = [_network(desk, request) for request in requests]
    arrived = Counter(name for name in names if name)
    room = {
        name: limit - (total - arrived[name])
        for name, total in desk.tx.counters.add_all(arrived, window).items()
    }
    faults: list[TooManyRequestsError | None] = []
    for name in names:
        room[name] = room.get(name, 1) - 1
        faults.append(_too_many(desk, window) if name and room[name] < 0 else None)
    desk.tx.requests.put([one for one, fault in zip(requests, faults, strict=True) if not fault])
    return faults


def _write_down_one(desk: Desk, request: Request) -> None:
    fault = write_down(desk, [request])[0]
    if fault:
        raise fault


def _network(desk: Desk, request: Request) -> str:
    """Answer the name under which a network is counted; `""` where none is known."""
    network = shortened(request.origin.network)
    return f"network:{desk.keys.hashes('network', network)[0]}" if network else ""


def _too_many(desk: Desk, window: datetime) -> TooManyRequestsError:
    wait = window + NETWORK_WINDOW - desk.now
    return TooManyRequestsError(max(1, round(wait.total_seconds())))


def _kept(origin: Origin) -> Origin:
    agent = "".join(c if c.isprintable() else " " for c in origin.user_agent)
    return Origin(origin.network, agent[:LONGEST_USER_AGENT])
