"""One spelling for each tag, its page, and the index of topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feature import Feature
from rapport.blog.redirect import redirect
from rapport.blog.server_lines import AddressMove
from rapport.features.tags.categories import former_categories
from rapport.features.tags.pages import synonym_pages, tag_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.blog.build_state import BlogRead
    from rapport.blog.output import NewFiles, NewPage


class TagsFeature(Feature):
    """Tags with their own pages, by a vocabulary file below the docs folder."""

    def __init__(self, vocabulary_file: str) -> None:
        self.vocabulary_file = vocabulary_file

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the index of topics and the pages of each tag."""
        return tag_pages(site.blog, site.settings.per_page, site.settings.texts)

    def moved(self, site: BlogRead) -> Iterable[AddressMove]:
        """Return the redirects of synonyms."""
        taken = {tag.slug for tag in site.blog.tags}
        for tag in site.blog.tags:
            for name in tag.former_slugs:
                if name not in taken:
                    yield AddressMove(
                        site.settings.address(f"tags/{name}/"), site.settings.address(tag.page_url)
                    )
        for former in former_categories(site):
            yield AddressMove(former.old, site.settings.address(former.new))

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Yield the pages at the addresses of synonyms, and of categories elsewhere."""
        settings = site.settings
        yield from synonym_pages(site.blog, settings.site_url, settings.locale, settings.address)
        for former in former_categories(site):
            new = settings.address(former.new)
            title = settings.texts.gettext("Topics")
            yield redirect(former.old, new, title, settings.site_url, settings.locale)
