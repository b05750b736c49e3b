"""The local inbox: what the service sent, as pages."""

from __future__ import annotations

import mailbox
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,)]")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of the inbox."""

    key: str
    to: str
    sender: str
    subject: str
    date: str
    text: str
    html: str


def letters(folder: Path) -> list[Letter]:
    """Return the messages of a Maildir, the newest first."""
    if not folder.is_dir():
        return []
    box = mailbox.Maildir(folder, create=False)
    keys = sorted(box.keys(), key=_arrival, reverse=True)
    return [
        _letter(key, message_from_bytes(box.get_bytes(key), policy=policy.default)) for key in keys
    ]


def _arrival(key: str) -> tuple[float, str]:
    """Return when a message came; a Maildir's file names begin with the second."""
    seconds = key.split(".", 1)[0]
    return (float(seconds) if seconds.isdigit() else 0.0, key)


def _letter(key: str, message: EmailMessage) -> Letter:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        key=key,
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or "(no subject)"),
        date=str(message["Date"] or ""),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )


def list_page(found: list[Letter]) -> str:
    """Return the page that lists the messages."""
    rows = "".join(
        f'<li><a href="/inbox/{escape(letter.key)}/"><strong>{escape(letter.subject)}</strong></a>'
        f"<br>to {escape(letter.to)}, {escape(letter.date)}</li>"
        for letter in found
    )
    empty = "<p>No message yet. Subscribe on the blog, and it will be here.</p>"
    return _page("Inbox", f"<ul>{rows}</ul>" if rows else empty)


def letter_page(letter: Letter) -> str:
    """Return the page of one message: its text with links, and its HTML shut in a frame."""
    parts, end = [], 0
    for match in _URL.finditer(letter.text):
        url = escape(match[0])
        parts += [escape(letter.text[end : match.start()]), f'<a href="{url}">{url}</a>']
        end = match.end()
    text = "".join(parts) + escape(letter.text[end:])
    frame = (
        '<h2>As HTML</h2><iframe sandbox title="The message as HTML" '
        f'srcdoc="{escape(letter.html)}"></iframe>'
    )
    facts = (
        f"<p>From {escape(letter.sender)}<br>To {escape(letter.to)}<br>{escape(letter.date)}</p>"
    )
    body = f'<p><a href="/inbox/">Inbox</a></p>{facts}<pre>{text}</pre>'
    return _page(letter.subject, body + (frame if letter.html else ""))


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/-/preview.css"></head>'
        f'<body class="inbox"><main><h1>{escape(title)}</h1>{body}'
        '<p><a href="/">Back to the blog</a></p></main></body></html>'
    )
