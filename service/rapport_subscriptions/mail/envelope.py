"""A mail in its envelope, as it is handed to a mail server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport_subscriptions.mail import compose
from rapport_subscriptions.mail.template_values import article_values, letter_values, written_values
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.use_cases.deliver_mail import OperatorDispatch

if TYPE_CHECKING:
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.deliver_mail import Dispatch


@dataclass(frozen=True)
class Envelope:
    """A message, and the addresses of MAIL FROM and RCPT TO (RFC 5321)."""

    message: bytes
    sender: str
    recipient: str


def write(service: Service, dispatch: Dispatch | OperatorDispatch) -> Envelope:
    """Write a mail out of its row, and of what the row is about."""
    if isinstance(dispatch, OperatorDispatch):
        return _write_to_operator(service, dispatch)
    settings, blog = service.settings, service.manifest.blog()
    values = {
        "imprint": settings.imprint or blog.look.postal_address,
        **letter_values(dispatch, blog, service.links),
        **written_values(blog.letters.get(dispatch.mail.kind.value)),
        **article_values(dispatch, blog, service.links.manage(dispatch.subscription)),
    }
    message = compose.compose_message(
        dispatch.mail,
        compose.write_body(dispatch.mail.kind, values),
        _from_header(service),
        unsubscribe=(
            service.unsubscribe_address(dispatch.subscription),
            service.links.unsubscribe(dispatch.subscription),
        ),
        refuse=service.links.refuse(dispatch.subscription),
        now=service.clock.now(),
    )
    return Envelope(message, service.return_path(dispatch.mail), _recipient(dispatch).wire)


def _write_to_operator(service: Service, dispatch: OperatorDispatch) -> Envelope:
    """Write the mail that signs an operator in; there is nothing to unsubscribe from."""
    blog = service.manifest.blog()
    values = {
        "_": blog.texts.gettext,
        "language": blog.texts.language,
        "imprint": service.settings.imprint or blog.look.postal_address,
        "blog": blog.title,
        "action_url": service.links.sign_in(dispatch.token),
    }
    message = compose.compose_message(
        dispatch.mail,
        compose.write_body(dispatch.mail.kind, values),
        _from_header(service),
        unsubscribe=("", ""),
        now=service.clock.now(),
    )
    recipient = parse_address(dispatch.mail.recipient, public=False).wire
    return Envelope(message, service.return_path(dispatch.mail), recipient)


def _from_header(service: Service) -> compose.FromHeader:
    settings, blog = service.settings, service.manifest.blog()
    return compose.FromHeader(
        settings.sender_name,
        settings.sender.typed,
        blog.title,
        f"articles.{settings.sender.domain}",
        settings.reply_to or "",
        blog.look,
    )


def _recipient(dispatch: Dispatch) -> EmailAddress:
    """Return the address of a mail: to parse it again takes a twentieth of a letter's time."""
    known, typed = dispatch.subscription.email, dispatch.mail.recipient
    return known if known.typed == typed else parse_address(typed, public=False)
