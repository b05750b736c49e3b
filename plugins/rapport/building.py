"""A build for the command line: problems as lines on stderr, and whether there is a site."""

from __future__ import annotations

import logging
import sqlite3
import sys
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.utils import CountHandler
from msgspec import Struct

from rapport.engine.opened import opened_files
from rapport.engine.stamp import stamp_path
from rapport.host.checking import held_lines
from rapport.host.last_build import stamp_site
from rapport.host.problems import LOGGER_NAME, BuildRefusedError
from rapport.host.site_build import build_site, load

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


log = logging.getLogger("mkdocs.plugins.rapport")


class BuildOptions(Struct, frozen=True):
    """The options of a build; `mkdocs.yml` decides if `site_dir` is None.

    `published` is the published site or its `blog.json`, none of whose URLs may disappear.
    """

    config_file: str
    site_dir: str | None = None
    published: str | None = None
    is_strict: bool = False
    is_clean: bool = False
    is_quiet: bool = False

    @property
    def stamp(self) -> Path:
        """The path of the stamp for a build with these options."""
        return stamp_path(self.config_file, self.site_dir, self.is_strict)


class BuildOutcome(Struct, frozen=True):
    """The result of a build: the request, whether it made a site, and the seconds of each stage."""

    config: MkDocsConfig
    is_made: bool
    stages: tuple[tuple[str, float], ...] = ()


def build(request: BuildOptions) -> BuildOutcome:
    """Make the site; raises MkDocs' `ConfigurationError` for a wrong `mkdocs.yml`."""
    started = time()
    log_to_stderr(logging.WARNING if request.is_quiet else logging.INFO)
    changes = {"site_dir": request.site_dir, "strict": request.is_strict or None}
    given = {key: value for key, value in changes.items() if value is not None}
    with opened_files() as opened:
        config = load(request.config_file, **given)
    if Path(config.site_dir).exists() and not Path(config.site_dir).is_dir():
        raise ConfigurationError(
            f"{config.site_dir} is a file, so the site can't be written there."
        )
    if request.published and "rapport/articles" in config.plugins:
        config.plugins["rapport/articles"].config["published"] = request.published
    counter = CountHandler(level=logging.WARNING)
    logging.getLogger("mkdocs").addHandler(counter)
    try:
        built = build_site(config, clean=request.is_clean)
        if not counter.get_counts():
            stamp_site(config, request.stamp, started, sorted(opened), built)
        for line in held_lines(config):
            log.info(line)
        for reason in sorted(set(built.untracked.values())):
            log.info("The next build can't reuse all of this one: %s.", reason)
        return BuildOutcome(config, True, built.stages)
    except BuildRefusedError:  # each was said as a line
        return BuildOutcome(config, False)
    except (OSError, sqlite3.Error) as error:  # a full disk, a folder that is not ours
        message = f"a file could not be read or written: {error}. The site is as it was."
        raise ConfigurationError(message) from error
    except Abort as abort:
        if config.strict and "strict" in str(abort):
            sys.stderr.write(f"{abort}\n")
        return BuildOutcome(config, False)


def log_to_stderr(level: int) -> None:
    """Send MkDocs' log to stderr: problems unchanged, everything else with its level."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    log = logging.getLogger("mkdocs")
    log.handlers = [handler]
    log.setLevel(level)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        if record.name == LOGGER_NAME or record.levelno < logging.WARNING:
            return message
        return f"{record.levelname.lower()}: {message}"
