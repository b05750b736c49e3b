"""What a letter says to many readers, rendered once; each reader's own words are filled in.

Most of what it takes to write a letter goes into its template, its styles and its encoding, which
are the same for all who chose the same. Only links and a date are a reader's own. So a letter is
rendered with a mark in the place of each: a random word that nothing else in it can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import groupby
from secrets import token_hex
from typing import TYPE_CHECKING

from rapport_subscriptions.mail.compose import Parts, page_of
from rapport_subscriptions.mail.mime import encoded
from rapport_subscriptions.rules.links import Links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport_subscriptions.mail.compose import MailBody
    from rapport_subscriptions.rules.look import Look
    from rapport_subscriptions.rules.series import SeriesReader
    from rapport_subscriptions.rules.subscription import Subscription

_RUN = token_hex(16)
_MARK = re.compile(f"{_RUN}([a-z]+)x")
"""It ends in a letter that no name has, so that what follows a mark is never taken for its name."""


def mark(name: str) -> str:
    """Return the mark of a word by its name, which has small letters only."""
    return f"{_RUN}{name}x"


class MarkedLinks(Links):
    """Links that are a mark each, where a letter is rendered for all."""

    def unsubscribe(self, subscription: Subscription) -> str:  # noqa: ARG002 - nobody's
        """Return the mark of the unsubscribe link."""
        return mark("unsubscribe")

    def manage(self, subscription: Subscription) -> str:  # noqa: ARG002 - nobody's
        """Return the mark of the link to manage a subscription."""
        return mark("manage")

    def receipt(self, subscription: Subscription) -> str:  # noqa: ARG002 - nobody's
        """Return the mark of the link to the receipt."""
        return mark("receipt")

    def series(self, subscription: Subscription, reader: SeriesReader) -> str:  # noqa: ARG002 - nobody's
        """Return the mark of the page of a reader's place in a series."""
        return mark("series")

    def refuse(self, subscription: Subscription) -> str:  # noqa: ARG002 - nobody's
        """Return the mark of the link for who didn't ask."""
        return mark("refuse")


class _Form:
    """A text with marks: bytes of lines without any, and the pieces of each other line."""

    def __init__(self, text: str) -> None:
        self._pieces: list[bytes | list[str]] = []
        for has_mark, lines in groupby(StringIO(text, newline="\n"), _has_mark):
            if has_mark:
                self._pieces += [_MARK.split(line) for line in lines]
            else:
                self._pieces.append(encoded("".join(lines)))

    def filled(self, words: Mapping[str, str]) -> bytes:
        """Return the text, encoded, with a word in the place of each mark."""
        return b"".join(
            piece if isinstance(piece, bytes) else encoded(_line(piece, words))
            for piece in self._pieces
        )


@dataclass(frozen=True)
class SharedBody:
    """Text and page of a letter, with marks."""

    subject: str
    text: _Form
    html: _Form

    def parts(self, words: Mapping[str, str]) -> Parts:
        """Return the parts of one reader's letter, with a word in the place of each mark."""
        escaped = {name: escape(word) for name, word in words.items()}
        return Parts(self.subject, self.text.filled(words), self.html.filled(escaped))


def shared(body: MailBody, blog_title: str, look: Look) -> SharedBody:
    """Return the letter that a marked body makes."""
    page = page_of(body, blog_title, look)
    return SharedBody(body.subject, _Form(body.as_text()), _Form(page))


def _has_mark(line: str) -> bool:
    return _RUN in line


def _line(pieces: list[str], words: Mapping[str, str]) -> str:
    """Join a line that `_MARK.split` cut: text, name, text, name, text."""
    return "".join(words[piece] if place % 2 else piece for place, piece in enumerate(pieces))
