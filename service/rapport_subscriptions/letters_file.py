"""The blog and the letters beside its site, read again when they change."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_subscriptions.errors import BlogUnknownError
from rapport_subscriptions.rules.letter import Letter, read_letters
from rapport_subscriptions.rules.series_file import read_series

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rapport_subscriptions.ports.manifest import Manifest
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.series import Series

NO_LETTERS = '{"version": 1}'
"""In place of a file that is not there."""

log = logging.getLogger(__name__)

State = tuple[str, int, int, int]
"""Path, time, size and inode of the file of letters; times are 0 if it does not exist."""


class ManifestWithLetters:
    """A manifest, and the letters in a file: `beside` a site's folder, or at the path `file`.

    A site that is a link to a release has the letters of that release.
    """

    def __init__(
        self, manifest: Manifest, *, beside: Path | None = None, file: Path | None = None
    ) -> None:
        self._manifest = manifest
        self._beside = beside
        self._file = file
        self._seen: State | None = None
        self._letters: Mapping[str, Letter] = {}
        self._series: Mapping[str, Series] = {}
        self._last: tuple[Blog, Blog] | None = None
        self._lock = threading.Lock()

    def blog(self) -> Blog:
        """Return the blog; while the file of letters is broken, with the last valid ones."""
        return self._with_letters(self._manifest.blog())

    def hurry(self) -> None:
        """Read the manifest again soon, because the blog has changed."""
        self._manifest.hurry()

    def at_hand(self) -> Blog | None:
        """Return what was read, if it is still current."""
        manifest = self._manifest.at_hand()
        return self._with_letters(manifest) if manifest else None

    def read_at(self) -> datetime | None:
        """Return when the manifest was last read."""
        return self._manifest.read_at()

    def _with_letters(self, blog: Blog) -> Blog:
        with self._lock:
            is_new = self._read()
            if self._last is None or self._last[0] is not blog or is_new:
                letters, series = self._letters, self._series
                is_with = letters or series
                full = replace(blog, letters=letters, series=series) if is_with else blog
                self._last = (blog, full)
            return self._last[1]

    def _read(self) -> bool:
        """Read the file if it changed; return whether the letters differ now."""
        state = self._state()
        if state == self._seen:
            return False
        self._seen = state
        try:
            path, *times = state
            text = Path(path).read_text("utf-8") if any(times) else NO_LETTERS
            self._letters, self._series = read_letters(text), read_series(text)
        except (OSError, UnicodeDecodeError, BlogUnknownError) as error:
            log.warning("the letters in %s can't be read: %s", state[0], error)
            return False
        return True

    def _state(self) -> State:
        path = self._file
        if path is None and self._beside is not None:
            site = self._beside.resolve()
            path = site.with_name(f"{site.name}.letters.json")
        try:
            state = path.stat() if path else None
        except OSError:
            state = None
        if state is None:
            return (str(path or ""), 0, 0, 0)
        return (str(path), state.st_mtime_ns, state.st_size, state.st_ino)
