"""One checklist among others: collapsed at first, and ticked in place."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from html import escape

from msgspec import Struct

from rapport.blog.article import Article
from rapport.blog.checklist import Checklist, ChecklistItem
from rapport.blog.language_tag import language_attributes
from rapport.blog.texts import Texts


class Listed(Struct, frozen=True):
    """A checklist of an article; `article_items` are the ids of all items of the article.

    `language_attributes` are HTML, where the article is in another language than the blog.
    """

    checklist: Checklist
    article_id: str
    article_title: str
    article_url: str
    article_items: tuple[str, ...]
    language_attributes: str

    @property
    def title(self) -> str:
        """What the list is called: by itself, or as its article."""
        return self.checklist.title or self.article_title

    @property
    def mark(self) -> str:
        """Eight letters and digits for the article, before ids that others may have too."""
        return blake2b(self.article_id.encode(errors="replace"), digest_size=4).hexdigest()


def lists_of(article: Article, checklists: Iterable[Checklist], language: str) -> list[Listed]:
    """Return the checklists of an article for the page that lists them all."""
    lists = tuple(checklists)
    items = tuple([item.id for checklist in lists for item in checklist.walk()])
    words_in = language_attributes(article.language, article.direction, language)
    return [
        Listed(checklist, article.id, article.title, article.url, items, words_in)
        for checklist in lists
    ]


def list_html(listed: Listed, href: str, texts: Texts, *, is_open: bool = False) -> str:
    """Return the list as HTML; `href` leads to its article, relative to the page around it."""
    items = list(listed.checklist.walk())
    name = escape(f"{listed.mark}-{listed.checklist.id}")
    title, words_in = escape(listed.title), listed.language_attributes
    ticked = sum(1 for item in items if item.checked)
    size = escape(texts.ngettext("%(num)s item", "%(num)s items", len(items)))
    progress = escape(texts.gettext("%(done)s of %(of)s", done=ticked, of=len(items)))
    source = texts.gettext(
        'From <a href="%(url)s"%(language)s>%(title)s</a>',
        url=f"{escape(href)}#{escape(listed.checklist.id)}",
        language=words_in,
        title=escape(listed.article_title),
    )
    return (
        f'<li data-article="{escape(listed.article_id)}"'
        f' data-items="{escape(" ".join(listed.article_items))}">'
        f"<details{' open' if is_open else ''}><summary>"
        f'<span class="check-list-index__title"{words_in}>{title}</span>'
        f' <span class="check-list-index__count">{size}</span></summary>'
        f'<p class="check-list-index__source">{source}</p>'
        f'<check-list id="{name}" class="check-list" role="group" aria-label="{title}"{words_in}>'
        f'<p class="check-list__bar" hidden><progress class="check-list__progress"'
        f' value="{ticked}" max="{len(items)}" aria-label="{title}"></progress>'
        f' <span class="check-list__count">{progress}</span></p>'
        f"{_items_html(listed.checklist.items, listed.mark)}</check-list></details></li>"
    )


def _items_html(items: Iterable[ChecklistItem], mark: str) -> str:
    lines = [
        f'<li class="check-list__item"><input type="checkbox" id="{mark}-{escape(item.id)}"'
        f' data-item="{escape(item.id)}"{" checked" if item.checked else ""}> '
        f'<label for="{mark}-{escape(item.id)}">{escape(item.text)}</label>'
        f"{_items_html(item.items, mark) if item.items else ''}</li>"
        for item in items
    ]
    return f'<ul class="check-list__items">{"".join(lines)}</ul>'
