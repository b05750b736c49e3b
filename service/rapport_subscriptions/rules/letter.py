"""Letters as the blog's build wrote them: words and links in blocks, no HTML.

They are in `site.letters.json` beside the site, which the web server doesn't serve.
"""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import urlsplit

from rapport_subscriptions.errors import BlogUnknownError
from rapport_subscriptions.rules.article import (
    LONGEST_ID,
    LONGEST_TITLE,
    LONGEST_URL,
    Article,
    Kind,
    one_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

LETTERS_VERSION = 1
ID_PREFIX = "letter:"
"""The prefix of a letter's id among those of articles."""
WITH_DIGEST = "digest"
WELCOME = "welcome"
"""The letter that is sent after confirming, in place of the service's own text."""

LONGEST_TEXT = 20_000
DEEPEST = 6
KINDS = ("heading", "text", "item", "code", "image", "rule")
STYLES = ("strong", "em", "code")
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@dataclass(frozen=True)
class Run:
    """Words in one style: plain, `strong`, `em` or `code`, and their link."""

    text: str
    style: str = ""
    address: str = ""


@dataclass(frozen=True)
class LetterBlock:
    """A heading, a paragraph, an item of a list, code, a link to a picture, or a rule."""

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    mark: str = ""
    is_quote: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter that its author wrote in Markdown.

    `send` is when it is due, None for the welcome; without `topics` it is for everybody.
    """

    id: str
    subject: str
    blocks: tuple[LetterBlock, ...]
    send: datetime | None = None
    topics: tuple[str, ...] = ()
    kind: Kind = Kind.LETTER

    @property
    def as_article(self) -> Article:
        """The letter in the form of an article, of which readers are notified once."""
        return Article(
            id=f"{ID_PREFIX}{self.id}",
            url="",
            title=self.subject,
            date=self.send.isoformat() if self.send else "",
            tags=self.topics,
            kind=self.kind,
        )


def dated_letters(letters: Mapping[str, Letter]) -> list[Letter]:
    """Return the letters with a time: all but the welcome."""
    return [letter for letter in letters.values() if letter.id != WELCOME]


def letter_of(article: Article, letters: Mapping[str, Letter]) -> Letter | None:
    """Return the letter of an article; a renamed one is found by its time and subject."""
    named = letters.get(article.id.removeprefix(ID_PREFIX))
    same = (
        letter
        for letter in dated_letters(letters)
        if (letter.as_article.date, letter.subject) == (article.date, article.title)
    )
    return named or next(same, None)


def read_letters(text: str) -> Mapping[str, Letter]:
    """Return the letters in a file by their ids; raise BlogUnknownError for anything else.

    An invalid block is skipped: the rest of the letter is worth sending.
    """
    listed = read_letters_file(text).get("letters")
    letters = (_letter(entry) for entry in (listed if isinstance(listed, list) else ()))
    return MappingProxyType({letter.id: letter for letter in letters if letter})


def read_letters_file(text: str) -> dict[str, object]:
    """Return what a file of letters holds; raise BlogUnknownError for any other file."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BlogUnknownError(f"the file of letters is not JSON: {error}") from error
    if not isinstance(content, dict) or content.get("version") != LETTERS_VERSION:
        raise BlogUnknownError(f"the file of letters is not one of version {LETTERS_VERSION}")
    return content


def _letter(entry: object) -> Letter | None:
    if not isinstance(entry, Mapping):
        return None
    name = one_line(entry.get("id"), LONGEST_ID)
    subject = one_line(entry.get("subject"), LONGEST_TITLE)
    blocks = tuple(read_blocks(entry.get("blocks")))
    if not (name and subject and blocks):
        return None
    send = _moment(entry.get("send"))
    kind = Kind.URGENT if entry.get("urgent") is True else Kind.LETTER
    if entry.get("with") == WITH_DIGEST:
        kind = Kind.DIGEST
    if send is None and name != WELCOME:
        log.warning("the letter %s has no time to be sent and is skipped", name)
        return None
    topics = entry.get("topics")
    slugs = tuple(one_line(topic, LONGEST_ID) for topic in topics) if _is_list(topics) else ()
    return Letter(name, subject, blocks, send, tuple(filter(None, slugs)), kind)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _moment(value: object) -> datetime | None:
    """Return a moment with its offset; one without is invalid."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def read_blocks(entries: object) -> Iterator[LetterBlock]:
    """Yield the blocks of a text; what can't be used is passed over."""
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, Mapping) or entry.get("kind") not in KINDS:
            continue
        kind, level = str(entry["kind"]), entry.get("level")
        runs = tuple(_runs(kind, entry))
        if runs or kind == "rule":
            yield LetterBlock(
                kind,
                runs,
                level=min(level, DEEPEST) if isinstance(level, int) and level > 0 else 0,
                mark=one_line(entry.get("mark"), 8),
                is_quote=entry.get("is_quote") is True,
            )


def _runs(kind: str, entry: Mapping[object, object]) -> Iterator[Run]:
    listed = entry.get("runs")
    if kind in {"code", "image"}:
        address = read_address(entry.get("address"))
        words = _text(entry.get("text")) or address
        if words:
            yield Run(words, address=address)
        return
    for run in listed if isinstance(listed, list) else ():
        if isinstance(run, Mapping) and _text(run.get("text")):
            style = run.get("style")
            style = str(style) if style in STYLES else ""
            yield Run(_text(run.get("text")), style, read_address(run.get("address")))


def _text(value: object) -> str:
    """Return words with their spaces and breaks, without characters that emails can't hold."""
    text = value if isinstance(value, str) else ""
    return "".join(
        character
        for character in text[:LONGEST_TEXT]
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}
    )


def read_address(value: object) -> str:
    """Return the target of a link, or an empty string: never a script or a relative path."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        is_usable = urlsplit(text).scheme in SCHEMES
    except ValueError:
        return ""
    is_plain = all(character > " " and character not in '<>"' for character in text)
    return text if is_usable and is_plain and len(text) <= LONGEST_URL else ""
