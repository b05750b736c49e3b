"""The settings of a site as one value of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mkdocs.utils import get_build_datetime

from rapport.blog.address_format import AddressFormat, SlugFrom
from rapport.blog.build_state import SiteSettings
from rapport.blog.listing import Manner
from rapport.blog.previous import without_gone
from rapport.blog.urls import site_path
from rapport.host.articles_dirs import articles_dirs
from rapport.host.dialect import understood
from rapport.host.letters import letters_dir
from rapport.host.look import home_url
from rapport.host.nav import nav_paths
from rapport.host.session import (
    ARTICLES,
    docs_path,
    language_of,
    look_of,
    session_of,
    site_url_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.feature import Feature
    from rapport.blog.previous import Published


def _previous(config: MkDocsConfig, gone: Iterable[str]) -> Published | None:
    previous = session_of(config).previous
    return without_gone(previous, gone) if previous else None


def read_site_settings(config: MkDocsConfig) -> SiteSettings:
    """Return the settings of the site; after this no feature can be added."""
    session = session_of(config)
    if not session.has_settings:
        session.settings = _settings_of(config, tuple(session.features.values()))
    return session.settings


def _settings_of(config: MkDocsConfig, features: tuple[Feature, ...]) -> SiteSettings:
    options = config.plugins[ARTICLES].config
    is_served = getattr(config.plugins[ARTICLES], "is_served", False)
    moment = get_build_datetime()
    vocabularies = [feature.vocabulary_file for feature in features if feature.vocabulary_file]
    folders = articles_dirs(options["articles_dir"])
    gone = tuple(filter(None, map(site_path, options["gone"])))
    home = _home(config)
    return SiteSettings(
        now=moment if moment.tzinfo else datetime.now(UTC),
        timezone=options["timezone"],
        language=language_of(config),
        site_name=config.site_name,
        site_url=site_url_of(config),
        description=config.site_description or "",
        docs_path=docs_path(config),
        articles_dirs=folders,
        named_pages=frozenset(nav_paths(config.nav) if "" in folders else ()),
        addresses=addresses_of(config),
        home=home,
        gone=gone,
        authors_file=options["authors_file"],
        redirects_file=options["redirects_file"],
        vocabulary_file=next(iter(vocabularies), ""),
        allow_keys=tuple(options["allow_keys"]),
        rendered=understood(config),
        per_page=max(1, options["per_page"]),
        manner=Manner(
            zone=options["timezone"],
            locale=language_of(config).tag,
            date_format=options["date_format"],
            words_a_minute=options["words_per_minute"],
            summary_length=options["excerpt_length"],
        ),
        review_after=options["review_after"],
        is_flat=not config.use_directory_urls,
        is_beside=look_of(config).is_beside,
        with_unpublished=options["show_drafts"] or (is_served and options["draft_on_serve"]),
        previous=_previous(config, gone),
        features=features,
        letters_dir=letters_dir(config),
    )


def addresses_of(config: MkDocsConfig) -> AddressFormat:
    """Return the URL pattern of articles from a blog's settings."""
    options = config.plugins[ARTICLES].config
    usual = f"{_home(config) or 'articles/'}{{folders}}/{{slug}}/"
    return AddressFormat(options["url_format"] or usual, SlugFrom(options["slug_from"]))


def _home(config: MkDocsConfig) -> str:
    options = config.plugins[ARTICLES].config
    return home_url(articles_dirs(options["articles_dir"])[0], options["blog_dir"], look_of(config))
