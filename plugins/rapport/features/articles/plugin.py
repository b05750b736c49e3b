"""`rapport/articles`: reads the blog, and makes the articles' pages and lists."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import get_files
from mkdocs.utils import get_build_datetime

from rapport.blog.author import read_authors
from rapport.blog.digest import digest
from rapport.blog.head import as_host_reads
from rapport.blog.images import with_sizes
from rapport.blog.manifest import manifest
from rapport.blog.output import NewFile
from rapport.blog.previous import find_new_ids, find_vanished
from rapport.blog.redirect import find_taken_aliases, redirects
from rapport.blog.rendering import at_page
from rapport.blog.urls import as_file
from rapport.features.articles.card import BlogFacts, Card, article_card, page_card
from rapport.features.articles.further import FurtherLink, find_dead_links, further_links
from rapport.features.articles.pages import (
    ArticleView,
    archive_pages,
    article_view,
    author_pages,
    home_pages,
    shown_beside,
)
from rapport.features.articles.parents import parent_redirects
from rapport.features.articles.related import Related
from rapport.features.articles.review import is_overdue
from rapport.features.articles.robots import robots_txt
from rapport.host.build import Build, build_of, start_build
from rapport.host.languages import choose_language, name_links, script_texts
from rapport.host.link_check import find_link_problems, take_over_links
from rapport.host.media import SizesOnPage, social_image
from rapport.host.pages import (
    ArticlePage,
    add_files,
    add_pages,
    date_page,
    escape_title,
    find_page,
    made_pages,
    page_values,
    place_articles,
)
from rapport.host.plan import PLAN, Plan, versions
from rapport.host.previous import load_previous
from rapport.host.private import keep_unpublished_out
from rapport.host.problems import report
from rapport.host.reading import read_blog, read_companion
from rapport.host.settings_check import check_settings
from rapport.host.stages import plan_outputs, read_page, render_articles, start_pages
from rapport.host.theme import add_templates, add_texts
from rapport.host.url_filter import url_filter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from rapport.blog.article import Article
    from rapport.blog.problem import Problem


class TimeZone(c.OptionallyRequired[ZoneInfo]):
    """A name of the IANA time zone database, such as `Europe/Paris`."""

    def run_validation(self, value: object) -> ZoneInfo:
        try:
            return ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = f"'{value}' is no time zone. Write one like 'Europe/Paris' or 'UTC'."
            raise base.ValidationError(message) from error


class ArticlesConfig(base.Config):
    """The options of `rapport/articles`."""

    articles_dir = c.Type(str, default="articles")
    """The folder of the articles, below the docs folder."""
    per_page = c.Type(int, default=10)
    """How many articles a page of a list holds."""
    timezone = TimeZone(default=ZoneInfo("UTC"))
    """Where dates without an offset are read, and days begin."""
    authors_file = c.Type(str, default="authors.yml")
    """The file that names the authors, below the docs folder."""
    review_after = c.Type(int, default=0)
    """After how many months without a look an article says so; 0 is never."""
    previous = c.Type(str, default="")
    """The published site, or its `blog.json`: no address of it may vanish."""
    unpublished = c.Type(bool, default=False)
    """Whether drafts and articles of the future are shown, marked; the preview turns it on."""
    draft_on_serve = c.Type(bool, default=True)
    """Whether `mkdocs serve` shows them, too, as Material's blog does."""
    translations = c.Optional(c.File(exists=True))
    """A gettext catalogue (.po) of your own, whose words go before Rapport's."""


