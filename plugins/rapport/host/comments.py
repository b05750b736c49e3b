"""`comments: true` without effect: neither a template nor a plugin shows comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.problem import Problem, Severity
from rapport.host.theme import templates_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.build_state import BlogRead
    from rapport.host.session import BuildSession

_PLUGIN = "rapport/comments"
_TEMPLATE = "partials/comments.html"


def find_missing_comments(
    site: BlogRead, config: MkDocsConfig, session: BuildSession
) -> Iterator[Problem]:
    """Yield a warning for each article that asks for comments which nothing shows."""
    if _PLUGIN in config.plugins:
        return
    templates = templates_of(config, session.look)
    template = templates.find(session.template_prefix + _TEMPLATE)
    if template and not template.startswith(templates.theme):
        return
    for article in site.blog.published:
        if (article.extra or {}).get("comments"):
            place = article.position("comments")
            message = "`comments: true` shows nothing: there is no `partials/comments.html`."
            hint = f"Write one in `custom_dir`, or add `{_PLUGIN}` to `plugins`."
            where = (article.path, place.line, place.column)
            yield Problem(*where, "comments-missing", message, hint, Severity.WARNING)
