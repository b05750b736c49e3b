"""Task lists that keep their ticks, and one page that lists them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feature import Definition, Feature, Look
from rapport.engine.tasks import Source
from rapport.features.checklists.checks import find_problems
from rapport.features.checklists.pages import checklist_parts, checklists_page, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead
    from rapport.blog.output import NewFiles, NewPage
    from rapport.blog.problem import Problem
    from rapport.blog.texts import Texts
    from rapport.features.checklists.pages import Sources


class ChecklistsFeature(Feature):
    """Checklists in articles and pages."""

    def check(self, article: Article) -> list[Problem]:
        """Return what is wrong with an article's checklists."""
        return list(find_problems(article.body, article.path, article.body_line))

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the page of all checklists."""
        return [checklists_page(_sources(site), site.settings.texts)]

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the files with checklists that the page asks for later."""
        return [checklist_parts(_sources(site))]

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Define the site's own texts, which lists contain."""
        language = site.settings.language
        return {
            "checklist-texts": Source(
                lambda _: language.texts, lambda _: language.key, is_shared=True
            )
        }


def _sources(site: BlogRead) -> Sources:
    return sources_of(site.settings, [article.source for article in site.blog.articles])


def extension_options(texts: Texts) -> Mapping[str, str]:
    """Return the texts that the Markdown extension writes."""
    return {
        "count": texts.gettext("%(done)s of %(of)s"),
        "untitled": texts.gettext("Checklist"),
        "unnamed": texts.gettext("Item %(number)s"),
    }
