"""Letters that are rendered once for many readers say to each what is theirs, and only that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rapport_subscriptions.mail.compose import Block, MailBody, page_of, parts_of, write_body
from rapport_subscriptions.mail.envelope import EnvelopeWriter
from rapport_subscriptions.mail.shared_body import mark, shared
from rapport_subscriptions.mail.template_values import article_values, letter_values
from rapport_subscriptions.rules.letter import Letter, LetterBlock, Run
from rapport_subscriptions.rules.look import OUR_LOOK
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.subscription import Cadence, Choice, Status
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.use_cases.deliver_mail import Dispatch
from tests.service.service_under_test import BLOG, START, ServiceUnderTest, article
from tests.service.test_store import mail, subscription

if TYPE_CHECKING:
    from email.message import EmailMessage

    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.service import Service

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=90).map(
    "x{}x".format
)
DAYS = {True: "2 November 2026", False: "28 September 2025"}
LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


def reader(email: str, **changes: object) -> Subscription:
    known = replace(subscription(email), status=Status.CONFIRMED, confirmed_at=START)
    return replace(known, choice=Choice((), Cadence.EACH), **changes)  # type: ignore[arg-type]


def dispatches() -> list[Dispatch]:
    """Letters that differ in one thing each from the first, and then some that differ in all."""
    told = (article("a", "networking", title="Ask & <listen>", summary='"So" be it'),)
    jo = reader("jo@mail.example.org")
    readers = [
        jo,
        reader("sam@mail.example.org"),
        replace(jo, confirmed_at=START - timedelta(days=400)),
        replace(jo, choice=Choice((), Cadence.WEEKLY)),
        replace(jo, choice=Choice(("networking",), Cadence.EACH)),
        replace(jo, generation=3),
    ]
    same = [Dispatch(letter_to(member), member, member.choice, articles=told) for member in readers]
    first = same[0]
    return [
        *same,
        replace(first, articles=(replace(told[0], title="Another title"),)),
        replace(first, articles=(), letters=(letter("Words of one"),)),
        replace(first, articles=(), letters=(letter("Words of another"),)),
        replace(first, mail=replace(first.mail, created_at=START + timedelta(days=1))),
    ]


def letter(words: str) -> Letter:
    return Letter("w", "A letter", (LetterBlock("text", (Run(words),)),), START)


def letter_to(member: Subscription) -> OutboxMail:
    return replace(mail(member), kind=MailKind.ARTICLES)


def rendered_for_one(service: Service, dispatch: Dispatch) -> list[str]:
    """Text and page of a letter, rendered with its reader's own words from the start."""
    blog, links = service.manifest.blog(), service.links
    values = {
        "imprint": (),
        **letter_values(dispatch, blog, links),
        **article_values(dispatch, blog, links.manage(dispatch.subscription)),
    }
    parts = parts_of(write_body(MailKind.ARTICLES, values), blog.title, blog.look)
    return [decoded(parts.text), decoded(parts.html)]


def said(message: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    """All that a message says: its boundary is new each time."""
    parsed: EmailMessage = message_from_bytes(message, policy=policy.default)
    headers = [(name, str(value)) for name, value in parsed.items() if name != "Content-Type"]
    parts = [part.get_content().replace("\r\n", "\n") for part in parsed.iter_parts()]
    return headers, parts


def test_a_letter_is_the_same_whoever_was_written_to_before() -> None:
    service = ServiceUnderTest(MemoryStore()).parts
    busy, all_of_them = EnvelopeWriter(service), dispatches()
    written = [busy.write(dispatch) for dispatch in [*all_of_them, *reversed(all_of_them)]]
    alone = [rendered_for_one(service, dispatch) for dispatch in all_of_them]
    assert [said(envelope.message)[1] for envelope in written] == [*alone, *reversed(alone)]
    assert len(set(map(str, alone))) == len(alone) - 1  # the day of writing shows nowhere


def test_each_reader_finds_their_own_links_and_date() -> None:
    service = ServiceUnderTest(MemoryStore()).parts
    writer = EnvelopeWriter(service)
    for dispatch in dispatches():
        headers, parts = said(writer.write(dispatch).message)
        one, links = dispatch.subscription, service.links
        for part in parts:
            assert part.count(links.unsubscribe(one)) == 1
            assert part.count(links.receipt(one)) == 1
            assert part.count(links.manage(one)) >= 2
            assert mark("")[:32] not in part
            assert DAYS[one.confirmed_at == START] in part
        assert ("To", one.email.typed) in headers


def test_a_corrected_blog_is_seen_by_the_next_letter() -> None:
    service = ServiceUnderTest(MemoryStore())
    writer, dispatch = EnvelopeWriter(service.parts), dispatches()[0]
    before = said(writer.write(dispatch).message)
    service.manifest.known = replace(BLOG, title="Another name")
    assert before != said(writer.write(dispatch).message)


@settings(max_examples=60)
@given(LINES, WORDS, WORDS)
@example(".\n..\n \x85\u2028x\x0c" + "y" * 100, "x=3D & <b>", "x'")
@example("a line that ends in a space \n", "x", "x x")
def test_filled_in_words_read_as_if_they_had_been_there(text: str, link: str, since: str) -> None:
    words = {"manage": link, "since": since}
    marked = body(text, mark("manage"), mark("since"))
    parts = shared(marked, "Blog & co", OUR_LOOK).parts(words)
    plain = body(text, link, since)
    assert decoded(parts.text) == plain.as_text()
    if link.isalnum() and link.isascii():  # others are escaped in more than one way
        assert decoded(parts.html) == page_of(plain, "Blog & co", OUR_LOOK)


def body(text: str, link: str, since: str) -> MailBody:
    blocks = (Block("paragraph", text), Block("link", f"since {since}.", link), Block("note", text))
    return MailBody("S", blocks)


def decoded(part: bytes) -> str:
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
    payload = message_from_bytes(head + b"\r\n\r\n" + part).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")
