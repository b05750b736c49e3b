"""The pages that operators see, and their menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.links import OPERATOR
from rapport_subscriptions.web.pages import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.web.operator.session import Visit


def operator_page(
    name: str, visit: Visit, blog: Blog, status: int = 200, **values: object
) -> Response:
    """Return a page of the operator's, made from a template."""
    return page(
        f"operator/{name}", blog, status, operator=OPERATOR, csrf=visit.csrf, here=name, **values
    )
