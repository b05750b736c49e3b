"""`rapport/articles`: the options of the blog; this plugin conducts the build for all of ours."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.blog.address_format import SlugFrom
from rapport.features.articles.feature import ArticlesFeature
from rapport.host.driver import SiteDriver
from rapport.host.look import Header, OtherPages
from rapport.host.session import register
from rapport.host.settings_check import check_settings


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

    articles_dir = c.Type((str, list), default="articles")
    """The folder of the articles, below the docs folder, or a list of folders; `.` is all of it."""
    url_format = c.Type(str, default="")
    """The addresses of articles: `{year}/{month}/{slug}/`."""
    slug_from = c.Choice([*SlugFrom], default=SlugFrom.FILE)
    """What slugs are made of: the `file`'s name, the same `undated`, or the `title`."""
    gone = c.ListOfItems(c.Type(str), default=[])
    """Addresses that were taken away on purpose, `articles/old/`."""
    blog_dir = c.Optional(c.Type(str))
    """Where the list of articles is: empty for the site's home page, or `blog`."""
    per_page = c.Type(int, default=10)
    """How many articles a page of a list holds."""
    timezone = TimeZone(default=ZoneInfo("UTC"))
    """Where dates without an offset are read, and days begin."""
    authors_file = c.Type(str, default="authors.yml")
    """The file that names the authors, below the docs folder."""
    redirects_file = c.Type(str, default="redirects.yml")
    """The file of former addresses that no article keeps, below the docs folder."""
    allow_keys = c.ListOfItems(c.Type(str), default=[])
    """Keys of your own in front matter, which templates and other plugins get as they are."""
    review_after = c.Type(int, default=0)
    """After how many months without a look an article says so; 0 is never."""
    previous = c.Type(str, default="")
    """The published site, or its `blog.json`: no address of it may vanish."""
    unpublished = c.Type(bool, default=False)
    """Whether drafts and articles of the future are shown, marked; the preview turns it on."""
    draft_on_serve = c.Type(bool, default=True)
    """Whether `mkdocs serve` shows them, too, as Material's blog does."""
    other_pages = c.Choice([*OtherPages], default=OtherPages.AUTO)
    """Whose look pages have that are not the blog's; `auto` is the theme's for documentation."""
    header = c.Choice([*Header], default=Header.RAPPORT)
    """Whose header and footer the blog's pages wear beside documentation."""
    translations = c.Optional(c.File(exists=True))
    """A gettext catalogue (.po) of your own, whose words go before Rapport's."""


class ArticlesPlugin(SiteDriver, BasePlugin[ArticlesConfig]):
    """Articles from Markdown, and every list of them."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        check_settings(config)
        register(config, ArticlesFeature())
        return super().on_config(config)
