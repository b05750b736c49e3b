"""Amazon SES's notifications, as SNS emails them: JSON in place of a report.

`{"notificationType": "Bounce", "bounce": {"bouncedRecipients": [{"status": "5.1.1", …}]}, …}`
"""

from __future__ import annotations

import json
from email.message import Message
from typing import TYPE_CHECKING

from rapport_subscriptions.mail.delivery_status import judge
from rapport_subscriptions.mail.report_text import text_of
from rapport_subscriptions.rules.bounce import BounceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELDS = {"Status": "status", "Diagnostic-Code": "diagnosticCode"}


def read_notification(message: Message) -> Sequence[tuple[BounceKind, str]] | None:
    """Return kind and words for each recipient of a notification; None for another message."""
    text = text_of(message).lstrip()
    if not text.startswith("{"):
        return None
    try:
        notification, _ = json.JSONDecoder(strict=False).raw_decode(
            text
        )  # with breaks in long lines, and words below it
    except ValueError:
        return None
    match notification:
        case {"notificationType": kind} | {"eventType": kind}:
            return _recipients(kind, notification)
    return None


def _recipients(kind: object, details: dict[str, object]) -> Sequence[tuple[BounceKind, str]]:
    match details:
        case {"complaint": {}} if kind == "Complaint":
            return [(BounceKind.COMPLAINT, "")]
        case {"bounce": {"bouncedRecipients": [*recipients]}} if kind == "Bounce":
            return [
                judge(_block(recipient)) for recipient in recipients if isinstance(recipient, dict)
            ]
    return []


def _block(recipient: dict[str, object]) -> Message:
    """Return a recipient in the form of a delivery report."""
    block = Message()
    for name, key in FIELDS.items():
        block[name] = " ".join(str(recipient.get(key, "")).split())
    return block
