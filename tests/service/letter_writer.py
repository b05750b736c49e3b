"""An author who writes, edits, renames, postpones, withdraws and restores letters, as they like."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import Kind
from rapport_subscriptions.rules.letter import ID_PREFIX, Letter, LetterBlock, Run

if TYPE_CHECKING:
    from tests.service.service_under_test import ServiceUnderTest
    from tests.service.test_states import Pick

KINDS = (Kind.LETTER, Kind.LETTER, Kind.URGENT, Kind.DIGEST)


class LetterWriter:
    """The letters of a blog, by the word in each that no edit changes, such as `w3`."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        self.letters: dict[str, Letter] = {}
        self.withdrawn: dict[str, Letter] = {}
        self.written = 0

    def act(self, pick: Pick) -> None:
        """Do one thing, to a letter that is chosen."""
        act = pick(["write", "write", "write", "edit", "rename", "postpone", "withdraw", "restore"])
        among = sorted(self.withdrawn if act == "restore" else self.letters)
        if act == "write":
            self.write(pick)
        elif among:
            word = pick(among)
            match act:
                case "edit":
                    changed = replace(self.letters[word], subject=f"Edited {word}")
                    self.letters[word] = changed
                case "rename":
                    self.letters[word] = replace(self.letters[word], id=f"renamed-{word}")
                case "postpone":
                    self.postpone(word)
                case "withdraw":
                    self.withdrawn[word] = self.letters.pop(word)
                case _:
                    self.letters[word] = self.withdrawn.pop(word)
        known = {letter.id: letter for letter in self.letters.values()}
        self.service.manifest.known = replace(self.service.manifest.known, letters=known)

    def write(self, pick: Pick) -> None:
        self.written += 1
        word = f"w{self.written}"
        send = self.service.clock.now() + timedelta(hours=pick([0, 1, 30]))
        topics = pick([(), ("networking",), ("interviews",)])
        words = LetterBlock("text", (Run(f"These are the words of {word}."),))
        self.letters[word] = Letter(word, f"On {word}", (words,), send, topics, pick(KINDS))

    def postpone(self, word: str) -> None:
        """Name a later hour, unless the letter has begun to go: then its hour is past."""
        letter = self.letters[word]
        with self.service.store.reading() as tx:
            known = [tx.articles.get(f"{ID_PREFIX}{name}") for name in (word, f"renamed-{word}")]
        has_begun = any(article and article.earliest_number for article in known)
        if letter.send and not has_begun:
            self.letters[word] = replace(letter, send=letter.send + timedelta(hours=26))

    def words_in(self, text: str) -> list[str]:
        """Return the words of the letters that an email holds."""
        return re.findall(r"These are the words of (\w+)\.", text)

    def judge(self, word: str, topics: tuple[str, ...], latest: datetime) -> Letter:
        """Return a letter that was just mailed, which has to be one that may be mailed so."""
        letter = self.letters[word]  # a KeyError: it was withdrawn
        assert letter.as_article.is_about(topics), "nobody chose it"
        assert letter.send is not None
        assert letter.send <= latest, "it is not its hour yet"
        return letter
