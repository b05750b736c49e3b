"""Mails and pages in the language of the blog."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

import rapport_subscriptions
from rapport_subscriptions.rules.blog import read_blog
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.phrases import form_error_in_words
from rapport_subscriptions.rules.texts import ENGLISH, texts_for
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.service_under_test import BLOG, START, ServiceUnderTest, settings_for_tests

if TYPE_CHECKING:
    from email.message import EmailMessage

pytestmark = pytest.mark.anyio
JO = "jo@mail.example.org"
LANGUAGES = ("de", "es")
JSON = {"content-type": "application/json"}


def english(language: str) -> set[str]:
    """Return the messages that are said otherwise in a language."""
    path = Path(rapport_subscriptions.__file__).parent / "languages" / f"{language}.po"
    with path.open("rb") as file:
        found = {
            str(message.id)
            for message in read_po(file)
            if message.id and message.id != message.string
        }
    assert len(found) > 100
    return {text for text in found if "%(" not in text}


def said_in(html: str) -> set[str]:
    return {unescape(text).strip() for text in re.findall(r">([^<]+)<", html)}


def parts(letter: EmailMessage) -> tuple[str, str]:
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_readers_whole_way_is_in_the_language_of_the_blog(
    service: ServiceUnderTest, language: str
) -> None:
    service.manifest.known = replace(BLOG, language=language)
    messages = english(language)
    await service.sign_up()
    pages = [service.link(JO, "confirm"), service.link(JO, "refuse")]
    shown = [await service.client.get(link) for link in pages]
    await service.join()
    pages = [service.link(JO, purpose) for purpose in ("manage", "receipt", "unsubscribe")]
    pages += ["/subscriptions/unsubscribe", "/subscriptions/manage"]
    shown += [await service.client.get(link) for link in pages]
    shown.append(await service.client.post("/subscriptions", data={"email": "nobody"}))
    shown.append(await service.client.get("/subscriptions/manage/nothing"))
    assert len(shown) == 9
    for answer in shown:
        assert f'<html lang="{language}">' in answer.text
        assert said_in(answer.text) & messages == set()
    letters = service.mailbox.to(JO)
    assert len(letters) >= 2
    for letter in letters:
        plain, html = parts(letter)
        assert f'<html lang="{language}">' in html
        assert {line.rstrip(":") for line in plain.splitlines()} & messages == set()
        assert said_in(html) & messages == set()


async def test_a_german_mail_says_what_was_asked_for(service: ServiceUnderTest) -> None:
    service.manifest.known = replace(BLOG, language="de", title="Vorher")
    await service.sign_up(topics=["networking", "interviews"])
    (letter,) = service.mailbox.to(JO)
    assert letter["Subject"] == "Bitte bestätige: Vorher"
    assert "Networking und Interviews, einmal in der Woche." in " ".join(parts(letter)[0].split())


async def test_a_refusal_and_an_error_are_said_in_the_language_of_the_blog() -> None:
    limits = Limits(signups_per_network=1)
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(limits=limits))
    service.manifest.known = replace(BLOG, language="de", title="Vorher")
    answers = [await service.sign_up(f"r{number}@mail.example.org") for number in range(11)]
    assert answers[-1].status_code == 429
    assert '<html lang="de">' in answers[-1].text
    assert "Aus deinem Netz" in answers[-1].text
    program = await service.sign_up(headers={"accept": "application/json"})
    assert program.json()["error"].startswith("Too many requests came from your network.")
    unreadable = await service.client.post("/subscriptions", content=b"{", headers=JSON)
    assert unreadable.status_code == 422
    assert '<html lang="de">' in unreadable.text


async def test_the_ledger_keeps_the_words_that_were_agreed_to(service: ServiceUnderTest) -> None:
    service.manifest.known = replace(BLOG, language="de", wordings={"2026-11": "Schreibt mir."})
    await service.join()
    service.manifest.known = replace(BLOG, language="es", wordings={"2026-12": "Escribidme."})
    receipt = await service.client.get(service.link(JO, "receipt"))
    assert "Schreibt mir." in receipt.text
    assert "Lo que aceptaste" in receipt.text


def test_days_are_written_as_the_language_does() -> None:
    assert ENGLISH.day(START) == "2 November 2026"
    assert texts_for("de").day(START + timedelta(days=60)) == "1. Januar 2027"
    assert texts_for("de-AT").day(START + timedelta(days=60)) == "1. Jänner 2027"
    assert texts_for("es").day(START) == "2 de noviembre de 2026"


async def test_a_blog_that_says_sie_has_pages_and_mails_that_do(service: ServiceUnderTest) -> None:
    """The manifest names the texts beside the language, which stays German to machines."""
    known = read_blog(
        '{"version": 1, "url": "https://b.example/", "title": "Vorher", "language": "de",'
        ' "texts": "de-formal", "wordings": {"2026-11": "Ja."}}'
    )
    service.manifest.known = replace(
        BLOG, language=known.language, texts_name=known.texts_name, title=known.title
    )
    await service.sign_up()
    (letter,) = service.mailbox.to(JO)
    plain, html = parts(letter)
    assert letter["Subject"] == "Bitte bestätigen Sie: Vorher"
    assert "Vorher schicken wir Ihnen nichts" in " ".join(plain.split())
    assert '<html lang="de">' in html
    page = await service.client.get(service.link(JO, "confirm"))
    assert '<html lang="de">' in page.text
    assert "Bestätigen Sie Ihr Abo" in page.text
    assert "einmal in der Woche" in page.text
    assert not re.search(r"\b(?:du|dich|dir|dein\w*)\b", plain + page.text, re.IGNORECASE)


def test_formal_words_fall_back_to_the_usual_ones_and_to_english() -> None:
    texts = texts_for("de-formal")
    assert (texts.language, texts.gettext("Your subscription")) == ("de", "Ihr Abo")
    assert texts.gettext("Unsubscribe") == "Abmelden"
    minute = "Too many requests came from your network. Try again in %(num)s minute."
    assert "Versuchen Sie es in 2 Minuten" in texts.ngettext(
        minute, minute.replace("minute.", "minutes."), 2
    )
    assert texts_for("es-formal").gettext("Unsubscribe") == "Darse de baja"
    assert texts_for("de-AT-formal").day(START + timedelta(days=60)) == "1. Jänner 2027"


@pytest.mark.parametrize("language", ["", "xx", "../de", "fr", "-formal", "xx-formal"])
def test_a_language_without_texts_is_english(language: str) -> None:
    assert texts_for(language).gettext("Unsubscribe") == "Unsubscribe"


def test_a_blog_that_says_no_language_is_english() -> None:
    known = read_blog('{"version": 1, "url": "https://b.example/", "wordings": {"w": "Yes."}}')
    assert known.language == "en"


def test_an_error_without_words_of_its_own_is_said_in_general() -> None:
    error = "This is not an email address we can write to: it has two dots."
    assert form_error_in_words(error, ENGLISH) == error
    assert (
        form_error_in_words(error, texts_for("de"))
        == "An diese E-Mail-Adresse können wir nicht schreiben."
    )
    assert form_error_in_words("Something else: new.", texts_for("de")) == "Something else: new."
