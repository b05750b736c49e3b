"""Reports as some servers and providers really make them, and what each is worth."""

from __future__ import annotations

import json

import pytest

from rapport_subscriptions.mail.bounce_reader import read_report
from rapport_subscriptions.rules.bounce import BounceKind
from tests.service.test_bounces import plain, report


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("4.4.7", "smtp; 450 4.7.1 Client host rejected: cannot find your name", BounceKind.SENDER),
        ("5.4.7", "smtp; 450 4.2.2 mailbox full", BounceKind.SOFT),
        ("4.4.7", "smtp; 450 4.2.0 Greylisted, try again", BounceKind.SOFT),
        ("4.4.7", "X-Notes; delivery time expired", BounceKind.SOFT),
    ],
)
def test_a_report_of_time_that_ran_out_means_what_was_said_meanwhile(
    status: str, diagnostic: str, kind: BounceKind
) -> None:
    assert read_report(report(status=status, diagnostic=diagnostic).encode()).kind is kind


def test_a_refusal_of_us_in_words_is_ours_though_it_may_pass() -> None:
    words = "Remote host said: 421 4.7.0 [TSS04] deferred due to unexpected volume or complaints"
    assert read_report(plain(words).encode()).kind is BounceKind.SENDER
    words = "Remote host said: 421 Service not available, closing transmission channel"
    assert read_report(plain(words).encode()).kind is BounceKind.SOFT


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("4.0.0", "DNS type 'mx' lookup of x.comn responded with code NXDOMAIN", BounceKind.GONE),
        ("4.0.0", "The domain x.example doesn't receive email: Null MX", BounceKind.GONE),
        ("5.4.4", "Host or domain name not found. type=A: Host not found", BounceKind.GONE),
        ("5.4.4", "type=MX: Malformed or unexpected name server reply", BounceKind.SOFT),
        ("5.4.3", "Name server: x.example: host lookup did not complete", BounceKind.SOFT),
        ("4.4.4", "DNS lookup failed, try again", BounceKind.SOFT),
    ],
)
def test_a_domain_that_is_not_there_is_told_from_a_name_server_that_fails(
    status: str, words: str, kind: BounceKind
) -> None:
    delivered = report(status=status, diagnostic=f"smtp; {words}")
    assert read_report(delivered.encode()).kind is kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("550 5.2.0 From: Domain is invalid. Please provide a valid From: IB506", "sender"),
        ("550 5.1.2 an MX or SRV record indicated no SMTP service", "hard"),
        ("554 No SMTP service 554 Bad DNS PTR resource record", "sender"),
    ],
)
def test_words_are_told_apart_that_look_alike(words: str, kind: str) -> None:
    assert read_report(plain(f"Remote host said: {words}").encode()).kind.value == kind


def test_words_in_japanese_are_read_though_nobody_says_that_they_are() -> None:
    words = "ユーザー neko は ディレクトリには見つかりません。".encode("iso2022_jp")
    raw = report(status="5.0.0", diagnostic="X-Notes; WORDS").encode().replace(b"WORDS", words)
    found = read_report(raw)
    assert found.kind is BounceKind.GONE
    assert "見つかりません" in found.words


def returned(sender: str, subject: str, text: str) -> bytes:
    """A message in nobody's format that encloses ours."""
    return (
        f"From: {sender}\nSubject: {subject}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n'
        f"--x\nContent-Type: text/plain\n\n{text}\n"
        "--x\nContent-Type: message/rfc822\n\nSubject: Our letter\n\nHello\n--x--\n"
    ).encode()


@pytest.mark.parametrize(
    ("sender", "text", "kind"),
    [
        ("no-reply@provider.example", "Could not be delivered, their mailbox is full", "soft"),
        ("post_master@sms.example", "Error: Invalid user address\n550 - no such user", "gone"),
        ("jo@mail.example.org", "Your last letter failed to convince me: error: none", "nothing"),
        ("no-reply@provider.example", "Thank you for your message", "nothing"),
    ],
)
def test_a_mail_that_comes_back_is_known_by_its_words_whatever_its_subject(
    sender: str, text: str, kind: str
) -> None:
    assert read_report(returned(sender, "Re: Our letter", text)).kind.value == kind


@pytest.mark.parametrize(
    ("subject", "words", "kind"),
    [
        ("Automatically rejected mail", "rejected: Quota exceeded", BounceKind.SOFT),
        ("Automatically rejected mail", "I want no mail of yours", BounceKind.NOTHING),
        ("Read: Our letter", "Quota exceeded is a fine title", BounceKind.NOTHING),
    ],
)
def test_a_mailbox_that_returns_mail_by_a_receipt_is_full_and_a_receipt_is_nothing(
    subject: str, words: str, kind: BounceKind
) -> None:
    receipt = (
        f"From: Mail Delivery Subsystem <admin@x.example>\nSubject: {subject}\n"
        "Auto-Submitted: auto-replied (rejected)\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="x"\n\n'
        f"--x\nContent-Type: text/plain\n\n{words}\n--x\n"
        "Content-Type: message/disposition-notification\n\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n--x--\n"
    )
    assert read_report(receipt.encode()).kind is kind


def of_ses(said: dict[str, object]) -> bytes:
    text = json.dumps({**said, "mail": {"source": f"bounces+b{'a' * 39}@blog.example"}})
    text = text.replace("source", "sou!\n rce")  # as old mail servers break long lines
    return (
        "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n"
        f"{text}\n\n--\nIf you wish to stop receiving…\n"
    ).encode()


def failed(status: str, diagnostic: str) -> dict[str, object]:
    recipient = {"status": status, "diagnosticCode": diagnostic, "emailAddress": "jo@x.example"}
    return {"notificationType": "Bounce", "bounce": {"bouncedRecipients": [recipient]}}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (failed("5.1.1", "smtp; 550 5.1.1 user unknown"), "hard"),
        (failed("5.2.2", "smtp; 552 5.2.2 mailbox full"), "soft"),
        (failed("5.7.1", "smtp; 550 5.7.1 blocked as spam"), "sender"),
        ({"notificationType": "Bounce", "bounce": {"bouncedRecipients": [{}]}}, "soft"),
        ({"eventType": "Complaint", "complaint": {"complainedRecipients": []}}, "complaint"),
        ({"notificationType": "Delivery", "delivery": {"smtpResponse": "250 OK"}}, "nothing"),
        ({"eventType": "Open", "open": {}}, "nothing"),
    ],
)
def test_amazon_s_notifications_say_what_they_say(said: dict[str, object], kind: str) -> None:
    found = read_report(of_ses(said))
    assert found.kind.value == kind
    assert bool(found.return_paths) is (kind != "nothing")


def test_words_are_never_those_of_a_picture() -> None:
    picture = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\n--x\n"
    delivered = report(status="5.0.0", diagnostic="").replace(
        "Content-Type: text/plain\n", f"{picture}Content-Type: text/plain\n", 1
    )
    text = "I'm sorry to have to inform you that your message could not be delivered."
    found = read_report(delivered.replace(text, "550 5.1.1 user unknown").encode())
    assert found.kind is BounceKind.HARD
    assert found.words == "550 5.1.1 user unknown"
