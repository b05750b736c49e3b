"""Reading what comes back: delivery reports (RFC 3464), complaints (RFC 5965), and the rest.

Whose mail it was is taken only from what nobody can guess: the signed return path, our
Message-ID, the link to leave. An address in the text proves nothing; anybody can write one.
"""

from __future__ import annotations

import logging
import re
from email import message_from_bytes, policy
from itertools import islice
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

from rapport_subscriptions.rules.bounce import BounceKind, BounceReport
from rapport_subscriptions.rules.refusal_words import OF_ADDRESS
from rapport_subscriptions.rules.refusals import Fault, Reply, Step, meaning, without_people

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

RETURN_PATH = re.compile(r"\+([bm][a-z2-7]{39})@", re.IGNORECASE)
UNSUBSCRIBE_ADDRESS = re.compile(r"\+(u[a-z2-7]{39})@", re.IGNORECASE)
UNSUBSCRIBE_LINK = re.compile(r"/subscriptions/(?:unsubscribe|leave)/([A-Za-z0-9_-]{75})")
MESSAGE_ID = re.compile(r"<([A-Za-z0-9_-]{22})@[^<>@\s]+>")
DIAGNOSTIC = re.compile(
    r"(?<![\d.])([245]\d\d)(?![\d.])(?:[ '(-]+#?([245]\.\d{1,3}\.\d{1,3}))?\b[ :-]*(.*)",
    re.DOTALL,
)
DAEMON = re.compile(
    r"mailer-?daemon|postmaster|mail delivery|mdaemon|mail administrator", re.IGNORECASE
)
FAILED = re.compile(
    r"undeliver|failed|failure|returned|delivery status|not delivered|cannot be delivered",
    re.IGNORECASE,
)
TAG = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
ORIGINAL = re.compile(
    r"^[ >]*(?:-{2,}.*(?:copy|original|below|message).*"
    r"|Received: .*|Return-Path: .*|X-Original-To: .*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a plain report goes on with the mail that came back; its words are ours."""

COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "virus", "other"})
LARGEST = 4 * 1024 * 1024
MOST_PARTS = 500
MOST_WORDS = 8_000

KIND_OF = {
    Fault.ADDRESS: BounceKind.GONE,
    Fault.MAILBOX: BounceKind.SOFT,
    Fault.MESSAGE: BounceKind.SOFT,
    Fault.NETWORK: BounceKind.SOFT,
    Fault.SENDER: BounceKind.SENDER,
    Fault.NONE: BounceKind.NOTHING,
}
STRONGEST_FIRST = (BounceKind.HARD, BounceKind.GONE, BounceKind.SENDER, BounceKind.SOFT)

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs what it stumbles over


def read_report(raw: bytes, recipients: Sequence[str] = ()) -> BounceReport:
    """Return what a message says of one of our mails; it is never trusted to be well-formed.

    `recipients` are those of the envelope, where it is known.
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
    """Return whom the message itself is for; what it encloses may name the same address."""
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        yield from (str(value) for value in message.get_all(name, ()))


def _kind(message: Message) -> tuple[BounceKind, str]:
    report = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() == "multipart/report":
        if report == "feedback-report":
            return _complaint(message), ""
        if report == "delivery-status":
            return _strongest(_statuses(message))
        return BounceKind.NOTHING, ""  # a receipt or the like
    is_our_own = "List-Unsubscribe-Post" in message  # come back in a circle
    if is_our_own or (_is_automatic_reply(message) and not _is_from_daemon(message)):
        return BounceKind.NOTHING, ""
    return _guessed(message)


def _guessed(message: Message) -> tuple[BounceKind, str]:
    """Return what the many formats before RFC 3464 seem to say: flufl finds them, words judge."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - its detectors stumble over malformed mail in any way
        return BounceKind.NOTHING, ""
    is_found = bool(permanent or temporary)
    if not is_found and not _is_from_daemon(message):
        return BounceKind.NOTHING, ""
    words = _own_words(message)
    found = DIAGNOSTIC.search(words)
    reply = Reply(int(found[1]), found[2] or "", found[3]) if found else Reply(words=words)
    if is_found and not permanent:
        return BounceKind.SOFT, reply.line
    kind = KIND_OF[meaning(Step.REPORT, reply).fault]
    says_unknown = OF_ADDRESS.search(words) or OF_ADDRESS.search(reply.words)
    if kind is not BounceKind.SENDER and says_unknown:
        kind = BounceKind.HARD if is_found else BounceKind.GONE
    return kind, reply.line


def _is_from_daemon(message: Message) -> bool:
    """Whether a mail server wrote a report in a format that nobody has described."""
    return bool(
        DAEMON.search(str(message.get("From", "")))
        and FAILED.search(str(message.get("Subject", "")))
    )


def _own_words(message: Message) -> str:
    """Return what a plain report says itself, without the mail that it returns."""
    for part in _parts(message):
        body = part.get_payload(decode=True) if part.get_content_maintype() == "text" else None
        if isinstance(body, bytes):
            text = TAG.sub(" ", body.decode("utf-8", "replace"))
            return ORIGINAL.split(text, maxsplit=1)[0][:MOST_WORDS]
    return ""


def _parts(message: Message) -> Iterator[Message]:
    return islice(message.walk(), MOST_PARTS)


def _complaint(message: Message) -> BounceKind:
    for part in _parts(message):
        if part.get_content_type() == "message/feedback-report":
            said = _fields(part).get("feedback-type", "abuse").strip().lower()
            return BounceKind.COMPLAINT if said in COMPLAINTS else BounceKind.NOTHING
    return BounceKind.NOTHING


def _statuses(message: Message) -> Iterator[tuple[BounceKind, str]]:
    for part in _parts(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            if str(block.get("Action", "")).strip().lower() == "failed":
                yield _recipient(block)


def _recipient(block: Message) -> tuple[BounceKind, str]:
    """Return what a report says of one recipient that it has given up."""
    status = str(block.get("Status", "")).split("(")[0].strip()
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
    found = DIAGNOSTIC.search(said)
    code, detail, words = (int(found[1]), found[2] or "", found[3]) if found else (0, "", said)
    if detail and status.endswith(".0.0"):
        status = detail
    reply = Reply(code, "" if status.endswith(".0.0") and code else status, words)
    refusal = meaning(Step.REPORT, reply)
    kind = BounceKind.HARD if refusal.is_certain else KIND_OF[refusal.fault]
    return kind, reply.line


def _strongest(found: Iterator[tuple[BounceKind, str]]) -> tuple[BounceKind, str]:
    words = dict(found)
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
    for part in _parts(message):
        yield from (" ".join(str(value).split()) for value in part.values())
        if part.get_content_type() in {"message/feedback-report", "text/rfc822-headers"}:
            yield from _fields(part).values()
        elif part.get_content_maintype() == "text":
            body = part.get_payload(decode=True)
            yield body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _blocks(part: Message) -> list[Message]:
    """Return the parts of a part that is made of messages or blocks of headers."""
    inner = part.get_payload()
    return (
        [inner_part for inner_part in inner if not isinstance(inner_part, str)]
        if isinstance(inner, list)
        else []
    )


def _fields(part: Message) -> dict[str, str]:
    """Return the fields of a part that is itself a list of headers."""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return {
            name.lower(): " ".join(str(value).split())
            for block in _blocks(part)
            for name, value in block.items()
        }
    fields = message_from_bytes(body.lstrip(), policy=policy.compat32)
    return {name.lower(): " ".join(str(value).split()) for name, value in fields.items()}


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(text)))
