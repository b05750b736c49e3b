"""Mails: honest words, the right headers, a signature that covers them."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from email import message_from_bytes
from importlib.resources import files
from typing import TYPE_CHECKING

import dkim
import pytest
from lxml.html import fragment_fromstring

from rapport_subscriptions.mail.compose import Block, write_body
from rapport_subscriptions.mail.dkim_mailer import DkimMailer, Signature
from rapport_subscriptions.rules.checklist import Checklist, ChecklistItem
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.command_letters import LetterCommand, apply
from tests.service.service_under_test import (
    Mailbox,
    ServiceUnderTest,
    article,
    settings_for_tests,
)

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.outbox import Outcome

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
PLEADING = re.compile(
    r"sorry|survey|sad |miss you|goodbye|are you sure|why (do|did|are) you|reason for|"
    r"tell us why|before you go|last chance|don't go|regret",
    re.IGNORECASE,
)


def test_no_page_and_no_mail_pleads_or_asks_why() -> None:
    root = files("rapport_subscriptions")
    texts = [
        entry
        for folder in ("templates/mail", "templates/page", "web")
        for entry in (root / folder).iterdir()
        if entry.name.endswith((".txt", ".html", ".py"))
    ]
    assert len(texts) > 15
    for text in texts:
        assert not PLEADING.search(text.read_text("utf-8")), text.name


OF_SERIES = {
    "series": "First steps",
    "pace": "one part a day",
    "is_member": False,
    "number": 1,
    "of": 2,
    "title": "One",
    "part_url": "https://b.example/one",
    "missing": ["Gone"],
    "following": "Two",
    "following_on": "2 May 2026",
}


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_kind_of_mail_has_a_letter(kind: MailKind) -> None:
    names = ("action_url", "refuse_url", "unsubscribe_url", "manage_url", "receipt_url")
    values = {name: f"https://s.example/{name}" for name in names}
    letter = write_body(
        kind,
        {
            **values,
            "blog": "B",
            "topics": "T",
            "cadence": "weekly",
            "today": "1 May 2026",
            "since": "1 May 2026",
            "imprint": ("The Blog", "1 Main Street"),
            "quick_links": {},
            "current": "T, weekly",
            "subject": "S",
            "letter_subject": "",
            "letter": (),
            "articles": (Block("title", "A", "https://b.example/a"),),
            **OF_SERIES,
        },
    )
    assert letter.subject
    is_part = kind is MailKind.SERIES_PART
    assert is_part or any(block.kind in {"button", "title"} for block in letter.blocks)
    assert all(block.text for block in letter.blocks)


async def test_text_and_html_lead_to_the_same_places(service: ServiceUnderTest) -> None:
    await service.join()
    for letter in service.mailbox.to(JO):
        plain, html = parts(letter)
        in_html = re.findall(r'href="([^"]+)"', html)
        in_text = re.findall(r"^https://\S+", plain, re.MULTILINE)
        assert in_html == in_text
        assert len(in_text) >= 2


async def test_a_mail_holds_no_picture_no_script_and_no_foreign_link(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    for letter in service.mailbox.to(JO):
        _, html = parts(letter)
        assert "<img" not in html
        assert "<script" not in html
        assert "url(" not in html
        for link in re.findall(r'(?:href|src)="([^"]+)"', html):
            assert link.startswith("https://subscriptions.blog.example/subscriptions/")
        assert "prefers-color-scheme: dark" in html
        assert 'style="' in html


async def test_mails_say_that_a_machine_wrote_them(service: ServiceUnderTest) -> None:
    await service.join()
    confirm, welcome = service.mailbox.to(JO)
    for letter in (confirm, welcome):
        assert letter["Auto-Submitted"] == "auto-generated"
        suppressed = {word.strip() for word in letter["X-Auto-Response-Suppress"].split(",")}
        assert suppressed == {"DR", "RN", "NRN", "OOF", "AutoReply"}, "NDR would be our bounces"
        assert letter["From"] == "A Word Before You Apply <hello@blog.example>"
        assert re.fullmatch(r"<[\w-]{22}@blog\.example>", str(letter["Message-ID"]))
        assert letter["Date"].datetime == service.clock.now()
    assert confirm["List-Unsubscribe"] is None
    assert "articles.blog.example" in str(welcome["List-Id"])


async def test_international_addresses_get_their_mail(service: ServiceUnderTest) -> None:
    await service.sign_up("jörg@exämple.org")
    recipient, letter = service.mailbox.letters[-1]
    assert recipient == "jörg@xn--exmple-cua.org"
    assert str(letter["To"]) == "jörg@xn--exmple-cua.org"


async def test_a_signature_covers_both_list_headers(tmp_path: Path) -> None:
    private, public = key_pair(tmp_path)
    inner = Raw()
    mailer = DkimMailer(inner, Signature("blog.example", "s1", private))
    message = (
        b"From: <hello@blog.example>\r\nTo: <jo@mail.example.org>\r\nSubject: Hello\r\n"
        b"List-Unsubscribe: <https://s.example/leave>\r\n"
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nHello.\r\n"
    )
    await mailer.send(message, "hello@blog.example", JO)

    def answer(name: bytes, timeout: int = 5) -> bytes:
        del timeout
        assert name == b"s1._domainkey.blog.example."
        return b"v=DKIM1; k=rsa; p=" + public

    signed = inner.messages[0]
    assert dkim.verify(signed, dnsfunc=answer)
    header = str(message_from_bytes(signed)["DKIM-Signature"]).replace("\r\n", "")
    covered = re.sub(r"\s", "", header.partition("h=")[2].partition(";")[0]).lower().split(":")
    assert {"from", "list-unsubscribe", "list-unsubscribe-post"} <= set(covered)
    forged = signed.replace(b"https://s.example/leave", b"https://evil.example/x")
    assert not dkim.verify(forged, dnsfunc=answer)
    for second in (b"Subject: Another", b"Reply-To: <evil@mail.example.org>", b"From: <x@y.org>"):
        assert not dkim.verify(second + b"\r\n" + signed, dnsfunc=answer), second


async def test_a_letter_has_the_headers_of_a_list_mail_and_says_why_it_comes(
    service: ServiceUnderTest,
) -> None:
    letter = await letter_of(service, article("new"))
    assert letter["Subject"] == "About new"
    assert str(letter["List-Id"]) == "A Word Before You Apply <articles.blog.example>"
    assert letter["Precedence"] == "list"
    assert letter["Auto-Submitted"] == "auto-generated"
    leave = re.fullmatch(
        r"<(https://\S+/subscriptions/unsubscribe/\S+)>", letter["List-Unsubscribe"]
    )
    assert leave
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, html = parts(letter)
    assert plain.startswith(
        "About new\nhttps://blog.example/articles/new/\n2 November 2026 · Networking\n\n"
        "What new is.\n\nYou get this email because you subscribed on 2 November 2026: "
        "Networking from A Word Before You Apply, with each new article.\n"
    )
    for purpose in ("manage", "receipt", "unsubscribe"):
        assert f"https://subscriptions.blog.example/subscriptions/{purpose}/" in plain
    assert re.findall(r'href="([^"]+)"', html) == re.findall(r"^https://\S+", plain, re.MULTILINE)
    assert "<img" not in html
    answer = await service.client.post(leave[1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert service.subscription().status == "unsubscribed"


async def test_an_articles_words_are_words_in_a_letter_never_markup(
    service: ServiceUnderTest,
) -> None:
    title = '<b>"R&D"</b> => https://evil.example/ press'
    summary = "=> https://evil.example/x Click here"
    letter = await letter_of(service, article("new", title=title, summary=summary))
    assert letter["Subject"] == title
    plain, html = parts(letter)
    assert summary in plain
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert 'href="https://evil.example' not in html
    assert 'class="button"' not in html


async def test_many_articles_make_a_list_that_ends_somewhere(service: ServiceUnderTest) -> None:
    letter = await letter_of(
        service, *(article(f"n{n}", date=f"2026-10-{n % 28 + 1:02}") for n in range(60))
    )
    assert letter["Subject"] == "About n55, and 59 more", "the newest by its date"
    plain, _ = parts(letter)
    assert len(re.findall(r"^https://blog.example/articles/", plain, re.MULTILINE)) == 50
    assert "And 10 more:\nhttps://blog.example/" in plain
    assert plain.index("28 October 2026") < plain.index("20 October 2026")


async def test_a_letter_has_an_article_s_checklist_as_text_and_a_link_that_opens_it(
    service: ServiceUnderTest,
) -> None:
    items = (
        ChecklistItem("I know <why> & to whom"),
        ChecklistItem("Read it aloud"),
        ChecklistItem("And once more", 1),
    )
    checklist = Checklist("before-you-send", "Before you send", items)
    service.manifest.known = replace(service.manifest.known, checklists={"new": (checklist,)})
    letter = await letter_of(service, article("new"))
    plain, html = parts(letter)
    assert plain.count("[ ] ") == 3
    assert (
        "Before you send\n\n"
        "[ ] I know <why> & to whom\n"
        "[ ] Read it aloud\n"
        "    [ ] And once more\n\n"
        "Open this checklist to tick it off:\n"
        "https://blog.example/articles/new/#before-you-send\n"
    ) in plain
    page = fragment_fromstring(html[html.index("<table") : html.rindex("</table>") + 8])
    assert [heading.text for heading in page.iter("h3")] == ["Before you send"]
    boxes = page.xpath('.//*[@role="list"]/*[@role="listitem"]')
    found = [item.text_content().split("\u00a0", 1)[1] for item in boxes]
    assert found == [item.text for item in items]
    hrefs = [link.get("href") for link in page.iter("a")]
    assert "https://blog.example/articles/new/#before-you-send" in hrefs


async def test_checklists_that_would_make_a_letter_endless_are_links(
    service: ServiceUnderTest,
) -> None:
    lists = {
        name: (Checklist(name, "", tuple(ChecklistItem(f"{name} {n}") for n in range(number))),)
        for name, number in (("short", 3), ("long", 38), ("other", 2))
    }
    service.manifest.known = replace(service.manifest.known, checklists=lists)
    dates = {"short": "2026-11-02T08:00", "long": "2026-11-02T07:00", "other": "2026-11-02T06:00"}
    letter = await letter_of(service, *(article(name, date=at) for name, at in dates.items()))
    plain, html = parts(letter)
    assert plain.count("[ ] ") == html.count("listitem") == 5
    assert ("Open this checklist (38 items):\nhttps://blog.example/articles/long/#long\n") in plain


async def letter_of(service: ServiceUnderTest, *articles: Article) -> EmailMessage:
    """Publish articles; return the letter about them."""
    await service.publish()
    await service.join(JO, cadence="each")
    await service.publish(*articles)
    await service.wait(hours=1)
    if len(articles) > 10:
        service.parts.do(apply, LetterCommand.SEND, ())
        await service.wait(minutes=1)
    (letter,) = service.letters(JO)
    return letter


class Raw(Mailbox):
    """A mailbox that keeps the bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[bytes] = []

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        self.messages.append(message)
        return await super().send(message, sender, recipient)


