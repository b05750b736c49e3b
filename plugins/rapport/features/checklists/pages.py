"""The page that lists every checklist of the blog."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from rapport.blog.alphabet import alphabetical
from rapport.blog.article import Article
from rapport.blog.checklist import Checklist
from rapport.blog.language_tag import language_attributes
from rapport.blog.output import NewPage, Values
from rapport.blog.reader import SiteReader
from rapport.blog.tag import Tag
from rapport.blog.texts import Texts


class ChecklistLine(Struct, frozen=True):
    """One checklist in the list of all; `ids` and `ticked` are of its items, in order.

    `language_attributes` are HTML, where the article is in another language than the blog.
    """

    title: str
    url: str
    article_id: str
    article_title: str
    article_url: str
    tags: tuple[Tag, ...]
    ids: tuple[str, ...]
    ticked: tuple[str, ...]
    language_attributes: str


def checklists_page(sources: Sequence[str], texts: Texts) -> NewPage:
    """Return the page of all checklists, the newest article's first."""
    return NewPage(
        "checklists/",
        "checklists.html",
        texts.gettext("Checklists"),
        _values,
        (tuple(sources), texts.language),
        texts.gettext("Every checklist of the blog, with what you have ticked in this browser."),
        is_in_nav=True,
    )


def _values(reader: SiteReader, sources: Sequence[str], language: str) -> Values:
    lines = [
        line
        for source in sources
        if (checklists := reader.rendering(source).checklists)
        for line in _lines(reader.article(source), checklists, language)
    ]
    return {"checklists": lines, "topics": _topics(lines, language)}


def _lines(article: Article, checklists: Iterable[Checklist], language: str) -> list[ChecklistLine]:
    return [
        ChecklistLine(
            title=checklist.title or article.title,
            url=f"{article.url}#{checklist.id}",
            article_id=article.id,
            article_title=article.title,
            article_url=article.url,
            tags=article.tags,
            ids=tuple(item.id for item in checklist.walk()),
            ticked=tuple(item.id for item in checklist.walk() if item.checked),
            language_attributes=language_attributes(article.language, article.direction, language),
        )
        for checklist in checklists
    ]


def _topics(lines: Iterable[ChecklistLine], language: str) -> list[Tag]:
    used = {tag.slug: tag for line in lines for tag in line.tags}
    return sorted(used.values(), key=lambda tag: alphabetical(tag.name, language))
