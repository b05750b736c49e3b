"""Common mistakes in any Markdown, found without rendering it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.problem import Problem, Severity
from rapport.blog.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator


def find_mistakes(markdown: str, path: str, first_line: int = 1) -> Iterator[Problem]:
    """Yield a warning for each mistake in a text that begins on `first_line` of its file."""
    if "```" not in markdown and "~~~" not in markdown:
        return
    misread: set[str] = set()
    for fence in read_source(markdown, first_line).broken_fences:
        place = (path, fence.number, fence.column)
        if fence.unknown_words:
            misread.add(fence.mark)
            message = (
                f"`` {fence.mark}{fence.unknown_words} `` begins no code: a language may stand"
                " behind the mark, and no other word."
            )
            hint = 'Write a title as `title="app.js"`.'
            yield Problem(*place, "fence-words", message, hint, Severity.WARNING)
        elif fence.mark not in misread:  # else it is what should have closed that one
            opened = f"the code block opened with `{fence.mark}` here"
            message = f"{opened} is never closed, so it is read as text."
            hint = f"Close it with `{fence.mark}` alone on a line, as far in as this one."
            yield Problem(*place, "fence-unclosed", message, hint, Severity.WARNING)
