"""What a refusal means: one table for SMTP replies, delivery reports and text bounces.

The codes are those of RFC 3463 and of IANA's registry of enhanced status codes; the words are
what mail servers really write where the code says nothing, or something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapport_subscriptions.rules.refusal_words import (
    GREYLISTED,
    LOOPING,
    NO_DOMAIN,
    OF_ADDRESS,
    OF_MAILBOX,
    OF_SENDER,
    OF_SENDING,
    UNRESOLVED,
)

PERMANENT = 500


class Step(StrEnum):
    """The step at which an email was refused."""

    CONNECT = "connecting"
    MAIL_FROM = "MAIL FROM"
    RCPT_TO = "RCPT TO"
    DATA = "DATA"
    REPORT = "report"  # a delivery report, some time later


class Cause(StrEnum):
    """The subject of a refusal: the address, the mailbox, the email, us, or the network between."""

    ADDRESS = "address"  # nobody has this address
    MAILBOX = "mailbox"  # it is somebody's, and takes no mail now
    MESSAGE = "message"  # this mail, at this recipient
    SENDER = "sender"  # us: quota, block, policy, authentication
    NETWORK = "network"  # servers between us and the recipient
    NONE = "none"  # no refusal at all: a loop, a delay, a success


@dataclass(frozen=True)
class Refusal:
    """What a refusal is about, and how certain that is."""

    cause: Cause
    is_permanent: bool
    is_certain: bool = False
    """Whether its code itself says that the address does not exist."""


@dataclass(frozen=True)
class Reply:
    """A server's reply: `550`, `5.1.1`, `user unknown`; missing parts are 0 or empty."""

    code: int = 0
    status: str = ""
    words: str = ""

    @property
    def is_permanent(self) -> bool:
        """Whether retrying is pointless, as far as the server knows."""
        return self.status.startswith("5") if self.status else self.code >= PERMANENT

    @property
    def line(self) -> str:
        """The reply as one line: `550 5.1.1 user unknown`."""
        parts = (str(self.code or ""), self.status, self.words)
        return " ".join(part for part in parts if part)


CERTAIN = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "7.17", "7.18"})
"""Bad mailbox, bad domain, bad syntax, moved away, null MX, disabled; new owner (RFC 7293)."""

BY_DETAIL = {
    "1.0": Cause.ADDRESS,
    "1.4": Cause.MAILBOX,
    "1.5": Cause.NONE,  # "destination address valid"
    "1.9": Cause.MESSAGE,
    "2.0": Cause.MAILBOX,
    "2.2": Cause.MAILBOX,
    "2.3": Cause.SENDER,  # longer than it may be: as it is for all
    "2.4": Cause.MAILBOX,
    "3.3": Cause.MESSAGE,
    "3.4": Cause.SENDER,  # too big for the system: as it is for all
    "3.5": Cause.SENDER,
    "4.4": Cause.ADDRESS,  # "unable to route": its domain leads nowhere
    "4.5": Cause.SENDER,  # "mail system congestion"; Gmail's daily limit
    "4.6": Cause.NONE,  # a loop says nothing of the recipient
    "5.3": Cause.SENDER,
    "6.7": Cause.MESSAGE,  # an address that needs SMTPUTF8 (RFC 6531)
    "7.2": Cause.MAILBOX,
}
BY_SUBJECT = {
    "1": Cause.SENDER,  # 1.7, 1.8, 1.20 and so on: the sender's address
    "2": Cause.MAILBOX,
    "3": Cause.NETWORK,
    "4": Cause.NETWORK,
    "5": Cause.SENDER,
    "6": Cause.MESSAGE,
    "7": Cause.SENDER,
}

NO_MAIL = frozenset({521, 556})
"""Basic codes of a domain that takes no mail at all (RFC 7504)."""

RECIPIENT = re.compile(r"\brecipient\b", re.IGNORECASE)

MICROSOFT = 550
"""With 5.4.1 the code that Microsoft 365 gives a recipient that its directory lacks."""

OURS = frozenset({"1.7", "1.8", "1.20"})
"""Status details about the sender's address, whatever the words say."""

GENERAL = frozenset({"", "0.0", "1.0", "2.0", "3.0", "4.0", "7.0", "7.1"})
"""Status details that say little; the words say more."""

