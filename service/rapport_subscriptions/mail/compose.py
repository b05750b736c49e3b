"""Mails as messages: one source each, from which text and HTML are made.

A template in `templates/mail/` begins with its subject line. Then come paragraphs; a line
`=> address words` is a button, a line `-> address words` a plain link, `- words` a list item,
`~~ words` a note.
`@articles` stands for the articles of a letter, each with its title, facts and summary, `@letter`
for what an author wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime, formataddr
from functools import cache
from typing import TYPE_CHECKING

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from rapport_subscriptions.mail.letter_text import block_as_text
from rapport_subscriptions.mail.mime import MimeMessage, encoded
from rapport_subscriptions.rules.look import Look
from rapport_subscriptions.rules.outbox import LETTERS, MailKind
from rapport_subscriptions.rules.texts import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rapport_subscriptions.rules.checklist import ChecklistItem
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.letter import LetterBlock
    from rapport_subscriptions.rules.outbox import OutboxMail

ARTICLES = "@articles"
LETTER = "@letter"
TO_MEMBERS = frozenset(
    {MailKind.WELCOME, MailKind.ALREADY, MailKind.CHANGE, MailKind.MOVED, *LETTERS}
)
"""Mails to subscribers, with the headers of a mailing list (RFC 2919, 2369, 8058)."""


@dataclass(frozen=True)
class FromHeader:
    """The sender of an email."""

    name: str
    address: str
    blog_title: str
    list_id: str
    reply_to: str = ""


@dataclass(frozen=True)
class Block:
    """A part of an email: `title`, `note`, `paragraph`, `reason`, `button`, `link` or `item`.

    A `subtitle` is the name of a checklist, and a `checklist` has its items. What an author wrote
    is `written`.
    """

    kind: str
    text: str
    address: str = ""
    items: tuple[ChecklistItem, ...] = ()
    written: LetterBlock | None = None


@dataclass(frozen=True)
class MailBody:
    """A subject and its blocks."""

    subject: str
    blocks: tuple[Block, ...]
    language: str = "en"
    imprint: tuple[str, ...] = ()
    """The sender's name and postal address below every email, as laws require."""

    def as_text(self) -> str:
        """Return the plain text; URLs are on lines of their own."""
        parts: list[str] = []
        for before, block in zip((None, *self.blocks), self.blocks, strict=False):
            if block.written:
                parts.append(block_as_text(block.written, before.written if before else None))
            elif block.kind == "item":
                parts.append(f"- {block.text}\n")
            elif block.kind == "title":
                parts.append(f"\n{block.text}\n{block.address}\n")
            elif block.kind == "checklist":
                parts.append(_boxes(block.items))
            elif block.kind == "note":
                parts.append(f"{block.text}\n")
            elif block.address:
                parts.append(f"\n{block.text}:\n{block.address}\n")
            else:
                parts.append(f"\n{block.text}\n")
        if self.imprint:
            parts.append("\n-- \n" + "".join(f"{line}\n" for line in self.imprint))
        return "".join(parts).strip() + "\n"


def _boxes(items: Sequence[ChecklistItem]) -> str:
    """Return a checklist in plain text."""
    return "\n" + "".join(f"{'    ' * item.level}[ ] {item.text}\n" for item in items)


def write_body(kind: MailKind, values: Mapping[str, object]) -> MailBody:
    """Return the body of an email, with its values filled in."""
    source = _sources().get_template(f"{kind.value}.txt").render({"_": ENGLISH.gettext, **values})
    subject, _, body = source.strip().partition("\n")
    blocks: list[Block] = []
    for line in filter(str.strip, body.splitlines()):
        name = line.strip()
        given = name.removeprefix("@") if name in {ARTICLES, LETTER} else ""
        blocks += _given(values, given) if given else [_block(line)]
    imprint = values.get("imprint")
    lines = tuple(str(line) for line in imprint) if isinstance(imprint, tuple) else ()
    return MailBody(subject.strip(), tuple(blocks), str(values.get("language", "en")), lines)


