"""Quick inline Markdown is the inline Markdown of Python-Markdown."""

from __future__ import annotations

import re
import warnings

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.host.inline_patterns import (
    QuickInlineProcessor,
    needed_texts,
    register_quick_inline,
)

EXTENSIONS = ["abbr", "attr_list", "footnotes", "smarty", "toc", "pymdownx.inlinehilite"]
MARKS = [
    *"\\`*_[]()<>!&;:#^'\"-. \n",
    *("word", "a@b.example", "https://x.example/", "[^1]", "![", "**", "  \n", "{#id}", "*[CV]: c"),
]


def _parser() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


@given(st.lists(st.sampled_from(MARKS), max_size=40))
def test_the_html_is_that_of_the_usual_processor(marks: list[str]) -> None:
    text = "".join(marks)
    quick = _parser()
    register_quick_inline(quick)
    assert type(quick.treeprocessors["inline"]) is QuickInlineProcessor
    assert quick.convert(text) == _parser().convert(text)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\!\[", {"!["}),
        (r"(?<!\\)(`+)(.+?)", {"`"}),
        (r"(?:\*|_)x?", {"*", "_"}),
        (r"a?[a-z]*", set()),
        (r"(?i)abc", set()),
        (r"(?=:)\w+", {":"}),
        (r"(?:ab|\d)", set()),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern: str, needed: set[str]) -> None:
    assert needed_texts(pattern, re.compile(pattern).flags) == needed


@given(st.from_regex(r"[ab(|*+?.)\[\]^$\\dw=!<:]{1,12}", fullmatch=True), st.text("ab(d1 \\"))
def test_where_a_pattern_matches_there_is_what_it_needs(pattern: str, text: str) -> None:
    try:
        with warnings.catch_warnings(action="ignore"):
            compiled = re.compile(pattern)
            needed = needed_texts(pattern, compiled.flags)
    except (re.error, OverflowError):
        return
    assert not needed or not compiled.search(text) or any(character in text for character in needed)
