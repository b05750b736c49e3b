"""The front matter of ordinary pages."""

from __future__ import annotations

import pytest

from rapport.blog.head import check_page


def said(head: str) -> list[str]:
    return [str(problem) for problem in check_page(f"---\n{head}---\nText.\n", "docs/a.md")]


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
        "expires: 2020-01-01",
        "headless: true",
    ],
)
def test_a_page_that_its_author_holds_back_is_an_error(line: str) -> None:
    place = f"docs/a.md:3:1: error[held-back]: `{line}`"
    hint = "Name the page under `exclude_docs` in `mkdocs.yml`, or take the line out."
    assert said(f"title: A\n{line}\n") == [
        f"{place} holds it back, and is not understood here. {hint}"
    ]


@pytest.mark.parametrize(
    "line", ["draft: false", "status: new", "status: deprecated", "type: page", "hide: [toc]"]
)
def test_a_page_whose_words_hold_nothing_back_is_right(line: str) -> None:
    assert said(f"title: A\n{line}\n") == []


def test_front_matter_of_other_kinds_is_named_on_pages_too() -> None:
    assert [problem.code for problem in check_page("+++\ndraft = true\n+++\n", "a.md")] == [
        "head-toml"
    ]
    assert [problem.code for problem in check_page('{"draft": true}\n', "a.md")] == ["head-json"]
    assert check_page("+++ a\nb\n", "a.md") == []
    assert check_page("{{ macro() }}\n", "a.md") == []
    assert check_page('{% include "a" %}\n', "a.md") == []
