"""Requests with a typed address: to subscribe, to unsubscribe, to manage.

The work is the same for every address: the request is counted for its network and stored.
`process_requests` looks later at whose address it is, so no response can tell. Requests that arrive
together are stored together, in one durable transaction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import TooManyRequestsError
from rapport_subscriptions.rules.caps import NETWORK_WINDOW, day_of, window_of
from rapport_subscriptions.rules.consent import Origin, shortened
from rapport_subscriptions.rules.pending_request import PendingRequest, RequestKind
from rapport_subscriptions.rules.subscription import Cadence, Choice
from rapport_subscriptions.rules.tokens import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.signup import SignUp
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

LONGEST_USER_AGENT = 400
NO_CHOICE = Choice((), Cadence.EACH)
MOST_WINDOWS_ON = 9
"""The emails of a classroom behind one IP address are delayed by at most this many windows."""


def subscribe(work: UnitOfWork, signup: SignUp, origin: Origin) -> None:
    """Store a sign-up; raise TooManyRequestsError if its network asks too often."""
    _write_down_one(work, signing_up(signup, origin, work.blog, work.now))


def ask_for_link(work: UnitOfWork, kind: RequestKind, email: EmailAddress, origin: Origin) -> None:
    """Store a request for a link to be emailed to an address."""
    _write_down_one(work, asking_for_link(kind, email, origin, work.now))


def signing_up(signup: SignUp, origin: Origin, blog: Blog, now: datetime) -> PendingRequest:
    """Return the request of a sign-up, with the exact consent text."""
    return PendingRequest(
        id=new_id(),
        kind=RequestKind.SUBSCRIBE,
        email=signup.email,
        at=now,
        origin=_kept(origin),
        choice=signup.choice,
        wording=signup.wording,
        text=blog.wordings_of(signup.series)[signup.wording],
        page=signup.page,
        series=signup.series,
        pace=signup.pace,
    )


def asking_for_link(
    kind: RequestKind, email: EmailAddress, origin: Origin, now: datetime
) -> PendingRequest:
    """Return the request for a link to be emailed to an address."""
    return PendingRequest(new_id(), kind, email, now, _kept(origin), NO_CHOICE)


def write_down(
    work: UnitOfWork, requests: Sequence[PendingRequest]
) -> Sequence[TooManyRequestsError | None]:
    """Store requests within their networks' limits; return those that asked too often."""
    names = [_network(work, request) for request in requests]
    requests = _in_turns(work, names, requests)
    limit = work.limits.signups_per_network
    if not limit:
        work.tx.requests.put(requests)
        return [None] * len(requests)
    window = window_of(work.now)
    arrived = Counter(name for name in names if name)
    room = {
        name: limit - (total - arrived[name])
        for name, total in work.tx.counters.add_all(arrived, window).items()
    }
    errors: list[TooManyRequestsError | None] = []
    taken: list[PendingRequest] = []
    for name, request in zip(names, requests, strict=True):
        room[name] = room.get(name, 1) - 1
        windows_on = -(room[name] + 1) // limit + 1 if name and room[name] < 0 else 0
        if windows_on > MOST_WINDOWS_ON:
            work.count_refusal("network")
            errors.append(_too_many(work, window))
            continue
        later = window + NETWORK_WINDOW * windows_on if windows_on else None
        taken.append(replace(request, not_before=later))
        errors.append(None)
    work.tx.requests.put(taken)
    return errors


def _in_turns(
    work: UnitOfWork, networks: Sequence[str], requests: Sequence[PendingRequest]
) -> list[PendingRequest]:
    """Return requests with the count of their network's, and their domain's, earlier ones today."""
    lanes = [
        (f"turns of {network or 'network:unknown'}", f"turns of domain:{request.email.domain}")
        for network, request in zip(networks, requests, strict=True)
        if request.kind is RequestKind.SUBSCRIBE
    ]
    arrived = Counter(lane for pair in lanes for lane in pair)
    counted = work.tx.counters.add_all(arrived, day_of(work.now))
    next_turn = {lane: total - arrived[lane] for lane, total in counted.items()}
    waiting = iter(lanes)
    return [
        _with_turns(request, next_turn, next(waiting))
        if request.kind is RequestKind.SUBSCRIBE
        else request
        for request in requests
    ]


def _with_turns(
    request: PendingRequest, next_turn: dict[str, int], lanes: tuple[str, str]
) -> PendingRequest:
    """Return a request with the next turn of its network and of its domain."""
    network_rank, domain_rank = (-next_turn[lane] for lane in lanes)
    for lane in lanes:
        next_turn[lane] += 1
    return replace(request, network_rank=network_rank, domain_rank=domain_rank)


def _write_down_one(work: UnitOfWork, request: PendingRequest) -> None:
    error = write_down(work, [request])[0]
    if error:
        raise error


def _network(work: UnitOfWork, request: PendingRequest) -> str:
    """Return the name under which a network is counted; `""` if it is unknown."""
    network = shortened(request.origin.network)
    return f"network:{work.keys.hashes('network', network)[0]}" if network else ""


def _too_many(work: UnitOfWork, window: datetime) -> TooManyRequestsError:
    wait = window + NETWORK_WINDOW - work.now
    return TooManyRequestsError(max(1, round(wait.total_seconds())))


def _kept(origin: Origin) -> Origin:
    agent = "".join(c if c.isprintable() else " " for c in origin.user_agent)
    return Origin(origin.network, agent[:LONGEST_USER_AGENT])
