"""The HTML of checklists, and what no text may do to it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown import Markdown

from rapport.blog.checklist import Checklist
from rapport.features.checklists.markdown_extension import ChecklistExtension, makeExtension

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "html.yml").read_text(encoding="utf-8")
)
PIECES = [
    *("- ", "* ", "1. ", "2) ", "  ", "    ", "\t", "> ", "\n", "\n\n", "# ", "---\n", "```\n"),
    *("[ ] ", "[x] ", "[ ]", "{#a}", "{#b .c}", "word ", "<b>", "</b>", '"', "'", "&", "&lt;"),
    *("!!! checklist", '!!! checklist "T"\n', "!!! note\n", '=== "T"\n', "[^1]: ", "[^1]", "`"),
    *("| a |\n", "| - |\n", "*", "_", "\\", "\x02", "\x03", "é", "字", "<!-- ", " -->", "<div>\n"),
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
EXTENSIONS = ["admonition", "attr_list", "footnotes", "tables", "toc"]


def convert(text: str) -> tuple[str, list[Checklist]]:
    md = Markdown(extensions=[ChecklistExtension(), *EXTENSIONS])
    page = md.convert(text)
    checklists: list[Checklist] = md.checklists  # type: ignore[attr-defined]
    return page, checklists


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_markdown_becomes_this_html(case: dict[str, Any]) -> None:
    extensions = [ChecklistExtension(), *case.get("extensions", [])]
    assert Markdown(extensions=extensions).convert(case["markdown"]) == case["html"].rstrip("\n")


@settings(max_examples=150)
@given(MARKDOWN)
@example('!!! checklist "T"\n\n    - [ ] a\n\n\n    - [ ] a\n- [ ] a\n')
@example("- [ ] <b>\n")
def test_whatever_is_written_boxes_and_labels_belong_together(text: str) -> None:
    page, checklists = convert(text)
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    boxes = [box.get("id") for box in root.iter("input")]
    items = [item.id for checklist in checklists for item in checklist.walk()]
    assert boxes == items
    assert [label.get("for") for label in root.iter("label")] == boxes
    lists = [element.get("id") for element in root.iter("check-list")]
    assert lists == [checklist.id for checklist in checklists]
    assert len({*boxes, *lists}) == len(boxes) + len(lists)
    assert all(item.text for checklist in checklists for item in checklist.walk())


@settings(max_examples=100)
@given(st.lists(st.sampled_from([p for p in PIECES if "[" not in p]), max_size=40).map("".join))
def test_text_without_boxes_is_left_as_it_was(text: str) -> None:
    if "checklist" in text:
        text = text.replace("checklist", "note")
    page, checklists = convert(text)
    assert page == Markdown(extensions=EXTENSIONS).convert(text)
    assert checklists == []


def test_reset_forgets_the_page_before() -> None:
    md = Markdown(extensions=["rapport-checklist"])
    md.convert("- [ ] foo")
    assert md.checklists  # type: ignore[attr-defined]
    md.reset()
    assert md.checklists == []  # type: ignore[attr-defined]
    assert "checkbox" in md.convert("- [ ] foo")
    assert "checkbox" not in md.convert("foo")
    assert md.checklists == []  # type: ignore[attr-defined]


def test_one_parser_serves_many_pages() -> None:
    md = Markdown(extensions=[makeExtension(), "toc"])
    first = md.convert("# A\n\n- [ ] foo")
    assert md.reset().convert("# B\n\n- [ ] bar") != first
    assert md.reset().convert("# A\n\n- [ ] foo") == first


def test_lists_nested_beyond_reason_stop_nowhere() -> None:
    deep = "\n".join("  " * level + f"- [ ] level {level}" for level in range(400))
    _, checklists = convert(deep)
    assert len(list(checklists[0].walk())) == 40