def key_pair(folder: Path) -> tuple[bytes, bytes]:
    """Return a private key as PEM and its public half as in the DNS."""
    path = folder / "key.pem"
    subprocess.run(
        ["openssl", "genrsa", "-traditional", "-out", str(path), "2048"],
        check=True,
        capture_output=True,
    )
    told = subprocess.run(
        ["openssl", "rsa", "-in", str(path), "-pubout"], check=True, capture_output=True
    ).stdout
    public = b"".join(told.strip().splitlines()[1:-1])
    return path.read_bytes(), public


def parts(letter: EmailMessage) -> tuple[str, str]:
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content().replace("\r\n", "\n"), html.get_content()


async def test_a_reply_goes_where_the_operator_says_and_the_imprint_stands_in_every_mail() -> None:
    service = ServiceUnderTest(
        MemoryStore(),
        settings_for_tests(
            reply_to="editors@blog.example", imprint=("The Blog <b>", "1 Main Street")
        ),
    )
    await service.join()
    await service.account_link()
    mails = service.mailbox.to(JO)
    assert len(mails) == 3
    for mail in mails:
        plain, html = parts(mail)
        assert mail["Reply-To"] == "editors@blog.example"
        assert plain.endswith("-- \nThe Blog <b>\n1 Main Street\n")
        assert "The Blog &lt;b&gt;<br>1 Main Street" in html


async def test_a_mail_without_these_settings_has_neither(service: ServiceUnderTest) -> None:
    await service.join()
    for mail in service.mailbox.to(JO):
        assert mail["Reply-To"] is None
        assert "-- \n" not in parts(mail)[0]


def test_an_html_mail_holds_its_width_in_classic_outlook() -> None:
    """Word's engine knows no `max-width`: only it reads the table in these comments."""
    page = (files("rapport_subscriptions") / "templates/mail/body.html").read_text("utf-8")
    assert '<!--[if mso]><table role="presentation" width="560"' in page
    assert page.count("<table") == page.count("</table") == page.count('role="presentation"')
