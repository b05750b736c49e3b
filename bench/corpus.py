"""Articles from a seed: article 17 of a seed is the same text in every dialect and every run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from math import gcd
from random import Random
from typing import TYPE_CHECKING

from bench import words
from bench.prose import filled, paragraphs, with_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

PROSE_WORDS = 600
TAGS_AN_ARTICLE = 4
CHECKLIST_ITEMS = 8
_PARAGRAPHS = 9
_SECTIONS = 4
_LINKS = 3
_NEWEST = datetime(2026, 6, 30, 9, tzinfo=UTC)
_APART = timedelta(hours=3)
_TITLES = [words.TITLE_FORMS, words.ACTIONS, words.QUALITIES, words.THINGS]


@dataclass(frozen=True, slots=True)
class CorpusLink:
    """A link to another article, by its slug."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One article before any dialect; prose is Markdown that all of them share."""

    slug: str
    title: str
    date: datetime
    tags: tuple[str, ...]
    lead: str
    sections: tuple[Section, ...]
    links: tuple[CorpusLink, ...]
    language: str
    code: str
    checklist_title: str
    items: tuple[str, ...]

    @property
    def description(self) -> str:
        """The first sentence of the article, without marks."""
        return re.sub(r"[*`]", "", self.lead.partition(". ")[0]).rstrip(".") + "."


@dataclass(frozen=True)
class Corpus:
    """`size` articles of a seed, made one at a time; number 0 is the newest."""

    size: int
    seed: int = 1

    def samples(self) -> Iterator[Sample]:
        """Yield every article, the newest first."""
        return (self.sample(number) for number in range(self.size))

    def sample(self, number: int) -> Sample:
        """Return an article; numbers below zero are newer ones, added later."""
        random = self._random("text", number)
        lead, *rest = paragraphs(random, _PARAGRAPHS, PROSE_WORDS)
        language, code = random.choice(words.CODE_BLOCKS)
        title = self.title(number)
        return Sample(
            slug=slug(title),
            title=title,
            date=_NEWEST - _APART * number,
            tags=self.tags(number),
            lead=lead,
            sections=tuple(_sections(rest, random)),
            links=tuple(self._links(number, random)),
            language=language,
            code=_code(code, random),
            checklist_title=filled("Before you {action} it", random),
            items=tuple(_items(random)),
        )

    def title(self, number: int) -> str:
        """Return a title that no other number has."""
        place = number if number >= 0 else self.size - number
        rest = (place * self._stride + self.seed * 7919) % self._titles
        chosen = []
        for choice in _TITLES:
            rest, index = divmod(rest, len(choice))
            chosen.append(choice[index])
        form, action, quality, thing = chosen
        return with_articles(form.format(action=action, quality=quality, thing=thing))

    def tags(self, number: int) -> tuple[str, ...]:
        """Return the four tags of an article; the n-th of 60 is 1/n as common as the first."""
        random, tags = self._random("tags", number), dict[str, None]()
        while len(tags) < TAGS_AN_ARTICLE:
            tags.update(dict.fromkeys(random.choices(words.TAGS, self._weights)))
        return tuple(tags)

    @cached_property
    def uses(self) -> Counter[str]:
        """How many articles have each tag."""
        return Counter(tag for number in range(self.size) for tag in self.tags(number))

    @cached_property
    def _titles(self) -> int:
        product = 1
        for choice in _TITLES:
            product *= len(choice)
        return product

    @cached_property
    def _stride(self) -> int:
        stride = self._titles * 5 // 8
        while gcd(stride, self._titles) != 1:
            stride += 1
        return stride

    @cached_property
    def _weights(self) -> list[float]:
        return [1 / (rank + 1) for rank in range(len(words.TAGS))]

    def _links(self, number: int, random: Random) -> Iterator[CorpusLink]:
        if self.size < 2:  # noqa: PLR2004 - there is no other
            return
        for _ in range(_LINKS):
            other = random.randrange(self.size)
            title = self.title(other if other != number else (other + 1) % self.size)
            yield CorpusLink(slug(title), title)

    def _random(self, purpose: str, number: int) -> Random:
        return Random(f"{self.seed}/{purpose}/{number}")  # noqa: S311 - texts, not secrets


def slug(text: str) -> str:
    """Return the last part of a URL; titles and tags are plain ASCII."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def with_sentence(sample: Sample, text: str) -> Sample:
    """Return `sample` with one more sentence at the end of its last section."""
    *before, last = sample.sections
    *paragraphs, end = last.paragraphs
    changed = replace(last, paragraphs=(*paragraphs, f"{end} {text}"))
    return replace(sample, sections=(*before, changed))


def with_title_and_tag(sample: Sample, title: str) -> Sample:
    """Return `sample` with another title, and its last tag replaced by the next one it lacks."""
    start = words.TAGS.index(sample.tags[-1])
    after = (words.TAGS[(start + step) % len(words.TAGS)] for step in range(1, len(words.TAGS)))
    other = next(tag for tag in after if tag not in sample.tags)
    return replace(sample, title=title, tags=(*sample.tags[:-1], other))


def _sections(texts: list[str], random: Random) -> Iterator[Section]:
    each = len(texts) // _SECTIONS
    headings = random.sample(words.HEADINGS, _SECTIONS)
    for place, heading in enumerate(headings):
        paragraphs = tuple(texts[place * each : (place + 1) * each])
        text = filled(heading, random)
        yield Section(text[0].upper() + text[1:], paragraphs)


def _items(random: Random) -> Iterator[str]:
    """Yield items that differ from each other."""
    seen: set[str] = set()
    while len(seen) < CHECKLIST_ITEMS:
        text = filled(random.choice(words.ITEMS), random)
        if text not in seen:
            seen.add(text)
            yield text[0].upper() + text[1:]


def _code(form: str, random: Random) -> str:
    return form.format(
        year=random.randint(2020, 2026),
        month=random.randint(1, 12),
        day=random.randint(1, 28),
        number=random.randint(3, 30),
        thing=random.choice(words.THINGS),
        person=random.choice(words.PEOPLE),
        action=random.choice(words.ACTIONS),
    )
