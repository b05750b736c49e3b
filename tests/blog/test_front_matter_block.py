"""The front matter of ordinary pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rapport.blog.front_matter_block import check_page
from rapport.blog.page_visibility import LISTED, PageVisibility
from rapport.blog.problem import Problem


def problems_of(text: str, path: str) -> list[Problem]:
    return check_page(text, path)[1]


def said(head: str) -> list[str]:
    return [str(problem) for problem in problems_of(f"---\n{head}---\nText.\n", "docs/a.md")]


@pytest.mark.parametrize(
    "line",
    [
        "draft: true",
        "draft: yes",
        "status: private",
        "password: x",
        "visibility: hidden",
        "published: false",
        "publishDate: 2099-01-01",
        "headless: true",
    ],
)
def test_a_page_that_its_author_holds_back_is_an_error(line: str) -> None:
    place = f"docs/a.md:3:1: error[held-back]: `{line}`"
    hint = "Name the page under `exclude_docs` in `mkdocs.yml`, or remove the line."
    assert said(f"title: A\n{line}\n") == [
        f"{place} hides a page elsewhere, and is not understood here. {hint}"
    ]


@pytest.mark.parametrize(
    "line", ["draft: false", "status: new", "status: deprecated", "type: page", "hide: [toc]"]
)
def test_a_page_whose_words_hold_nothing_back_is_right(line: str) -> None:
    assert said(f"title: A\n{line}\n") == []


def test_front_matter_of_other_kinds_is_named_on_pages_too() -> None:
    assert [problem.code for problem in problems_of("+++\ndraft = true\n+++\n", "a.md")] == [
        "front-matter-toml"
    ]
    assert [problem.code for problem in problems_of('{"draft": true}\n', "a.md")] == [
        "front-matter-json"
    ]
    assert problems_of("+++ a\nb\n", "a.md") == []
    assert problems_of("{{ macro() }}\n", "a.md") == []
    assert problems_of('{% include "a" %}\n', "a.md") == []


@pytest.mark.parametrize("line", ["expiryDate: 2020-01-01", "unpublish_date: 2020-01-01"])
def test_a_page_that_ends_by_another_word_is_told_ours(line: str) -> None:
    (text,) = said(f"title: A\n{line}\n")
    assert text.endswith("Write `expires:` in place of it.")


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("", LISTED),
        ("unlisted: true\n", PageVisibility(is_unlisted=True, line=2)),
        ("noindex: yes\nunlisted: no\n", PageVisibility(is_noindex=True, line=3)),
        ("robots: noindex, follow\n", PageVisibility(is_noindex=True)),
        ("robots: all\n", LISTED),
        ("canonical: https://b.example/x\n", PageVisibility(canonical="https://b.example/x")),
        ("expires: 2026-05-07\n", PageVisibility(expires=datetime(2026, 5, 7, tzinfo=UTC))),
    ],
)
def test_a_page_says_where_it_shows(head: str, found: PageVisibility) -> None:
    assert check_page(f"---\n{head}---\nText.\n", "docs/a.md") == (found, [])


@pytest.mark.parametrize("line", ["unlisted: 1", "noindex: all", "expires: soon", "canonical: /x"])
def test_a_key_of_visibility_with_another_value_is_an_error(line: str) -> None:
    (text,) = said(f"{line}\n")
    assert text.startswith("docs/a.md:2:")
    assert "error[" in text
