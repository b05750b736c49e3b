"""The words of a report: decoded, without the returned email, and parsed like a reply."""

from __future__ import annotations

import re
from email.header import decode_header, make_header
from itertools import islice
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.refusals import Reply, Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

MOST_PARTS = 500
MOST_WORDS = 8_000

DIAGNOSTIC = re.compile(
    r"(?<![\d.])([45][0-57]\d)(?![\d.])(?:[ '(-]+#?([245]\.\d{1,3}\.\d{1,3}))?\b[ :-]*(.*)",
    re.DOTALL,
)
STATUS_AT_THE_END = re.compile(r"\(#([245]\.\d{1,3}\.\d{1,3})")
"""How qmail writes a status: `Sorry, no mailbox here by that name. (#5.1.1)`."""

JAPANESE = "\x1b$"
"""How text in ISO-2022-JP begins if no charset is declared (RFC 1468)."""

TAG = re.compile(
    r"<(?:style|script).*?</(?:style|script)>|<[/!a-z][^<>]*>", re.IGNORECASE | re.DOTALL
)
ORIGINAL = re.compile(
    r"^[ >]*(?:-{2,}(?!\W*server message).*(?:copy|original|below|message).*"
    r"|Received: .*|Return-Path: .*|X-Original-To: .*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a plain report continues with the returned email, whose words are ours."""

STEPS = {
    Step.MAIL_FROM: "(?:in reply to|did not like our) (?:HELO|EHLO|MAIL FROM|initial)"
    "|after (?:initial connection|(?:pipelined )?(?:HELO|EHLO|MAIL FROM))"
    "|>>> MAIL FROM:(?:(?!>>>).)*<<< 5",
    Step.DATA: "(?:in reply to|in reply to end of|after|after pipelined) DATA|after end of data"
    "|did not like our (?:final )?DATA",
}
"""How Postfix, Exim, DragonFly and Sendmail name the step at which the next server refused.

A refusal before a recipient was named, at the greeting too, is about the sender.
"""

STEP_WORDS = {step: re.compile(words, re.IGNORECASE) for step, words in STEPS.items()}


def read_refusal(words: str) -> tuple[Step, Reply]:
    """Return the refusal that a report quotes, and the step at which it was made.

    If no step is named, it is that of a report, in which anything may have happened.
    """
    step = next((step for step, named in STEP_WORDS.items() if named.search(words)), Step.REPORT)
    match = DIAGNOSTIC.search(words)
    reply = Reply(int(match[1]), match[2] or "", match[3]) if match else Reply(words=words)
    at_the_end = STATUS_AT_THE_END.search(words)
    if at_the_end and not reply.status:
        return step, Reply(reply.code, at_the_end[1], reply.words)
    return step, reply


def own_words(message: Message) -> str:
    """Return the own words of a plain report, on one line, without the returned email."""
    for part in parts(message):
        if _may_be_words(part):
            text = TAG.sub(" ", text_of(part))
            before_original = ORIGINAL.split(text, maxsplit=1)[0][:MOST_WORDS]
            return " ".join(before_original.split())
    return ""


def _may_be_words(part: Message) -> bool:
    """Whether a part has words, even if it claims to have parts and has none."""
    kind = part.get_content_maintype()
    is_one = isinstance(part.get_payload(), str)
    return kind == "text" or (is_one and kind in {"multipart", "message"})


def text_of(part: Message) -> str:
    """Return the text of a part in its declared charset, even if that is wrong."""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    try:
        return body.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # a charset that there is not
        return body.decode("utf-8", "replace")


def parts(message: Message) -> Iterator[Message]:
    """Return a message and its parts, up to the limit for a report."""
    return islice(message.walk(), MOST_PARTS)


def one_line(block: Message, name: str) -> str:
    """Return a field decoded and without line breaks."""
    raw = " ".join(str(block.get(name, "")).split())
    try:
        if JAPANESE in raw:
            return raw.encode("ascii").decode("iso2022_jp")
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError):  # of UnicodeError and HeaderParseError too
        return raw
