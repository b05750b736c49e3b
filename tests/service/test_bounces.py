"""What comes back: bounces and complaints end a subscription, vacations and loops don't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.mail.bounce_reader import read_report
from rapport_subscriptions.rules.bounce import BounceKind
from rapport_subscriptions.use_cases.handle_bounce import take_report
from tests.service.service_under_test import ServiceUnderTest, settings_for_tests

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
Diagnostic-Code: smtp; 550 no such user

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


def return_path(service: ServiceUnderTest) -> str:
    path: str = service.parts.return_path(service.subscription())
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


async def test_soft_bounces_count_and_the_fifth_ends_it(service: ServiceUnderTest) -> None:
    await service.join()
    path = return_path(service)
    for number, status in enumerate(("4.2.2", "5.2.2", "4.4.1", "5.7.1"), 1):
        take(service, report(to=path, status=status))
        assert service.subscription().soft_bounces == number
        assert service.subscription().status == "confirmed"
    take(service, report(to=path, action="delayed", status="4.4.7"))
    assert service.subscription().status == "suppressed"


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
    assert service.subscription().soft_bounces == 0


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
    assert set(senders) == {return_path(service)}
    assert len(senders[0].partition("@")[0]) <= 64


@given(st.binary(max_size=400))
def test_no_message_breaks_the_reading(raw: bytes) -> None:
    assert read_report(raw).kind in set(BounceKind)
    whole = DELIVERY_REPORT.encode().replace(b"{status}", raw).replace(b"{to}", raw)
    assert read_report(whole).kind in set(BounceKind)
