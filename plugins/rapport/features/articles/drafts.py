"""A new draft, as its author first sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rapport.blog.edit import flow
from rapport.blog.urls import slug

_BODY = """
What the article says in one or two sentences; lists and feeds show it up to the next line.

<!-- more -->

The rest of it.
"""


def draft(title: str, tags: Sequence[str], now: datetime) -> tuple[str, str]:
    """Return the name of a new draft's file, `a-letter.md`, and its text."""
    name = slug(title)
    head = [
        f"title: {flow(title)}",
        f"date: {now:%Y-%m-%d}",
        f"id: {flow(name)}",
        f"slug: {flow(name)}",
        f"tags: {flow(list(tags))}",
        "draft: true # take this line out to publish",
    ]
    return f"{name}.md", "\n".join(["---", *head, "---", _BODY])
