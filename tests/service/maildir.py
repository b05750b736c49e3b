"""Reading a Maildir."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path


def read_maildir(path: Path) -> list[EmailMessage]:
    """Return the mails, oldest first."""
    new = path / "new"
    files = sorted(new.iterdir()) if new.exists() else []
    return [read_letter(file) for file in files]


def read_letter(file: Path) -> EmailMessage:
    """Return the mail in a file."""
    return message_from_bytes(file.read_bytes(), policy=policy.default)
