"""An article's HTML in feeds."""

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.fragment import parse_fragment
from rapport.features.feeds.content import feed_html, with_image_sizes
from rapport.features.feeds.findings import html_problems

URL = "https://blog.example/articles/x/"
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "content.yml").read_text(encoding="utf-8")
)


def _for_feeds(html: str) -> str:
    return feed_html(parse_fragment(html), URL)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_html_for_feeds(case: dict[str, Any]) -> None:
    made = _for_feeds(case["html"])
    assert made == case["feed"]
    assert html_problems(made) == ()


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_html_for_feeds_stays_as_it_is_when_cleaned_again(case: dict[str, Any]) -> None:
    once = _for_feeds(case["html"])
    assert _for_feeds(once) == once


def test_images_get_the_size_that_is_known() -> None:
    sizes = {URL + "a.png": (640, 480)}
    html = '<img src="a.png"><img src="b.png"><img src="a.png" width="20">'
    assert with_image_sizes(_for_feeds(html), sizes.get) == (
        f'<img src="{URL}a.png" width="640" height="480"><img src="{URL}b.png">'
        f'<img src="{URL}a.png" width="20">'
    )


tags = st.sampled_from(
    'a|/a|p|/p|p class="headerlink"|check-list id="x"|/check-list|div class="tabbed-set"|/div|'
    'p class="check-list__title"|input type="checkbox"|img src="x"|img srcset="x 2x, y"|script|'
    '/script|div class="highlight"|pre|/pre|code class="highlight"|iframe src="x"|label|/label|'
    'a href="#x"|a href="http://[x"|a href="JavaScript:x"|p style="background:url(x)"|'
    'b onclick="x"|b {x}|'
    "form|/form|table|tr|td|svg|/svg|h1|/h1|!-- x --".split("|")
).map(lambda tag: f"<{tag}>")


@given(st.lists(tags | st.text(max_size=8), max_size=20).map("".join))
def test_no_html_gets_past_that_the_gate_would_refuse(html: str) -> None:
    assert html_problems(_for_feeds(html)) == ()


def test_an_article_twice_as_long_is_twice_the_work_and_no_more() -> None:
    html = '<h2 id="x">A</h2><p>' + "word <em>and</em> <a href='../y/'>link</a> " * 10 + "</p>"
    _calls(html)  # what is made once and kept
    assert _calls(html * 40) <= 2.1 * _calls(html * 20)


def _calls(html: str) -> int:
    """Return how many functions are called for this HTML, Python's own and those in C."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        _for_feeds(html)
    finally:
        sys.setprofile(before)
    return calls
