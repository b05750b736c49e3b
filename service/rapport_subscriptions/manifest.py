"""Reading the blog's `blog.json`, and reading it again when it changes."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

from rapport_subscriptions.errors import BlogUnknownError
from rapport_subscriptions.letters_file import ManifestWithLetters
from rapport_subscriptions.rules.blog import read_blog

if TYPE_CHECKING:
    from rapport_subscriptions.ports.manifest import Manifest
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.settings import Settings

NAME = "blog.json"
FRESH_SECONDS = 60.0
HURRIED_SECONDS = 5.0
FETCH_SECONDS = 10.0
LARGEST = 64 * 1024 * 1024

log = logging.getLogger(__name__)


def open_manifest(
    site: str, *, url: str | None = None, copy: Path | None = None, letters: Path | None = None
) -> Manifest:
    """Return the manifest of a published site, given as a folder or a URL.

    A manifest from the web is also stored in the file `copy`, so that the service can start without
    the web. `letters` is the file of letters; by default the one beside the site's folder.
    """
    if site.startswith(("http://", "https://")):
        fetched = FetchedManifest(f"{site.rstrip('/')}/{NAME}", url=url, copy=copy)
        return ManifestWithLetters(fetched, file=letters)
    read = FileManifest(Path(site) / NAME, url=url)
    return ManifestWithLetters(read, beside=Path(site), file=letters)


def settings_manifest(settings: Settings) -> Manifest:
    """Return the manifest of the blog in the settings."""
    return open_manifest(
        settings.site,
        url=settings.site_url,
        copy=settings.kept_manifest,
        letters=settings.letters_file,
    )


class FileManifest:
    """A manifest in a folder; read again when the file changes."""

    def __init__(self, path: Path, *, url: str | None = None) -> None:
        self._path = path
        self._url = url
        self._seen: tuple[int, int, int] | None = None
        self._blog: Blog | None = None
        self._lock = threading.Lock()

    def blog(self) -> Blog:
        """Return the blog; while the file is missing or broken, the last valid one."""
        with self._lock:
            try:
                blog = self._found()
                if blog != self._seen:
                    self._blog = read_blog(self._path.read_text("utf-8"), url=self._url)
                    self._seen = blog
            except (OSError, UnicodeDecodeError, BlogUnknownError) as error:
                if self._blog is None:
                    raise BlogUnknownError(f"{self._path}: {error}") from error
                log.debug("the last good manifest stays in use: %s", error)
            if self._blog is None:
                raise BlogUnknownError(f"{self._path} can't be read")
            return self._blog

    def hurry(self) -> None:
        """Do nothing: the file is checked each time anyway."""

    def at_hand(self) -> Blog | None:
        """Return what was read, if the file is unchanged."""
        try:
            return self._blog if self._found() == self._seen else None
        except OSError:
            return self._blog

    def read_at(self) -> datetime | None:
        """Return when the file was checked, which is now if it exists."""
        return datetime.now(UTC) if self._path.is_file() else None

    def _found(self) -> tuple[int, int, int]:
        stat = self._path.stat()
        return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


class FetchedManifest:
    """A manifest on the web; fetched again once a minute, in the background.

    After a hint that the blog has changed it is fetched at most every five seconds, however many
    hints there are.
    """

    def __init__(self, address: str, *, url: str | None = None, copy: Path | None = None) -> None:
        self._address = address
        self._kept = copy
        self._text = ""
        self._read_at: datetime | None = None
        self._url = url
        self._blog: Blog | None = None
        self._etag = ""
        self._asked_at = 0.0
        self._fresh_seconds = FRESH_SECONDS
        self._lock = threading.Lock()

    def blog(self) -> Blog:
        """Return the last valid blog; only the very first call waits for the network."""
        with self._lock:
            if self._blog is None:
                self._begin()
            elif time.monotonic() - self._asked_at > self._fresh_seconds:
                self._asked_at, self._fresh_seconds = time.monotonic(), FRESH_SECONDS
                threading.Thread(target=self._refresh, daemon=True).start()
            if self._blog is None:
                raise BlogUnknownError(f"{self._address} can't be read")
            return self._blog

    def hurry(self) -> None:
        """Fetch again once five seconds have passed since the last time."""
        self._fresh_seconds = HURRIED_SECONDS

    def at_hand(self) -> Blog | None:
        """Return the last valid blog, if there is one."""
        return self.blog() if self._blog else None

    def read_at(self) -> datetime | None:
        """Return when the blog last answered."""
        return self._read_at

    def _begin(self) -> None:
        """Fetch for the first time; if the blog is unreachable, use the stored copy."""
        try:
            self._fetch()
        except BlogUnknownError as error:
            if self._kept is None or not self._kept.is_file():
                raise
            try:
                self._text = self._kept.read_text("utf-8")
                self._blog = read_blog(self._text, url=self._url)
            except (OSError, UnicodeDecodeError, BlogUnknownError):
                raise error from None
            log.warning(
                "%s; using the copy of the manifest in %s until it is back", error, self._kept
            )

    def _keep(self, text: str) -> None:
        """Store a valid manifest in place of the last one; a full disk is not an error."""
        if self._kept is None or text == self._text:
            return
        draft = self._kept.with_name(f".{self._kept.name}.{os.getpid()}")
        try:
            draft.write_text(text, "utf-8")
            draft.replace(self._kept)
            self._text = text
        except OSError as error:
            log.warning("the manifest can't be copied to %s: %s", self._kept, error)
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _refresh(self) -> None:
        try:
            self._fetch()
        except BlogUnknownError as error:
            log.warning("the blog's manifest could not be read again: %s", error)

    def _fetch(self) -> None:
        self._asked_at = time.monotonic()
        request = Request(self._address, headers={"User-Agent": "rapport-subscriptions"})  # noqa: S310 - http(s) only, see open_manifest
        if self._etag:
            request.add_header("If-None-Match", self._etag)
        try:
            with urlopen(request, timeout=FETCH_SECONDS) as answer:  # noqa: S310 - as above
                text = answer.read(LARGEST).decode("utf-8")
                etag = answer.headers.get("ETag", "")
        except (URLError, TimeoutError, OSError, UnicodeDecodeError) as error:
            if getattr(error, "code", None) == 304:  # noqa: PLR2004 - not modified
                self._read_at = datetime.now(UTC)
                return
            raise BlogUnknownError(f"{self._address}: {error}") from error
        self._blog = read_blog(text, url=self._url)
        self._etag = etag
        self._read_at = datetime.now(UTC)
        self._keep(text)
