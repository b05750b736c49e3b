"""`redirects.yml` says where former addresses lead which no article keeps."""

from __future__ import annotations

import pytest

from rapport.blog.redirect import Redirect, read_redirects


def test_each_line_is_an_address_and_where_it_leads() -> None:
    text = "redirects:\n  category/cv/: tags/cv/\n  /2014/%C3%BCber/: /about/\n  old.html: ''\n"
    found, problems = read_redirects(text, "docs/redirects.yml")
    assert problems == []
    assert found == (
        Redirect("category/cv/", "tags/cv/"),
        Redirect("2014/über/", "about/"),
        Redirect("old.html", ""),
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: b\n", "redirects-key", 1),
        ("redirects: a\n", "redirects-key", 1),
        ("redirects:\n  a/: b/\n  ../a: b\n", "redirect-wrong", 3),
        ("redirects:\n  a/: https://x.example/\n", "redirect-wrong", 2),
        ("redirects:\n  a/: [b]\n", "redirect-wrong", 2),
        ("redirects:\n  a/: b\n  a/: c\n bad\n", "yaml-syntax", 4),
    ],
)
def test_what_is_none_is_named_with_its_line(text: str, code: str, line: int) -> None:
    _, problems = read_redirects(text, "docs/redirects.yml")
    assert [(problem.code, problem.line) for problem in problems] == [(code, line)]
