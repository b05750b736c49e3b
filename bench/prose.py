"""Plausible English out of word lists; the same seed gives the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench import words

if TYPE_CHECKING:
    from random import Random

_FIELD = re.compile(r"\{([a-z]+)\}")
_LISTS = {
    "person": words.PEOPLE,
    "thing": words.THINGS,
    "quality": words.QUALITIES,
    "action": words.ACTIONS,
    "effect": words.EFFECTS,
    "manner": words.MANNERS,
    "place": words.PLACES,
    "opener": words.OPENERS,
    "code": words.CODES,
}
_NEEDS_AN = re.compile(r"\b([Aa]) (?=[*`]*(?:[aeio]|un(?!i)|honest))")
_MARKED_SHARE = 0.08


def filled(form: str, random: Random) -> str:
    """Return `form` with a word in each gap: `A {quality} {thing}` is `An honest answer`."""
    return with_articles(_FIELD.sub(lambda gap: random.choice(_LISTS[gap[1]]), form))


def sentence(random: Random) -> str:
    """Return one sentence, now and then with emphasis or code in it."""
    forms = words.MARKED if random.random() < _MARKED_SHARE else words.SENTENCES
    text = filled(random.choice(forms), random)
    return text[0].upper() + text[1:]


def paragraphs(random: Random, count: int, length: int) -> list[str]:
    """Return `count` paragraphs of `length` words in all, and the rest of the last sentence."""
    paragraphs: list[str] = []
    total = 0
    for number in range(1, count + 1):
        sentences: list[str] = []
        while total * count < number * length:
            sentences.append(sentence(random))
            total += len(sentences[-1].split())
        paragraphs.append(" ".join(sentences))
    return paragraphs


def with_articles(text: str) -> str:
    """Return `text` with *an* before vowels: `a honest answer` is `an honest answer`."""
    return _NEEDS_AN.sub(r"\1n ", text)
