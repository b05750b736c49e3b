"""Names in the order in which readers of a language look them up."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.alphabet import alphabetical, first_letter


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", "#1 apple Banana .NET résumé Resümees résumés zebra"),
        ("de", "Ärger Arzt Äste Öl Ort Strasse Straße Zug"),
        ("sv", "Arbete Zoo Åldrar Ängel Övning"),
        ("da", "Arbejde Zoo Ægte Øl Ål"),
        ("es", "nación nube ñame oficio"),
        ("pl", "lampa łaska Mama"),
        ("cs", "cena Čas dům"),
        ("tr", "hız ırmak iz"),
        ("ja", "か が 人"),
    ],
)
def test_names_stand_where_readers_look(language: str, ordered: str) -> None:
    names = ordered.split()
    assert sorted(names, key=partial(alphabetical, language=language)) == names


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("Ängel", "sv", "Ä"),
        ("Ärger", "de", "A"),
        ("ñame", "es", "Ñ"),
        ("état", "fr", "E"),
        (".NET", "en", "N"),
        ("3D", "en", "#"),
        ("...", "en", "#"),
        ("人", "ja", "人"),
        ("한국", "ko", "한"),
    ],
)
def test_a_name_is_found_under_its_letter(name: str, language: str, letter: str) -> None:
    assert first_letter(name, language) == letter


@given(st.text(), st.sampled_from(["en", "sv", "de-AT", "tr", "xx", ""]))
def test_every_name_has_a_place_and_one_letter(name: str, language: str) -> None:
    place, itself = alphabetical(name, language)
    assert isinstance(place, str)
    assert itself == name
    assert first_letter(name, language)