@dataclass(frozen=True)
class Parts:
    """A subject, and text and page as they stand in a message."""

    subject: str
    text: bytes
    html: bytes


def parts_of(body: MailBody, blog_title: str, look: Look) -> Parts:
    """Return what a mail consists of, for one reader."""
    text, html = body.as_text(), page_of(body, blog_title, look)
    return Parts(body.subject, encoded(text), encoded(html))


def compose_message(
    mail: OutboxMail,
    recipient: EmailAddress,
    parts: Parts,
    from_header: FromHeader,
    *,
    unsubscribe: tuple[str, str],
    refuse: str = "",
    now: datetime,
) -> bytes:
    """Return the message as it is transmitted."""
    message = MimeMessage(international=recipient.is_international)
    message["From"] = formataddr((from_header.name, from_header.address))
    message["To"] = recipient.wire
    if from_header.reply_to:
        message["Reply-To"] = from_header.reply_to
    message["Subject"] = parts.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "DR, RN, NRN, OOF, AutoReply"  # not NDR: bounces
    if mail.kind in LETTERS:
        message["Precedence"] = "list"  # vacation programs know this word (RFC 3834, section 2)
    if mail.kind is MailKind.PERMISSION:
        message["List-Unsubscribe"] = f"<{refuse}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.kind in TO_MEMBERS:
        message["List-Id"] = f"{_phrase(from_header.blog_title)} <{from_header.list_id}>"
        message["List-Unsubscribe"] = _ways_out(*unsubscribe)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message.as_bytes(parts.text, parts.html)


def _ways_out(address: str, link: str) -> str:
    """Return both standard ways to unsubscribe: a message, and a link (RFC 2369, RFC 8058)."""
    by_mail = f"<mailto:{address}?subject=unsubscribe>, " if address else ""
    return f"{by_mail}<{link}>"


def _given(values: Mapping[str, object], name: str) -> tuple[Block, ...]:
    """Return the blocks of `articles` or a `letter`; their words are not template syntax."""
    blocks = values[name]
    return (
        tuple(block for block in blocks if isinstance(block, Block))
        if isinstance(blocks, tuple)
        else ()
    )


def _block(line: str) -> Block:
    line = line.strip()
    for mark, kind in (("=> ", "button"), ("-> ", "link")):
        if line.startswith(mark):
            address, _, words = line.removeprefix(mark).partition(" ")
            return Block(kind, words, address)
    for mark, kind in (("- ", "item"), ("~~ ", "note"), ("~ ", "reason")):
        if line.startswith(mark):
            return Block(kind, line.removeprefix(mark))
    return Block("paragraph", line)


def _phrase(title: str) -> str:
    """Return a title as a header may contain it: ASCII, without syntax characters."""
    return re.sub(r"[^A-Za-z0-9 .'-]+", " ", title).strip() or "blog"


def page_of(body: MailBody, blog_title: str, look: Look) -> str:
    """Return the HTML of a mail, with its styles at each element: some readers drop all others."""
    template = _pages().get_template("body.html")
    page = template.render(letter=body, blog_title=blog_title, logo=look.mail_logo)
    styles, end, rest = page.partition("</style>")
    page = look.painted(styles) + end + rest  # words of an article may be named like a colour
    return css_inline.inline(page, keep_style_tags=True)


def _one_line(value: object) -> object:
    """Return a value on one line, so that it can't start another."""
    return " ".join(value.split()) if isinstance(value, str) else value


@cache
def _sources() -> Environment:
    return Environment(  # noqa: S701 - plain text; the HTML is made by _pages
        loader=PackageLoader("rapport_subscriptions", "templates/mail"),
        undefined=StrictUndefined,
        finalize=_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("rapport_subscriptions", "templates/mail"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
