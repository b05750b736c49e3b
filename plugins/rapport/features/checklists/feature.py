"""Task lists that keep their ticks, and one page that lists them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feature import Feature
from rapport.features.checklists.checks import find_problems
from rapport.features.checklists.pages import checklists_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.article import Article
    from rapport.blog.output import NewPage
    from rapport.blog.problem import Problem
    from rapport.blog.stages import BlogRead
    from rapport.blog.texts import Texts


class ChecklistsFeature(Feature):
    """Checklists in articles and pages."""

    def check(self, article: Article) -> list[Problem]:
        """Return what is wrong with an article's checklists."""
        return list(find_problems(article.body, article.path, article.body_line))

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the page of all checklists."""
        sources = [article.source for article in site.blog.articles]
        return [checklists_page(sources, site.asked.texts)]


def extension_options(texts: Texts) -> Mapping[str, str]:
    """Return the words that the Markdown extension writes."""
    return {
        "count": texts.gettext("%(done)s of %(of)s"),
        "untitled": texts.gettext("Checklist"),
        "unnamed": texts.gettext("Item %(number)s"),
    }