class ArticlesPlugin(BasePlugin[ArticlesConfig]):
    """Articles from Markdown, and every list of them."""

    related: Related
    dead_links: list[Problem]
    is_served = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.is_served = command == "serve"

    @event_priority(100)  # first: the other plugins add to the build that begins here
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        found = check_settings(config)
        start_build(config, _new_build(config, self.config, is_served=self.is_served))
        build_of(config).problems += found
        build_of(config).checks_links = take_over_links(config)
        add_templates(config)
        name_links(config, build_of(config).texts)
        return config

    @event_priority(-50)  # late: the vocabulary must be there
    def _read_before(self, config: MkDocsConfig) -> None:
        """Read the blog before the host empties the site's folder, if it is going to."""
        if not _finds_files_once(build_of(config)):
            self._read(get_files(config), config)

    def _read(self, files: Files, config: MkDocsConfig) -> None:
        build = build_of(config)
        text, path, problems = read_companion(config, self.config.authors_file)
        if text is not None:
            build.authors, problems = read_authors(text, path)
        build.problems += problems
        read_blog(files, config, build)
        build.changes_at += self._moments(build)
        self.related = _related(build)

    @event_priority(-100)  # last: everybody has said what is wrong, and nothing is written yet
    def _report_before(self, config: MkDocsConfig) -> None:
        if not _finds_files_once(build_of(config)):
            _report(build_of(config))

    on_pre_build = CombinedEvent(_read_before, _report_before)

    @event_priority(60)  # first: what the host has found is what is read
    def _read_found(self, files: Files, config: MkDocsConfig) -> None:
        build = build_of(config)
        if _finds_files_once(build):
            self._read(files, config)
            _report(build)

    @event_priority(50)  # early: other plugins find articles where they will be
    def _add_pages(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        keep_unpublished_out(files, build)
        build.files = files
        place_articles(files, config, build)
        per_page = build.per_page
        description = config.site_description or ""
        add_pages(
            home_pages(
                build.blog,
                config.site_name,
                description,
                per_page,
                build.texts,
                has_tag_pages=build.has_tag_pages,
            ),
            files,
            config,
            build,
        )
        add_pages(archive_pages(build.blog, build.texts), files, config, build)
        add_pages(author_pages(build.blog, per_page), files, config, build)
        find = partial(find_page, files)
        self.dead_links = [
            problem
            for article in build.blog.articles
            if article.extra and "links" in article.extra
            for problem in find_dead_links(article, find)
        ]
        build.problems += self.dead_links
        return files

    on_files = CombinedEvent(_read_found, _add_pages)

    @event_priority(-100)  # last: every plugin has added its files
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        build.files, build.nav = files, nav
        report(find_taken_aliases(build.blog.articles, made_pages(files)))
        build.mark("files listed")
        render_articles(files, config, build)
        build.mark("Markdown rendered")
        plan_outputs(files, config, build, lambda article: self._shown_by(article, build))

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:
        """Give the host an ordinary page's source in the form that it takes for what it is."""
        return None if page.file.generated_by else as_host_reads(page.file.content_string)

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        escape_title(page)

    @event_priority(-100)  # last: every plugin that changes the article's HTML has done so
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
        date_page(page, build_of(config))
        if isinstance(page, ArticlePage):
            read_page(page, html, build_of(config))

    @event_priority(-40)  # after those who add to the templates, before those who take long
    def _start_pages(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build_of(config).env = env
        env.filters["at_page"] = at_page
        env.filters.setdefault("pictures", str)
        add_texts(env, build_of(config).texts)
        env.filters["url"] = url_filter(is_flat=not config.use_directory_urls)
        start_pages(env, files, config, build_of(config))

    @event_priority(-50)  # late: the subscribe plugin has said its wording
    def _add_files(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)

        def text() -> bytes:
            return manifest(
                build.blog,
                build.renderings,
                site_url=build.site_url,
                title=config.site_name,
                language=build.locale,
                wordings=build.wordings,
                timezone=zone,
                is_flat=not config.use_directory_urls,
            ).encode()

        articles = build.blog.articles
        zone = str(self.config.timezone)
        topics = repr(
            (config.site_name, build.site_url, build.wordings, build.vocabulary.topics, zone)
        )
        made = [NewFile("blog.json", text, digest(build.content_key(), topics))]
        robots = robots_txt(build.site_url)
        if files.get_file_from_path(robots.path) is None:
            made.append(robots)
        address = str if config.use_directory_urls else as_file
        made += redirects(articles, build.site_url, build.locale, address)
        made += script_texts(build.language, files)
        taken = {file.dest_uri for file in files} | {file.path for file in made}
        urls = [article.url for article in articles]
        urls += [author.page_url for author in build.blog.by_author]
        made += parent_redirects(urls, taken, config.site_name, build.site_url, build.locale)
        add_files(made, files, config, build.plan)

    @event_priority(-100)  # last: every file of the site is known, and none is in place yet
    def _check(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        problems = find_link_problems(files, config, build) if build.checks_links else []
        problems += self.dead_links
        if build.previous:
            problems += find_vanished(build.previous, (file.dest_uri for file in files))
            problems += find_new_ids(build.previous, build.blog.articles)
        report(problems)
        build.mark("decided; feeds and lists of files made")

    on_env = CombinedEvent(_start_pages, _add_files, _check)

    def on_post_build(self, config: MkDocsConfig) -> None:
        build = build_of(config)
        build.workers.finish()
        build.mark("pages written")

    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        build = build_of(config)
        values: dict[str, Any] = dict(page_values(page, build.entry))
        if isinstance(page, ArticlePage):
            values["view"] = self._view(page.article, build, page.toc)
        values["card"] = self._card(page, config, build)
        page.content = with_sizes(page.content or "", SizesOnPage(build.files, page))
        context.update(values)  # type: ignore[typeddict-item]
        return context

    def _moments(self, build: Build) -> Iterator[datetime]:
        """Yield when articles appear, and now if one's advice gets old within a day."""
        yield from (article.date for article in build.blog.due)
        now, months = build.now, self.config.review_after
        for article in build.blog.articles if months else ():
            last = article.reviewed or article.changed
            if is_overdue(last, now, months) != is_overdue(last, now + timedelta(days=2), months):
                yield now

    def _view(self, article: Article, build: Build, toc: object) -> ArticleView:
        is_old = self._is_old(article, build)
        return article_view(
            article,
            build.blog,
            self.related,
            build.entry,
            build.show_day,
            toc,
            further=_further(article, build),
            is_old=is_old,
        )

    def _shown_by(self, article: Article, build: Build) -> str:
        """Return what an article's page depends on by what `_view` shows."""
        beside = shown_beside(article, build.blog, self.related)
        keys = [build.entry_key(other) if other else "" for other in beside]
        is_old = self._is_old(article, build)
        further = repr(_further(article, build))
        return "\0".join((build.whole_key(article), *keys, further, str(is_old)))

    def _is_old(self, article: Article, build: Build) -> bool:
        last_look = article.reviewed or article.changed
        return is_overdue(last_look, build.now, self.config.review_after)

    def _card(self, page: Page, config: MkDocsConfig, build: Build) -> Card:
        if not isinstance(page, ArticlePage):
            description = str(page.meta.get("description") or config.site_description or "")
            title = unescape(str(page.title or config.site_name))
            shown = build.social_images.get("")
            return page_card(title, description, page.canonical_url or "", shown)
        article = page.article
        rendering = build.renderings[article.source]
        return article_card(
            article,
            build.entry(article).summary,
            social_image(article, build),
            rendering.outline.words,
            BlogFacts(
                config.site_name,
                build.site_url,
                build.locale.replace("_", "-"),
                is_flat=not config.use_directory_urls,
            ),
            rendering.outline.checklists,
        )


def _finds_files_once(build: Build) -> bool:
    """Tell whether the host's own list of files will do: nobody adds to it, nothing is emptied."""
    return build.plan is not None and not build.plan.why_full


def _report(build: Build) -> None:
    report(build.problems)
    build.mark("articles read")


def _further(article: Article, build: Build) -> tuple[FurtherLink, ...]:
    return further_links(article, partial(find_page, build.files))


def _related(build: Build) -> Related:
    """Return what is related, as an earlier build found it where nothing of that has changed."""
    related, plan = Related(build.blog), build.plan
    if plan is not None and not plan.why_full:
        shape = related.shape()
        kept = plan.cache.note("related", versions())
        known_shape, found = json.loads(kept) if kept else ([], [])
        related.know(known_shape, found)
        if shape != known_shape:
            plan.cache.keep_note(
                "related", versions(), lambda: json.dumps([shape, related.known()])
            )
    return related


def _new_build(config: MkDocsConfig, options: ArticlesConfig, *, is_served: bool) -> Build:
    site_url = config.site_url or ""
    moment = get_build_datetime()
    plan = config.data.get(PLAN)
    language = choose_language(config, options.translations)
    return Build(
        plan=plan if isinstance(plan, Plan) else None,
        now=moment if moment.tzinfo else datetime.now(UTC),
        timezone=options.timezone,
        locale=language.tag,
        language=language,
        site_facts={"texts": language.key},
        per_page=max(1, options.per_page),
        articles_dir=options.articles_dir.strip("/"),
        site_url=site_url if site_url.endswith("/") or not site_url else site_url + "/",
        with_unpublished=options.unpublished or (is_served and options.draft_on_serve),
        previous=load_previous(options.previous),
    )
