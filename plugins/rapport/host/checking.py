"""Every problem of every file, in one go, with nothing written."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from mkdocs.structure.files import get_files

from rapport.blog.problem import Problem, gathered
from rapport.blog.redirect import find_taken_aliases
from rapport.host.build import Build, build_of
from rapport.host.link_check import find_link_problems
from rapport.host.pages import made_pages
from rapport.host.problems import LOGGER_NAME, ContentFaultsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig


def read_content(config: MkDocsConfig) -> Build:
    """Return the blog as it is read, with all that is wrong so far; nothing is said or written."""
    config.plugins.on_config(config)
    with _silence(), suppress(ContentFaultsError):
        config.plugins.on_pre_build(config=config)
    return build_of(config)


def check_content(config: MkDocsConfig) -> list[Problem]:
    """Return every problem of every file, and write nothing."""
    build = read_content(config)
    with _silence():
        files = config.plugins.on_files(get_files(config), config=config)
        links = find_link_problems(files, config, build) if build.checks_links else []
    aliases = find_taken_aliases(build.all_articles, made_pages(files))
    return gathered({*build.problems, *aliases, *links})


def due_lines(config: MkDocsConfig) -> list[str]:
    """Return what time alone will publish, the next first: `2027-01-05 09:00 docs/…`."""
    build = build_of(config)
    return [
        f"due {article.date.astimezone(build.timezone):%Y-%m-%d %H:%M %Z}: {article.path}"
        for article in build.blog.due
    ]


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
