"""What comes back: bounces and complaints end a subscription, vacations and loops don't."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.mail.bounce_reader import read_report
from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.rules.refusals import Reply, Step, meaning
from rapport_subscriptions.use_cases import bounce_incidents
from rapport_subscriptions.use_cases.handle_bounce import take_report
from tests.service.service_under_test import ServiceUnderTest, article, settings_for_tests

if TYPE_CHECKING:
    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"

DELIVERY_REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: <{to}>
Subject: Undelivered Mail Returned to MailWorker
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; victim@mail.example.org
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--x
Content-Type: {headers_type}

{original}
--x--
"""
COMPLAINT = """\
From: feedback@provider.example
To: abuse@blog.example
Subject: FW: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

This is an abuse report.

--x
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1
Original-Mail-From: <{to}>

--x
Content-Type: message/rfc822

{original}
--x--
"""
VACATION = """\
From: jo@mail.example.org
To: <{to}>
Subject: Out of office
Auto-Submitted: auto-replied

I am away. Delivery to the following recipient failed permanently: jo@mail.example.org
"""
QMAIL = """\
From: MAILER-DAEMON@mx.example.org
To: <{to}>
Subject: failure notice

Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<jo@mail.example.org>:
192.0.2.1 does not like recipient.
Remote host said: 550 unknown

--- Below this line is a copy of the message.
"""


@pytest.fixture
def service(store: Store) -> ServiceUnderTest:
    return ServiceUnderTest(store, settings_for_tests(bounces_to="bounces@blog.example"))


def return_path(service: ServiceUnderTest, number: int = -1) -> str:
    """The return path of a reader's newest mail, or of another."""
    with service.store.reading() as tx:
        mail = tx.outbox.of(service.subscription().id)[number]
    path: str = service.parts.return_path(mail)
    return path


def take(service: ServiceUnderTest, text: str) -> bool:
    report = read_report(text.encode())
    took: bool = service.parts.do(take_report, report)
    return took


def report(**values: str) -> str:
    usual = {
        "to": "someone@blog.example",
        "action": "failed",
        "status": "5.1.1",
        "diagnostic": "smtp; 550 no such user",
        "headers_type": "text/rfc822-headers",
        "original": "Subject: Hello\n",
    }
    return DELIVERY_REPORT.format(**{**usual, **values})


async def test_a_hard_bounce_by_the_return_path_ends_the_subscription(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    assert take(service, report(to=return_path(service)))
    assert service.subscription().status == "suppressed"
    service.clock.forward(days=200)
    await service.sign_up()
    assert len(service.mailbox.letters) == 2


async def test_a_bounce_is_known_by_our_message_id_or_the_leave_link_too(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    welcome = service.mailbox.to(JO)[-1]
    by_id = report(original=f"Message-ID: {welcome['Message-ID']}\n")
    by_link = report(
        original=f"List-Unsubscribe: {welcome['List-Unsubscribe']}\n\nHello\n",
        headers_type="message/rfc822",
    )
    for text in (by_id, by_link):
        found = read_report(text.encode())
        assert found.mail_ids or found.unsubscribe_tokens
        assert take(service, text)


async def test_a_forged_bounce_that_only_names_an_address_does_nothing(
    service: ServiceUnderTest,
) -> None:
    await service.join("victim@mail.example.org")
    assert not take(service, report())
    assert not take(service, report(to="bounces+b" + "a" * 39 + "@blog.example"))
    assert service.subscription("victim@mail.example.org").status == "confirmed"


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "smtp; 550 5.1.1 user unknown", BounceKind.HARD),
        ("5.1.2", "smtp; 550 no such domain", BounceKind.HARD),
        ("5.1.6", "", BounceKind.HARD),
        ("5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound", BounceKind.HARD),
        ("5.2.1", "smtp; 550 5.2.1 The email account is disabled", BounceKind.HARD),
        ("5.1.7", "smtp; 553 5.1.7 sender address is not valid", BounceKind.SENDER),
        ("5.1.8", "", BounceKind.SENDER),
        ("5.1.20", "", BounceKind.SENDER),
        ("5.1.90", "", BounceKind.SENDER),
        ("5.7.1", "smtp; 550 5.7.1 message rejected as spam", BounceKind.SENDER),
        ("5.0.0", "smtp; 550 5.4.5 Daily user sending quota exceeded", BounceKind.SENDER),
        ("5.0.0", "smtp; 550 5.1.1 user unknown", BounceKind.HARD),
        ("5.0.0", "smtp; 550 No such user here", BounceKind.GONE),
        ("5.0.0", "", BounceKind.SOFT),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", BounceKind.SOFT),
        ("4.2.2", "smtp; 452 4.2.2 mailbox full", BounceKind.SOFT),
        ("4.4.7", "X-Postfix; delivery time expired", BounceKind.SOFT),
        ("5.4.4", "", BounceKind.GONE),
    ],
)
def test_a_delivery_report_means_what_its_codes_and_words_say(
    status: str, diagnostic: str, kind: BounceKind
) -> None:
    assert read_report(report(status=status, diagnostic=diagnostic).encode()).kind is kind


