"""Colours are computed as WCAG does, and what is hard to read is named with what would do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.brand import Brand, colours, find_unreadable, in_dark
from rapport.blog.contrast import READABLE, contrast, is_colour, long_form, made_readable, mixed

COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#fff", 4.54),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(COLOUR, COLOUR)
def test_a_colour_made_readable_is_readable_and_stays_if_it_was(one: str, ground: str) -> None:
    found = made_readable(one, (ground,))
    assert contrast(found, ground) >= READABLE
    if contrast(one, ground) >= READABLE:
        assert found == one


def test_colours_are_written_as_style_sheets_do() -> None:
    assert is_colour("#036")
    assert is_colour("#0B3D66")
    assert not is_colour("0b3d66")
    assert not is_colour("#0b3d6")
    assert not is_colour("red;}body{")
    assert long_form("#0aF") == "#00aaff"
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


def brand(accent: str, mark: str) -> Brand:
    dark = colours("dark", in_dark(accent), in_dark(mark))
    return Brand(colours("light", accent, mark), dark)


@given(COLOUR)
def test_dark_colours_made_from_any_light_ones_are_readable(accent: str) -> None:
    assert [pair for pair in find_unreadable(brand(accent, accent)) if pair.scheme == "dark"] == []


@given(COLOUR)
def test_words_on_a_button_are_readable_on_any_accent(accent: str) -> None:
    own = colours("light", accent, accent)
    assert contrast(own.accent_ink, own.accent) >= READABLE


def test_a_colour_that_is_hard_to_read_is_named_with_one_that_would_do() -> None:
    (accent, mark) = find_unreadable(brand("#f0c020", "#e08030"))
    assert (accent.name, accent.scheme, accent.colour) == ("accent", "light", "#f0c020")
    assert accent.ratio < READABLE
    assert mark.name == "mark"
    better = brand(accent.better, mark.better)
    assert list(find_unreadable(better)) == []
