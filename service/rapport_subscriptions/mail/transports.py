"""Opening the mailer that the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rapport_subscriptions.mail.maildir import MaildirMailer
from rapport_subscriptions.mail.smtp import SmtpMailer, read_smtp_url

if TYPE_CHECKING:
    import ssl

    from rapport_subscriptions.ports.mailer import Mailer


def open_mailer(mail_url: str, *, context: ssl.SSLContext | None = None) -> Mailer:
    """Return the mailer of `smtp://…` or `maildir:///path`."""
    parts = urlsplit(mail_url)
    if parts.scheme == "maildir":
        return MaildirMailer(Path(unquote(parts.path)))
    return SmtpMailer(read_smtp_url(mail_url), context=context)
