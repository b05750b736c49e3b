"""URLs from titles, file names and tags."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rapport.blog.urls import is_outside, likeness, output_path, site_path, slug

SLUGS = {
    "C": "c",
    "C++": "c-plus-plus",
    "C#": "c-sharp",
    "C♯ minor": "c-sharp-minor",
    "F#": "f-sharp",
    ".NET": "dot-net",
    "ASP.NET": "asp-net",
    "CI/CD": "ci-cd",
    "D3.js": "d3-js",
    "T.I.": "t-i",
    "...": "dot-dot-dot",
    "人脈": "人脈",
    "人脈の作り方": "人脈の作り方",
    "हिन्दी": "हिन्दी",
    "שלום": "שלום",
    "Ελληνικά": "ελληνικά",
    "Résumé & CV": "resume-and-cv",
    "Straße": "strasse",
    "Łódź": "lodz",
    "Œuvre": "oeuvre",
    "İstanbul": "istanbul",
    "Don't ask – don’t": "dont-ask-dont",
    "O*NET": "o-star-net",
    "bdist_egg": "bdist-egg",
    "50 %": "50-percent",
    "@home": "at-home",
    "ﬁne": "fine",
    "🤝": "handshake",
    "--": "hyphen-minus-hyphen-minus",
    "1.0": "1-0",
    "10": "10",
    '<script>alert("x")</script>': "script-alert-x-script",
    "a  b": "a-b",
    " trimmed ": "trimmed",
}


@pytest.mark.parametrize(("text", "expected"), SLUGS.items())
def test_a_slug_can_be_read(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_names_that_differ_in_a_sign_have_urls_of_their_own() -> None:
    names = ("C", "C++", "C#", ".NET", "NET", "CI/CD", "D3.js", "T.I.", "...", "人脈", "1.0", "10")
    for name, other in combinations(names, 2):
        assert slug(name) != slug(other)
        assert likeness(name) != likeness(other)


@pytest.mark.parametrize(
    "alike",
    [
        ("CV", "cv"),
        ("Job hunt", "job-hunt", "JobHunt", "job_hunts", "Job  Hunt"),
        ("Résumé", "Resume", "résumés"),
        ("T.I.", "T.I"),
        ("Ingénieur", "ingenieurs"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_of_one_name_are_alike(alike: tuple[str, ...]) -> None:
    assert len({likeness(name) for name in alike}) == 1


@given(st.text(min_size=1, max_size=40))
@example("0\x80\U0001e130")
def test_any_text_has_a_slug_that_stays_itself(text: str) -> None:
    once = slug(text)
    assert once
    assert slug(once) == once
    assert not set(once) & set("/?#%&\"'<> .\\\n")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/2019/05/letter/", "2019/05/letter/"),
        ("old/letter", "old/letter/"),
        ("old/letter.html", "old/letter.html"),
        ("old/?p=12#part", "old/"),
        ("/", ""),
    ],
)
def test_a_former_path_is_one_below_the_site(written: str, path: str) -> None:
    assert site_path(written) == path


def test_a_path_that_leads_elsewhere_is_outside() -> None:
    outside = ("https://other.example/", "//other.example/", "../up", "a/../b")
    assert all(is_outside(path) for path in outside)
    assert not is_outside("a..b/c/")


def test_a_url_is_answered_by_a_file() -> None:
    assert [output_path(url) for url in ("", "a/b/", "a.html")] == [
        "index.html",
        "a/b/index.html",
        "a.html",
    ]
