"""Checklists for Python-Markdown, with or without MkDocs."""

import re
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from rapport.blog.checklist import Checklist
from rapport.features.checklists.item_tree import add_markdown
from rapport.features.checklists.names import ENGLISH, Labels, name_checklists
from rapport.features.checklists.plain_text import plain_text
from rapport.features.checklists.task_list import SOME_TASK, continued_end, find_task_lists

_BLOCK = re.compile(
    r'!!! ?checklist((?: +[\w-]+)*)(?: +"(.*)")?(?: *\{:? *#([^\s{}#.]+) *\})? *$', re.IGNORECASE
)
_RAW_ID = re.compile(r"""\sid=["']?([^\s"'>]+)""")


class ChecklistMarkdown(Protocol):
    """What this extension adds to `markdown.Markdown`: the checklists of the page."""

    checklists: list[Checklist]


@dataclass(slots=True)
class _Source:
    """The Markdown of a checklist that is still being collected block by block."""

    is_block: bool
    parts: list[str]


@dataclass(slots=True)
class _Page:
    """The state of the page being rendered."""

    waiting: dict[Element, _Source] = field(default_factory=dict)
    is_inside: bool = False
    found: bool = False


class ChecklistExtension(Extension):
    """Turns `!!! checklist` blocks and plain task lists into checklists."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # the host's form
        self.config = {
            "count": [ENGLISH.count, "How far a list is, with `%(done)s` and `%(of)s`."],
            "untitled": [ENGLISH.untitled, "What a list without a title is called."],
            "unnamed": [ENGLISH.unnamed, "What an item without text is called: `%(number)s`."],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the host's name
        """Register the processors, and `md.checklists` for what they find."""
        self._md = md
        self._page = _Page()
        md.block_level_elements.append("check-list")
        md.registerExtension(self)
        # Above `admonition`, `details` and `tabbed` (105), which would take the block themselves.
        md.parser.blockprocessors.register(_Gather(md.parser, self._page), "checklist", 110)
        # Above code highlighting (30), `pymdownx.tasklist` (25) and inline text (20). Footnotes
        # come in at 50, and they may hold checklists too.
        build = _Build(md, self._page)
        md.treeprocessors.register(build, "checklist", 60)
        md.treeprocessors.register(build, "checklist-in-footnotes", 45)
        # Below `toc` (5), so that headings have their ids and keep them, and below `unescape` (0),
        # which would search every attribute for what is never there.
        labels = Labels(**self.getConfigs())
        md.treeprocessors.register(_Name(md, self._page, labels), "checklist-names", -1)
        self.reset()

    def reset(self) -> None:
        """Forget the page before."""
        self._page.waiting.clear()
        self._page.is_inside = self._page.found = False
        cast("ChecklistMarkdown", self._md).checklists = []


class _Gather(BlockProcessor):
    """Puts a `check-list` where one starts, and collects its Markdown, which comes in blocks."""

    def __init__(self, parser: BlockParser, page: _Page) -> None:
        super().__init__(parser)
        self._page = page

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether this block may start or continue a checklist."""
        last = self.lastChild(parent)
        return (
            (last is not None and last in self._page.waiting)
            or "!!!" in block
            or ("[" in block and SOME_TASK.search(block + "\n") is not None)
        )

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Take the part that belongs to a checklist, and give back the rest."""
        block = blocks.pop(0)
        rest = self._continue(parent, block.lstrip("\n"))
        if rest is None:
            rest = self._start(parent, block)
        if rest is None:
            blocks.insert(0, block)
            return False
        if rest:
            blocks.insert(0, rest)
        return True

    def _continue(self, parent: Element, block: str) -> str | None:
        last = self.lastChild(parent)
        source = None if last is None else self._page.waiting.get(last)
        if source is None:
            return None
        if source.is_block:
            taken, rest = self.detab(block)
        else:
            lines = block.split("\n")
            end = continued_end(lines)
            taken, rest = "\n".join(lines[:end]), "\n".join(lines[end:])
        if not taken.strip():
            return None
        source.parts.append(taken)
        return rest

    def _start(self, parent: Element, block: str) -> str | None:
        lines = block.split("\n")
        numbered = enumerate(lines)
        header, opening = next(
            ((at, match) for at, line in numbered if (match := _BLOCK.match(line))), (None, None)
        )
        lists = find_task_lists(lines[:header])
        if lists is not None:
            start, end = lists
            before, taken, rest = lines[:start], "\n".join(lines[start:end]), lines[end:]
            remainder = "\n".join(rest)
        elif header is not None:
            before = lines[:header]
            taken, remainder = self.detab("\n".join(lines[header + 1 :]))
        else:
            return None
        if any(before):
            self.parser.parseBlocks(parent, ["\n".join(before)])
        self._open(parent, None if lists else opening, taken)
        return remainder

    def _open(self, parent: Element, opening: re.Match[str] | None, taken: str) -> None:
        classes, title, name = opening.groups() if opening else ("", None, None)
        if self._page.is_inside:
            element = SubElement(parent, "div")
        else:
            names = " ".join(["check-list", *classes.split()])
            element = SubElement(parent, "check-list", {"class": names})
        if name:
            element.set("id", name)
        if title:
            SubElement(element, "p", {"class": "check-list__title"}).text = title
        self._page.waiting[element] = _Source(opening is not None, [taken])
        self._page.found = True


class _Build(Treeprocessor):
    """Makes elements from the collected Markdown."""

    def __init__(self, md: Markdown, page: _Page) -> None:
        super().__init__(md)
        self._page = page

    def run(self, root: Element) -> None:  # noqa: ARG002  # what waits knows its place
        """Fill every `check-list`, and those found on the way inside their items."""
        waiting = self._page.waiting
        while waiting:
            element = next(iter(waiting))
            source = waiting.pop(element)
            self._page.is_inside = True
            add_markdown(element, "\n\n".join(source.parts), self.md.parser.parseChunk)
            self._page.is_inside = False


class _Name(Treeprocessor):
    """Gives ids and labels once the texts are final, and lists the page's checklists."""

    def __init__(self, md: Markdown, page: _Page, labels: Labels) -> None:
        super().__init__(md)
        self._page = page
        self._labels = labels

    def run(self, root: Element) -> None:
        """Name the lists and items of the page."""
        if not self._page.found:
            return
        stash = self.md.htmlStash.rawHtmlBlocks
        raw_ids = _RAW_ID.findall(" ".join(raw for raw in stash if isinstance(raw, str)))
        named = name_checklists(
            root, lambda element: plain_text(element, stash), raw_ids, self._labels
        )
        cast("ChecklistMarkdown", self.md).checklists = named


def makeExtension(**kwargs: Any) -> ChecklistExtension:  # noqa: ANN401, N802  # the host's name
    """Return the extension for `markdown.Markdown(extensions=[this module])`."""
    return ChecklistExtension(**kwargs)
