"""What the operator's overview shows: people, growth, pages and choices, in the blog's language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html

from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.service_under_test import BLOG, ServiceUnderTest, settings_for_tests
from tests.service.test_operator_sign_in import ANN, sign_in
from tests.service.test_sums import count

if TYPE_CHECKING:
    from lxml.html import HtmlElement

pytestmark = pytest.mark.anyio


@pytest.fixture
def service() -> ServiceUnderTest:
    return ServiceUnderTest(MemoryStore(), settings_for_tests(operators=(parse_address(ANN),)))


async def overview(service: ServiceUnderTest, query: str = "") -> HtmlElement:
    return html.fromstring((await service.client.get(f"/operator/{query}")).text)


def table(page: HtmlElement, heading: str) -> list[list[str]]:
    """The rows of the table that screen readers announce so."""
    (region,) = page.xpath("//div[@role='region'][@aria-label=$name]", name=heading)
    return [
        [" ".join(cell.text_content().split()) for cell in row] for row in region.xpath(".//tr")
    ]


async def test_the_overview_shows_people_growth_pages_and_choices(
    service: ServiceUnderTest,
) -> None:
    await service.join("a@mail.example.org", page="/one/")
    await service.join("b@mail.example.org", page="/<b>two</b>/", topics=[], cadence="each")
    await service.sign_up("c@mail.example.org", page="/one/")
    await service.client.post(service.link("b@mail.example.org", "unsubscribe"))
    await sign_in(service)
    count(service)
    page = await overview(service)
    figures = {
        row.findtext("dt"): row.findtext("dd") for row in page.xpath("//dl[@class='figures']/div")
    }
    assert figures == {
        "Subscribed": "1",
        "Paused": "0",
        "Not confirmed yet": "1",
        "Unsubscribed": "1",
        "Stopped": "0",
    }
    assert table(page, "Growth by day")[1:] == [["2 November 2026", "3", "2", "1", "0"]]
    assert table(page, "Pages on which people signed up")[1:] == [
        ["/one/", "2"],
        ["/<b>two</b>/", "1"],
    ]
    assert table(page, "Topics of those who confirmed")[1:] == [
        ["every article", "1"],
        ["Networking", "1"],
    ]
    assert table(page, "How often they want to read")[1:] == [
        ["with each new article", "1"],
        ["once a week", "1"],
    ]
    kinds = [bar.get("class") for bar in page.xpath("//figure//rect[@width='8']")]
    assert kinds == ["asked", "confirmed", "unsubscribed"]


async def test_a_span_holds_the_days_that_it_says_and_no_more(service: ServiceUnderTest) -> None:
    await service.join()
    service.clock.forward(days=30)
    await sign_in(service)
    assert "Nothing happened in these days." in (await overview(service)).text_content()
    assert len(table(await overview(service, "?days=90"), "Growth by day")) == 2
    odd = await overview(service, "?days=1000000")
    assert "Nothing happened in these days." in odd.text_content()


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ("de", "Gehört sie einem Betreiber"),
        ("es", "Escribe tu dirección"),
        ("de-formal", "Geben Sie Ihre"),
    ],
)
async def test_the_page_speaks_the_blogs_language(
    service: ServiceUnderTest, texts: str, words: str
) -> None:
    await sign_in(service)
    service.manifest.known = replace(BLOG, language=texts[:2], texts_name=texts)
    page = await overview(service)
    assert page.get("lang") == texts[:2]
    assert "Sign out" not in page.text_content()
    service.clock.forward(hours=9)
    assert words in (await overview(service)).text_content()
