"""`!!! embed` for Python-Markdown: a link to another site, which a script shows in a frame."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.util import AtomicString

from rapport.blog.frames import FrameKind, frame_of

OPENING = re.compile(r'!!! ?embed(?: +"(?P<title>.*)")? *$', re.IGNORECASE)
ADDRESS = re.compile(r"<?(?P<address>https?://[^\s>]+)>?[ \t]*$")
ENGLISH = {
    FrameKind.VIDEO: "Video on %(name)s",
    FrameKind.AUDIO: "Recording on %(name)s",
    FrameKind.CALENDAR: "Appointments on %(name)s",
    FrameKind.MAP: "Map on %(name)s",
    FrameKind.PAGE: "Page of %(name)s",
}
ENGLISH_NOTE = "Nothing is loaded from %(name)s before you open it."


class EmbedExtension(Extension):
    """Turns each `!!! embed` into an `<embed-frame>` with a link."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # the host's form
        self.config = {
            str(kind): [text, f"The words of a link to a {kind}."] for kind, text in ENGLISH.items()
        }
        self.config["note"] = [ENGLISH_NOTE, "What stands below the link."]
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the host's name
        """Register the processor above `admonition` (105), which would take the block itself."""
        md.block_level_elements.append("embed-frame")
        md.parser.blockprocessors.register(_Embed(md.parser, self.getConfigs()), "embed", 112)


class _Embed(BlockProcessor):
    """Reads the address at the start of the block; the rest is a picture and a caption."""

    def __init__(self, parser: BlockParser, words: dict[str, str]) -> None:
        super().__init__(parser)
        self._words = words

    def test(self, parent: Element, block: str) -> bool:
        """Return whether an embed begins or continues here."""
        last = self.lastChild(parent)
        goes_on = last is not None and last.tag == "embed-frame" and block.startswith(" " * 4)
        return goes_on or "!!!" in block

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Create the element, or add a caption to the previous one."""
        block = blocks.pop(0)
        last = self.lastChild(parent)
        if last is not None and last.tag == "embed-frame" and block.startswith(" " * 4):
            inside, rest = self.detab(block)
            self.parser.parseBlocks(last, [inside])
        else:
            lines = block.split("\n")
            openings = ((at, opening) for at, line in enumerate(lines) if (opening := _opens(line)))
            at, opening = next(openings, (0, None))
            inside, rest = self.detab("\n".join(lines[at + 1 :]))
            address, _, below = inside.partition("\n")
            element = self._make(address, (opening["title"] if opening else "") or "")
            if opening is None or element is None:
                blocks.insert(0, block)
                return False
            if at:
                self.parser.parseBlocks(parent, ["\n".join(lines[:at])])
            parent.append(element)
            if below.strip():
                self.parser.parseBlocks(element, [below])
        if rest:
            blocks.insert(0, rest)
        return True

    def _make(self, line: str, title: str) -> Element | None:
        match = ADDRESS.match(line.strip())
        frame = frame_of(match["address"]) if match else None
        if match is None or frame is None:
            return None
        element = Element("embed-frame", {"class": f"embed embed--{frame.kind}"})
        element.set("data-frame", frame.address)
        cover = SubElement(element, "p", {"class": "embed__cover"})
        link = SubElement(cover, "a", {"class": "embed__link", "rel": "noopener"})
        link.set("href", match["address"])
        link.text = AtomicString(title or self._words[frame.kind] % {"name": frame.name})
        note = SubElement(element, "p", {"class": "embed__note"})
        note.text = AtomicString(self._words["note"] % {"name": frame.name})
        return element


def _opens(line: str) -> re.Match[str] | None:
    return OPENING.match(line)


def makeExtension(**kwargs: Any) -> EmbedExtension:  # noqa: ANN401, N802  # the host's name
    """Return the extension for `markdown.Markdown(extensions=[this module])`."""
    return EmbedExtension(**kwargs)
