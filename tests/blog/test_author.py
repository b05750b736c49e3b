"""Who signs the articles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.author import read_authors

INVALID = """\
authors:
  anna: {name: Anna, email: [a]}
  ben: {description: Nameless}
  anna: {name: Another}
"""


def test_an_authors_file_is_read() -> None:
    text = "authors:\n  anna:\n    name: Anna P.\n    avatar: a.png\n    slug: ap\n    url: https://a.example\n"
    authors, problems = read_authors(text, "docs/authors.yml")
    anna = authors.named("anna")
    assert problems == []
    assert (anna.name, anna.page_url, anna.url) == ("Anna P.", "authors/ap/", "https://a.example")


def test_a_name_that_is_not_in_the_file_is_an_author_all_the_same() -> None:
    authors, _ = read_authors("", "docs/authors.yml")
    somebody = authors.named("José O'Neill")
    assert (somebody.name, somebody.page_url) == ("José O'Neill", "authors/jose-oneill/")


def test_problems_are_told_with_their_place() -> None:
    _, problems = read_authors(INVALID, "docs/authors.yml")
    assert [str(problem) for problem in sorted(problems)] == [
        "docs/authors.yml:2:29: error[wrong-type]: expected a text for `email`, found a list.",
        "docs/authors.yml:3:3: error[author-name]: author `ben` has no name. Add `name: …`.",
        (
            "docs/authors.yml:4:3: error[key-twice]: `anna` is set twice, first on"
            " line 2. Keep one of the two."
        ),
    ]


UNKNOWN = """\
authors:
  a: {name: A, avatr: a.png}
  b: {name: B, Email: b@b.example, phone: 1, website: b}
"""


def test_keys_that_an_author_does_not_have_are_named() -> None:
    authors, problems = read_authors(UNKNOWN, "a.yml")
    assert [str(problem) for problem in problems] == [
        "a.yml:2:16: error[unknown-key]: an author has no key `avatr`; did you mean `avatar`?",
        "a.yml:3:16: warning[key-case]: `Email` is read as `email`. Write keys in small letters.",
        "a.yml:3:36: warning[unknown-key]: an author has no key `phone`; it is ignored.",
        (
            "a.yml:3:46: warning[unknown-key]: an author has no key `website`; it is ignored."
            " Its word here is `url`."
        ),
    ]
    assert set(authors.known) == {"b"}
    assert authors.named("b").email == "b@b.example"


def test_what_is_no_map_of_authors_is_told() -> None:
    assert [str(problem) for problem in read_authors("people: {}", "a.yml")[1]] == [
        (
            "a.yml:1:1: error[authors-key]: expected the key `authors` at the top."
            " Write `authors:` and indent the authors below it."
        )
    ]
    assert [str(problem) for problem in read_authors("authors: [anna]", "a.yml")[1]] == [
        "a.yml:1:10: error[wrong-type]: expected a map of authors for `authors`, found a list."
    ]


@given(st.text(max_size=200))
def test_no_authors_file_makes_a_traceback(text: str) -> None:
    read_authors(text, "docs/authors.yml")
    read_authors(f"authors:\n  a: {text}\n", "docs/authors.yml")