@pytest.mark.parametrize(
    "words",
    [
        "<jo@x.example>: host mx.x.example said: 550 5.1.0 <blog@y> no (in reply to MAIL FROM command)",  # noqa: E501 - a line as a server wrote it
        "SMTP error from remote mail server after MAIL FROM:<blog@y.example>: 550 unknown user",
        "SMTP error from remote mail server after initial connection: 554 no reverse name",
        "mx.x.example [192.0.2.25] did not like our MAIL FROM: 550 5.1.0 no",
        ">>> MAIL From:<blog@y.example>\n<<< 550 Insecure Mail Relay\n554 <jo@x.example>... User unknown",  # noqa: E501 - a line as a server wrote it
        "<jo@x.example>: host mx said: 550 Protocol violation (in reply to end of DATA command)",
    ],
)
def test_what_was_said_before_a_recipient_was_named_or_to_the_text_is_about_us(words: str) -> None:
    text = "I'm sorry to have to inform you that your message could not be delivered."
    delivered = report(status="5.0.0", diagnostic="smtp; 550 no")
    assert read_report(delivered.replace(text, words).encode()).kind is BounceKind.SENDER
    assert read_report(plain(words).encode()).kind is BounceKind.SENDER


def test_a_recipient_s_refusal_that_names_its_step_is_the_recipient_s() -> None:
    words = "host mx.x.example said: 550 No such user (in reply to RCPT TO command)"
    assert read_report(plain(words).encode()).kind is BounceKind.HARD


def test_a_message_that_its_server_finds_malformed_is_caused_by_us() -> None:
    delivered = report(status="5.6.0", diagnostic="smtp; 552 5.6.0 Headers too large")
    assert read_report(delivered.encode()).kind is BounceKind.SENDER


def test_a_line_that_a_report_breaks_is_one_line() -> None:
    diagnostic = "smtp; 550 5.1.0 <blog@y.example> sender\n    rejected. AUP#CDRBL"
    assert read_report(report(status="5.1.0", diagnostic=diagnostic).encode()).kind is (
        BounceKind.SENDER
    )


@pytest.mark.parametrize("action", ["failed (Bad destination mailbox address)", "failure", "error"])
def test_an_action_in_a_server_s_own_words_is_understood(action: str) -> None:
    assert read_report(report(action=action).encode()).kind is BounceKind.HARD


@pytest.mark.parametrize(
    ("diagnostic", "words", "kind"),
    [
        ("", "jo@x.example: 550 5.7.25 The IP address has no PTR record", BounceKind.SENDER),
        ("", "jo@x.example: Domain does not exist", BounceKind.GONE),
        (
            "",
            "Your message wasn't delivered because the address couldn't be found.",
            BounceKind.GONE,
        ),
        ("smtp; 552 5.2.2 full", "550 user unknown", BounceKind.SOFT),
    ],
)
def test_a_report_whose_status_says_nothing_is_judged_by_its_text(
    diagnostic: str, words: str, kind: BounceKind
) -> None:
    text = "I'm sorry to have to inform you that your message could not be delivered."
    delivered = report(status="5.0.0", diagnostic=diagnostic).replace(text, words)
    assert read_report(delivered.encode()).kind is kind


@pytest.mark.parametrize(
    "change",
    [
        ('boundary="x"', 'boundary="another"'),  # none of its parts can be found
        ("; report-type=delivery-status", ""),
        ("Content-Type: message/delivery-status", "Content-Type: text/plain"),
        ("multipart/report; report-type=delivery-status", "multipart/mixed"),
    ],
)
def test_a_report_that_is_not_made_as_it_should_be_is_read(change: tuple[str, str]) -> None:
    text = "I'm sorry to have to inform you that your message could not be delivered."
    whole = report(diagnostic="smtp; 550 5.1.1 user unknown")
    whole = whole.replace(text, "<jo@x.example>: 550 5.1.1 user unknown")
    assert read_report(whole.replace(*change).encode()).kind in {BounceKind.HARD, BounceKind.GONE}


