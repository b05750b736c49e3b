"""`rapport/articles`: the options of the blog; this plugin drives the build for all of ours."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.blog.address_format import SlugFrom
from rapport.features.articles.feature import ArticlesFeature
from rapport.host.dialect import read_as_github
from rapport.host.driver import SiteDriver
from rapport.host.look import Header, OtherPages
from rapport.host.renamed_option import RenamedOption
from rapport.host.session import register
from rapport.host.settings_check import check_settings


class TimeZone(c.OptionallyRequired[ZoneInfo]):
    """A name of the IANA time zone database, such as `Europe/Paris`."""

    def run_validation(self, value: object) -> ZoneInfo:
        try:
            return ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = f"'{value}' is not a time zone. Write one like 'Europe/Paris' or 'UTC'."
            raise base.ValidationError(message) from error


class ArticlesConfig(base.Config):
    """The options of `rapport/articles`."""

    articles_dir = c.Type((str, list), default="articles")
    """The folder of the articles, below the docs folder, or a list of folders. It must exist. `.`
    is the whole docs folder, except `index.md` and pages in `nav`."""
    url_format = c.Type(str, default="")
    """The URLs of articles, from `{year}`, `{month}`, `{day}`, `{date}`, `{category}`, `{folders}`,
    `{path}`, `{file}` and `{slug}`: `{year}/{month}/{slug}`. Default: `articles/{folders}/{slug}`,
    or below `blog_dir`."""
    slug_from = c.Choice([*SlugFrom], default=SlugFrom.FILE)
    """What slugs are made from if front matter has none: the `file`'s name, the same `undated`, or
    the `title`."""
    gone = c.ListOfItems(c.Type(str), default=[])
    """URLs that were removed on purpose, with everything below them: `[articles/old/]`."""
    blog_dir = c.Optional(c.Type(str))
    """Where the list of articles is, such as `blog`; empty for the home page of the site. Default:
    empty; [beside documentation](../documentation.md), the folder above the articles."""
    per_page = c.Type(int, default=10)
    """Articles per listing page."""
    excerpt_length = c.Type(int, default=200)
    """Length of an excerpt in lists, in characters, without `description` and `<!-- more -->`."""
    words_per_minute = c.Type(int, default=230)
    """Reading speed, for the reading time of an article."""
    date_format = c.Type(str, default="")
    """How days are written: `full`, `long`, `medium`, `short`, or a CLDR pattern such as
    `d. M. y`. Default: as the blog's language does."""
    timezone = TimeZone(default=ZoneInfo("UTC"))
    """The time zone for dates without an offset, and in which days begin: `Europe/Paris`."""
    authors_file = c.Type(str, default="authors.yml")
    """The file that describes the authors, below the docs folder."""
    redirects_file = c.Type(str, default="redirects.yml")
    """The file of former URLs that no article keeps, below the docs folder, with lines such as
    `category/cv/: tags/cv/`; each redirects."""
    allow_keys = c.ListOfItems(c.Type(str), default=[])
    """Front matter keys of your own, passed to templates (`page.meta.sponsor`) and other plugins as
    they are."""
    review_after = c.Type(int, default=0)
    """Show a “not reviewed recently” notice after this many months; `0` disables it."""
    published = c.Type(str, default="")
    """The folder of the published site, or its `blog.json`: the build fails if a published URL
    disappears; articles that keep their `id` are redirected automatically."""
    show_drafts = c.Type(bool, default=False)
    """Include drafts and scheduled articles, marked as such. The preview turns it on."""
    draft_on_serve = c.Type(bool, default=True)
    """Include them under `mkdocs serve` too, as Material's blog does."""
    github_markdown = c.Type(bool, default=False)
    """Read Markdown as GitHub, Obsidian and Word write it: lists right below a line, nested by two
    spaces, `> [!TIP]`, bare URLs, `~~struck~~`. `rapport init` turns it on."""
    other_pages = c.Choice([*OtherPages], default=OtherPages.AUTO)
    """The look of pages that are not the blog's: `theme`, `rapport`, or `auto`, which is the
    theme's look on a documentation site."""
    header = c.Choice([*Header], default=Header.RAPPORT)
    """The header and footer of the blog's pages beside documentation: `rapport` or `theme`."""
    translations = c.Optional(c.File(exists=True))
    """A gettext catalogue (`.po`) of your own, which overrides Rapport's translations."""

    previous = RenamedOption("published")
    unpublished = RenamedOption("show_drafts")


class ArticlesPlugin(SiteDriver, BasePlugin[ArticlesConfig]):
    """Articles from Markdown, and every list of them."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        check_settings(config)
        register(config, ArticlesFeature())
        if self.config.github_markdown:
            read_as_github(config)
        return super().on_config(config)
