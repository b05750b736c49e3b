"""What a letter says of the articles it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.mail.compose import Block
from rapport_subscriptions.rules.phrases import date_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport_subscriptions.rules.article import Article
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.checklist import Checklist
    from rapport_subscriptions.rules.letter import Letter

MOST_LISTED = 50
MOST_ITEMS = 40
"""Items of checklists in one letter; a checklist that doesn't fit is a link only."""


def subject_of(articles: Sequence[Article], blog: Blog) -> str:
    """Return the newest article's title, or `Asking for Advice, and 2 more`."""
    if not articles:
        return blog.title
    newest = newest_first(articles)[0].title
    if len(articles) == 1:
        return newest
    return blog.texts.ngettext(
        "%(title)s, and %(num)s more",
        "%(title)s, and %(num)s more",
        len(articles) - 1,
        title=newest,
    )


def newest_first(articles: Sequence[Article]) -> list[Article]:
    """Return articles by their dates."""
    return sorted(articles, key=lambda article: (article.date, article.id), reverse=True)


def article_blocks(articles: Sequence[Article], blog: Blog) -> tuple[Block, ...]:
    """Return title, date and topics, summary and checklists of each; the newest first."""
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


def written_blocks(letter: Letter) -> tuple[Block, ...]:
    """Return the blocks of a letter that its author wrote."""
    return tuple(Block("written", "", written=block) for block in letter.blocks)


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
    """Return a checklist as text, and the link that opens it where it can be ticked."""
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
