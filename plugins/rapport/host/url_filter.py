"""The templates' `url` filter: MkDocs' own, computed once for each pair of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from mkdocs.utils import templates

if TYPE_CHECKING:
    from collections.abc import Callable


def url_filter(*, is_flat: bool) -> Callable[[jinja2.runtime.Context, str], str]:
    """Return the filter of one build; `is_flat` if pages are files: `tags/cv.html`.

    Pages of one folder, `articles/a/` and `articles/b/`, have the same relative URLs to everything
    but what is below themselves.
    """
    ways: dict[tuple[str, int], dict[str, str]] = {}

    @jinja2.pass_context
    def url(context: jinja2.runtime.Context, value: str) -> str:
        page, value = context["page"], str(value)
        if page is None or "//" in value or "./" in value:
            return _way(context, value, is_flat=is_flat)
        here: str = page.url
        folder = here[: here.rfind("/") + 1]
        if folder and value.startswith(folder):
            return _way(context, value, is_flat=is_flat)
        parent = folder[: folder.rfind("/", 0, -1) + 1]
        known = ways.setdefault((parent, folder.count("/")), {})
        address = known.get(value)
        if address is None:
            address = known[value] = _way(context, value, is_flat=is_flat)
        return address

    return url


def _way(context: jinja2.runtime.Context, value: str, *, is_flat: bool) -> str:
    if is_flat:
        path, mark, anchor = value.partition("#")
        if path.endswith("/") and path.strip("./") and ":" not in path:
            value = path.rstrip("/") + ".html" + mark + anchor
    return str(templates.url_filter(context, value))  # type: ignore[arg-type]
