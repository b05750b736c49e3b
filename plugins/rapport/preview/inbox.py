"""The local inbox: pages that show the emails of the service."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path
from urllib.parse import quote

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,)]")


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """An email in the inbox."""

    key: str
    to: str
    sender: str
    subject: str
    date: str
    text: str
    html: str


def read_inbox(folder: Path) -> list[InboxMessage]:
    """Return the messages of a Maildir, the newest first."""
    if not folder.is_dir():
        return []
    box = mailbox.Maildir(folder, create=False)
    keys = sorted(box.keys(), key=_arrival, reverse=True)
    return [read_message(key, box.get_bytes(key)) for key in keys]


def _arrival(key: str) -> tuple[float, str]:
    """Return when an email arrived; file names in a Maildir begin with the time in seconds."""
    seconds = key.split(".", 1)[0]
    return (float(seconds) if seconds.isdigit() else 0.0, key)


def read_message(key: str, data: bytes) -> InboxMessage:
    """Return a message by the name of its page."""
    message: EmailMessage = message_from_bytes(data, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return InboxMessage(
        key=key,
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or "(no subject)"),
        date=str(message["Date"] or ""),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )


def list_page(messages: list[InboxMessage], letters: Mapping[str, str]) -> str:
    """Return the page that lists the messages, with links to the author's letters below them."""
    written = "".join(
        f'<li><a href="/inbox/letters/{escape(quote(name))}/"><strong>{escape(subject)}</strong>'
        f"</a><br>{escape(name)}</li>"
        for name, subject in letters.items()
    )
    letters_list = f"<h2>Letters as they would go now</h2><ul>{written}</ul>" if written else ""
    rows = "".join(
        f'<li><a href="/inbox/{escape(message.key)}/">'
        f"<strong>{escape(message.subject)}</strong></a>"
        f"<br>to {escape(message.to)}, {escape(message.date)}</li>"
        for message in messages
    )
    empty = "<p>No message yet. Subscribe on the blog, and it will be here.</p>"
    return _page("Inbox", (f"<ul>{rows}</ul>" if rows else empty) + letters_list)


def message_page(message: InboxMessage) -> str:
    """Return the page of a message: its text with links, and its HTML in a sandboxed frame."""
    parts, end = [], 0
    for match in _URL.finditer(message.text):
        url = escape(match[0])
        parts += [escape(message.text[end : match.start()]), f'<a href="{url}">{url}</a>']
        end = match.end()
    text = "".join(parts) + escape(message.text[end:])
    frame = (
        '<h2>As HTML</h2><iframe sandbox title="The message as HTML" '
        f'srcdoc="{escape(message.html)}"></iframe>'
    )
    facts = (
        f"<p>From {escape(message.sender)}<br>To {escape(message.to)}<br>{escape(message.date)}</p>"
    )
    body = f'<p><a href="/inbox/">Inbox</a></p>{facts}<pre>{text}</pre>'
    return _page(message.subject, body + (frame if message.html else ""))


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/-/preview.css"></head>'
        f'<body class="inbox"><main><h1>{escape(title)}</h1>{body}'
        '<p><a href="/">Back to the blog</a></p></main></body></html>'
    )
