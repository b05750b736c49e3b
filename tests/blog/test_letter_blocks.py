"""A letter's HTML as blocks of words: no HTML of the author's is mailed, and no word is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.fragment import parse_fragment, text_of
from rapport.blog.letter_blocks import letter_blocks

if TYPE_CHECKING:
    from rapport.blog.letter_blocks import Block

URL = "https://blog.example/letters/welcome/"


def said(html: str) -> list[str]:
    """Return each block as `kind: words <address>`."""
    return [line(block) for block in letter_blocks(html, URL)]


def line(block: Block) -> str:
    mark = f"{'  ' * block.get('level', 0)}{block['mark']} " if "mark" in block else ""
    runs = block.get("runs", [{"text": block.get("text", ""), "address": block.get("address", "")}])
    words = "".join(
        f"{run.get('style', '')}[{run['text']}]"
        + (f"<{run['address']}>" if run.get("address") else "")
        if run.get("style") or run.get("address")
        else run["text"]
        for run in runs
    )
    return f"{'> ' if block.get('is_quote') else ''}{block['kind']}: {mark}{words}".rstrip(": ")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>Hello <em>you</em></h1>", ["heading: Hello em[you]"]),
        (
            '<p>Read\n<a href="../../articles/a/">this\none</a>  first.<br>Then\nwrite.</p>',
            ["text: Read [this one]<https://blog.example/articles/a/> first.\nThen write."],
        ),
        (
            '<p><a href="/x/"><strong>b</strong></a></p>',
            ["text: strong[b]<https://blog.example/x/>"],
        ),
        ('<p><img alt="A desk" src="d.png"></p>', [f"image: [A desk]<{URL}d.png>"]),
        ('<p>See <img alt="it" src="d.png"></p>', [f"text: See [it]<{URL}d.png>"]),
        (
            "<ul><li>one<ol start=3><li>deep</li><li><p>two</p><p>more</p></li></ol></li></ul>",
            ["item: • one", "item:   3. deep", "item:   4. two", "text: more"],
        ),
        (
            "<ul><li><input type=checkbox>a<ul><li><input checked>b</ul><li>c</ul>",
            ["item: ☐ a", "item:   ☑ b", "item: • c"],
        ),
        (
            "<blockquote><p>Ask.</p><ul><li>b</li></ul></blockquote>",
            ["> text: Ask.", "> item: • b"],
        ),
        ("<pre><code>a\n  <span>b</span>\n</code></pre><hr>", ["code: a\n  b", "rule"]),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            ["text: a · b", "text: 1 · 2"],
        ),
        ("<div>loose <b>words</b><p>and a text</p>more</div>", None),
        ("<script>x()</script><p hidden>h</p><svg></svg><p>kept</p>", ["text: kept"]),
        ('<h2>A<a class="headerlink" href="#a">¶</a></h2>', ["heading: A"]),
        ("", []),
    ],
)
def test_html_becomes_blocks_of_words(html: str, expected: list[str] | None) -> None:
    wanted = ["text: loose strong[words]", "text: and a text", "text: more"]
    assert said(html) == (wanted if expected is None else expected)


TAGS = ["p", "div", "ul", "ol", "li", "em", "a", "blockquote", "h2", "table", "tr", "td", "span"]


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=3)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    )


@given(st.recursive(st.text("ab ", max_size=4), nested, max_leaves=12))
def test_no_word_is_lost_whatever_stands_in_what(html: str) -> None:
    words = "".join(text_of(parse_fragment(html)).split())
    blocks = letter_blocks(html, URL)
    kept = "".join(run["text"] for block in blocks for run in block.get("runs", [])).split()
    assert "".join(kept).replace("·", "") == words
