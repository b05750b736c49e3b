"""The Markdown extension that reads lists like CommonMark; `host.dialect` adds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from rapport.features.articles.loose_lists import with_loose_lists

if TYPE_CHECKING:
    from markdown import Markdown

_AFTER_CODE_AND_HTML = 15
"""Fences (25) and raw HTML (20) are placeholders by then; checklists begin where they did."""


class ListsExtension(Extension):
    """Reads lists right below a line, nested by fewer than four spaces, from any number on."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the host's form
        """Register the preprocessor."""
        ordered = md.parser.blockprocessors["olist"]
        vars(ordered)["LAZY_OL"] = False  # `4.` begins with four, as written
        md.preprocessors.register(_ListsPreprocessor(md), "rapport-lists", _AFTER_CODE_AND_HTML)


class _ListsPreprocessor(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return with_loose_lists(lines)
