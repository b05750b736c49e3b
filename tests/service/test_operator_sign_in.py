"""Signing in to the operator's page: by a mailed link, once, in the browser that asked."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from rapport_subscriptions.errors import SettingsError
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.operator import (
    ASKS_OF_NETWORK,
    LINKS_AN_HOUR,
    AuditLine,
    KeyKind,
    OperatorAct,
    OperatorKey,
)
from rapport_subscriptions.rules.outbox import MailKind, MailState
from rapport_subscriptions.settings import read_settings
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.web.operator.routes import OPERATOR_ROUTES
from tests.service.service_under_test import (
    START,
    ServiceUnderTest,
    settings_for_tests,
    text_of,
)
from tests.service.serving import environment

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

ANN, BEN = "ann@blog.example.org", "ben@blog.example.org"
FIELD = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture
def service() -> ServiceUnderTest:
    operators = (parse_address(ANN), parse_address(BEN))
    return ServiceUnderTest(MemoryStore(), settings_for_tests(operators=operators))


async def ask(
    service: ServiceUnderTest, email: str = ANN, client: httpx.AsyncClient | None = None
) -> httpx.Response:
    """Ask for a link as the form does."""
    browser = client or service.client
    csrf = csrf_of(await browser.get("/operator/"))
    answer = await browser.post("/operator/sign-in", data={"email": email, "form": csrf})
    await service.send()
    return answer


def csrf_of(page: httpx.Response) -> str:
    found = FIELD.search(page.text)
    assert found, page.text
    return found[1]


def link_to(service: ServiceUnderTest, email: str = ANN) -> str:
    """The link in the newest mail to an operator."""
    found = re.search(r"https://\S+/operator/open/\S+", text_of(service.mailbox.to(email)[-1]))
    assert found
    return found[0]


async def sign_in(service: ServiceUnderTest, email: str = ANN) -> httpx.Response:
    """Sign in, and return the page that opens."""
    await ask(service, email)
    answer = await service.client.post(link_to(service, email), follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer


def another_browser(service: ServiceUnderTest) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(service.app), base_url="https://subscriptions.blog.example"
    )


async def test_without_operators_there_is_no_operators_page() -> None:
    service = ServiceUnderTest(MemoryStore())
    assert OPERATOR_ROUTES
    for route in OPERATOR_ROUTES:
        for method in (route.methods or set()) - {"HEAD"}:
            path = route.path.replace("{token}", "x").replace("{name}", "x")
            assert (await service.client.request(method, path)).status_code == 404, path


async def test_a_mailed_link_signs_in_once(service: ServiceUnderTest) -> None:
    assert (await service.client.get("/operator")).headers["location"] == "/operator/"
    answer = await ask(service)
    assert "Check your inbox" in answer.text
    link = link_to(service)
    button = await service.client.get(link)
    assert '<form method="post"' in button.text
    opened = await service.client.post(link, follow_redirects=True)
    assert "Sign out" in opened.text
    again = await service.client.post(link)
    assert again.status_code == 404
    assert "works once" in again.text


async def test_the_answer_and_the_work_are_the_same_for_every_address(
    service: ServiceUnderTest,
) -> None:
    mine = await ask(service, ANN, another_browser(service))
    others = await ask(service, "nobody@mail.example.org", another_browser(service))
    assert (mine.status_code, mine.headers, mine.text) == (
        others.status_code,
        others.headers,
        others.text,
    )
    assert [to for to, _ in service.mailbox.letters] == [ANN]
    with service.store.reading() as tx:
        numbers = tx.numbers()
    assert (numbers["mails.sent"], numbers["mails.dropped"]) == (1, 1)


async def test_a_scanner_that_opens_the_link_and_presses_its_button_uses_nothing_up(
    service: ServiceUnderTest,
) -> None:
    await ask(service)
    link, scanner = link_to(service), another_browser(service)
    assert (await scanner.head(link)).status_code == 200
    assert (await scanner.get(link)).status_code == 200
    assert (await scanner.post(link)).status_code == 404
    await scanner.get("/operator/")  # with a cookie of its own, too
    assert (await scanner.post(link)).status_code == 404
    assert (await service.client.post(link)).status_code == 303


async def test_a_link_works_for_ten_minutes(service: ServiceUnderTest) -> None:
    await ask(service)
    late = link_to(service)
    service.clock.forward(minutes=10)
    assert (await service.client.post(late)).status_code == 404
    await ask(service)
    service.clock.forward(minutes=9, seconds=59)
    assert (await service.client.post(link_to(service))).status_code == 303


async def test_a_link_that_could_not_be_mailed_in_its_time_is_not_mailed(
    service: ServiceUnderTest,
) -> None:
    csrf = csrf_of(await service.client.get("/operator/"))
    await service.client.post("/operator/sign-in", data={"email": ANN, "form": csrf})
    await service.wait(minutes=11)
    assert service.mailbox.letters == []


async def test_a_session_ends_with_the_day_the_button_or_the_setting(
    service: ServiceUnderTest,
) -> None:
    page = await sign_in(service)
    out = await service.client.post(
        "/operator/sign-out", data={"form": csrf_of(page)}, follow_redirects=True
    )
    assert "Send me the link" in out.text
    await sign_in(service)
    service.clock.forward(hours=8)
    assert "Send me the link" in (await service.client.get("/operator/")).text
    await sign_in(service)
    only_ben = replace(service.parts.settings, operators=(parse_address(BEN),))
    service.app.state.service = replace(service.parts, settings=only_ben)
    assert "Send me the link" in (await service.client.get("/operator/")).text


async def test_a_stolen_session_is_of_no_use_in_another_browser(service: ServiceUnderTest) -> None:
    await sign_in(service)
    stolen = service.client.cookies["__Host-rapport-operator"]
    thief = another_browser(service)
    thief.cookies.set("__Host-rapport-operator", stolen)
    assert "Send me the link" in (await thief.get("/operator/")).text
    assert "Send me the link" in (await thief.get("/operator/")).text, "nor with a cookie of ours"
    assert "Sign out" in (await service.client.get("/operator/")).text


async def test_a_form_of_another_site_does_nothing(service: ServiceUnderTest) -> None:
    page = await sign_in(service)
    for form, headers in (
        ({}, {}),
        ({"form": "x"}, {}),
        ({"form": "\ud800"}, {}),
        ({"form": csrf_of(page)}, {"sec-fetch-site": "cross-site"}),
        ({"form": csrf_of(page)}, {"sec-fetch-site": "same-site"}),
    ):
        body = "&".join(f"{name}={value}" for name, value in form.items())
        answer = await service.client.post(
            "/operator/sign-out",
            content=body.encode("utf-8", "surrogatepass"),
            headers={"content-type": "application/x-www-form-urlencoded", **headers},
        )
        assert answer.status_code in {403, 422}, (form, headers)
    assert "Sign out" in (await service.client.get("/operator/")).text


async def test_few_links_are_mailed_to_an_address_and_few_asks_taken_of_a_network(
    service: ServiceUnderTest,
) -> None:
    for _ in range(LINKS_AN_HOUR + 2):
        assert (await ask(service)).status_code == 200
    assert len(service.mailbox.to(ANN)) == LINKS_AN_HOUR
    for _ in range(ASKS_OF_NETWORK - LINKS_AN_HOUR - 2):
        await ask(service, "nobody@mail.example.org")
    assert (await ask(service)).status_code == 429
    assert (await service.client.post("/operator/open/x")).status_code == 429
    service.clock.forward(hours=1)
    assert (await ask(service)).status_code == 200
    assert len(service.mailbox.to(ANN)) == LINKS_AN_HOUR + 1


async def test_cookies_go_to_this_host_only_and_to_no_script(service: ServiceUnderTest) -> None:
    await ask(service)
    answer = await service.client.post(link_to(service))
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for line in cookies:
        name, *attributes = line.split("; ")
        assert name.startswith("__Host-rapport-")
        assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(attributes)
        assert not any(attribute.startswith("Domain") for attribute in attributes)


async def test_who_signs_in_is_written_down_and_no_address_is_logged(
    service: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        page = await sign_in(service)
    assert "Signed in" in page.text
    assert ANN in page.text
    acts = [record for record in caplog.records if record.message == "an operator acted"]
    assert [(record.act, len(record.by)) for record in acts] == [("signed in", 8)]  # type: ignore[attr-defined]
    assert "@" not in " ".join(str(vars(record)) for record in acts)


async def test_a_refused_link_stops_nobodys_address(service: ServiceUnderTest) -> None:
    await service.join(ANN)
    with service.store.reading() as tx:
        before = tx.subscriptions.by_address(ANN)
    await ask(service)
    mails = service.app.state.service.store._state.mails.values()  # noqa: SLF001 - in memory
    mail = next(stored_mail for stored_mail in mails if stored_mail.kind is MailKind.OPERATOR)
    assert (mail.state, mail.subscription_id, mail.address_hash) == (MailState.SENT, "", "")
    assert service.subscription(ANN) == before


def test_operators_need_https_but_on_this_machine(tmp_path: Path) -> None:
    environ = environment(tmp_path, "sqlite:///x.db", 80, RAPPORT_OPERATORS=f"{ANN}, {BEN}")
    assert [operator.typed for operator in read_settings(environ).operators] == [ANN, BEN]
    for changes in (
        {"RAPPORT_PUBLIC_URL": "http://subscriptions.blog.example"},
        {"RAPPORT_OPERATORS": "ann"},
    ):
        with pytest.raises(SettingsError, match="RAPPORT_OPERATORS"):
            read_settings(environ | changes)


def test_stores_keep_operators_keys_and_acts(store: Store) -> None:
    link = OperatorKey("d" * 64, KeyKind.LINK, "hash", "browser", START + timedelta(minutes=10))
    acts = [AuditLine(str(n), START, "hash", OperatorAct.SIGNED_IN, f"each-{n}") for n in range(3)]
    with store.transaction() as tx:
        tx.operators.put(link)
        tx.operators.put(replace(link, digest="old", expires_at=START))
        for act in acts:
            tx.operators.enter(act)
    with store.transaction() as tx:
        assert tx.operators.get(link.digest) == link
        assert tx.operators.delete_expired(START + timedelta(seconds=1), 10) == 1
        assert tx.operators.get("old") is None
        assert list(tx.operators.newest_acts(2)) == [acts[2], acts[1]]
        assert tx.operators.take(link.digest)
        assert not tx.operators.take(link.digest)
        assert tx.operators.get(link.digest) is None