NOT_SERVER_WORDS = re.compile(r"<?[^\s<>()\"',;:]+@[^\s<>()\"',;:]+>?")


def meaning(step: Step, reply: Reply) -> Refusal:
    """Return the meaning of a refusal, given the step at which it was made."""
    permanent = reply.is_permanent
    if step is Step.CONNECT:
        return Refusal(Cause.NETWORK, permanent)
    detail = reply.status.partition(".")[2]
    if step is Step.MAIL_FROM:
        cause = Cause.MESSAGE if detail == "6.7" else Cause.SENDER
        return Refusal(cause, permanent)
    if step is Step.REPORT and LOOPING.search(reply.words):
        return Refusal(Cause.NONE, permanent)
    if not permanent and GREYLISTED.search(reply.words):
        return Refusal(Cause.MAILBOX, is_permanent=False)
    if detail in CERTAIN and permanent:
        return _certain(detail, reply)
    cause = _by_code(step, detail, reply)
    is_given_up = step is Step.REPORT and NO_DOMAIN.search(reply.words)
    if cause is Cause.ADDRESS and not permanent and not is_given_up:
        cause = Cause.MAILBOX  # a server that says "later" knows the address, or will
    return Refusal(cause, permanent)


def _certain(detail: str, reply: Reply) -> Refusal:
    """Return the meaning of an address's own code; some say `5.1.1` to a sender they block."""
    if OF_SENDER.search(reply.words) and not OF_ADDRESS.search(reply.words):
        return Refusal(Cause.SENDER, is_permanent=True)
    if OF_MAILBOX.search(reply.words) and (detail == "2.1" or not OF_ADDRESS.search(reply.words)):
        return Refusal(Cause.MAILBOX, is_permanent=True)
    return Refusal(Cause.ADDRESS, is_permanent=True, is_certain=True)


def _by_code(step: Step, detail: str, reply: Reply) -> Cause:
    """Return the cause by code and words; words count if the code is a general one."""
    if detail == "4.1" and reply.code == MICROSOFT and step in {Step.RCPT_TO, Step.REPORT}:
        return Cause.ADDRESS  # what Microsoft 365 says of a recipient that its directory lacks
    cause = _by_words(reply.words)
    if reply.code in NO_MAIL and step is not Step.DATA:
        return cause or Cause.ADDRESS
    if detail == "7.13" and RECIPIENT.search(reply.words):
        return cause or Cause.ADDRESS  # "account disabled", and it says whose
    is_unlisted = detail.startswith("1.") and detail not in BY_DETAIL and detail not in OURS
    is_general = detail in GENERAL or detail.startswith("5.") or is_unlisted
    if detail == "2.2" and cause is Cause.SENDER:
        return Cause.SENDER  # the quota of who sends, not of who receives
    if is_general and cause:
        return cause
    known = BY_DETAIL.get(detail) or BY_SUBJECT.get(detail.split(".", maxsplit=1)[0])
    if known is Cause.ADDRESS and UNRESOLVED.search(reply.words):
        known = Cause.NETWORK
    return known or _bare(step, reply)


def _by_words(words: str) -> Cause | None:
    """Return the cause that the words name; an unknown user is clearer than a policy."""
    if OF_ADDRESS.search(words):
        return Cause.ADDRESS
    order = [(OF_MAILBOX, Cause.MAILBOX), (OF_SENDER, Cause.SENDER)]
    if OF_SENDING.search(words):  # "sending quota exceeded" is no full mailbox
        order.reverse()
    return next((cause for pattern, cause in order if pattern.search(words)), None)


def _bare(step: Step, reply: Reply) -> Cause:
    """Return the cause that a basic code alone names (RFC 5321, 4.2.3)."""
    if step is Step.REPORT and not reply.code:
        return Cause.MAILBOX
    if reply.code in {550, 551, 553} and step in {Step.RCPT_TO, Step.REPORT}:
        return Cause.ADDRESS
    if reply.code in {450, 451, 452, 552}:
        return Cause.MAILBOX
    return Cause.SENDER if reply.is_permanent else Cause.NETWORK


def without_people(words: str, recipient: str = "") -> str:
    """Return a server's words on one line, without any address."""
    text = NOT_SERVER_WORDS.sub("…", " ".join(words.split()))
    local = recipient.rpartition("@")[0]
    if len(local) > 1:
        text = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


LONGEST_WORDS = 300
