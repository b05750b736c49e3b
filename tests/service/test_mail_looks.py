"""Every mail as a browser draws it: narrow and wide, light and dark, and with its styles cut."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import anyio
import pytest
from axe_playwright_python.sync_playwright import Axe

from rapport_subscriptions.rules.checklist import Checklist, ChecklistItem
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.letter import read_letters
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.import_subscribers import import_rows
from tests.chromium import chromium
from tests.service.series_blog import SeriesReaders, part
from tests.service.service_under_test import (
    ServiceUnderTest,
    article,
    ask,
    rows_of,
    settings_for_tests,
)
from tests.service.test_letters import parts
from tests.service.test_operator_sign_in import csrf_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]

JO = "jo@mail.example.org"
NEW = "jo-with-a-rather-long-name-before-the-at@a-long-name-of-a-domain.example.org"
OPERATOR = "ann@blog.example.org"
ASKED = "asked@mail.example.org"
IN_SERIES = "series@mail.example.org"
NEW_PAGE = "https://blog.example/articles/a-page-with-a-rather-long-address-indeed/"
BLACK = "<style>body, .page { background: #000 !important; color: #fff !important; }</style>"

WELCOME = {
    "id": "welcome",
    "subject": "Thank you",
    "blocks": [
        {"kind": "heading", "runs": [{"text": "Donaudampfschifffahrtsgesellschaftskapitän" * 2}]},
        {"kind": "text", "runs": [{"text": "Begin "}, {"text": "here", "address": NEW_PAGE}]},
        {"kind": "item", "mark": "☐", "runs": [{"text": "First", "style": "strong"}]},
        {"kind": "item", "mark": "1.", "level": 2, "runs": [{"text": NEW_PAGE * 2}]},
        {"kind": "text", "is_quote": True, "runs": [{"text": "Ask one.", "style": "em"}]},
        {"kind": "rule"},
        {"kind": "code", "text": "Dear Ann,\n" + "long " * 40 + "x" * 90},
        {"kind": "image", "text": "A desk", "address": NEW_PAGE},
    ],
}
"""A letter of an author's, with all that one may hold."""

CUTS: dict[str, Callable[[str], str]] = {
    "as it was sent": lambda html: html,
    # Gmail does so for accounts at other providers: what is inline has to be enough
    "without its style sheet": lambda html: re.sub(r"(?s)<style>.*?</style>", "", html),
    # dark modes that paint the body and the outermost table, and nothing else
    "with a body painted black": lambda html: html.replace("</head>", f"{BLACK}</head>"),
}


@pytest.fixture(scope="module")
def mails() -> dict[MailKind, str]:
    """The HTML of one mail of each kind."""
    return anyio.run(_mails)


@pytest.fixture(scope="module")
def browser(mails: dict[MailKind, str]) -> Iterator[Browser]:
    assert set(mails) == set(MailKind)
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_is_read_by_everybody_in_light_and_dark_whatever_is_cut(
    browser: Browser, mails: dict[MailKind, str], kind: MailKind, scheme: Scheme
) -> None:
    """Contrast is computed for every text; landmark, heading, language and names are looked for."""
    with browser.new_page(color_scheme=scheme) as page:
        for name, cut in CUTS.items():
            page.set_content(cut(mails[kind]))
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
            assert len(found.response["passes"]) > 10


@pytest.mark.parametrize("kind", list(MailKind))
def test_a_mail_fits_a_narrow_screen_and_a_wide_one(
    browser: Browser, mails: dict[MailKind, str], kind: MailKind
) -> None:
    with browser.new_page() as page:
        for width in (320, 600, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.set_content(mails[kind])
            assert widest(page) <= width
            assert page.locator("main, [role=main]").bounding_box()["width"] <= 584  # type: ignore[index]


def test_a_letter_s_boxes_stand_under_each_other_and_deeper_ones_further_in(
    browser: Browser, mails: dict[MailKind, str]
) -> None:
    with browser.new_page(viewport={"width": 320, "height": 800}) as page:
        page.set_content(mails[MailKind.ARTICLES])
        boxes = page.get_by_role("listitem").locator("span")
        lefts = [boxes.nth(number).bounding_box()["x"] for number in range(3)]  # type: ignore[index]
        assert lefts[0] == lefts[1] < lefts[2]


def widest(page: Page) -> float:
    """The right edge of what reaches furthest."""
    reach = (
        "Math.max(...[...document.querySelectorAll('*')].map(e => e.getBoundingClientRect().right))"
    )
    return float(page.evaluate(reach))


async def _mails() -> dict[MailKind, str]:
    service = ServiceUnderTest(
        MemoryStore(),
        settings_for_tests(
            imprint=("A Word Before You Apply", "1 Main Street, Springfield"),
            operators=(parse_address(OPERATOR),),
        ),
    )
    items = (
        ChecklistItem("I can say in one sentence why I write to this person."),
        ChecklistItem("I read it aloud."),
        ChecklistItem("And once more, a day later.", 1),
    )
    checklist = Checklist("before", "Before you press send", items)
    service.manifest.known = replace(
        service.manifest.known,
        checklists={"new": (checklist,)},
        letters=read_letters(json.dumps({"version": 1, "letters": [WELCOME]})),
    )
    both = ["networking", "interviews"]
    await service.publish()
    await service.join(JO, cadence="each", topics=both)
    await service.publish(
        article("new", title="Asking for advice", summary="Ask one question, and make it small."),
        article("long", "interviews", title="Donaudampfschifffahrtsgesellschaftskapitän" * 2),
    )
    await service.wait(hours=1)
    for cadence in ("each", "monthly"):
        service.clock.forward(days=3)
        await service.sign_up(JO, cadence=cadence, topics=both)
    for way in ("unsubscribe", "manage"):
        await service.client.post(f"/subscriptions/{way}", data={"email": JO})
        await service.send()
    account = service.link(JO, "account")
    await service.client.post(account, data={"action": "erase"})
    await service.client.post(account, data={"action": "move", "email": NEW})
    await service.send()
    await service.client.post(service.link(NEW, "move"))
    service.parts.do(import_rows, rows_of(f"email\n{ASKED}\n"))
    ask(service.parts, service.subscription(ASKED))
    await service.send()
    readers = SeriesReaders(service)
    long = next(iter(service.manifest.known.letters.values())).blocks
    titles = ("Begin here", "A part that is gone", "Donaudampfschifffahrtsgesellschaft" * 2)
    readers.publish_parts(
        part(number, title=title, url=NEW_PAGE, blocks=() if "gone" in title else long)
        for number, title in enumerate((*titles, "The end"), start=1)
    )
    await readers.join(IN_SERIES, pace="every-third-day")
    await service.wait(days=3)
    csrf = csrf_of(await service.client.get("/operator/"))
    await service.client.post("/operator/sign-in", data={"email": OPERATOR, "form": csrf})
    await service.send()
    with service.store.reading() as tx:
        kinds = {
            mail.message_id: mail.kind
            for reader in tx.subscriptions.all()
            for mail in tx.outbox.of(reader.id)
        }
    kinds[service.mailbox.to(OPERATOR)[-1]["Message-ID"]] = MailKind.OPERATOR
    return {
        kinds[message["Message-ID"]]: parts(message)[1] for _, message in service.mailbox.letters
    }
