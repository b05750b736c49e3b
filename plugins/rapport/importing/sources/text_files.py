"""The supported text formats, and the conversion of each to HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapport.importing.model import SourceError
from rapport.importing.notes import Note, dropped


@dataclass(frozen=True, slots=True)
class TextKind:
    """A text format; any format except Markdown is converted to HTML."""

    is_html: bool
    turn: Callable[[str], str] = str
    notes: Callable[[str], tuple[Note, ...]] = lambda _: ()


_DIRECTIVE = re.compile(r"^[ \t]*\.\. (?:\|[^|\n]+\| )?(?P<name>[\w.:-]+?)::(?=\s|$)", re.MULTILINE)
_KNOWN = frozenset(
    "admonition attention caution danger error hint important note tip warning image figure"
    " topic sidebar line-block parsed-literal code code-block sourcecode math rubric epigraph"
    " highlights pull-quote compound container table csv-table list-table contents sectnum"
    " section-numbering header footer replace unicode date class role default-role title meta"
    " raw".split()
)
"""Directives that docutils has by itself (its reference, *reStructuredText Directives*); `raw` is
as safe as all HTML that comes. `include` is left out: no file is opened."""


def directives_left_out(text: str) -> tuple[Note, ...]:
    """Return a note on each directive that only the former system had: nothing shows it here."""
    names = (match["name"] for match in _DIRECTIVE.finditer(text))
    return tuple(
        dropped(f"what only its system knows: `.. {name}::`.")
        for name in names
        if name.lower() not in _KNOWN
    )


def rst_html(text: str) -> str:
    """Return reStructuredText as HTML; nothing that it names is opened, no raw HTML is taken."""
    from docutils.core import publish_parts  # noqa: PLC0415 - few blogs need it
    from docutils.utils import SystemMessage  # noqa: PLC0415 - only reStructuredText needs docutils

    settings = {
        "file_insertion_enabled": False,
        "raw_enabled": True,
        "report_level": 5,
        "halt_level": 5,
        "input_encoding": "unicode",
        "syntax_highlight": "none",
        "initial_header_level": 2,
        "_disable_config": True,
        "doctitle_xform": False,
    }
    plain = re.sub(r"^\.\. code:: ", ".. code-block:: ", text, flags=re.MULTILINE)
    try:
        return str(publish_parts(plain, writer="html5", settings_overrides=settings)["body"])
    except (SystemMessage, RecursionError, AttributeError) as error:
        raise SourceError(f"reStructuredText that can't be read: {error}") from error


MARKDOWN = TextKind(is_html=False)
TEXTS = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".mdown": MARKDOWN,
    ".mkd": MARKDOWN,
    ".mdx": MARKDOWN,
    ".qmd": MARKDOWN,
    ".html": TextKind(is_html=True),
    ".htm": TextKind(is_html=True),
    ".rst": TextKind(is_html=True, turn=rst_html, notes=directives_left_out),
}

UNREAD = frozenset(
    ".txt .org .adoc .asciidoc .ipynb .textile .wiki .rmd .typ .tex .njk .liquid .haml .pug"
    " .ejs .hbs .vto .erb .slim .bbcode .t2t .creole .pod".split()
)
"""Endings of files in which other systems keep articles, too, and that stay where they are."""


def text_of_file(path: Path) -> str:
    """Return a file as text: UTF-8, or else the encoding of old editors."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
