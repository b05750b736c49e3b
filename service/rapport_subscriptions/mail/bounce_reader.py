"""Reading what comes back: delivery reports (RFC 3464), complaints (RFC 5965), and the rest.

Whose mail it was is taken only from what nobody can guess: the signed return path, our
Message-ID, the link to leave. An address in the text proves nothing; anybody can write one.
"""

from __future__ import annotations

import logging
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

from rapport_subscriptions.rules.bounce import BounceKind, BounceReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

RETURN_PATH = re.compile(r"\+(b[a-z2-7]{39})@", re.IGNORECASE)
UNSUBSCRIBE_LINK = re.compile(r"/subscriptions/(?:unsubscribe|leave)/([A-Za-z0-9_-]{75})")
MESSAGE_ID = re.compile(r"<([A-Za-z0-9_-]{22})@[^<>@\s]+>")
HARD = re.compile(r"5\.(0\.0|1\.(?!8)\d+|2\.1|4\.4)$")
LOOP = re.compile(r"[45]\.4\.6$")
COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "virus", "other"})
LARGEST = 4 * 1024 * 1024


logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs what it stumbles over


def read_report(raw: bytes, recipients: Sequence[str] = ()) -> BounceReport:
    """Return what a message says of one of our mails; it is never trusted to be well-formed.

    `recipients` are those of the envelope, where it is known.
    """
    message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    kind = _kind(message)
    if kind is BounceKind.NOTHING:
        return BounceReport(kind)
    traces = "\n".join([*recipients, *_headers(message)])
    return BounceReport(
        kind,
        return_paths=_found(RETURN_PATH, traces),
        unsubscribe_tokens=_found(UNSUBSCRIBE_LINK, traces),
        mail_ids=_found(MESSAGE_ID, traces),
    )


def _kind(message: Message) -> BounceKind:
    report = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() == "multipart/report":
        if report == "feedback-report":
            return _complaint(message)
        if report == "delivery-status":
            return _worst(_statuses(message))
        return BounceKind.NOTHING  # a receipt or the like
    if _is_automatic_reply(message):
        return BounceKind.NOTHING
    return _guessed(message)


def _guessed(message: Message) -> BounceKind:
    """Return what the many formats before RFC 3464 seem to say."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - its detectors stumble over malformed mail in any way
        return BounceKind.NOTHING
    if permanent:
        return BounceKind.HARD
    return BounceKind.SOFT if temporary else BounceKind.NOTHING


def _complaint(message: Message) -> BounceKind:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            said = _fields(part).get("feedback-type", "abuse").strip().lower()
            return BounceKind.COMPLAINT if said in COMPLAINTS else BounceKind.NOTHING
    return BounceKind.NOTHING


def _statuses(message: Message) -> Iterator[BounceKind]:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            action = str(block.get("Action", "")).strip().lower()
            status = str(block.get("Status", "")).split("(")[0].strip()
            yield _recipient(action, status)


def _recipient(action: str, status: str) -> BounceKind:
    if LOOP.match(status):
        return BounceKind.NOTHING
    if action == "failed":
        return BounceKind.HARD if HARD.match(status) else BounceKind.SOFT
    return BounceKind.SOFT if action == "delayed" else BounceKind.NOTHING


def _worst(kinds: Iterator[BounceKind]) -> BounceKind:
    found = set(kinds)
    return next(
        (kind for kind in (BounceKind.HARD, BounceKind.SOFT) if kind in found), BounceKind.NOTHING
    )


def _is_automatic_reply(message: Message) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        submitted.startswith("auto-replied")
        or precedence == "auto_reply"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Vacation"))
        or "List-Unsubscribe-Post" in message  # our own mail, come back in a circle
    )


def _headers(message: Message) -> Iterator[str]:
    for part in message.walk():
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
