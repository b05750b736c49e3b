"""The answer to a link that opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import ROOT
from rapport_subscriptions.web.pages import Link, message

if TYPE_CHECKING:
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog


def unknown(blog: Blog) -> Response:
    """Answer a link that opens nothing, with a way to a fresh one."""
    _ = blog.texts.gettext
    return message(
        _("This link leads nowhere"),
        _(
            "It may be too old, used up, or cut in two by a mail program. "
            "A fresh one is a mail away."
        ),
        blog=blog,
        status=404,
        links=[Link(_("Mail me my link"), f"{ROOT}/manage")],
    )
