"""Links and images of a text, where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.links import Link, find_links

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "links.yml").read_text(encoding="utf-8")
)


def shown(link: Link) -> str:
    marks = {"image": link.is_image, "html": link.is_html, "without-text": link.lacks_text}
    kinds = "".join(f" {name}" for name, holds in marks.items() if holds)
    return f"{link.line}:{link.column} {link.target}{kinds}"


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_links_are_found_where_they_stand(case: dict[str, Any]) -> None:
    assert [shown(link) for link in find_links(case["markdown"])] == case["links"]


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    assert find_links("\n[a](b.md)", first_line=7)[0].line == 8


def test_only_what_has_no_scheme_is_of_this_site() -> None:
    targets = ("a.md", "#part", "/a/", "../a/", "https://a.example", "mailto:a@b.example", "//a.b")
    assert [Link(target, 1, 1).is_local for target in targets] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(
    "part", ["[", "`", "![[", "<a ", "[a](", "\n    x", "<img src='", "[a]: ", '[a](b "']
)
def test_a_text_of_a_million_letters_is_read_once_from_end_to_end(part: str) -> None:
    """A search that began anew at each letter would not end within the hour."""
    assert all(link.line >= 1 for link in find_links(part * (1_000_000 // len(part))))


@given(st.text(st.sampled_from("[]()<>!`~ \n\\#ab.:'\"-="), max_size=120))
def test_no_text_stops_the_search(text: str) -> None:
    assert all(link.line >= 1 and link.column >= 1 for link in find_links(text))
