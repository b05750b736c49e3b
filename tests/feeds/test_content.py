"""An article's HTML in feeds."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.features.feeds.content import feed_html
from rapport.features.feeds.fault import html_faults

URL = "https://blog.example/articles/x/"
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "content.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_html_for_feeds(case: dict[str, Any]) -> None:
    made = feed_html(case["html"], URL)
    assert made == case["feed"]
    assert html_faults(made) == ()


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_html_for_feeds_stays_as_it_is_when_cleaned_again(case: dict[str, Any]) -> None:
    once = feed_html(case["html"], URL)
    assert feed_html(once, URL) == once


def test_images_get_the_size_that_is_known() -> None:
    sizes = {URL + "a.png": (640, 480)}
    html = '<img src="a.png"><img src="b.png"><img src="a.png" width="20">'
    assert feed_html(html, URL, sizes.get) == (
        f'<img src="{URL}a.png" width="640" height="480"><img src="{URL}b.png">'
        f'<img src="{URL}a.png" width="20">'
    )


tags = st.sampled_from(
    'a|/a|p|/p|p class="headerlink"|check-list id="x"|/check-list|div class="tabbed-set"|/div|'
    'p class="check-list__title"|input type="checkbox"|img src="x"|img srcset="x 2x, y"|script|'
    '/script|div class="highlight"|pre|/pre|code class="highlight"|iframe src="x"|label|/label|'
    'a href="#x"|a href="http://[x"|a href="JavaScript:x"|p style="background:url(x)"|'
    'b onclick="x"|'
    "form|/form|table|tr|td|svg|/svg|h1|/h1|!-- x --".split("|")
).map(lambda tag: f"<{tag}>")


@given(st.lists(tags | st.text(max_size=8), max_size=20).map("".join))
def test_no_html_gets_past_that_the_gate_would_refuse(html: str) -> None:
    assert html_faults(feed_html(html, URL)) == ()


def test_an_article_of_600_words_takes_less_than_a_few_milliseconds() -> None:
    html = '<h2 id="x">A</h2><p>' + "word <em>and</em> <a href='../y/'>link</a> " * 10 + "</p>"
    whole = html * 20
    best = min(_seconds(whole) for _ in range(5))
    assert best < 0.02


def _seconds(html: str) -> float:
    start = time.perf_counter()
    feed_html(html, URL)
    return time.perf_counter() - start
