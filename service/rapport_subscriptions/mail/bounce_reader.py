"""Reads bounces: delivery reports (RFC 3464), complaints (RFC 5965), and others.

The email that bounced is identified only by what nobody can guess: the signed return path, our
Message-ID, the unsubscribe link. An address in the text proves nothing; anybody can write one.
"""

from __future__ import annotations

import logging
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

from rapport_subscriptions.mail.delivery_status import blocks_of, kind_of, read_statuses
from rapport_subscriptions.mail.report_text import (
    one_line,
    own_words,
    parts,
    read_refusal,
    text_of,
)
from rapport_subscriptions.mail.ses_notification import read_notification
from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.refusal_words import OF_ADDRESS, OF_MAILBOX, OF_SENDER
from rapport_subscriptions.rules.refusals import Step, meaning, without_people

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

RETURN_PATH = re.compile(r"\+([bm][a-z2-7]{39})@", re.IGNORECASE)
UNSUBSCRIBE_ADDRESS = re.compile(r"\+(u[a-z2-7]{39})@", re.IGNORECASE)
UNSUBSCRIBE_LINK = re.compile(r"/subscriptions/(?:unsubscribe|leave)/([A-Za-z0-9_-]{75})")
MESSAGE_ID = re.compile(r"<([A-Za-z0-9_-]{22})@[^<>@\s]+>")
DAEMON = re.compile(
    r"mailer-?daemon|post_?master|mail delivery|mdaemon|(?:mail|ndr) administrator|^\W*$",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"undeliver|fail|returned|delivery status|not delivered|cannot be delivered"
    r"|could not be delivered|error sending|system error|配信できません|送信できません",
    re.IGNORECASE,
)
RETURNED = re.compile(
    "undeliverable|(?:can.?not|could(?: not|n.t)) be delivered|not delivered|送信できません",
    re.IGNORECASE,
)
"""The headers by which a returned message is ours, whoever sent it."""

REJECTED = re.compile("automatically rejected", re.IGNORECASE)
ERROR = re.compile(r"\berror: \w", re.IGNORECASE)
"""How a text begins if its subject is only that of the returned email."""

COMPLAINT = re.compile(r"^\s*complaint about message from", re.IGNORECASE)
"""The format of Outlook.com's feedback loop, which follows no standard."""

COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "virus", "other"})
LARGEST = 4 * 1024 * 1024

STRONGEST_FIRST = (
    BounceKind.COMPLAINT,
    BounceKind.HARD,
    BounceKind.GONE,
    BounceKind.SENDER,
    BounceKind.SOFT,
)

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs what it stumbles over


def read_report(raw: bytes, recipients: Sequence[str] = ()) -> BounceReport:
    """Return what a message says about one of our emails; the message may be malformed.

    `recipients` are those of the envelope, if known.
    """
    try:
        return _read(message_from_bytes(raw[:LARGEST], policy=policy.compat32), recipients)
    except RecursionError:  # parts in parts in parts: nobody's report
        return BounceReport(BounceKind.NOTHING)


def _read(message: Message, recipients: Sequence[str]) -> BounceReport:
    marks = _found(UNSUBSCRIBE_ADDRESS, "\n".join([*recipients, *_addressed_to(message)]))
    if marks:  # automatic or not: mail programs send these by themselves
        return BounceReport(BounceKind.UNSUBSCRIBE, return_paths=marks)
    kind, words = _kind(message)
    if kind is BounceKind.NOTHING:
        return BounceReport(kind)
    traces = "\n".join([*recipients, *_headers(message)])
    return BounceReport(
        kind,
        return_paths=_found(RETURN_PATH, traces),
        unsubscribe_tokens=_found(UNSUBSCRIBE_LINK, traces),
        mail_ids=_found(MESSAGE_ID, traces),
        words=without_people(words),
    )


def _addressed_to(message: Message) -> Iterator[str]:
    """Return the recipients of the message itself; what it encloses may name the same address."""
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        yield from (str(value) for value in message.get_all(name, ()))


