"""Readers who join, pace, pause and stop series, and an author who changes one of the two."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.series import Pace
from rapport_subscriptions.rules.signup import SignUp
from rapport_subscriptions.rules.subscription import NO_ARTICLES
from rapport_subscriptions.use_cases import join_series, manage_series, receive_requests
from rapport_subscriptions.use_cases.link_result import LinkResult
from tests.service.series_blog import OTHER, SERIES, part
from tests.service.service_under_test import links_in, text_of

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.service.service_under_test import ServiceUnderTest
    from tests.service.test_states import Pick

NOBODY = Origin("192.0.2.1", "")
FIXED, CHANGING = SERIES, replace(OTHER, parts=tuple(part(n, id=f"q{n}") for n in (11, 12, 13)))


class SeriesWalker:
    """What readers of series did, and what they may get because of it, by address and series."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        self.agreed: set[tuple[str, str]] = set()
        self.paused: set[tuple[str, str]] = set()
        self.got: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.parts = {item.id: item for item in CHANGING.parts}
        self.publish()

    def publish(self) -> None:
        changing = replace(CHANGING, parts=tuple(self.parts.values()))
        known = {FIXED.id: FIXED, CHANGING.id: changing}
        self.service.manifest.known = replace(self.service.manifest.known, series=known)

    def left(self, address: str) -> None:
        """Hear that an address wants nothing any more."""
        for series in (FIXED, CHANGING):
            self.agreed.discard((address, series.id))
            self.paused.discard((address, series.id))

    def somebody_asks(self, pick: Pick, address: str) -> None:
        series, pace = pick([FIXED.id, CHANGING.id]), pick(list(Pace))
        signup = SignUp(parse_address(address), NO_ARTICLES, "w-series", "/", series, pace.value)
        self.service.parts.do(receive_requests.subscribe, signup, NOBODY)

    def the_owner_acts(self, pick: Pick, address: str) -> bool:
        """Press a button of a mail; return whether that confirmed a series."""
        act = pick(["confirm", "confirm", "pause", "resume", "stop", "pace"])
        mails = self.service.mailbox.to(address)
        if act == "confirm":
            links = [link for mail in mails for link in links_in(mail, "series-confirm")]
            return bool(links) and self._confirm(address, pick(links).rpartition("/")[2])
        texts = map(text_of, mails)
        tokens = [t for text in texts for t in re.findall(r"/series/([\w-]+)\?do=", text)]
        if tokens:
            self._change(pick, act, address, pick(tokens))
        return False

    def _confirm(self, address: str, token: str) -> bool:
        done = self.service.parts.do(join_series.confirm_series, token, NOBODY)
        if done.answer is not LinkResult.DONE:
            return False
        assert done.reader is not None
        self.agreed.add((address, done.reader.series))
        self.paused.discard((address, done.reader.series))
        return True

    def _change(self, pick: Pick, act: str, address: str, token: str) -> None:
        do, parts = self.service.parts.do, self.service.parts
        known = parts.look(manage_series.look, token)
        if known is None:
            return  # it was erased
        key = address, known.reader.series
        match act:
            case "stop":
                do(manage_series.stop, token, NOBODY)
                self.agreed.discard(key)
            case "pause" if key in self.agreed:
                do(manage_series.pause, token, NOBODY)
                self.paused.add(key)
            case "resume":
                do(manage_series.resume, token, NOBODY)
                self.paused.discard(key)
            case _:
                do(manage_series.change_pace, token, pick(list(Pace)), NOBODY)

    def the_author_changes_parts(self, pick: Pick) -> None:
        """Withdraw a part, bring it back, give it another file or title, or write one more."""
        name = pick(sorted(self.parts))
        known = self.parts[name]
        number = len(self.parts) + 11
        words = part(int(name[1:])).blocks
        match pick(["withdraw", "restore", "retitle", "write"]):
            case "withdraw":
                self.parts[name] = replace(known, blocks=())
            case "restore":
                self.parts[name] = replace(known, blocks=words)
            case "retitle":
                self.parts[name] = replace(known, title=f"{known.title} again")
            case _:
                written = {f"q{number}": part(number, id=f"q{number}")}
                self.parts = {**written, **self.parts} if pick([True, False]) else {
                    **self.parts, **written,
                }  # fmt: skip
        self.publish()

    def judge(self, address: str, subscription_id: str, mail: EmailMessage) -> None:
        """Judge a part that was just mailed by what its reader agreed to, and what they had."""
        series = FIXED if f"series-{FIXED.id}." in mail["List-Id"] else CHANGING
        assert (address, series.id) in self.agreed, "without consent to that very series"
        assert (address, series.id) not in self.paused
        words = re.findall(r"the words of p(\d+)\.", text_of(mail))
        assert len(words) <= 1
        before = self.got.setdefault((subscription_id, series.id), [])
        if (mail["Message-ID"], *words) in before:
            return  # it may not have arrived
        for word in words:
            assert word not in dict(before).values(), "no part twice"
            before.append((mail["Message-ID"], word))
            if series is CHANGING:
                assert self.parts[f"q{word}"].blocks, "it was withdrawn"
        if series is FIXED:
            numbers = [int(word) for _, word in before]
            assert numbers == sorted(numbers), "a part that was refused for good is left out"