def test_words_are_read_by_their_charset_and_an_encoded_subject_too() -> None:
    words = "宛先のアドレスは存在しません"
    message = EmailMessage()
    message["From"] = "postmaster@x.example"
    message["Subject"] = "メッセージを配信できません。"
    message.set_content(words, charset="iso-2022-jp")
    assert read_report(bytes(message)).kind is BounceKind.GONE
    message.set_content(words, charset="utf-8")
    raw = bytes(message).replace(b'charset="utf-8"', b'charset="x-of-our-own"')
    assert read_report(raw).kind is BounceKind.GONE


@pytest.mark.parametrize(
    "words",
    [
        "554 Too many hops 26 (25 max)",
        "554 Message looping (received 6 times)",
        "mail for x.example loops back to myself",
    ],
)
def test_a_loop_says_nothing_of_the_recipient(words: str) -> None:
    delivered = report(status="5.0.0", diagnostic=f"smtp; {words}")
    assert read_report(delivered.encode()).kind is BounceKind.NOTHING


@pytest.mark.parametrize(
    "words",
    [
        "421 Host not reachable. Message will be retried for 4 more day(s)",
        "<jo@x.example>: Name service error for domain x.example: Host not found, try again",
    ],
)
def test_what_can_still_be_solved_is_no_unknown_user(words: str) -> None:
    assert read_report(plain(words).encode()).kind is BounceKind.SOFT


async def test_outlook_s_complaint_in_no_standard_s_format_ends_the_subscription(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    ours = service.mailbox.to(JO)[-1].as_string()
    complaint = (
        "From: staff@hotmail.com\nSubject: complaint about message from 192.0.2.1\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n'
        f"--x\nContent-Type: message/rfc822\n\n{ours}\n--x--\n"
    )
    assert take(service, complaint)
    assert service.subscription().status == "suppressed"


def plain(words: str) -> str:
    return QMAIL.partition("<jo@")[0] + f"<jo@mail.example.org>:\n{words}\n\n--- Below this line\n"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Sorry, no mailbox here by that name. (#5.1.1)", BounceKind.HARD),
        ("Remote host said: 550 5.1.1 User unknown", BounceKind.HARD),
        ("Remote host said: 552 Quota exceeded, the mailbox is full", BounceKind.SOFT),
        ("Remote host said: 550 5.4.5 Daily user sending quota exceeded", BounceKind.SENDER),
        ("Remote host said: 554 blocked by our policy, looks like spam", BounceKind.SENDER),
        (
            "I'm not going to try again; this message has been in the queue too long.",
            BounceKind.SOFT,
        ),
    ],
)
def test_a_report_in_words_is_judged_by_its_words(words: str, kind: BounceKind) -> None:
    assert read_report(plain(words).encode()).kind is kind


def test_words_of_the_returned_mail_itself_are_not_the_report_s() -> None:
    text = plain("Remote host said: 550 5.1.1 User unknown")
    enclosed = f"{text}\nReceived: from x\nSubject: Our spam policy\n\nblocked, quota exceeded\n"
    assert read_report(enclosed.encode()).kind is BounceKind.HARD


async def mail(service: ServiceUnderTest, number: int, *, days: int) -> None:
    """Send one more letter so many days later."""
    service.clock.forward(days=days)
    await service.publish(article("old"), *(article(f"a{n}") for n in range(number)))
    await service.wait(minutes=16)


async def mail_and_bounce(
    service: ServiceUnderTest, number: int, *, days: int, status: str
) -> None:
    await mail(service, number, days=days)
    assert take(service, report(to=return_path(service), status=status, diagnostic=""))


async def move_to(service: ServiceUnderTest, address: str) -> None:
    data = {"action": "move", "email": address}
    await service.client.post(await service.account_link(), data=data)
    await service.send()


def return_path_of(service: ServiceUnderTest, address: str) -> str:
    with service.store.reading() as tx:
        mail = tx.outbox.of(service.subscription(address).id)[-1]
    path: str = service.parts.return_path(mail)
    return path


def acts(service: ServiceUnderTest) -> list[str]:
    with service.store.reading() as tx:
        return [line.act.value for line in tx.consents.of(service.subscription().id)]


async def test_five_letters_in_a_row_over_weeks_end_it(service: ServiceUnderTest) -> None:
    await service.join(cadence="each")
    await service.publish(article("old"))
    for number in range(1, 6):
        assert service.subscription().status == "confirmed"
        await mail_and_bounce(service, number, days=7, status="5.2.2")
    assert service.subscription().status == "suppressed"
    assert acts(service)[-1] == "suppressed"