def _kind(message: Message) -> tuple[BounceKind, str]:
    report = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() == "multipart/report":
        if report == "feedback-report":
            return _complaint(message), ""
        if report == "disposition-notification":
            return _rejected_at_the_mailbox(message)
        if report not in {"", "delivery-status"}:
            return BounceKind.NOTHING, ""
    elif COMPLAINT.search(one_line(message, "Subject")) and _encloses_a_mail(message):
        return BounceKind.COMPLAINT, ""
    elif not _is_report_of_a_server(message):
        return BounceKind.NOTHING, ""
    statuses = read_statuses(message)
    if statuses is None:
        statuses = read_notification(message)
    return _guessed(message) if statuses is None else _strongest(statuses)


def _is_report_of_a_server(message: Message) -> bool:
    """Whether a message may be a report at all: not a loop of ours, nor a person's reply."""
    is_our_own = "List-Unsubscribe-Post" in message
    is_answer = _is_automatic_reply(message) and not _is_from_daemon(message)
    return not (is_our_own or is_answer)


def _guessed(message: Message) -> tuple[BounceKind, str]:
    """Return what formats before RFC 3464 seem to say: flufl finds them, their words decide."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - its detectors stumble over malformed mail in any way
        return BounceKind.NOTHING, ""
    is_found = bool(permanent or temporary)
    words = own_words(message)
    if not (is_found or _is_from_daemon(message) or _returns_a_mail(message, words)):
        return BounceKind.NOTHING, ""
    step, reply = read_refusal(words)
    refusal = meaning(step, reply)
    kind = kind_of(refusal)
    is_later = bool(reply.code or reply.status) and not reply.is_permanent
    if (is_later and kind is not BounceKind.SENDER) or (
        is_found and not permanent and step is Step.REPORT
    ):
        return BounceKind.SOFT, reply.line
    is_ours = kind is BounceKind.SENDER and (step is not Step.REPORT or OF_SENDER.search(words))
    says_unknown = OF_ADDRESS.search(words) or OF_ADDRESS.search(reply.words)
    if not is_ours and (says_unknown or refusal.is_certain):
        kind = BounceKind.HARD if is_found else BounceKind.GONE
    return kind, reply.line


def _is_from_daemon(message: Message) -> bool:
    """Whether a mail server wrote a report in an undocumented format."""
    if not DAEMON.search(one_line(message, "From")):
        return False
    return bool(
        FAILED.search(one_line(message, "Subject")) or ERROR.search(own_words(message)[:400])
    )


def _returns_a_mail(message: Message, words: str) -> bool:
    return bool(RETURNED.search(words)) and _encloses_a_mail(message)


def _rejected_at_the_mailbox(message: Message) -> tuple[BounceKind, str]:
    """Return what a receipt says: usually nothing; Dovecot rejects mail by them (RFC 5429)."""
    words = own_words(message)
    is_rejected = REJECTED.search(one_line(message, "Subject")) and OF_MAILBOX.search(words)
    return (BounceKind.SOFT, words) if is_rejected else (BounceKind.NOTHING, "")


def _encloses_a_mail(message: Message) -> bool:
    return any(part.get_content_type() == "message/rfc822" for part in parts(message))


def _complaint(message: Message) -> BounceKind:
    for part in parts(message):
        if part.get_content_type() == "message/feedback-report":
            feedback_type = _fields(part).get("feedback-type", "abuse").strip().lower()
            return BounceKind.COMPLAINT if feedback_type in COMPLAINTS else BounceKind.NOTHING
    return BounceKind.NOTHING


def _strongest(reports: Sequence[tuple[BounceKind, str]]) -> tuple[BounceKind, str]:
    words = dict(reports)
    kind = next((kind for kind in STRONGEST_FIRST if kind in words), BounceKind.NOTHING)
    return kind, words.get(kind, "")


def _is_automatic_reply(message: Message) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        submitted.startswith("auto-replied")
        or precedence == "auto_reply"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Vacation"))
    )


def _headers(message: Message) -> Iterator[str]:
    for part in parts(message):
        yield from (" ".join(str(value).split()) for value in part.values())
        if part.get_content_type() in {"message/feedback-report", "text/rfc822-headers"}:
            yield from _fields(part).values()
        elif part.get_content_maintype() == "text":
            yield text_of(part)


def _fields(part: Message) -> dict[str, str]:
    """Return the fields of a part that is itself a list of headers."""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return {
            name.lower(): " ".join(str(value).split())
            for block in blocks_of(part)
            for name, value in block.items()
        }
    fields = message_from_bytes(body.lstrip(), policy=policy.compat32)
    return {name.lower(): " ".join(str(value).split()) for name, value in fields.items()}


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(text)))
