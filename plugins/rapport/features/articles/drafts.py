"""A new draft, as its author first sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rapport.blog.edit import flow
from rapport.blog.texts import Texts
from rapport.blog.urls import slug


def draft(title: str, tags: Sequence[str], now: datetime, texts: Texts) -> tuple[str, str]:
    """Return the name of a new draft's file, `a-letter.md`, and its text in the blog's language."""
    name = slug(title)
    beginning = texts.gettext(
        "What the article says, in one or two sentences; "
        "lists and feeds show the text up to the line below."
    )
    rest = texts.gettext("The rest of the article.")
    comment = texts.gettext("remove this line to publish")
    body = f"\n{beginning}\n\n<!-- more -->\n\n{rest}\n"
    front_matter = [
        f"title: {flow(title)}",
        f"date: {now:%Y-%m-%d}",
        f"id: {flow(name)}",
        f"slug: {flow(name)}",
        f"tags: {flow(list(tags))}",
        f"draft: true # {comment}",
    ]
    return f"{name}.md", "\n".join(["---", *front_matter, "---", body])
