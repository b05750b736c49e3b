"""A printer's apostrophes and quotation marks in the texts that people read.

`python -m handbook.typography FILE.md …` says where a typewriter's are left; `--fix` sets them.
Code, in fences or within a line, stays as it is, and so do front matter, HTML and where links lead.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNTOUCHED = re.compile(
    r"""
    \A---\n.*?^---$                     # front matter
    | ^[ \t>]*(?P<fence>`{3,}|~{3,}).*?^[ \t>]*(?P=fence)[`~]*[ \t]*$
    | <!--.*?-->
    | (?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)
    | <[^<>\n]*>
    | \]\([^)\n]*\)                     # where a link leads
    | ^\[[^\]\n]+\]:[^\n]*$
    | \{[^{}\n]*\}                      # attributes of Markdown
    | ^[ ]*(?:!!!|\?\?\?)[^\n]*$            # a title's quotation marks are syntax
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_TYPED = re.compile(r"""['"]""")
_MARKS = (
    (re.compile(r"(?<=[^\W\d])'(?=\w)|\A'(?=s\b)|(?<=s)'(?=\s)"), "’"),
    (re.compile(r'"([^"\n]*)"'), r"“\1”"),
)
_AROUND = 20


def typeset(text: str) -> str:
    """Return Markdown with a printer's marks in its running text."""
    return "".join(_with_marks(part) if is_text else part for part, is_text in _parts(text))


def find_typed(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of every typewriter's mark in running text, and what is around it."""
    line = 1
    for part, is_text in _parts(text):
        for mark in _TYPED.finditer(part) if is_text else ():
            around = part[max(0, mark.start() - _AROUND) : mark.end() + _AROUND]
            yield line + part.count("\n", 0, mark.start()), " ".join(around.split())
        line += part.count("\n")


def main(arguments: Sequence[str]) -> int:
    """Check or fix the files that are named; returns 1 if a mark is left."""
    is_found = False
    for path in map(Path, filter(lambda name: name != "--fix", arguments)):
        text = path.read_text("utf-8")
        if "--fix" in arguments:
            text = typeset(text)
            path.write_text(text, encoding="utf-8")
        for line, around in find_typed(text):
            is_found = True
            sys.stdout.write(f"{path}:{line}: {around}\n    write: ’ “ ”, or code in backticks\n")
    return int(is_found)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text in order, and whether each is running text."""
    at = 0
    for untouched in _UNTOUCHED.finditer(text):
        yield text[at : untouched.start()], True
        yield untouched[0], False
        at = untouched.end()
    yield text[at:], True


def _with_marks(text: str) -> str:
    for typed, printed in _MARKS:
        text = typed.sub(printed, text)
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
