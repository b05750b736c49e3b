"""Words are what readers type, however the text has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.features.search.words import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Follow-up letters, sent TWICE.", ["follow", "up", "letters", "sent", "twice"]),
        ("Résumé, naïve, Ångström", ["resume", "naive", "angstrom"]),
        ("Straße und STRASSE", ["strasse", "und", "strasse"]),
        ("C++, C# and C", ["c++", "c#", "and", "c"]),
        ("the 2nd of 1,200", ["the", "2nd", "of", "1", "200"]),
        ("履歴書を書く CV", ["履歴", "歴書", "書を", "を書", "書く", "cv"]),
        ("書", ["書"]),
        ("書#", ["書"]),
        ("<b>&amp;</b>", ["b", "amp", "b"]),
        ("", []),
    ],
)
def test_a_text_has_these_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_words_are_words_again_and_hold_nothing_that_parts_them(text: str) -> None:
    for word in words_of(text):
        assert word
        assert not any(character.isspace() or character in '"<>&\\' for character in word)
        assert words_of(word) == [word]


@given(st.text())
def test_case_and_accents_change_nothing(text: str) -> None:
    plain = words_of(text)
    assert words_of(text.lower()) == plain
    assert words_of("\n".join(text.split("\n"))) == plain


def test_a_word_without_an_end_comes_in_parts() -> None:
    assert words_of("a" * 100) == ["a" * 40, "a" * 40, "a" * 20]
