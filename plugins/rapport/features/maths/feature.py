"""Formulas as MathML, and what of them could not be read."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from rapport.blog.drawings import DrawingKind
from rapport.blog.feature import Feature
from rapport.blog.problem import Problem, Severity
from rapport.features.maths.markdown_extension import MARKED
from rapport.features.maths.mathml import FormulaError, as_mathml, unknown_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport.blog.drawings import PlacedMarkdown


class MathsFeature(Feature):
    """Formulas that need no script, no font and nobody else’s server."""

    draws = DrawingKind.FORMULAS

    def html_problems(self, html: str, text: PlacedMarkdown) -> Iterator[Problem]:
        """Yield a warning for each formula, and each command, that could not be read."""
        for marked in MARKED.finditer(html) if 'class="arithmatex"' in html else ():
            tex = unescape(marked["tex"]).strip()
            try:
                as_mathml(tex, is_block=False)
            except FormulaError as error:
                reason = str(error)
                hint = "Write it otherwise; it is shown as it is written."
                yield _problem(text, tex, reason[0].lower() + reason[1:], hint)
        for command in unknown_commands(html) if "<math" in html else ():
            message = f"`{command}` in a formula is not known, and shown as it is written."
            yield _problem(text, command, message, "Write what it stands for.")


def _problem(text: PlacedMarkdown, needle: str, message: str, hint: str) -> Problem:
    line, column = text.find(needle)
    return Problem(text.path, line, column, "formula", message, hint, Severity.WARNING)
