"""Articles and every list of them: what the feature adds to a site."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.blog.feature import Definition, Feature, Look
from rapport.blog.gone import gone_pages
from rapport.blog.guides import find_idle_guides
from rapport.blog.image_size import image_size
from rapport.blog.manifest import ManifestFacts, PublishedArticle, manifest
from rapport.blog.media import find_media
from rapport.blog.output import NewFiles, Values
from rapport.blog.redirect import redirect, redirects
from rapport.blog.server_lines import AddressMove
from rapport.blog.social_image import SocialImage
from rapport.blog.urls import output_path
from rapport.engine.digests import digest
from rapport.engine.tasks import Source, Task
from rapport.features.articles.card import BlogFacts, Card, article_card, page_card
from rapport.features.articles.pages import archive_pages, article_view, author_pages, home_pages
from rapport.features.articles.parents import parent_redirects
from rapport.features.articles.related import Related
from rapport.features.articles.related_links import find_dead_links
from rapport.features.articles.robots import robots_txt
from rapport.features.articles.speculation import speculation_rules
from rapport.features.articles.web_manifest import WEB_MANIFEST, web_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.output import NewPage
    from rapport.blog.page import PageFacts
    from rapport.blog.problem import Problem
    from rapport.blog.reader import SiteReader
    from rapport.engine.tasks import Reader


class ArticlesFeature(Feature):
    """The pages of articles, the lists of them, and what other programs read about them."""

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Define `related`: the sources of the articles that are related to one."""
        related = Related(site.blog)
        shape = digest(related.shape())

        @cache
        def all_related() -> dict[str, list[str]]:
            related: dict[str, list[str]] = json.loads(value("all-related/found "))
            return related

        def of(source: str) -> list[str]:
            return all_related().get(source, [])  # an unlisted one goes with none

        return {
            "shape": Source(lambda _: related, lambda _: shape),
            "all-related": Task(_all_related, lambda _: True),
            "related": Source(of, lambda source: repr(of(source))),
        }

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the home page, the archive and the authors' pages."""
        settings = site.settings

        yield from home_pages(
            site.blog,
            settings.home_title,
            settings.description,
            settings.per_page,
            settings.texts,
            settings.manner.day,
            has_tag_pages=settings.has_tag_pages,
            home=settings.home,
        )
        yield from archive_pages(site.blog, settings.texts)
        yield from author_pages(site.blog, settings.per_page)

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the manifest, files for robots and browsers, and pages at former addresses."""
        settings, blog = site.settings, site.blog
        sources = tuple([article.source for article in blog.articles])
        hidden = tuple([article.source for article in blog.unpublished])
        facts = ManifestFacts(
            site_url=settings.site_url,
            title=settings.site_name,
            language=settings.locale,
            timezone=settings.timezone.key,
            topics=blog.vocabulary.topics,
            wordings=tuple(settings.wordings().items()),
            is_flat=settings.is_flat,
            texts=settings.texts.name,
            look=settings.brand.as_manifest(settings.site_url) if settings.brand else None,
        )
        yield NewFiles("blog.json", _manifest, (sources, hidden, facts))
        if "robots.txt" not in site.media:
            yield robots_txt(settings.site_url)
        yield speculation_rules(settings.site_url)
        if not settings.is_beside and WEB_MANIFEST not in site.media:
            yield web_manifest(settings)
        yield from redirects(blog.published, settings.site_url, settings.locale, settings.address)
        yield from gone_pages(settings)
        taken = {*site.outputs.values(), *(output_path(page.url) for page in self.pages(site))}
        taken |= {output_path(alias) for article in blog.published for alias in article.aliases}
        taken |= {output_path(url) for url in settings.gone}
        for moved in site.redirects:
            if output_path(moved.old) not in taken:
                taken.add(output_path(moved.old))
                title = moved.new or settings.site_name
                yield redirect(moved.old, moved.new, title, settings.site_url, settings.locale)
        urls = [article.url for article in blog.articles]
        urls += [author.page_url for author in blog.by_author]
        yield from parent_redirects(
            urls,
            taken,
            settings.site_name,
            settings.site_url,
            settings.locale,
            settings.address(settings.home),
        )

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return problems in articles' front matter: dead links, keys without effect."""
        if not site.settings.has_guides:
            yield from find_idle_guides(site.blog.published)
        for article in site.blog.published:
            if article.extra and "links" in article.extra:
                yield from find_dead_links(article, lambda path: value(f"title {path}"))

    def moved(self, site: BlogRead) -> Iterable[AddressMove]:
        """Return the redirects of all aliases, and the addresses that are gone."""
        settings = site.settings
        for article in site.blog.published:
            for alias in article.aliases:
                yield AddressMove(alias, settings.address(article.url))
        yield from (AddressMove(moved.old, moved.new) for moved in site.redirects)
        for article in site.blog.expired:
            yield from (
                AddressMove(settings.address(url), None) for url in (article.url, *article.aliases)
            )
        yield from (AddressMove(url, None) for url in settings.gone)

    def values(self, site: BlogRead) -> Values:
        """Return the URL of the list of all articles."""
        return {"blog_home": site.settings.home or "."}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return an article's view, and the card of any page."""
        if not page.source:
            image = reader.get("social-image", "")
            return {"card": page_card(page.title, page.description, page.address, image)}

        return {
            "view": article_view(reader, page.source, settings.manner.day, page.toc),
            "card": _card(reader, settings, page.source),
        }

    def page_html(self, reader: SiteReader, page: PageFacts, html: str) -> str:
        """Return the HTML with permalinks at headings that only the mouse reaches.

        Otherwise screen readers would read them with each heading, and keyboards would stop at
        them.
        """
        return html.replace(_PERMALINK, f'{_PERMALINK} aria-hidden="true" tabindex="-1"')


