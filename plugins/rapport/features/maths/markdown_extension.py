"""Formulas that `pymdownx.arithmatex` marks, as MathML."""

from __future__ import annotations

import re
from html import unescape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

from rapport.features.maths.mathml import FormulaError, as_mathml

MARKED = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\s*(?P<open>\\\(|\\\[|\$\$?)(?P<tex>.*?)'
    r"(?:\\\)|\\\]|\$\$?)\s*</(?P=tag)>",
    re.DOTALL,
)
"""A formula as the extension marks it with `generic: true`."""


class MathsExtension(Extension):
    """Makes a `<math>` of each formula; one that can't be read stays as it is marked."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the host's name
        """Register the step behind all others, when raw HTML is in its place."""
        md.postprocessors.register(_Formulas(md), "rapport-maths", -10)


class _Formulas(Postprocessor):
    def run(self, text: str) -> str:
        """Return the HTML of a text with its formulas as MathML."""
        return MARKED.sub(_written, text) if 'class="arithmatex"' in text else text


def _written(formula: re.Match[str]) -> str:
    is_block = formula["tag"] == "div"
    try:
        made = as_mathml(unescape(formula["tex"]).strip(), is_block=is_block)
    except FormulaError:
        return formula[0]
    return f'<div class="formula">{made}</div>' if is_block else made
