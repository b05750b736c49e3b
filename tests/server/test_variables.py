"""The settings' file of a server is read and changed as systemd reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.server.variables import UnreadableVariableError, read_variables, with_variables

NAMES = st.from_regex(r"[A-Z][A-Z0-9_]{0,12}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30).filter(
    lambda value: value == " ".join(value.split())
)


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_what_is_written_is_read_again(values: dict[str, str]) -> None:
    assert read_variables(with_variables("", values, {})) == values


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.dictionaries(NAMES, VALUES, max_size=4))
def test_decided_settings_win_and_first_ones_never_change_what_is_there(
    present: dict[str, str], new: dict[str, str]
) -> None:
    text = with_variables("", present, {})
    assert read_variables(with_variables(text, new, {})) == {**present, **new}
    assert read_variables(with_variables(text, {}, new)) == {**new, **present}


def test_comments_order_and_other_settings_stay() -> None:
    text = "# mine\nB=2\n\nA=1\n; and this\n"
    assert with_variables(text, {"A": "one two"}, {"B": "never", "C": "3"}) == (
        '# mine\nB=2\n\nA="one two"\n; and this\nC=3\n'
    )


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A='The blog <blog@example.org>'", "The blog <blog@example.org>"),
        ('A="The \\"blog\\""', 'The "blog"'),
        (
            "A=smtp://u:p%23@mail.example:587?tls=starttls",
            "smtp://u:p%23@mail.example:587?tls=starttls",
        ),
        ("A=a#b", "a#b"),
        ("A=", ""),
    ],
)
def test_quotes_are_read_as_systemd_reads_them(line: str, value: str) -> None:
    assert read_variables(line) == {"A": value}


def test_a_quote_left_open_is_named_by_its_variable() -> None:
    with pytest.raises(UnreadableVariableError, match=r"^A: a quote is never closed$"):
        read_variables('A="open\n')
