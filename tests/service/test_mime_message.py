"""Messages written fast are read like those that `email.message` writes."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rapport_subscriptions.mail.mime import MimeMessage, encoded

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"))
LINK = f"<https://s.example/subscriptions/unsubscribe/{'x' * 75}>"


def read(message: MimeMessage, text: str = "Text.\n", html: str = "<p>Page.</p>\n") -> EmailMessage:
    raw = message.as_bytes(encoded(text), encoded(html))
    assert all(len(line) <= 998 and b"\n" not in line for line in raw.split(b"\r\n"))
    return message_from_bytes(raw, policy=policy.default)


@given(WORDS)
@example("Smörgåsbord, “exactly these words”, and more, until it has to be folded")
@example("plain, and long enough that a header has to be folded somewhere along its many words")
def test_a_subject_comes_back_as_it_was_given(subject: str) -> None:
    message, usual = MimeMessage(international=False), EmailMessage(policy=policy.SMTP)
    message["Subject"] = usual["Subject"] = subject.strip()
    expected = message_from_bytes(usual.as_bytes(), policy=policy.default)["Subject"]
    assert read(message)["Subject"] == expected


@given(TEXTS, TEXTS)
@example("a line that ends in a space \n.\n..\nFrom me\n=3D", "tab\t\n" + "ö" * 200)
def test_text_and_page_come_back_as_they_were_given(text: str, html: str) -> None:
    letter = read(MimeMessage(international=False), text, html)
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    for part, given_text in ((plain, text), (page, html)):
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert payload.decode().replace("\r\n", "\n") == given_text


def test_a_link_stays_whole_on_one_line() -> None:
    message = MimeMessage(international=False)
    message["List-Unsubscribe"] = LINK
    assert f"List-Unsubscribe: {LINK}\r\n".encode() in message.as_bytes(b"", b"")


@pytest.mark.parametrize("value", ["x\r\nBcc: all@mail.example.org", "x\ny", "ö\ny"])
def test_no_value_begins_a_header_of_its_own(value: str) -> None:
    message = MimeMessage(international=False)
    with pytest.raises(ValueError, match="linefeed"):
        message["Subject"] = value


def test_an_international_address_stands_as_it_is() -> None:
    message = MimeMessage(international=True)
    message["To"] = "jörg@xn--exmple-cua.org"
    assert "To: jörg@xn--exmple-cua.org\r\n".encode() in message.as_bytes(b"", b"")
