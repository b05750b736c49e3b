"""Every problem of every file, in one go, with nothing written."""

from __future__ import annotations

import logging
import math
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.structure.files import get_files

from rapport.blog.problem import Problem, gathered
from rapport.blog.redirect import find_taken_aliases
from rapport.blog.server_lines import WebServer, server_lines
from rapport.engine.graph import Graph
from rapport.host.build_steps import find_link_problems, place, read
from rapport.host.foreign_events import full_build_reason
from rapport.host.pages import made_pages
from rapport.host.problems import LOGGER_NAME
from rapport.host.session import BuildSession, begin_session, session_of
from rapport.host.values import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.article import Article
    from rapport.blog.build_state import SiteSettings
    from rapport.engine.store import Store


def read_content(
    config: MkDocsConfig,
    unsaved: Mapping[str, bytes] = MappingProxyType({}),
    store: Store | None = None,
) -> BuildSession:
    """Return the blog and all problems so far; nothing is printed or written.

    `unsaved` are texts by source that replace the contents of their files. With the `store` of an
    earlier check only what changed is read again, unless a plugin may change any page.
    """
    session = begin_session(config)
    session.unsaved = {file_name(config, source): data for source, data in unsaved.items()}
    if store is not None and not full_build_reason(config):
        session.store, session.graph = store, Graph(store)
    config.plugins.on_config(config)
    with _silence():
        read(get_files(config), config, session)
    return session


def check_content(
    config: MkDocsConfig,
    unsaved: Mapping[str, bytes] = MappingProxyType({}),
    store: Store | None = None,
) -> list[Problem]:
    """Return every problem of every file, and write nothing; see `read_content`."""
    session = read_content(config, unsaved, store)
    with _silence():
        files = get_files(config)
        problems = place(files, config, session)
        problems += find_link_problems(files, config, session)
    site = session.read
    aliases = find_taken_aliases(site.all_articles, made_pages(files))
    return gathered({*site.problems, *problems, *aliases})


def former_addresses(config: MkDocsConfig, server: WebServer) -> list[str]:
    """Return former addresses as lines for a server."""
    site = read_content(config).read
    root = urlsplit(site.settings.site_url).path or "/"
    moves = [move for feature in site.settings.features for move in feature.moved(site)]
    return server_lines(moves, root, server)


def due_lines(config: MkDocsConfig) -> list[str]:
    """Return what will be published by schedule, the next first: `2027-01-05 09:00 docs/…`."""
    site = session_of(config).read
    zone = site.settings.timezone
    return [
        f"{'due' if moment == article.date else 'expires'}"
        f" {moment.astimezone(zone):%Y-%m-%d %H:%M %Z}: {article.path}"
        for moment, article in site.blog.changes
    ]


_MOST_NAMED = 3
_HOUR, _DAY = 60, 24 * 60


def held_lines(config: MkDocsConfig) -> list[str]:
    """Return what the last build held back until its time: `Held back for 13 h: docs/…`."""
    site = session_of(config).read
    if site.settings.with_unpublished:
        return []
    due = site.blog.due
    lines = [_held(article, site.settings) for article in due[:_MOST_NAMED]]
    more = len(due) - len(lines)
    return (
        [*lines, f"Held back besides: {more} more, which `rapport list` names."] if more else lines
    )


def _held(article: Article, settings: SiteSettings) -> str:
    minutes = math.ceil((article.date - settings.now).total_seconds() / 60)
    wait = f"{minutes} min" if minutes < _HOUR else f"{minutes // _HOUR} h"
    if minutes >= 2 * _DAY:
        wait = f"{minutes // _DAY} days"
    moment = article.date.astimezone(settings.timezone)
    due = f"{moment:%Y-%m-%d %H:%M} ({settings.timezone.key})"
    return f"Held back for {wait}: {article.path}, due {due}."


@contextmanager
def _silence() -> Iterator[None]:
    logs = [logging.getLogger(name) for name in ("mkdocs", LOGGER_NAME)]
    for log in logs:
        log.disabled = True
    try:
        yield
    finally:
        for log in logs:
            log.disabled = False
