"""The list of authors' letters: when they are due, and how many subscribers get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.article import Kind
from rapport_subscriptions.rules.letter import WELCOME
from rapport_subscriptions.rules.subscription import CADENCES, Cadence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rapport_subscriptions.rules.article import Article, KnownArticle
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def letter_lines(work: UnitOfWork, untold: Sequence[KnownArticle]) -> Iterator[str]:
    """Return a table of the letters that are not sent yet, and whether there is a welcome.

    The columns of frequencies say how many subscribers would get a letter if it went now.
    """
    if untold:
        heads = " ".join(f"{cadence.value:>8}" for cadence in CADENCES)
        yield ""
        yield f"{'state':<8} {'due':<16} {heads}  letter"
    chosen = work.tx.mailings.readers_by_choice() if untold else {}
    zone = work.letters.zone(work.blog.timezone)
    for known_article in untold:
        letter, due = known_article.article, known_article.article.day
        numbers = " ".join(f"{_readers(work, chosen, letter, cadence):>8}" for cadence in CADENCES)
        at = f"{due.astimezone(zone):%Y-%m-%d %H:%M}" if due else ""
        more = " (urgent)" if letter.kind is Kind.URGENT else ""
        more += " (withdrawn)" if known_article.is_gone else ""
        yield f"{known_article.state:<8} {at:<16} {numbers}  {letter.id}: {letter.title}{more}"
    welcome = work.blog.letters.get(WELCOME)
    if welcome:
        yield f"the letter {welcome.id} goes to whoever confirms: {welcome.subject}"


def _readers(
    work: UnitOfWork,
    chosen: dict[tuple[Cadence, tuple[str, ...]], int],
    letter: Article,
    cadence: Cadence,
) -> int:
    if letter.kind is Kind.DIGEST and cadence is Cadence.EACH:
        return 0
    return sum(
        number
        for (chosen_cadence, topics), number in chosen.items()
        if chosen_cadence is cadence and letter.is_about(work.blog.current_topics(topics))
    )
