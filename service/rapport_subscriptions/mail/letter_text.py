"""An author's text as plain text: links in brackets, lists with marks, quotes behind `>`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport_subscriptions.rules.letter import LetterBlock, Run

INDENT = "    "
RULE = "* * *"


def block_as_text(block: LetterBlock, before_it: LetterBlock | None) -> str:
    """Return one block; an empty line separates it from the one before, except in a list."""
    is_next = block.kind == "item" and before_it is not None and before_it.kind == "item"
    before = "" if is_next else "\n"
    return before + "".join(f"{line}\n" for line in _lines(block))


def _lines(block: LetterBlock) -> list[str]:
    words = "".join(_run(run) for run in block.runs)
    lines = [RULE] if block.kind == "rule" else words.split("\n")
    if block.kind == "code":
        lines = [f"{INDENT}{line}" for line in lines]
    if block.kind == "item":
        hang = " " * (len(block.mark) + 1)
        first, *more = lines
        lines = [f"{block.mark} {first}", *(f"{hang}{line}" for line in more)]
        lines = [f"{INDENT * block.level}{line}" for line in lines]
    if block.is_quote:
        lines = [f"> {line}" for line in lines]
    return [line.rstrip() for line in lines]


def _run(run: Run) -> str:
    address = run.address.removeprefix("mailto:")
    return f"{run.text} ({address})" if address and address != run.text else run.text
