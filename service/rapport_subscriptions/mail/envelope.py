"""An email in its envelope, as it is handed to a mail server."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapport_subscriptions.mail import compose
from rapport_subscriptions.mail.series_values import series_values
from rapport_subscriptions.mail.shared_body import MarkedLinks, SharedBody, mark, shared
from rapport_subscriptions.mail.template_values import (
    article_values,
    letter_values,
    since_in_words,
    written_values,
)
from rapport_subscriptions.rules.email_address import EmailAddress, parse_address
from rapport_subscriptions.rules.outbox import LETTERS, OutboxMail
from rapport_subscriptions.rules.phrases import date_in_words
from rapport_subscriptions.rules.subscription import Subscription
from rapport_subscriptions.use_cases.deliver_mail import Dispatch, OperatorDispatch

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.links import Links
    from rapport_subscriptions.service import Service

NOBODY = EmailAddress("", "")

SHARED_AT_MOST = 128
"""Bodies that are kept: one for each choice of topics and cadence, some 20 KB each."""


@dataclass(frozen=True)
class Envelope:
    """A message, and the addresses of MAIL FROM and RCPT TO (RFC 5321)."""

    message: bytes
    sender: str
    recipient: str


class EnvelopeWriter:
    """Writes mails out of their rows; what many readers are told is rendered once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._blog: Blog | None = None
        self._shared: OrderedDict[Hashable, tuple[Dispatch, SharedBody]] = OrderedDict()

    def write(self, dispatch: Dispatch | OperatorDispatch) -> Envelope:
        """Write a mail out of its row, and of what the row is about."""
        blog = self._service.manifest.blog()
        if isinstance(dispatch, OperatorDispatch):
            return self._to_operator(dispatch, blog)
        service, reader = self._service, dispatch.subscription
        unsubscribe = service.links.unsubscribe(reader)
        if dispatch.mail.kind in LETTERS:
            words = {"unsubscribe": unsubscribe, **self._own_words(dispatch, blog)}
            parts = self._shared_body(dispatch, blog).parts(words)
        else:
            values = self._values(dispatch, blog, service.links)
            body = compose.write_body(dispatch.mail.kind, values)
            parts = compose.parts_of(body, blog.title, blog.look)
        recipient = _recipient(dispatch)
        message = compose.compose_message(
            dispatch.mail,
            recipient,
            parts,
            self._from_header(blog, dispatch),
            unsubscribe=self._ways_out(dispatch, unsubscribe),
            refuse=service.links.refuse(reader),
            now=service.clock.now(),
        )
        return Envelope(message, service.return_path(dispatch.mail), recipient.wire)

    def _own_words(self, dispatch: Dispatch, blog: Blog) -> dict[str, str]:
        """Return what of a letter is its reader's own."""
        links, reader = self._service.links, dispatch.subscription
        words = {"manage": links.manage(reader), "receipt": links.receipt(reader)}
        if dispatch.part is None:
            return {**words, "since": since_in_words(reader, blog)}
        place = dispatch.part.reader
        since = date_in_words(place.joined_at, blog.texts)
        return {**words, "series": links.series(reader, place), "since": since}

    def _shared_body(self, dispatch: Dispatch, blog: Blog) -> SharedBody:
        """Return what this letter says to all who chose the same, kept while the blog is as it is.

        It is rendered for nobody, so that it can hold nothing that is one reader's.
        """
        if blog is not self._blog:
            self._blog = blog
            self._shared.clear()
        nobodys, due = _to_nobody(dispatch), dispatch.part
        # what an author wrote is long, and one object as long as the blog is
        key = (
            replace(nobodys, letters=(), part=None, consent=None),
            tuple(map(id, dispatch.letters)),
            due.same_for_all if due else None,
        )
        known = self._shared.get(key)
        if known is None:
            links = MarkedLinks(self._service.links.public_url, self._service.keys)
            values = {**self._values(nobodys, blog, links), "since": mark("since")}
            body = compose.write_body(dispatch.mail.kind, values)
            known = self._shared[key] = nobodys, shared(body, blog.title, blog.look)
            if len(self._shared) > SHARED_AT_MOST:
                self._shared.popitem(last=False)
        self._shared.move_to_end(key)
        return known[1]

    def _values(self, dispatch: Dispatch, blog: Blog, links: Links) -> dict[str, object]:
        return {
            "imprint": self._service.settings.imprint or blog.look.postal_address,
            **letter_values(dispatch, blog, links),
            **written_values(blog.letters.get(dispatch.mail.kind.value)),
            **article_values(dispatch, blog, links.manage(dispatch.subscription)),
            **series_values(dispatch, blog, links),
        }

    def _ways_out(self, dispatch: Dispatch, unsubscribe: str) -> tuple[str, str]:
        """Return the address and link that unsubscribe; those of a series' part stop that only."""
        reader = dispatch.subscription
        if dispatch.part:
            return "", self._service.links.stop_series(reader, dispatch.part.reader)
        return self._service.unsubscribe_address(reader), unsubscribe

    def _to_operator(self, dispatch: OperatorDispatch, blog: Blog) -> Envelope:
        """Write the mail that signs an operator in; there is nothing to unsubscribe from."""
        values = {
            "_": blog.texts.gettext,
            "language": blog.texts.language,
            "imprint": self._service.settings.imprint or blog.look.postal_address,
            "blog": blog.title,
            "action_url": self._service.links.sign_in(dispatch.token),
        }
        body = compose.write_body(dispatch.mail.kind, values)
        recipient = parse_address(dispatch.mail.recipient, public=False)
        message = compose.compose_message(
            dispatch.mail,
            recipient,
            compose.parts_of(body, blog.title, blog.look),
            self._from_header(blog),
            unsubscribe=("", ""),
            now=self._service.clock.now(),
        )
        return Envelope(message, self._service.return_path(dispatch.mail), recipient.wire)

    def _from_header(self, blog: Blog, dispatch: Dispatch | None = None) -> compose.FromHeader:
        """Return who a mail comes from; each series is a list of its own."""
        settings = self._service.settings
        part = dispatch.part if dispatch else None
        list_name = f"series-{part.series.id}" if part else "articles"
        return compose.FromHeader(
            settings.sender_name,
            settings.sender.typed,
            blog.title,
            f"{list_name}.{settings.sender.domain}",
            settings.reply_to or "",
        )


def _to_nobody(dispatch: Dispatch) -> Dispatch:
    """Return a letter without what is its reader's own, and on a day without an hour."""
    day = dispatch.mail.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    mail = OutboxMail("", dispatch.mail.kind, "", "", "", "", created_at=day, not_before=day)
    reader = dispatch.subscription
    nobody = Subscription("", NOBODY, reader.status, reader.choice, "", "", asked_at=day)
    return replace(dispatch, mail=mail, subscription=nobody)


def _recipient(dispatch: Dispatch) -> EmailAddress:
    """Return the recipient of an email, parsed once: parsing is a twentieth of a letter's time."""
    known, typed = dispatch.subscription.email, dispatch.mail.recipient
    return known if known.typed == typed else parse_address(typed, public=False)
