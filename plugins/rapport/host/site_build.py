"""A whole build of the site into its folder, which is never half-new."""

from __future__ import annotations

import filecmp
import gc
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from rapport.blog.digest import digest
from rapport.host.build import build_of, stop_workers
from rapport.host.cache import CacheDamagedError, open_cache
from rapport.host.plan import PLAN, make_plan
from rapport.host.problems import ContentFaultsError
from rapport.host.seal import FileState
from rapport.host.theme import open_lean

CACHE = Path(".cache/rapport")
"""What builds keep, below the folder of `mkdocs.yml`."""

log = logging.getLogger("mkdocs.plugins.rapport")


def load(config_file: str | None, **overrides: Any) -> MkDocsConfig:  # noqa: ANN401 - MkDocs' own
    """Return the checked configuration of a blog; raises MkDocs' `ConfigurationError`."""
    return load_config(config_file=config_file, **overrides)


@dataclass(frozen=True, slots=True)
class Built:
    """The stages of a build, each with the seconds it took, and the files that came or went.

    `moved` are paths below the site's folder; where a whole folder came, it is the folder's.
    `files` are all files of the site.
    """

    stages: tuple[tuple[str, float], ...]
    moved: tuple[str, ...]
    files: Mapping[str, FileState]


def build_site(config: MkDocsConfig, *, clean: bool = False) -> Built:
    """Build the site and put what changed into `site_dir`; a failed build changes nothing there.

    Only what changed since the last build is made, everything if `clean`; the result is the same.
    Raises `ContentFaultsError` for articles that can't be published, MkDocs' `Abort` for others.
    """
    target = Path(config.site_dir)
    was_looking = gc.isenabled()
    gc.disable()  # a build makes much and drops little: looking for cycles would be in vain
    home = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
    folder = home / CACHE / digest(target.resolve())[:16]
    try:
        return _build(config, target, folder, clean=clean)
    except (CacheDamagedError, sqlite3.DatabaseError):
        log.info("What earlier builds kept was damaged; everything is made anew.")
        return _build(config, target, folder, clean=True)
    finally:
        if was_looking:
            gc.enable()


def _build(config: MkDocsConfig, target: Path, folder: Path, *, clean: bool) -> Built:
    started = perf_counter()
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        open_cache(folder, fresh=clean) as cache,
        tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as beside,
    ):
        _remove_left_overs(target, Path(beside))
        new = Path(beside, "site")
        new.mkdir()
        plan = make_plan(cache, config, target)
        plan.mark("what was kept looked up")
        if plan.why_full:
            log.info("Everything is made anew: %s.", plan.why_full)
        config.data[PLAN] = plan
        open_lean(config, folder.parent / "templates")
        config.site_dir = str(new)
        try:
            config.plugins.on_startup(command="build", dirty=not plan.why_full)
            with _without_untrue_lines():
                mkdocs_build(config, dirty=not plan.why_full)
        except Abort as abort:
            if isinstance(abort.__context__, ContentFaultsError):
                raise abort.__context__ from None
            raise
        finally:
            stop_workers(config)
            config.plugins.on_shutdown()
            config.site_dir = str(target)
            del config.data[PLAN]
        expected = set(_files(new))
        if not plan.why_full:
            known = build_of(config).files
            expected |= {file.dest_uri for file in known if file.inclusion.is_included()}
        moved = put_in_place(new, target, plan.found.keys() - expected, expected)
        plan.mark("put in place")
        built = build_of(config)
        files = plan.finish(
            expected,
            {article.source for article in built.blog.articles},
            {article.source for article in built.all_articles},
        )
        plan.mark("kept for the next build")
    times = [started, *(time for _, time in plan.stages)]
    stages = [
        (stage, end - begin)
        for (stage, _), (begin, end) in zip(plan.stages, pairwise(times), strict=True)
    ]
    return Built(tuple(stages), tuple(moved), files)


def _remove_left_overs(target: Path, present: Path) -> None:
    """Remove what killed builds left beside the site; the cache's lock keeps others out."""
    for folder in target.parent.glob(f".{target.name}-????????"):
        if folder != present:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _without_untrue_lines() -> Iterator[None]:
    """Leave out what MkDocs says of builds in part, which is not so for ours."""

    def is_true(record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith(
            ("A 'dirty' build", "The directory contains stale")
        )

    build_log = logging.getLogger("mkdocs.commands.build")
    build_log.addFilter(is_true)
    try:
        yield
    finally:
        build_log.removeFilter(is_true)


def put_in_place(new: Path, target: Path, gone: set[str], expected: set[str]) -> list[str]:
    """Move what is in `new` to `target`, and remove there the files that are `gone`.

    Files that are the same keep their times; each other file, or folder, comes by one rename.
    Returns what came and what went; where there was no site, that is all that was `expected`.
    """
    if target.is_dir() and not target.is_symlink() and not os.listdir(target):
        target.rmdir()
    if not target.exists():
        new.replace(target)
        return sorted(expected)
    moved = [path[len(str(target)) + 1 :] for path in _merge(str(new), str(target))]
    return [*moved, *_remove(str(target), gone)]


def _merge(new: str, target: str) -> Iterator[str]:
    """Move files and folders one by one; yield the places that they came to."""
    with os.scandir(new) as entries:
        for entry in entries:
            goal = os.path.join(target, entry.name)
            is_folder = entry.is_dir()
            if os.path.isdir(goal):
                if is_folder:
                    yield from _merge(entry.path, goal)
                    continue
                shutil.rmtree(goal)
            elif os.path.isfile(goal):
                if is_folder:
                    os.unlink(goal)
                elif filecmp.cmp(entry.path, goal, shallow=False):
                    continue
            os.replace(entry.path, goal)
            yield goal


def _remove(target: str, gone: set[str]) -> Iterator[str]:
    """Remove files, and the folders that then hold nothing; yield the files."""
    for path in sorted(gone):
        place = os.path.join(target, path)
        with suppress(FileNotFoundError, NotADirectoryError):  # a folder or file came in its place
            os.unlink(place)
        yield path
        while (place := os.path.dirname(place)) != target:
            try:
                os.rmdir(place)
            except OSError:
                break


def _files(root: Path) -> Iterator[str]:
    start = len(str(root)) + 1
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.join(folder, name)[start:]
