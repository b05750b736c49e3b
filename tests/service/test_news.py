"""What is news: nothing old, nothing kept out of letters, and whatever topics are called now."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from rapport_subscriptions.lists.csv_file import write_csv
from rapport_subscriptions.rules.article import ArticleState
from rapport_subscriptions.rules.blog import read_blog
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from rapport_subscriptions.use_cases.import_subscribers import import_rows
from tests.service.service_under_test import ServiceUnderTest, article, rows_of

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"


@pytest.fixture
def service(store: Store) -> ServiceUnderTest:
    return ServiceUnderTest(store)


def state_of(service: ServiceUnderTest, name: str) -> ArticleState:
    with service.store.reading() as tx:
        known = tx.articles.get(name)
    assert known is not None
    return known.state


@pytest.mark.parametrize(
    ("date", "is_held"),
    [
        ("2019-03-01", True),
        ("2026-11-10T09:00:00+01:00", True),
        ("2026-11-18T12:00:00+01:00", False),
        ("2026-11-20", False),
        ("2026-12-24", False),
        ("no date", False),
    ],
)
async def test_an_article_dated_well_before_the_last_look_is_held(
    service: ServiceUnderTest, date: str, *, is_held: bool
) -> None:
    service.clock.time = datetime(2026, 11, 20, 9, tzinfo=UTC)
    await service.join(cadence="each")
    await service.publish(article("late", date=date))
    await service.wait(minutes=16)
    assert (state_of(service, "late") is ArticleState.HELD) == is_held
    assert len(service.letters()) == (0 if is_held else 1)
    service.parts.do(apply, LetterCommand.SEND, ())
    await service.wait(minutes=16)
    assert len(service.letters()) == 1


async def test_a_service_that_was_off_for_weeks_mails_what_came_meanwhile(
    service: ServiceUnderTest,
) -> None:
    await service.join(cadence="each")
    await service.publish(article("old"))
    await service.wait(minutes=16)
    service.clock.forward(days=21)
    came = (service.clock.now() - timedelta(days=20)).isoformat()
    await service.publish(article("old"), article("came", date=came))
    await service.wait(minutes=16)
    assert [letter["Subject"] for letter in service.letters()] == ["About old", "About came"]


async def test_an_article_that_its_author_keeps_out_of_letters_is_in_none(
    service: ServiceUnderTest,
) -> None:
    await service.join(cadence="each")
    service.manifest.known = replace(service.manifest.known, unmailed=frozenset({"quiet"}))
    await service.publish(article("quiet"), article("loud"))
    await service.wait(minutes=16)
    assert [letter["Subject"] for letter in service.letters()] == ["About loud"]
    assert state_of(service, "quiet") is ArticleState.KNOWN


async def test_an_article_is_taken_out_of_letters_as_long_as_it_waits(
    service: ServiceUnderTest,
) -> None:
    await service.join(cadence="each")
    await service.publish(article("second thoughts"))
    service.manifest.known = replace(
        service.manifest.known, unmailed=frozenset({"second thoughts"})
    )
    await service.wait(minutes=16)
    assert service.letters() == []


def test_the_manifest_names_what_is_not_mailed_and_what_topics_were_called() -> None:
    manifest = {
        "version": 1,
        "url": "https://blog.example/",
        "wordings": {"1": "Yes."},
        "articles": [
            {"id": "a", "url": "https://blog.example/a/", "title": "A", "mail": False},
            {"id": "b", "url": "https://blog.example/b/", "title": "B", "mail": True},
        ],
        "topics": [
            {"slug": "job-interviews", "name": "Job interviews", "former": ["interviews", "cv"]},
            {"slug": "cv", "name": "CV"},
        ],
    }
    blog = read_blog(json.dumps(manifest))
    assert blog.unmailed == {"a"}
    assert blog.former_topics == {"interviews": "job-interviews"}
    assert blog.current_topics(("interviews", "cv", "job-interviews")) == ("job-interviews", "cv")


async def test_who_chose_a_topic_gets_it_under_its_new_name(service: ServiceUnderTest) -> None:
    await service.join(cadence="each", topics=["interviews"])
    service.manifest.known = replace(
        service.manifest.known,
        topics={"networking": "Networking", "job-interviews": "Job interviews"},
        former_topics={"interviews": "job-interviews"},
    )
    await service.publish(article("new", "job-interviews"), article("other", "networking"))
    await service.wait(minutes=16)
    assert [letter["Subject"] for letter in service.letters()] == ["About new"]
    page = await service.client.get(service.link(JO, "manage"))
    assert 'value="job-interviews" checked' in page.text


async def test_who_changes_from_weekly_to_each_in_mid_week_gets_what_was_new(
    service: ServiceUnderTest,
) -> None:
    await service.join(cadence="weekly")
    await service.join("ann@mail.example.org", cadence="each")
    await service.wait(days=7)
    await service.publish(article("new"))
    await service.wait(minutes=16)
    assert service.letters() == []
    data = {"action": "choose", "cadence": "each", "topics": ["networking"]}
    await service.client.post(service.link(JO, "manage"), data=data)
    await service.wait(minutes=1)
    assert [letter["Subject"] for letter in service.letters()] == ["About new"]
    assert len(service.letters("ann@mail.example.org")) == 1


async def test_a_date_that_is_filled_in_counts_whatever_the_list_says(
    service: ServiceUnderTest,
) -> None:
    service.manifest.known = replace(service.manifest.known, timezone="Europe/Berlin")
    await service.join()
    data = {"action": "pause", "months": "1", "until": "2026-12-05"}
    await service.client.post(service.link(JO, "manage"), data=data)
    midnight = datetime(2026, 12, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert service.subscription().paused_until == midnight


async def test_a_pause_keeps_its_date_through_export_and_import(service: ServiceUnderTest) -> None:
    await service.join()
    data = {"action": "pause", "until": "2026-12-24"}
    await service.client.post(service.link(JO, "manage"), data=data)
    file = io.StringIO()
    write_csv(service.everything(), service.clock.now(), file)
    other = ServiceUnderTest(MemoryStore())
    (row,) = rows_of(file.getvalue())
    other.parts.do(import_rows, [row])
    imported = other.subscription()
    assert imported.paused_until == service.subscription().paused_until
    assert imported.status == "paused"
    other.clock.forward(days=60)
    assert imported.is_reading(other.clock.now())
