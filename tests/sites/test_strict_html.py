from __future__ import annotations

import pytest

from tests.strict_html import find_html_errors


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!doctype html><title>t</title><p><div></p>", "Unexpected end tag (p)"),
        ("<!doctype html><title>t</title><p id=a id=b>", "duplicate attribute"),
        ("<!doctype html><title>t</title><p id=a><b id=a></b>", "the id `a` stands 2 times"),
        ("<title>t</title>", "DOCTYPE"),
    ],
)
def test_the_strict_parser_says_what_is_wrong(text: str, said: str) -> None:
    assert any(said.lower() in error.lower() for error in find_html_errors(text))


def test_the_strict_parser_says_nothing_of_good_html() -> None:
    assert find_html_errors("<!doctype html><title>t</title><p>Text &amp; more.</p>") == []
