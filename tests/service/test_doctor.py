"""The doctor: looks at what a mail meets on its way, and says how to fix it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.commands.doctor import examine
from rapport_subscriptions.rules.article import ArticleState, KnownArticle
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import prepare
from tests.service.service_under_test import START, ServiceUnderTest, article, settings_for_tests
from tests.service.serving import published_site
from tests.service.smtp_server import misbehaving
from tests.service.test_letters import key_pair

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rapport_subscriptions.settings import Settings

pytestmark = pytest.mark.anyio


@dataclass
class Names:
    """A DNS of our own."""

    records: dict[str, list[str]] = field(default_factory=dict)

    def texts(self, name: str) -> Sequence[str]:
        return self.records.get(name, [])


async def findings(settings: Settings, names: Names) -> dict[str, str]:
    return {
        item.about: ("ok " if item.ok else "FIX ") + item.message
        for item in await examine(settings, names)
    }


async def test_a_service_in_order_is_found_in_order(tmp_path: Path) -> None:
    _, public = key_pair(tmp_path)
    names = Names(
        {
            "blog.example": ["v=spf1 mx -all", "some other record"],
            "s1._domainkey.blog.example": [f"v=DKIM1; k=rsa; p={public.decode()}"],
            "_dmarc.blog.example": ["v=DMARC1; p=reject"],
        }
    )
    async with misbehaving() as server:
        settings = settings_for_tests(
            database_url=f"sqlite:///{tmp_path}/x.db",
            mail_url=f"smtp://127.0.0.1:{server.port}",
            dkim_key=tmp_path / "key.pem",
            dkim_selector="s1",
            journal=tmp_path / "x.journal",
            imprint=("The Blog", "1 Main Street"),
            site=str(published_site(tmp_path / "site", "https://blog.example/")),
        )
        found = await findings(settings, names)
    assert set(found) == {
        "public URL",
        "database",
        "letters",
        "mail server",
        "sending",
        "bounces",
        "journal",
        "imprint",
        "topics",
        "sign-ups",
        "SPF",
        "DKIM",
        "DMARC",
    }
    assert all(said.startswith("ok ") for said in found.values()), found
    assert "both List-Unsubscribe headers are covered" in found["DKIM"]


async def test_each_thing_out_of_order_is_named_with_its_remedy(tmp_path: Path) -> None:
    _, public = key_pair(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    key_pair(other)
    settings = settings_for_tests(
        database_url="sqlite:////nowhere/x.db",
        mail_url="smtp://127.0.0.1:1",
        public_url="http://blog.example",
        dkim_key=other / "key.pem",
        dkim_selector="s1",
    )
    names = Names(
        {
            "blog.example": ["v=spf1 -all", "v=spf1 mx -all"],
            "s1._domainkey.blog.example": [f"v=DKIM1; k=rsa; p={public.decode()}"],
        }
    )
    found = await findings(settings, names)
    assert all(said.startswith("FIX ") for said in found.values()), found
    assert "RFC 8058" in found["public URL"]
    assert "2 SPF records" in found["SPF"]
    assert "doesn't belong" in found["DKIM"]
    assert "publish a TXT record at _dmarc.blog.example:" in found["DMARC"]
    without = await findings(replace(settings, dkim_key=None), Names())
    assert "publish a TXT record at blog.example" in without["SPF"]
    assert "your mail server has to" in without["DKIM"]


async def test_what_is_held_and_an_unknown_zone_are_named(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/x.db"
    settings = settings_for_tests(
        database_url=database, site=str(published_site(tmp_path, "https://blog.example/"))
    )
    store = open_store(database)
    prepare(store)
    with store.transaction() as tx:
        tx.articles.put(KnownArticle(article("a"), ArticleState.HELD, START))
    store.close()
    found = await findings(settings, Names())
    assert found["letters"].startswith(
        "FIX 1 articles and 0 mailings are held until you release them"
    )
    elsewhere = replace(settings, letters=LetterRules(timezone="Atlantis/Capital"))
    assert "Atlantis/Capital" in (await findings(elsewhere, Names()))["letters"]


async def test_readers_of_topics_that_are_no_more_and_refusals_are_counted_for_the_operator(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path}/x.db"
    settings = settings_for_tests(
        database_url=database,
        site=str(published_site(tmp_path, "https://blog.example/")),
        limits=Limits(signups_per_network=2),
    )
    store = open_store(database)
    prepare(store)
    service = ServiceUnderTest(store, settings)
    service.clock.time = datetime.now(UTC)
    await service.join("jo@mail.example.org", topics=["interviews"])
    for number in range(20):
        await service.sign_up(f"r{number}@mail.example.org")
    store.close()
    found = await findings(settings, Names())
    assert "topics that the blog does not have: interviews (1)" in found["topics"]
    assert found["sign-ups"].startswith("FIX 1 requests were refused in the last week")
    assert "raise RAPPORT_SIGNUPS_PER_NETWORK" in found["sign-ups"]
    assert "CAN-SPAM" in found["imprint"]
