"""What is read out of an article's front matter, and what its author is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.author import Author, Authors
from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.key_table import edits
from rapport.blog.keys import ARTICLE_KEYS

if TYPE_CHECKING:
    from rapport.blog.article import Article
    from rapport.blog.problem import Problem

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "front_matter.yml").read_text(encoding="utf-8")
)
SETTINGS = BlogSettings(
    ZoneInfo("Europe/Paris"), authors=Authors({"anna": Author("anna", "Anna Petersen", "anna")})
)


def read(text: str, source: str = "articles/x.md") -> tuple[Article | None, list[Problem]]:
    return read_article(text, source, SETTINGS)


def facts(article: Article, names: list[str]) -> dict[str, Any]:
    shown = {
        "authors": [author.name for author in article.authors],
        "tags": [tag.slug for tag in article.tags],
        "aliases": list(article.aliases),
        "stages": list(article.stages),
        "extra": dict(article.extra or {}),
        **{
            key: moment and moment.isoformat()
            for key in ("date", "updated", "reviewed", "expires")
            for moment in [getattr(article, key)]
        },
    }
    return {name: shown.get(name, getattr(article, name)) for name in names}


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_head_is_read_or_its_author_is_told_why_not(case: dict[str, Any]) -> None:
    article, problems = read(case["file"], case.get("source", "articles/x.md"))
    assert [str(problem) for problem in problems] == case.get("problems", [])
    expected = case.get("article")
    assert (article is None) == (expected is None)
    if article is not None:
        assert expected is not None
        assert facts(article, list(expected)) == expected


def test_the_cases_name_every_key() -> None:
    heads = "\n".join(case["file"] for case in CASES)
    assert [key for key in ARTICLE_KEYS.by_name if f"\n{key}:" not in heads] == []


def test_a_key_is_meant_within_two_letters_and_never_further() -> None:
    assert [
        ARTICLE_KEYS.meant(key) for key in ("tag", "dates", "tilte", "Drafts", "redtime", "imgae")
    ] == [
        "tags",
        "date",
        "title",
        "draft",
        "readtime",
        "image",
    ]
    assert [
        ARTICLE_KEYS.meant(key) for key in ("name", "type", "langue", "url", "layout", "weight")
    ] == [""] * 6


@given(st.text(max_size=8), st.text(max_size=8))
def test_letters_between_two_words_are_counted_alike_from_both_sides(one: str, other: str) -> None:
    assert edits(one, other) == edits(other, one) <= max(len(one), len(other))
    assert (edits(one, other) == 0) == (one == other)


@given(st.text(max_size=300))
def test_no_file_makes_a_traceback(text: str) -> None:
    article, problems = read(text)
    assert (article is None) == any(problem.is_error for problem in problems)


@given(st.text(st.sampled_from("-:#[]{}'\"|>&*!%@` \n\tadt0"), max_size=80))
def test_no_head_makes_a_traceback(text: str) -> None:
    article, problems = read(f"---\ntitle: A\ndate: 2026-05-07\n{text}\n---\n")
    assert (article is None) == any(problem.is_error for problem in problems)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


@given(st.text(min_size=1, max_size=60))
def test_any_title_stays_as_it_was_written(title: str) -> None:
    head = yaml.safe_dump({"title": title, "date": "2026-05-07"}, allow_unicode=True)
    article, _ = read(f"---\n{head}---\n")
    shown = " ".join(title.split())
    assert (article.title if article else "") == shown