async def test_five_letters_within_a_week_do_not(service: ServiceUnderTest) -> None:
    await service.join(cadence="each")
    await service.publish(article("old"))
    for number in range(1, 8):
        await mail_and_bounce(service, number, days=1, status="5.2.2")
    assert service.subscription().status == "confirmed"


async def test_five_over_years_with_letters_that_arrive_between_do_not(
    service: ServiceUnderTest,
) -> None:
    """One every 140 days, letters that arrive between."""
    await service.join(cadence="each")
    await service.publish(article("old"))
    number = 0
    for _ in range(5):
        for _ in range(3):
            number += 1
            await mail(service, number, days=40)
        number += 1
        await mail_and_bounce(service, number, days=20, status="5.2.2")
    assert service.subscription().status == "confirmed"


async def test_one_letter_counts_once_however_often_it_comes_back(
    service: ServiceUnderTest,
) -> None:
    await service.join(cadence="each")
    await service.publish(article("old"))
    await mail(service, 1, days=1)
    for _ in range(9):
        service.clock.forward(days=5)
        take(service, report(to=return_path(service), status="4.4.7"))
    assert service.subscription().status == "confirmed"


async def test_a_delay_is_no_failure(service: ServiceUnderTest) -> None:
    await service.join()
    assert not take(service, report(to=return_path(service), action="delayed", status="4.4.7"))


async def test_an_unknown_user_in_words_ends_it_with_the_third_letter_in_a_row(
    service: ServiceUnderTest,
) -> None:
    """The mail server says so in its very reply, to each of six weekly letters."""
    await service.join(cadence="each")
    await service.publish(article("old"))
    refusal = meaning(Step.RCPT_TO, Reply(550, "", "No such user here"))
    for number in range(1, 7):
        service.mailbox.outcomes = [Outcome(Verdict.NEVER, "RCPT TO: 550", refusal)]
        expected = "confirmed" if number <= 3 else "suppressed"
        assert service.subscription().status == expected, number
        await mail(service, number, days=7)
    assert len(service.letters()) == 0
    assert service.mailbox.outcomes, "nobody is mailed any more"


