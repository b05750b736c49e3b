"""The vocabulary, and tags without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.tag import OPEN_VOCABULARY, read_vocabulary, too_similar

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "vocabulary.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_vocabulary_is_read_or_its_author_is_told_why_not(case: dict[str, Any]) -> None:
    vocabulary, problems = read_vocabulary(case["file"], "docs/tags.yml")
    assert [str(problem) for problem in problems] == case.get("problems", [])
    found = {text: vocabulary.find(text) for text in case.get("finds", {})}
    assert {text: tag and tag.slug for text, tag in found.items()} == case.get("finds", {})


def test_the_nearest_names_are_offered() -> None:
    text = "tags: {interviews: {name: Interviews, synonyms: [Talks]}, letters: {name: Letters}}"
    vocabulary, _ = read_vocabulary(text, "docs/tags.yml")
    assert vocabulary.nearest("interveiw") == ["Interviews"]
    assert vocabulary.nearest("talk") == ["Interviews"]
    assert vocabulary.nearest("zzzz") == []


def test_a_blog_without_vocabulary_takes_any_tag() -> None:
    tag = OPEN_VOCABULARY.find("C++")
    assert tag is not None
    assert (tag.slug, tag.name, tag.page_url) == ("c-plus-plus", "C++", "tags/c-plus-plus/")


def test_tags_that_differ_in_case_space_accent_hyphen_or_plural_are_too_similar() -> None:
    names = ["CV", "cv", "Job hunt", "job-hunts", "C", "C++", "C#", ".NET", "NET", "D3.js", "人脈"]
    assert too_similar(names) == [("CV", "cv"), ("Job hunt", "job-hunts")]


@given(st.lists(st.text(min_size=1, max_size=12), unique=True))
def test_tags_on_one_url_are_always_too_similar(names: list[str]) -> None:
    similar = {name for group in too_similar(names) for name in group}
    slugs: dict[str, str] = {}
    for name in names:
        tag = OPEN_VOCABULARY.find(name)
        assert tag is not None
        first = slugs.setdefault(tag.slug, name)
        assert first == name or {first, name} <= similar


@given(st.text(max_size=200))
def test_no_vocabulary_makes_a_traceback(text: str) -> None:
    read_vocabulary(text, "docs/tags.yml")
    read_vocabulary(f"tags:\n  a: {text}\n", "docs/tags.yml")
