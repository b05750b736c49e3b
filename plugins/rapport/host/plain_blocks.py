"""Paragraphs of prose without asking every kind of block whether they are one of it.

Python-Markdown shows each block to every processor, most of which search it by a pattern. A block
whose lines all begin with a letter is none that the processors known here take, but a paragraph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.blockparser import BlockParser

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_PROSE = re.compile(r"[A-Za-z][^\n]*(?:\n[A-Za-z][^\n]*)*")
_PARAGRAPH = "markdown.blockprocessors.ParagraphProcessor"
_KNOWN = frozenset(
    (
        "markdown.blockprocessors.BlockQuoteProcessor",
        "markdown.blockprocessors.CodeBlockProcessor",
        "markdown.blockprocessors.EmptyBlockProcessor",
        "markdown.blockprocessors.HRProcessor",
        "markdown.blockprocessors.HashHeaderProcessor",
        "markdown.blockprocessors.ListIndentProcessor",
        "markdown.blockprocessors.OListProcessor",
        "markdown.blockprocessors.ReferenceProcessor",
        "markdown.blockprocessors.SetextHeaderProcessor",
        "markdown.blockprocessors.UListProcessor",
        "markdown.extensions.abbr.AbbrBlockprocessor",
        "markdown.extensions.admonition.AdmonitionProcessor",
        "markdown.extensions.def_list.DefListIndentProcessor",
        "markdown.extensions.def_list.DefListProcessor",
        "markdown.extensions.footnotes.FootnoteBlockProcessor",
        "markdown.extensions.md_in_html.MarkdownInHtmlProcessor",
        "markdown.extensions.tables.TableProcessor",
        "pymdownx.details.DetailsProcessor",
        "pymdownx.superfences.SuperFencesCodeBlockProcessor",
        "pymdownx.tabbed.TabbedProcessor",
        "rapport.features.checklists.markdown_extension._Gather",
        "rapport.features.embeds.markdown_extension._Embed",
        _PARAGRAPH,
    )
)
"""Those that take a block by how one of its lines begins, which is never a letter."""


def register_plain_blocks(parser: Markdown) -> None:
    """Let `parser` take prose for paragraphs at once, if it has no processor but those known."""
    blocks: Any = parser.parser
    processors = tuple[Any, ...](blocks.blockprocessors)
    names = [f"{type(made).__module__}.{type(made).__qualname__}" for made in processors]
    is_usual = type(blocks) is BlockParser
    if not is_usual or names[-1] != _PARAGRAPH or not _KNOWN.issuperset(names):
        return
    paragraph, is_prose = processors[-1], _PROSE.fullmatch

    def parse_blocks(parent: Element, texts: list[str]) -> None:
        while texts:
            if is_prose(texts[0]):
                paragraph.run(parent, texts)
                continue
            for processor in processors:
                if processor.test(parent, texts[0]) and processor.run(parent, texts) is not False:
                    break

    blocks.parseBlocks = parse_blocks
