"""What of a Markdown text is code, comment or text, as it will be rendered."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown import Markdown
from markdown_it import MarkdownIt

from rapport.blog.links import find_images, find_links
from rapport.blog.source import MarkdownText, read_source

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "source.yml").read_text(encoding="utf-8")
)
EXTENSIONS = [
    "rapport-checklist",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
WORD = re.compile(r"w\d+w")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
MARKS = st.sampled_from(["```", "````", "~~~", "~~~~"])


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_text_is_read_as_it_will_be_rendered(case: dict[str, Any]) -> None:
    source = MarkdownText(case["markdown"])
    shown = {
        "lines": [f"{line.number}:{line.column} {line.text}" for line in source.lines],
        "fences": [f"{fence.number}:{fence.column} to {fence.last}" for fence in source.fences],
        "broken": [
            f"{fence.number}:{fence.column} {fence.mark} {fence.unknown_words}".strip()
            for fence in source.broken_fences
        ],
        "headings": [
            f"{heading.number}:{heading.column} {heading.level} {heading.text}"
            for heading in source.headings
        ],
        "links": [link.target for link in find_links(case["markdown"])],
    }
    wanted = {name: value for name, value in case.items() if name in shown}
    assert wanted
    assert {name: shown[name] for name in wanted} == wanted


INSIDE = st.sampled_from(
    ["W", "- [ ] W", "[W](W.md)", "", "    W", "# W", "~~", "``", "> W", "!!! note"]
)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_links_of_the_cases_are_those_that_python_markdown_renders(
    case: dict[str, Any],
) -> None:
    html = COMMENT.sub("", Markdown(extensions=EXTENSIONS).convert(case["markdown"]))
    page = lxml_html.fragment_fromstring(html, create_parent="div")
    addresses = [
        element.get("href") or element.get("src") or ""
        for element in page.iter("a", "img")
        if not (element.get("href") or "").startswith("#")
    ]
    assert [link.target for link in find_links(case["markdown"])] == addresses


def leaf() -> st.SearchStrategy[list[str]]:
    words = st.sampled_from(
        [
            "plain",
            "[W](W.md)",
            "`W`",
            "`` ` [W](W.md) ``",
            "`[W](W.md)`",
            r"\`",
            "![W](W.png)",
            "*W*",
        ]
    )
    sentence = st.lists(words, min_size=1, max_size=4).map(lambda parts: "W " + " ".join(parts))
    return st.one_of(
        st.lists(sentence, min_size=1, max_size=3),
        st.lists(sentence, min_size=1, max_size=1).map(lambda lines: [f"# {lines[0]}"]),
        st.lists(sentence, min_size=1, max_size=2).map(lambda lines: [f"    {x}" for x in lines]),
        st.tuples(MARKS, st.sampled_from(["", "python", ' text title="T"']), st.lists(INSIDE)).map(
            lambda parts: [parts[0] + parts[1], *parts[2], parts[0]]
        ),
        st.sampled_from(
            [
                ["- W", "- [W](W.md)", "    - W"],
                ["- [ ] W", "- [x] `W`"],
                ["W", "- W", "- W"],
                ["| W | W |", "|---|---|", "| ![W](W.png) | `[W](W.md)` |"],
                ["W [W", "W](W.md)"],
                ['![W](W.png "T"){ .left width="3" }'],
            ]
        ),
    )


def container(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    blocks = st.lists(inner, min_size=1, max_size=3).map(joined)
    return st.one_of(
        blocks,
        st.tuples(st.sampled_from(["!!! note", "??? tip", '=== "Tab"']), blocks).map(
            lambda parts: [parts[0], "", *(f"    {line}".rstrip() for line in parts[1])]
        ),
        st.tuples(st.sampled_from(["- ", "* ", "1. "]), blocks).map(
            lambda parts: [f"{parts[0]}W", "", *(f"    {line}".rstrip() for line in parts[1])]
        ),
        blocks.map(lambda lines: [f"> {line}" for line in lines]),
    )


def joined(blocks: list[list[str]]) -> list[str]:
    return [line for block in blocks for line in [*block, ""]][:-1]


def numbered(lines: list[str]) -> str:
    numbers = count(1)
    text = re.sub(r"\bW\b", lambda _: f"w{next(numbers)}w", "\n".join(lines))
    return re.sub(r"\[w(\d+)w\]\(w\d+w", r"[w\1w](w\1w", text)


UNCLOSED = st.tuples(MARKS, st.lists(st.sampled_from(["W", "", "# W"]), max_size=3)).map(
    lambda parts: [parts[0], *parts[1]]
)
RAW = st.sampled_from(
    [
        ["<!-- W", "- [ ] W", "", "    W", "-->"],
        ["<!-- [W](W.md) -->"],
        ["W", ":   W", "", "    W"],
        ["W <!-- [W](W.md) --> [W](W.md)"],
        ["<pre>", "- [W](W.md)", "", "</pre>"],
    ]
)
BLOCKS = st.lists(st.recursive(leaf(), container, max_leaves=6) | RAW, min_size=1, max_size=4)
DOCUMENTS = (
    st.tuples(BLOCKS, st.lists(UNCLOSED, max_size=1))
    .map(lambda parts: joined([*parts[0], *parts[1]]))
    .map(numbered)
)


@settings(deadline=None)
@given(DOCUMENTS)
def test_code_links_and_images_are_those_that_python_markdown_renders(markdown: str) -> None:
    html = COMMENT.sub("", Markdown(extensions=EXTENSIONS).convert(markdown))
    page = lxml_html.fragment_fromstring(html, create_parent="div")
    in_code = {word for block in page.iter("pre") for word in WORD.findall(block.text_content())}
    text = COMMENT.sub("", "\n".join(line.text for line in MarkdownText(markdown).lines))
    assert set(WORD.findall(text)) == set(WORD.findall(html)) - in_code
    links = find_links(markdown)
    assert [link.target for link in links if not link.is_image] == [
        link.get("href", "") for link in page.iter("a") if ".md" in link.get("href", "")
    ]
    assert [image.target for image in find_images(markdown)] == [
        image.get("src", "") for image in page.iter("img")
    ]


@settings(deadline=None)
@given(st.lists(st.one_of(leaf(), UNCLOSED), min_size=1, max_size=5).map(joined).map(numbered))
def test_fences_and_headings_are_those_of_commonmark_where_both_have_them(markdown: str) -> None:
    markdown = markdown.replace("````", "```").replace("~~~~", "~~~")  # one closes the other there
    tokens = MarkdownIt("commonmark").parse(markdown)
    source = MarkdownText(markdown)
    assume(not source.broken_fences)  # CommonMark closes them at the end of the text
    assert [(fence.number, fence.last) for fence in source.fences] == [
        (token.map[0] + 1, token.map[1]) for token in tokens if token.type == "fence" and token.map
    ]
    assert [heading.number for heading in source.headings] == [
        token.map[0] + 1 for token in tokens if token.type == "heading_open" and token.map
    ]


@settings(deadline=None)
@given(st.text(st.sampled_from("`~>-!?=:#[]() \t\nx<*/pre"), max_size=120))
def test_every_text_can_be_read_and_nothing_moves(text: str) -> None:
    source = MarkdownText(text, 3)
    assert len(source.prose) == len(text)
    assert all(shown in (written, "\0") for shown, written in zip(source.prose, text, strict=True))
    rows = text.split("\n")
    assert all(
        rows[line.number - 3][line.column - 1 :].startswith(line.text) for line in source.lines
    )


def test_a_text_is_read_once_for_all_who_ask() -> None:
    assert read_source("[a](b.md)", 1) is read_source("[a](b.md)", 1)
