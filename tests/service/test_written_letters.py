"""Letters that authors wrote: read from beside the site, and mailed in words, never as HTML."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.errors import BlogUnknownError, SettingsError
from rapport_subscriptions.mail.smtp import SmtpMailer, SmtpServer
from rapport_subscriptions.manifest import open_manifest
from rapport_subscriptions.rules.letter import read_letters
from rapport_subscriptions.settings import read_settings
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.service.service_under_test import ServiceUnderTest, settings_for_tests, text_of
from tests.service.smtp_server import misbehaving
from tests.service.test_letters import parts

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.manifest import Manifest

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
SITE = json.dumps({"version": 1, "url": "https://blog.example/", "wordings": {"1": "Yes."}})


def file_of(*blocks: object, subject: str = "Thank you, and one question") -> str:
    letter = {"id": "welcome", "subject": subject, "blocks": list(blocks)}
    return json.dumps({"version": 1, "letters": [letter]})


def words(text: str, **more: object) -> dict[str, Any]:
    return {"kind": "text", "runs": [{"text": text}], **more}


def written(service: ServiceUnderTest, *blocks: object) -> None:
    letters = read_letters(file_of(*blocks))
    service.manifest.known = replace(service.manifest.known, letters=letters)


async def test_who_confirms_gets_the_author_s_welcome_and_below_it_what_always_stands_there() -> (
    None
):
    service = ServiceUnderTest(MemoryStore(), settings_for_tests(imprint=("1 Main Street",)))
    linked = {"text": "here", "address": "https://blog.example/a/", "style": "strong"}
    written(
        service,
        {"kind": "heading", "runs": [{"text": "Hello & <welcome>"}]},
        {"kind": "text", "runs": [{"text": "Begin "}, linked, {"text": ".\nThen write."}]},
        {"kind": "item", "runs": [{"text": "one"}], "mark": "1."},
        {"kind": "item", "runs": [{"text": "deep"}], "mark": "☐", "level": 1},
        words("Ask one.", is_quote=True),
        {"kind": "rule"},
        {"kind": "code", "text": "Dear Ann,\n  hello"},
        {"kind": "image", "text": "A desk", "address": "https://blog.example/d.png"},
    )
    await service.join()
    welcome = service.mailbox.to(JO)[-1]
    assert welcome["Subject"] == "Thank you, and one question"
    text = text_of(welcome).replace("\r\n", "\n")
    assert text.startswith(
        "Hello & <welcome>\n\nBegin here (https://blog.example/a/).\nThen write.\n\n1. one\n"
        "    ☐ deep\n\n> Ask one.\n\n* * *\n\n    Dear Ann,\n      hello\n\n"
        "A desk (https://blog.example/d.png)\n\nYou confirmed on 2 November 2026: Networking"
    )
    assert text.endswith("-- \n1 Main Street\n")
    for purpose in ("manage", "unsubscribe", "receipt"):
        assert f"/subscriptions/{purpose}/" in text
    assert "<https://" in welcome["List-Unsubscribe"]
    html = parts(welcome)[1]
    assert "Hello &amp; &lt;welcome&gt;" in html
    assert "<strong>here</strong></a>" in html


async def test_without_a_letter_of_the_author_s_the_service_has_words_of_its_own(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    assert "You’re subscribed" in service.mailbox.to(JO)[-1]["Subject"]


async def test_a_welcome_reaches_a_mail_server_as_it_was_written(
    service: ServiceUnderTest,
) -> None:
    written(service, words("Grüße aus dem Büro – schön, dass du da bist."))
    await service.sign_up()
    async with misbehaving() as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, tls="none"))
        await service.client.post(service.link(JO, "confirm"))
        service.replace_mailer(mailer)
        await service.send()
        await mailer.close()
    (message,) = server.messages
    assert b"Subject: Thank you, and one question" in message
    assert b"Gr=C3=BC=C3=9Fe aus dem B=C3=BCro" in message


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "../a/", "//x", 'https://x/"><b>', "https://[", ""],
)
async def test_no_address_in_a_letter_leads_anywhere_but_to_the_web_or_a_mailbox(
    service: ServiceUnderTest, address: str
) -> None:
    written(service, {"kind": "text", "runs": [{"text": "words", "address": address}]})
    await service.join()
    html = parts(service.mailbox.to(JO)[-1])[1]
    assert "<p>words</p>" in html.replace('<p style="margin: 0 0 16px;color: #24211c;">', "<p>")


async def test_letters_are_those_of_the_release_that_the_site_leads_to(tmp_path: Path) -> None:
    for name, said in (("one", "First"), ("two", "Second"), ("three", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "blog.json").write_text(SITE)
        if said:
            (tmp_path / f"{name}.letters.json").write_text(file_of(words("Hi."), subject=said))
    (tmp_path / "current").symlink_to("one")
    manifest = open_manifest(str(tmp_path / "current"))
    assert subject(manifest) == "First"
    assert manifest.blog() is manifest.blog()
    for name, said in (("two", "Second"), ("three", ""), ("one", "First")):
        (tmp_path / "new").symlink_to(name)
        (tmp_path / "new").replace(tmp_path / "current")
        assert subject(manifest) == said


async def test_while_the_file_of_letters_is_broken_the_last_good_ones_go(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/blog.json").write_text(SITE)
    file = tmp_path / "site.letters.json"
    for broken in ("", "{", "[]", '{"version": 2}', "\udcff"):
        file.write_text(file_of(words("Hi."), subject="Good"))
        manifest = open_manifest(str(tmp_path / "site"))
        assert subject(manifest) == "Good"
        file.write_text(broken, errors="surrogateescape")
        assert subject(manifest) == "Good"
        assert f"the letters in {file} can't be read" in caplog.text
        caplog.clear()
        assert subject(open_manifest(str(tmp_path / "site"))) == "", "and none is made up"


async def test_a_site_on_the_web_has_the_letters_of_a_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/blog.json").write_text(SITE)
    elsewhere = tmp_path / "letters.json"
    elsewhere.write_text(file_of(words("Hi."), subject="From elsewhere"))
    assert subject(open_manifest(str(tmp_path / "site"), letters=elsewhere)) == "From elsewhere"
    with pytest.raises(SettingsError, match="there is no folder"):
        read_settings(
            {
                "RAPPORT_MAIL_URL": f"maildir://{tmp_path}",
                "RAPPORT_MAIL_FROM": "B <b@blog.example>",
                "RAPPORT_SITE": "https://blog.example/",
                "RAPPORT_LETTERS_FILE": str(tmp_path / "nowhere/letters.json"),
            }
        )


def subject(manifest: Manifest) -> str:
    letter = manifest.blog().letters.get("welcome")
    return letter.subject if letter else ""


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=4,
)
kinds = st.sampled_from(["heading", "text", "item", "code", "image", "rule", "script"])
blocks = st.fixed_dictionaries(
    {},
    optional={
        "kind": kinds | anything,
        "text": anything,
        "address": anything,
        "level": anything,
        "mark": anything,
        "runs": anything
        | st.lists(
            st.fixed_dictionaries(
                {}, optional={"text": anything, "style": anything, "address": anything}
            ),
            max_size=2,
        ),
    },
)


@given(st.lists(blocks, max_size=4) | anything)
def test_whatever_a_file_of_letters_holds_is_a_letter_or_passed_over(found: object) -> None:
    letter = {"id": "welcome", "subject": "S", "blocks": found}
    letters = read_letters(json.dumps({"version": 1, "letters": [letter, found]}))
    for read in letters.values():
        for block in read.blocks:
            assert block.runs or block.kind == "rule"
            assert "\0" not in "".join(run.text for run in block.runs)
            assert 0 <= block.level <= 6


@pytest.mark.parametrize("text", ["", "7", "{}", "null", '{"version": 9, "letters": []}'])
def test_what_is_no_file_of_letters_is_refused(text: str) -> None:
    with pytest.raises(BlogUnknownError):
        read_letters(text)
