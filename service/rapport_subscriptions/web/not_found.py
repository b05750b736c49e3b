"""The response to an unknown link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.web.pages import PageLink, message

if TYPE_CHECKING:
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog


def unknown(blog: Blog) -> Response:
    """Return the page for an unknown link, with a way to a new one."""
    _ = blog.texts.gettext
    return message(
        _("This link doesn’t work"),
        _(
            "It may be too old or used already, or your email app may have cut it off. We can "
            "send you a new one."
        ),
        blog=blog,
        status=404,
        links=[PageLink(_("Send me a new link"), f"{ROOT}/manage")],
    )


def unknown_request(blog: Blog, way: PageLink) -> Response:
    """Return the page for a link that confirms no request, with a way to ask again."""
    _ = blog.texts.gettext
    return message(
        _("This link doesn’t work"),
        _("Your email app may have cut it off: copy all of it. Or the request has been deleted."),
        blog=blog,
        status=404,
        links=[way],
    )
