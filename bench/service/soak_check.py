"""Who must have got what in a long run, and who must not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NOTICED_WITHIN = 120.0
"""Seconds within which a sender, however often it is killed, has seen a new article."""


@dataclass
class SoakReader:
    """What one reader did, and what was answered when."""

    email: str
    asked: bool = False
    pressed_at: float = 0
    confirmed_at: float = 0
    ends_at: float = 0
    """When leaving was asked for, or a bounce was handed in."""
    ended_at: float = 0
    """When that was answered."""
    is_dead: bool = False
    """Whether it was a bounce."""


@dataclass
class Inbox:
    """What came, by recipient: confirmation links, and the ids of each article's letters."""

    links: dict[str, str] = field(default_factory=dict)
    leave: dict[str, str] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    asked: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    told: dict[tuple[str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def take(self, message: bytes) -> None:
        """File one mail."""
        mail = message_from_bytes(message, policy=policy.default)
        to, known = str(mail["To"]), str(mail["Message-ID"])
        body = mail.get_body(("plain",))
        text = body.get_content() if body else ""
        self.newest[to] = known
        for link in re.findall(r"http://\S+/subscriptions/confirm/[^\s?]+", text):
            self.links[to] = link
            self.asked[to][known] = self.asked[to].get(known, 0) + 1
        for link in re.findall(r"http://\S+/subscriptions/unsubscribe/[^\s?]+", text):
            self.leave[to] = link
        for name in sorted(set(re.findall(r"/articles/(a\d+)/", text))):
            ids = self.told[to, name]
            ids[known] = ids.get(known, 0) + 1


def find_failures(
    readers: Sequence[SoakReader], published: Mapping[str, float], inbox: Inbox
) -> Iterator[str]:
    """Yield what must not be: a letter too few or too many, or one mail under two ids."""
    for reader in readers:
        if reader.asked and not inbox.asked.get(reader.email):
            yield f"{reader.email} signed up and got no mail"
        if len(inbox.asked.get(reader.email, ())) > 1:
            yield f"{reader.email} was asked twice"
        for name, at in published.items():
            ids = inbox.told.get((reader.email, name), {})
            if len(ids) > 1:
                yield f"{reader.email} got {name} under {len(ids)} Message-IDs"
            if _must_have(reader, at) and not ids:
                yield f"{reader.email} did not get {name}"
            if _must_not_have(reader, at) and ids:
                yield f"{reader.email} got {name} and should not have"


def _must_have(reader: SoakReader, at: float) -> bool:
    return 0 < reader.confirmed_at < at and not reader.ends_at


def _must_not_have(reader: SoakReader, at: float) -> bool:
    never = not reader.pressed_at
    too_early = reader.pressed_at > at + NOTICED_WITHIN
    too_late = 0 < reader.ended_at < at
    return never or too_early or too_late
