"""Whatever HTML comes in, the page that its Markdown makes says the same words."""

from __future__ import annotations

import markdown
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from rapport.importing.html.to_markdown import read_document
from rapport.importing.words import words

EXTENSIONS = ["admonition", "attr_list", "footnotes", "md_in_html", "toc", "tables", "fenced_code"]
"""Those of a new blog."""

SIGNS = (
    "plain words",
    "* star",
    "_under_ score",
    "# hash",
    "1. one",
    "- dash",
    "+ plus",
    "> quote",
    "[link](x)",
    "[^1]",
    "[x]: y",
    "`tick`",
    "\\ back\\slash\\",
    "<b>",
    "&amp;",
    "&copy;",
    "a_b_c",
    "**bold**",
    "!!! note",
    "--- ",
    "===",
    "{#id .x}",
    "{{ x }}",
    "{% y %}",
    "*[CV]: life",
    "![alt](src)",
    "!",
    "C#",
    "2.",
    "a|b",
    "~~~",
    "```",
    "[TOC]",
    "[ ] box",
    ": def",
    "Wow!",
    '--8<-- "file"',
    "snake_",
    "_snake",
    "1.5",
    "http://x.example/a_b_c",
    "a@b.example",
    "<http://x>",
    "]",
    "[",
    "(",
    ")",
)
"""Text that would be Markdown, if it were not escaped."""
TEXTS = st.one_of(
    st.sampled_from(SIGNS),
    st.text(alphabet=st.sampled_from("ab1 *_`[]()<>#+-.!\\&;:|~^={}\"'/éß漢"), max_size=12),
)
INLINE_TAGS = st.sampled_from("b i em strong a code span sub sup u del kbd mark small".split())
BLOCK_TAGS = st.sampled_from("p div blockquote h2 h3 h4 h5 section".split())


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(tag: str, content: str) -> str:
    attribute = ' href="https://other.example/a_(b)"' if tag == "a" else ""
    return f"<{tag}{attribute}>{content}</{tag}>"


def joined(parts: list[str]) -> str:
    return "".join(parts)


inline = st.recursive(
    TEXTS.map(escape) | st.just("<br>"),
    lambda inner: st.builds(element, INLINE_TAGS, st.lists(inner, max_size=3).map(joined)),
    max_leaves=6,
)
lines = st.lists(inline, min_size=1, max_size=4).map(joined)


def listed(tag: str, items: list[str]) -> str:
    return element(tag, joined([element("li", item) for item in items]))


def table(rows: list[list[str]], head: str) -> str:
    cells = [
        [element(head if n == 0 else "td", cell) for cell in row] for n, row in enumerate(rows)
    ]
    return element("table", joined([element("tr", joined(row)) for row in cells]))


def has_no_open_reference(text: str) -> bool:
    """Python-Markdown takes `&#` in code for the beginning of what ends in the next `;` of HTML."""
    return "&#" not in text


blocks = st.recursive(
    st.one_of(
        lines,
        st.builds(element, BLOCK_TAGS, lines),
        st.builds(element, st.just("pre"), TEXTS.filter(has_no_open_reference).map(escape)),
        st.builds(
            table,
            st.lists(st.lists(inline, min_size=2, max_size=2), min_size=1, max_size=3),
            st.sampled_from(["th", "td"]),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(
            listed,
            st.sampled_from(["ul", "ol"]),
            st.lists(st.lists(inner, min_size=1, max_size=2).map(joined), min_size=1, max_size=3),
        ),
        st.builds(element, st.sampled_from(["blockquote", "div", "li"]), inner),
    ),
    max_leaves=8,
)
documents = st.lists(blocks, min_size=1, max_size=4).map(joined)


def shown(text: str) -> list[str]:
    html = markdown.markdown(text, extensions=EXTENSIONS)
    root = lxml_html.fromstring(f"<div>{html}</div>")
    return words(" ".join(root.itertext()))


@given(documents)
@settings(max_examples=400, deadline=None)
def test_the_words_of_a_page_are_the_same_before_and_after(html: str) -> None:
    document = read_document(html)
    before = words(" ".join(document.root.itertext()))
    assert "".join(shown(document.markdown())) == "".join(before)


@given(documents)
@settings(max_examples=100, deadline=None)
def test_nothing_of_the_words_is_lost_while_html_is_cleaned(html: str) -> None:
    plain = lxml_html.fromstring(f"<div>{html}</div>")
    assert "".join(words(" ".join(read_document(html).root.itertext()))) == "".join(
        words(" ".join(plain.itertext()))
    )
