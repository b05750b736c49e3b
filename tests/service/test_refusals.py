"""What a refusal means: what servers really write, and its cause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_subscriptions.rules.refusals import (
    Cause,
    Refusal,
    Reply,
    Step,
    meaning,
    without_people,
)

CERTAIN, COUNTED = Refusal(Cause.ADDRESS, True, is_certain=True), Refusal(Cause.ADDRESS, True)
FULL, SENDER = Refusal(Cause.MAILBOX, True), Refusal(Cause.SENDER, True)
LATER = {error: Refusal(error, is_permanent=False) for error in Cause}

AT_RCPT = [
    # nobody has this address, says the code
    (
        "gmail",
        550,
        "5.1.1",
        "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos",  # noqa: E501 - a line as a server wrote it
        CERTAIN,
    ),
    (
        "gmail disabled",
        550,
        "5.2.1",
        "The email account that you tried to reach is disabled.",
        CERTAIN,
    ),
    (
        "outlook.com",
        550,
        "5.5.0",
        "Requested action not taken: mailbox unavailable (S2017062302).",
        COUNTED,
    ),
    (
        "microsoft 365",
        550,
        "5.1.10",
        "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        CERTAIN,
    ),
    (
        "microsoft 365 edge",
        550,
        "5.4.1",
        "Recipient address rejected: Access denied. AS(201806281)",
        COUNTED,
    ),
    ("icloud", 550, "5.1.1", "unknown or illegal alias: …", CERTAIN),
    (
        "postfix",
        550,
        "5.1.1",
        "…: Recipient address rejected: User unknown in local recipient table",
        CERTAIN,
    ),
    ("null mx", 556, "5.1.10", "Recipient address has null MX", CERTAIN),
    ("no such domain", 550, "5.1.2", "…: Recipient address rejected: Domain not found", CERTAIN),
    ("moved", 551, "5.1.6", "User has moved", CERTAIN),
    ("new owner", 550, "5.7.17", "Mailbox owner has changed", CERTAIN),
    # the words say it
    (
        "yahoo",
        554,
        "",
        "delivery error: dd This user doesn't have a yahoo.com account (…) [0] - mta1001.mail.ne1.yahoo.com",  # noqa: E501 - a line as a server wrote it
        COUNTED,
    ),
    ("yahoo today", 552, "", "1 Requested mail action aborted, mailbox not found", COUNTED),
    (
        "gmx",
        550,
        "",
        "Requested action not taken: mailbox unavailable For explanation visit https://postmaster.gmx.net/en/error-messages",
        COUNTED,
    ),
    ("exim", 550, "", "Unrouteable address", COUNTED),
    ("exim local", 550, "", "No such person at this address", COUNTED),
    ("qmail", 550, "", "sorry, no mailbox here by that name. (#5.1.1)", COUNTED),
    ("cpanel", 550, "", "No Such User Here", COUNTED),
    ("bare 550", 550, "", "", COUNTED),
    ("bare 553", 553, "", "…", COUNTED),
    # a full mailbox
    ("gmail full", 552, "5.2.2", "The email account that you tried to reach is over quota.", FULL),
    (
        "web.de full",
        552,
        "",
        "Requested mail action aborted: exceeded storage allocation Quota exceeded. The recipient mailbox is full.",  # noqa: E501 - a line as a server wrote it
        FULL,
    ),
    ("dovecot", 552, "5.2.2", "… Quota exceeded (mailbox for user is full)", FULL),
    (
        "later full",
        452,
        "4.2.2",
        "The recipient's inbox is out of storage space.",
        LATER[Cause.MAILBOX],
    ),
    # us
    (
        "gmail quota",
        550,
        "5.4.5",
        "Daily user sending limit exceeded. For more information on Gmail sending limits go to",
        SENDER,
    ),
    ("quota", 550, "5.4.5", "Daily user sending quota exceeded", SENDER),
    ("quota 5.2.2", 550, "5.2.2", "Your sending quota for today is exceeded", SENDER),
    (
        "cpanel limit",
        550,
        "",
        "Domain blog.example has exceeded the max emails per hour (500/500 (100%)) allowed. Message discarded.",  # noqa: E501 - a line as a server wrote it
        SENDER,
    ),
    ("relay", 554, "5.7.1", "…: Relay access denied", SENDER),
    ("exim relay", 550, "", "relay not permitted", SENDER),
    (
        "spamhaus",
        550,
        "5.7.1",
        "Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        SENDER,
    ),
    (
        "outlook block",
        550,
        "5.7.1",
        "Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",  # noqa: E501 - a line as a server wrote it
        SENDER,
    ),
    (
        "gmail unauthenticated",
        550,
        "5.7.26",
        "This mail is unauthenticated, which poses a security risk to the sender and Gmail users",
        SENDER,
    ),
    (
        "gmail spam",
        550,
        "5.7.1",
        "Our system has detected that this message is likely unsolicited mail.",
        SENDER,
    ),
    ("gmx policy", 554, "", "Transaction failed Reject due to policy restrictions.", SENDER),
    ("sender verify", 550, "", "Sender verify failed", SENDER),
    ("bad sender", 550, "5.1.8", "Sender address rejected: Domain not found", SENDER),
    ("bad sender syntax", 553, "5.1.7", "The sender's address is not valid", SENDER),
    ("5.1.20", 550, "5.1.20", "Multiple From addresses without Sender", SENDER),
    (
        "5.1.90",
        550,
        "5.1.90",
        "Your message can't be sent because you've reached your daily limit for message recipients",
        SENDER,
    ),
    ("too long", 552, "5.2.3", "Message length exceeds administrative limit", SENDER),
    ("too big", 552, "5.3.4", "Message size exceeds fixed limit", SENDER),
    (
        "5.1.1 to a sender it blocks",
        550,
        "5.1.1",
        "Your IP is blocked for spam, see our policy",
        SENDER,
    ),
    (
        "gmail rate",
        450,
        "4.2.1",
        "The user you are trying to contact is receiving mail too quickly.",
        LATER[Cause.MAILBOX],
    ),
    ("unroutable sender", 550, "", "Unroutable sender address", SENDER),
    (
        "5.1.1 to a sender that sends too much",
        550,
        "5.1.1",
        "… - 192.0.2.1 has sent to too many recipients this hour",
        SENDER,
    ),
    ("too many recipients", 552, "", "Too many recipients", SENDER),
    ("orange", 550, "5.2.0", "Mail rejete. Mail rejected. OFR_506 [506]", SENDER),
    ("rdns", 551, "", "Forbidden by the invalid RDNS record of your mail server", SENDER),
    ("our own account", 525, "5.7.13", "User account disabled", SENDER),
    ("521 to a client", 521, "5.7.1", "Service unavailable; client blocked using dnsbl", SENDER),
    # nobody, in other words and languages
    ("disabled recipient", 525, "5.7.13", "Recipient rejected: User account disabled", COUNTED),
    ("takes no mail", 521, "", "Host does not accept mail", COUNTED),
    ("no mail at all", 556, "", "…", COUNTED),
    ("unable to route", 550, "5.4.4", "Invalid domain", COUNTED),
    ("postfix's map", 554, "5.7.1", "…: Recipient address rejected: Access denied", COUNTED),
    ("domino", 554, "", "User jo.doe (…) not listed in Domino Directory", COUNTED),
    ("imail", 554, "", "Invalid final delivery userid: …", COUNTED),
    ("german", 554, "", "Empfänger unbekannt", COUNTED),
    ("french", 554, "", "L'adresse de messagerie ci-dessus n'existe pas.", COUNTED),
    ("spanish", 554, "", "El usuario indicado no existe", COUNTED),
    ("italian", 554, "", "Utente sconosciuto", COUNTED),
    ("japanese", 554, "", "宛先のアドレスは存在しません", COUNTED),
    # somebody's, and closed for now
    (
        "locked",
        550,
        "5.7.1",
        "Recipient address rejected: User … temporary locked. Please try again later!",
        FULL,
    ),
    ("full under a wrong code", 552, "5.1.1", "sorry, that mailbox is over quota (#5.1.1)", FULL),
    ("full in a number", 554, "", "The number of messages in mailbox exceeded the limit", FULL),
    # a while
    (
        "greylisted",
        451,
        "4.7.1",
        "Greylisted, please try again in 300 seconds",
        LATER[Cause.MAILBOX],
    ),
    (
        "microsoft later",
        451,
        "4.7.500",
        "Server busy. Please try again later from [192.0.2.1]. (S77719)",
        LATER[Cause.SENDER],
    ),
    ("local error", 451, "4.3.0", "Temporary lookup failure", LATER[Cause.NETWORK]),
    ("421", 421, "", "Service not available, closing transmission channel", LATER[Cause.NETWORK]),
]


@pytest.mark.parametrize(
    ("code", "status", "words", "expected"),
    [case[1:] for case in AT_RCPT],
    ids=[case[0] for case in AT_RCPT],
)
def test_a_refusal_of_the_recipient_means_what_its_server_meant(
    code: int, status: str, words: str, expected: Refusal
) -> None:
    assert meaning(Step.RCPT_TO, Reply(code, status, words)) == expected


@pytest.mark.parametrize(("code", "status", "words"), [case[1:4] for case in AT_RCPT])
def test_whatever_is_said_to_mail_from_is_about_us(code: int, status: str, words: str) -> None:
    assert meaning(Step.MAIL_FROM, Reply(code, status, words)).cause is Cause.SENDER


@pytest.mark.parametrize(("code", "status", "words"), [case[1:4] for case in AT_RCPT])
def test_whatever_is_said_to_a_greeting_is_about_the_way(
    code: int, status: str, words: str
) -> None:
    assert meaning(Step.CONNECT, Reply(code, status, words)).cause is Cause.NETWORK


def test_a_refused_message_is_never_the_reader_s_without_a_word_about_an_address() -> None:
    for reply in (
        Reply(554, "", "never"),
        Reply(550, "5.7.1", "spam"),
        Reply(550, "5.4.5", "Daily user sending quota exceeded"),
        Reply(554, "5.6.0", "Message contains invalid header"),
        Reply(552, "5.3.4", "too big"),
    ):
        assert meaning(Step.DATA, reply).cause not in {Cause.ADDRESS, Cause.MAILBOX}


@given(
    step=st.sampled_from(Step),
    code=st.integers(0, 599),
    status=st.from_regex(r"\A([245]\.\d{1,3}\.\d{1,3})?\Z"),
    words=st.text(max_size=60),
)
def test_only_a_closed_list_of_codes_is_certain_of_an_address(
    step: Step, code: int, status: str, words: str
) -> None:
    found = meaning(step, Reply(code, status, words))
    if found.is_certain:
        assert found == CERTAIN
        assert status in {
            f"5.{detail}" for detail in ("1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "7.17", "7.18")
        }
        assert step not in {Step.CONNECT, Step.MAIL_FROM}
    assert found.is_permanent == (status.startswith("5") if status else code >= 500)


def test_a_server_s_words_come_without_people() -> None:
    said = "<jo.doe@mail.example.org>: user jo.doe is unknown\r\nask postmaster@example.org"
    assert without_people(said, "jo.doe@mail.example.org") == "…: user … is unknown ask …"
    assert len(without_people("x " * 500)) <= 300
