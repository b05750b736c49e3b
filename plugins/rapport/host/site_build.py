"""A whole build of the site into its folder, which is never half-new."""

from __future__ import annotations

import filecmp
import logging
import os
import shutil
import tempfile
from contextlib import suppress
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files

from rapport.host.build import build_of
from rapport.host.link_check import find_link_problems
from rapport.host.problems import LOGGER_NAME, ContentFaults
from rapport.blog.problem import Problem


def load(config_file: str | None, **overrides: Any) -> MkDocsConfig:  # noqa: ANN401 - MkDocs' own
    """Return the checked configuration of a blog; raises MkDocs' `ConfigurationError`."""
    return load_config(config_file=config_file, **overrides)


def build_site(config: MkDocsConfig) -> None:
    """Build the site and put what changed into `site_dir`; a failed build changes nothing there.

    Raises `ContentFaults` for articles that can't be published, and MkDocs' `Abort` for others.
    """
    target = Path(config.site_dir)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as new:
        config.site_dir = new
        try:
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
            config.site_dir = str(target)
        put_in_place(Path(new), target)


def check_content(config: MkDocsConfig) -> list[Problem]:
    """Return every problem of every file, and write nothing."""
    config = config.plugins.on_config(config)
    build = build_of(config)
    log = logging.getLogger("mkdocs")
    was_disabled, log.disabled = log.disabled, True
    content_log = logging.getLogger(LOGGER_NAME)
    content_log.disabled = True
    try:
        with suppress(ContentFaults):
            config.plugins.on_pre_build(config=config)
        files = config.plugins.on_files(get_files(config), config=config)
        links = find_link_problems(files, config, build) if build.checks_links else []
    finally:
        log.disabled = was_disabled
        content_log.disabled = False
    return sorted({*build.problems, *links})


def put_in_place(new: Path, target: Path) -> None:
    """Make `target` hold what `new` holds; files that are the same keep their times."""
    target.mkdir(exist_ok=True)
    wanted = set(_files(new))
    for path in sorted(wanted):
        source, goal = new / path, target / path
        if goal.is_file() and filecmp.cmp(source, goal, shallow=False):
            continue
        if goal.is_dir():
            shutil.rmtree(goal)
        _make_folder(goal.parent, target)
        os.replace(source, goal)
    for path in set(_files(target)) - wanted:
        (target / path).unlink()
    for folder, _, _ in os.walk(target, topdown=False):
        if folder != str(target) and not os.listdir(folder):
            os.rmdir(folder)


def _make_folder(folder: Path, target: Path) -> None:
    for parent in [*reversed(folder.relative_to(target).parents), folder.relative_to(target)]:
        if (target / parent).is_file():
            (target / parent).unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _files(root: Path) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)
