"""The articles in a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.mail.compose import Block
from rapport_subscriptions.rules.article import Kind
from rapport_subscriptions.rules.letter import LetterBlock, Run
from rapport_subscriptions.rules.phrases import date_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.checklist import Checklist
    from rapport_subscriptions.rules.letter import Letter

MOST_LISTED = 50
MOST_ITEMS = 40
"""Checklist items in one letter; a checklist beyond that is only a link."""


def subject_of(letters: Sequence[Letter], articles: Sequence[Article], blog: Blog) -> str:
    """Return the newest article's title, or `Asking for Advice, and 2 more`.

    A letter's own subject comes first; that of one written for a digest replaces everything.
    """
    if any(letter.kind is Kind.DIGEST for letter in letters):
        return next(letter.subject for letter in letters if letter.kind is Kind.DIGEST)
    titles = [letter.subject for letter in letters]
    titles += [article.title for article in newest_first(articles)]
    if len(titles) < 2:  # noqa: PLR2004 - one, or none
        return next(iter(titles), blog.title)
    return blog.texts.ngettext(
        "%(title)s, and %(num)s more",
        "%(title)s, and %(num)s more",
        len(titles) - 1,
        title=titles[0],
    )


def newest_first(articles: Sequence[Article]) -> list[Article]:
    """Return articles by date, newest first."""
    return sorted(articles, key=lambda article: (article.date, article.id), reverse=True)


def article_blocks(articles: Sequence[Article], blog: Blog) -> tuple[Block, ...]:
    """Return title, date and topics, summary and checklists of each article; the newest first."""
    blocks: list[Block] = []
    room = MOST_ITEMS
    for article in newest_first(articles)[:MOST_LISTED]:
        blocks += _blocks(article, blog)
        for checklist in blog.checklists.get(article.id, ()):
            is_whole = len(checklist.items) <= room
            room -= len(checklist.items) if is_whole else 0
            blocks += _checklist(checklist, article, blog, is_whole=is_whole)
    more = len(articles) - MOST_LISTED
    if more > 0:
        blocks.append(Block("link", blog.texts.gettext("And %(count)s more", count=more), blog.url))
    return tuple(blocks)


def written_blocks(blocks: Iterable[LetterBlock]) -> tuple[Block, ...]:
    """Return the blocks of a text that its author wrote."""
    return tuple(map(_written, blocks))


def letters_blocks(letters: Sequence[Letter], *, is_digest: bool) -> tuple[Block, ...]:
    """Return letters, those for a digest first; a rule separates them from articles.

    A single letter needs no title, because that is the email's subject.
    """
    blocks: list[Block] = []
    for letter in sorted(letters, key=lambda letter: letter.kind is not Kind.DIGEST):
        if len(letters) > 1 and letter.kind is not Kind.DIGEST:
            blocks.append(_written(LetterBlock("heading", (Run(letter.subject),), level=2)))
        blocks += written_blocks(letter.blocks)
    return (*blocks, _written(LetterBlock("rule"))) if blocks and is_digest else tuple(blocks)


def _written(block: LetterBlock) -> Block:
    return Block("written", "", written=block)


def _blocks(article: Article, blog: Blog) -> list[Block]:
    day = article.day
    facts = [date_in_words(day, blog.texts)] if day else []
    facts += [blog.topics[tag] for tag in article.tags if tag in blog.topics]
    blocks = [Block("title", article.title, article.url)]
    if facts:
        blocks.append(Block("note", " · ".join(facts)))
    if article.summary:
        blocks.append(Block("paragraph", article.summary))
    return blocks


def _checklist(
    checklist: Checklist, article: Article, blog: Blog, *, is_whole: bool
) -> list[Block]:
    """Return a checklist as text, and the link that opens it on the page."""
    texts, number = blog.texts, len(checklist.items)
    blocks = [Block("subtitle", checklist.title)] if checklist.title else []
    if is_whole:
        blocks.append(Block("checklist", "", items=checklist.items))
        words = texts.gettext("Open this checklist to tick it off")
    else:
        words = texts.ngettext(
            "Open this checklist (%(num)s item)", "Open this checklist (%(num)s items)", number
        )
    page = article.url.partition("#")[0]
    return [*blocks, Block("link", words, f"{page}#{checklist.anchor}")]
