"""Convert foreign HTML to the Markdown that a person would write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from rapport.importing.html.cleaning import clean
from rapport.importing.html.figures import shape_figures
from rapport.importing.html.footnotes import shape_footnotes
from rapport.importing.html.raw import flatten_held, stash
from rapport.importing.html.soup import as_soup
from rapport.importing.html.structure import shape_structure
from rapport.importing.html.ticks import shape_ticks
from rapport.importing.html.tree import is_block
from rapport.importing.html.writer import MarkdownWriter
from rapport.importing.notes import dropped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from rapport.importing.notes import Note


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """A text during conversion: `root` may still change, as when images get new addresses."""

    root: HtmlElement
    notes: list[Note]

    @property
    def words(self) -> str:
        """All that is to be read in it."""
        parts: list[str] = []
        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            is_parted = is_block(element) or element.tag in ("br", "r-line", "r-figure", "r-def")
            text = element.text if event == "start" else element.tail
            parts.append(f"{' ' if is_parted else ''}{text or ''}")
        return "".join(parts)

    def markdown(self) -> str:
        """Return the text as Markdown; the document can't be used after that."""
        _forget_ids(self.root)
        raw = stash(self.root)
        text = MarkdownWriter(raw).convert_soup(as_soup(self.root))
        lines = [
            line.rstrip() if not line.endswith("  ") else line.rstrip() + "  "
            for line in text.split("\n")
        ]
        return _without_gaps(lines)


def read_document(html: str) -> HtmlDocument:
    """Return HTML as a document, with notes on the content that was lost."""
    notes: list[Note] = []
    root = clean(html, notes)
    shape_figures(root, notes)
    shape_footnotes(root)
    shape_ticks(root)
    flatten_held(root)
    shape_structure(root, notes)
    notes += [
        dropped(f"the link `{link.get('href')}` in a block of code.")
        for link in root.iterfind(".//pre//a[@href]")
    ]
    return HtmlDocument(root, notes)


def _forget_ids(root: HtmlElement) -> None:
    """Keep an id only if the text itself links to it."""
    wanted = {
        link.get("href", "")[1:] for link in root.iter("a") if link.get("href", "").startswith("#")
    }
    for element in root.iter():
        if element.get("id") is not None and (
            element.get("id") not in wanted
            or not element.get("id", "").replace("-", "").replace("_", "").isalnum()
        ):
            del element.attrib["id"]


def _without_gaps(lines: list[str]) -> str:
    """Reduce consecutive empty lines to one, except in code."""
    filled: list[str] = []
    fence = ""
    for line in lines:
        plain = line.strip()
        if fence:
            fence = "" if plain == fence else fence
        elif plain.startswith("```"):
            fence = plain[: len(plain) - len(plain.lstrip("`"))]
        elif not plain and (not filled or not filled[-1].strip()):
            continue
        filled.append(line if plain else "")
    while filled and not filled[-1]:
        filled.pop()
    return "\n".join(filled) + "\n" if filled else ""