async def test_a_bounce_that_we_caused_is_nobody_s_and_the_operator_is_told(
    service: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    await service.join()
    text = report(
        to=return_path(service), status="5.7.1", diagnostic=f"smtp; 550 5.7.1 {JO} is spam"
    )
    for _ in range(9):
        assert take(service, text)
    assert service.subscription().status == "confirmed"
    assert "bounced because of us: 550 5.7.1 … is spam" in caplog.text
    assert JO not in caplog.text


async def test_a_bounce_of_a_mistyped_new_address_touches_no_subscription(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    await move_to(service, "mistyped@mail.example.org")
    assert take(service, report(to=return_path(service)))
    assert service.subscription().status == "confirmed"
    count = len(service.mailbox.letters)
    service.clock.forward(days=40)
    await service.sign_up("mistyped@mail.example.org")
    assert len(service.mailbox.letters) == count, "the address itself is stopped"


async def test_a_stranger_s_complaint_stops_the_stranger_s_address_only(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    await move_to(service, "stranger@mail.example.org")
    enclosed = service.mailbox.to("stranger@mail.example.org")[-1].as_string()
    assert take(service, COMPLAINT.format(kind="abuse", to="x@blog.example", original=enclosed))
    assert service.subscription().status == "confirmed"
    count = len(service.mailbox.letters)
    service.clock.forward(days=400)
    await service.sign_up("stranger@mail.example.org")
    assert len(service.mailbox.letters) == count


async def test_a_bounce_of_the_closed_old_mailbox_does_not_end_the_new_one(
    service: ServiceUnderTest,
) -> None:
    await service.join()
    yesterday = report(to=return_path(service))
    await move_to(service, "new@mail.example.org")
    await service.client.post(service.link("new@mail.example.org", "move"))
    assert take(service, yesterday)
    assert service.subscription("new@mail.example.org").status == "confirmed"


async def test_a_burst_at_one_provider_opens_a_breaker_with_one_undo(
    service: ServiceUnderTest,
) -> None:
    addresses = [f"r{number}@provider.example" for number in range(9)]
    for address in (*addresses, JO):
        await service.join(address)
    for address in (*addresses, JO):
        take(service, report(to=return_path_of(service, address)))
    statuses = [service.subscription(address).status for address in addresses]
    assert statuses == ["suppressed"] * 5 + ["confirmed"] * 4
    assert service.subscription().status == "suppressed", "another provider's count"
    assert list(service.parts.look(bounce_incidents.incidents)) == ["provider.example"]
    assert service.parts.do(bounce_incidents.undo, "provider.example") == 5
    assert {service.subscription(address).status for address in addresses} == {"confirmed"}
    assert service.subscription().status == "suppressed"
    assert service.parts.look(bounce_incidents.incidents) == {}
    assert service.parts.do(bounce_incidents.undo, "provider.example") is None


async def test_an_accepted_incident_leaves_what_was_suppressed_and_counts_on(
    service: ServiceUnderTest,
) -> None:
    addresses = [f"r{number}@provider.example" for number in range(7)]
    for address in addresses:
        await service.join(address)
    for address in addresses[:6]:
        take(service, report(to=return_path_of(service, address)))
    assert service.parts.do(bounce_incidents.accept, "provider.example")
    take(service, report(to=return_path_of(service, addresses[6])))
    statuses = [service.subscription(address).status for address in addresses]
    assert statuses == ["suppressed"] * 5 + ["confirmed", "suppressed"]


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out"])
async def test_a_complaint_ends_the_subscription(service: ServiceUnderTest, kind: str) -> None:
    await service.join()
    text = COMPLAINT.format(kind=kind, to=return_path(service), original="Subject: x\n\nx\n")
    assert take(service, text)
    assert service.subscription().status == "suppressed"


async def test_a_complaint_is_known_by_the_mail_it_encloses(service: ServiceUnderTest) -> None:
    await service.join()
    enclosed = service.mailbox.to(JO)[-1].as_string()
    assert take(service, COMPLAINT.format(kind="abuse", to="x@blog.example", original=enclosed))
    assert service.subscription().status == "suppressed"


async def test_a_report_of_no_spam_changes_nothing(service: ServiceUnderTest) -> None:
    await service.join()
    text = COMPLAINT.format(kind="not-spam", to=return_path(service), original="Subject: x\n\nx\n")
    assert not take(service, text)
    assert service.subscription().status == "confirmed"


async def test_vacations_loops_and_good_news_are_no_bounces(service: ServiceUnderTest) -> None:
    await service.join()
    path = return_path(service)
    ours = service.mailbox.to(JO)[-1].as_string()
    for text in (
        VACATION.format(to=path),
        report(to=path, status="5.4.6"),
        report(to=path, action="delivered", status="2.0.0"),
        report(to=path, action="relayed", status="2.1.9"),
        ours,
        "",
        "no mail at all",
    ):
        assert not take(service, text)
    assert service.subscription().status == "confirmed"


async def test_a_bounce_in_nobodys_format_is_understood(service: ServiceUnderTest) -> None:
    await service.join()
    assert take(service, QMAIL.format(to=return_path(service)))
    assert service.subscription().status == "suppressed"


async def test_mails_go_out_under_their_return_path(service: ServiceUnderTest) -> None:
    senders: list[str] = []
    send = service.mailbox.send

    async def note(message: bytes, sender: str, recipient: str) -> object:
        senders.append(sender)
        return await send(message, sender, recipient)

    service.mailbox.send = note  # type: ignore[assignment]
    await service.join()
    assert len(set(senders)) == len(senders), "a path for each mail"
    assert return_path(service) in senders
    assert len(senders[0].partition("@")[0]) <= 64


@given(st.binary(max_size=400))
def test_no_message_breaks_the_reading(raw: bytes) -> None:
    assert read_report(raw).kind in set(BounceKind)
    whole = DELIVERY_REPORT.encode().replace(b"{status}", raw).replace(b"{to}", raw)
    assert read_report(whole).kind in set(BounceKind)


EXIM = """\
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: <{to}>
Subject: Mail delivery failed: returning message to sender
Auto-Submitted: auto-replied

This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients.

  jo@mail.example.org
    SMTP error from remote mail server after RCPT TO:<jo@mail.example.org>:
    host mx.mail.example.org [192.0.2.9]: {said}

------ This is a copy of the message, including all the headers. ------

Subject: Our spam policy
"""


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 User unknown", BounceKind.HARD),
        ("550 5.7.1 blocked by our policy", BounceKind.SENDER),
        ("552 5.2.2 mailbox full", BounceKind.SOFT),
    ],
)
def test_a_mail_server_that_calls_its_report_an_automatic_reply_is_understood(
    said: str, kind: BounceKind
) -> None:
    text = EXIM.format(to="x@blog.example", said=said)
    assert read_report(text.encode()).kind is kind


def test_parts_in_parts_without_end_are_nobody_s_report() -> None:
    nested = "Content-Type: message/rfc822\n\n" * 20_000
    assert read_report(nested.encode()).kind is BounceKind.NOTHING