_PERMALINK = '<a class="headerlink"'


def _card(reader: SiteReader, settings: SiteSettings, source: str) -> Card:
    article, rendering = reader.article(source), reader.rendering(source)
    language = settings.locale.replace("_", "-")
    return article_card(
        article,
        reader.entry(source).summary,
        _social_image(reader, settings, article),
        rendering.words,
        BlogFacts(settings.site_name, settings.site_url, language, is_flat=settings.is_flat),
        rendering.checklists,
    )


def _social_image(
    reader: SiteReader, settings: SiteSettings, article: Article
) -> SocialImage | None:
    """Return the image that others show of an article: that of its front matter, else its card."""
    if not article.image:
        image: SocialImage | None = reader.get("social-image", article.source)
        return image
    if urlsplit(article.image).scheme:
        return SocialImage(article.image)
    media = find_media(reader, article.image, article.source)
    if media is None or not settings.site_url:
        return None
    return SocialImage(settings.site_url + media.url, *(image_size(media.head) or (0, 0)))


def _all_related(reader: Reader, _: str) -> Mapping[str, str]:
    """Return the related articles of each, reusing what is known of a similar blog."""
    related: Related = reader.get("shape")
    version = reader.get("versions")
    if (shape := reader.former("shape")) and reader.former("version") == version:
        related.know(json.loads(shape), json.loads(reader.former("answers")))
    return {
        "found": json.dumps(related.sources()),
        "shape": json.dumps(related.shape()),
        "answers": json.dumps(related.known()),
        "version": version,
    }


def _manifest(
    reader: SiteReader, sources: Sequence[str], hidden: Sequence[str], facts: ManifestFacts
) -> Mapping[str, bytes]:
    articles = [
        PublishedArticle(
            article=reader.article(source),
            summary=reader.rendering(source).summary,
            html_digest=reader.digest("rendering/html", source),
            is_hidden=source in hidden,
            checklists=reader.rendering(source).checklists,
        )
        for source in sources
    ]
    return {"blog.json": manifest(articles, facts).encode()}
