"""Markdown within blocks of HTML comes along as readers of CommonMark saw it."""

from __future__ import annotations

import pytest
from markdown import Markdown

from rapport.importing.sources.html_blocks import with_markdown_blocks

DETAILS = (
    "<details>\n<summary>More</summary>\n\nSee <https://x.example/> and *this*.\n\n</details>\n"
)
QUOTE = "<blockquote>\n\n- one\n- two\n\n</blockquote>\n"
NESTED = "<div class='a'>\n<div>\n\n*Inside.*\n\n</div>\n</div>\n"


def html(text: str) -> str:
    return Markdown(extensions=["md_in_html", "fenced_code"]).convert(with_markdown_blocks(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (DETAILS, '<a href="https://x.example/">https://x.example/</a> and <em>this</em>'),
        (QUOTE, "<li>two</li>"),
        (NESTED, "<em>Inside.</em>"),
    ],
)
def test_markdown_after_an_empty_line_is_read_within_a_block(text: str, wanted: str) -> None:
    assert wanted in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary>More</summary>\n<p>a *b*</p>\n</details>\n",
        f"```html\n{DETAILS}```\n",
        "<div>\n    <p>a</p>\n\n    <p>b</p>\n</div>\n",
        "<div>\n\n*a*\n",
        '<div markdown="1">\n\n*a*\n\n</div>\n',
        "A `<div>` in a sentence.\n\nAnd more.\n\n</div>\n",
    ],
    ids=["no empty line", "code", "indented tags", "no end", "said already", "no block"],
)
def test_other_blocks_stay_as_they_are(text: str) -> None:
    assert with_markdown_blocks(text) == text
