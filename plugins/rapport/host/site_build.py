"""A whole build of the site into its folder, which is never half-finished."""

from __future__ import annotations

import gc
import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from msgspec import Struct

from rapport.engine.database import DamagedError
from rapport.engine.digests import digest
from rapport.engine.graph import Graph
from rapport.engine.outputs import FileState, Outputs, beside
from rapport.engine.store import Store, open_store
from rapport.host.foreign_events import full_build_reason
from rapport.host.letters import put_beside
from rapport.host.problems import BuildRefusedError
from rapport.host.session import BuildSession, Incremental, begin_session, cache_folder
from rapport.host.theme import open_lean

log = logging.getLogger("mkdocs.plugins.rapport")


def load(config_file: str | None, **overrides: Any) -> MkDocsConfig:  # noqa: ANN401 - MkDocs' own
    """Return the checked configuration of a blog; raises MkDocs' `ConfigurationError`."""
    return load_config(config_file=config_file, **overrides)


class Built(Struct, frozen=True):
    """The stages of a build with their durations in seconds, and the files that changed.

    `moved` are paths below the site's folder; where a whole folder came, it can be the folder's.
    `files` are all files of the site, and `untracked` says which tasks read something that can't
    be tracked, and what.
    """

    stages: tuple[tuple[str, float], ...]
    moved: tuple[str, ...]
    files: Mapping[str, FileState]
    untracked: Mapping[str, str]


def build_site(config: MkDocsConfig, *, clean: bool = False) -> Built:
    """Build the site and put what changed into `site_dir`; a failed build changes nothing there.

    Only what changed since the last build is rebuilt, everything if `clean`; the result is the
    same. Raises `BuildRefusedError` for articles that can't be published, MkDocs' `Abort` for
    others.
    """
    target = Path(config.site_dir)
    was_looking = gc.isenabled()
    gc.disable()  # a build makes much and drops little: looking for cycles would be in vain
    folder = cache_folder(config) / digest(target.resolve())[:16]
    try:
        return _build(config, target, folder, clean=clean)
    except sqlite3.OperationalError:  # the disk is full, or the folder is not ours
        raise
    except (DamagedError, sqlite3.DatabaseError):
        log.info("The build cache was damaged; this is a full build.")
        return _build(config, target, folder, clean=True)
    finally:
        if was_looking:
            gc.enable()


def _build(config: MkDocsConfig, target: Path, folder: Path, *, clean: bool) -> Built:
    stages = [("", perf_counter())]

    def mark(stage: str) -> None:
        stages.append((stage, perf_counter()))

    with open_store(folder, fresh=clean) as store, beside(target) as new:
        reason = full_build_reason(config)
        if reason:
            log.info("Full build: %s.", reason)
        session = begin_session(config)
        session.store, session.graph = store, Graph(store)
        outputs = Outputs(target, new, store)
        session.incremental = Incremental(outputs, reason, mark)
        mark("what was kept looked up")
        open_lean(config, folder.parent / "templates")
        try:
            config.site_dir = str(new)
            _run_host(config, is_partial=not reason)
            store.drop(set(store.names()) - session.graph.live_names())
            store.commit()  # before the site is touched: a full disk ends the build here
            moved = _put_in_place(session, new)
            put_beside(target, session.letters_text)
        finally:
            config.site_dir = str(target)
            session.incremental = None
            _keep(store)
        mark("put in place")
        untracked = session.graph.untracked
    times = [(stage, end - begin) for (_, begin), (stage, end) in pairwise(stages)]
    return Built(tuple(times), tuple(moved), outputs.states, untracked)


def _run_host(config: MkDocsConfig, *, is_partial: bool) -> None:
    """Let MkDocs run its events in its dirty mode, in which it asks what to build.

    MkDocs turns our error into an `Abort` and keeps it only as Python's exception context. If it is
    no longer there, `rapport build` ends with MkDocs' own line: keep the error in a session.
    """
    try:
        # To plugins it is none: they see every page, so a search must not add to its last index.
        config.plugins.on_startup(command="build", dirty=False)
        with _without_untrue_lines():
            mkdocs_build(config, dirty=is_partial)
    except Abort as abort:
        if isinstance(abort.__context__, BuildRefusedError):
            raise abort.__context__ from None
        raise
    finally:
        config.plugins.on_shutdown()


def _put_in_place(session: BuildSession, new: Path) -> list[str]:
    assert session.incremental is not None
    expected = {os.path.relpath(path, new) for path in _files(new)} | session.known.keys()
    return session.incremental.outputs.put_in_place(expected, session.known)


def _keep(store: Store) -> None:
    """Store what is not stored yet, even after a failed build: each row is valid by itself."""
    try:
        store.commit()
    except sqlite3.OperationalError as error:  # what is not kept is made again
        log.info("The build cache could not be written: %s.", error)


@contextmanager
def _without_untrue_lines() -> Iterator[None]:
    """Suppress what MkDocs logs about dirty builds, which is not true for ours.

    If MkDocs changes these messages, each build shows them, and a strict one fails: add them here.
    """

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


def _files(root: Path) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.join(folder, name)
