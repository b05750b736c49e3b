"""Reads what a delivery report says about each recipient (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport_subscriptions.mail.report_text import one_line, own_words, parts, read_refusal
from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.rules.refusals import Cause, Refusal, Step, meaning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import Message

KINDS = {
    Cause.ADDRESS: BounceKind.GONE,
    Cause.MAILBOX: BounceKind.SOFT,
    Cause.MESSAGE: BounceKind.SENDER,  # we wrote it
    Cause.NETWORK: BounceKind.SOFT,
    Cause.SENDER: BounceKind.SENDER,
    Cause.NONE: BounceKind.NOTHING,
}
WORD = re.compile(r"\w+")
STATUS = re.compile(r"(\d\.\d{1,3}\.\d{1,3})(.*)")
SAYS_LITTLE = (".0.0", ".4.7")
"""Endings of a status that is undefined, or only says that the time ran out (RFC 3463)."""

FAILED = frozenset({"failed", "failure", "error"})
"""The actions that servers write; only the first is standard."""


def kind_of(refusal: Refusal) -> BounceKind:
    """Return the kind of bounce for a refusal in a report."""
    return KINDS[refusal.cause]


def read_statuses(message: Message) -> Sequence[tuple[BounceKind, str]] | None:
    """Return kind and words for each failed recipient; None if the report names none."""
    reports = [
        part for part in parts(message) if part.get_content_type() == "message/delivery-status"
    ]
    recipients = [
        block
        for part in reports
        for block in blocks_of(part)
        if "Action" in block or "Status" in block
    ]
    if not recipients:
        return None
    failed = [block for block in recipients if _has_failed(block)]
    words = own_words(message) if len(failed) == 1 else ""  # of several, which does it speak of?
    return [judge(block, words) for block in failed]


def blocks_of(part: Message) -> list[Message]:
    """Return the parts of a part that consists of messages or blocks of headers."""
    inner = part.get_payload()
    return (
        [inner_part for inner_part in inner if not isinstance(inner_part, str)]
        if isinstance(inner, list)
        else []
    )


def _has_failed(block: Message) -> bool:
    """Whether a recipient failed; some servers say so in their own words, or only by the status."""
    action = WORD.match(one_line(block, "Action"))
    return action[0].lower() in FAILED if action else one_line(block, "Status").startswith("5.")


def judge(block: Message, words: str = "") -> tuple[BounceKind, str]:
    """Return the meaning of a report for one recipient; `words` are those of its text part."""
    stated = STATUS.match(one_line(block, "Status"))
    status, comment = (stated[1], stated[2]) if stated else ("", one_line(block, "Status"))
    diagnostic = one_line(block, "Diagnostic-Code").partition(";")[2].strip() or comment.strip(
        "() "
    )
    if not diagnostic and status.endswith(".0.0"):
        diagnostic = words
    step, reply = read_refusal(diagnostic)
    if step is Step.REPORT and words:
        step, _ = read_refusal(words)
    if status.endswith(SAYS_LITTLE):
        status = reply.status or ("" if reply.code else status)
    reply = replace(reply, status=status)
    refusal = meaning(step, reply)
    kind = BounceKind.HARD if refusal.is_certain else kind_of(refusal)
    return kind, reply.line
