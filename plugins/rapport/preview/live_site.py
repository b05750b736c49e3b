"""The live preview: the site is rebuilt after every save, and its problems are listed."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from watchfiles import awatch

from rapport.host.problems import BuildRefusedError
from rapport.host.saved_page import unsaved_page, write_saved_page
from rapport.host.session import finish_later
from rapport.host.site_build import build_site, load
from rapport.host.theme import template_dir

_Result = TypeVar("_Result")
_REST = 0.4
"""Seconds in which browsers fetch the saved page before the rest of the site is built."""


@dataclass(slots=True)
class LiveSite:
    """A site in `folder`; `revision` increases with every build that browsers should load.

    `changed` are the pages' paths that the last revision changed, None where it may be any.
    `unsaved` is the path of a page that is being written, and its HTML with what is typed so far.
    """

    config_file: str
    folder: Path
    url: str
    revision: int = 0
    problems: list[str] = field(default_factory=list)
    changed: list[str] | None = None
    unsaved: tuple[str, str] | None = None
    _built: MkDocsConfig | None = None
    _later: asyncio.Task[None] | None = None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def load(self, **options: str) -> MkDocsConfig:
        """Return the blog's settings, with drafts checked and shown like articles."""
        config = load(self.config_file, **options)
        config.plugins["rapport/articles"].config["show_drafts"] = True
        return config

    def build(self) -> None:
        """Build the site once; errors go into `problems`, and the last successful site stays."""
        started = time.monotonic()
        had_problems, self._built = bool(self.problems), None
        try:
            config = self.load(site_url=self.url, site_dir=str(self.folder))
            if "rapport/subscribe" in config.plugins:
                config.plugins["rapport/subscribe"].config["endpoint"] = ""
            if "rapport/images" in config.plugins:
                config.plugins["rapport/images"].config["originals_first"] = True
            moved = build_site(config).moved
        except BuildRefusedError as error:
            self.problems = [str(problem) for problem in error.problems]
        except (Abort, ConfigurationError, KeyError) as error:
            self.problems = [" ".join(str(error).split())]
        except Exception as error:  # noqa: BLE001 - somebody's extension must not end the preview
            self.problems = [f"{type(error).__name__}: {error}"]
        else:
            self.problems = []
            self._built = config
            self.changed = None if had_problems else _pages(moved)
            print(f"Built in {time.monotonic() - started:.2f} s", flush=True)

    def has_form(self) -> bool:
        """Return whether the last built site has a subscription form."""
        manifest = json.loads((self.folder / "blog.json").read_text("utf-8"))
        return bool(manifest.get("wordings"))

    def show_at_once(self, paths: Iterable[str]) -> bool:
        """Build the page of a saved article; returns False if only a full build is reliable."""
        if self._built is None or self.problems:
            return False
        try:
            (path,) = {path for changed in paths if _is_kept(path := Path(changed))}
            url = write_saved_page(self._built, path)
        except Exception:  # noqa: BLE001 - the whole build that follows says what is wrong
            return False
        self.changed = [url or ""]
        return url is not None

    async def show_unsaved(self, source: str, data: bytes) -> bool:
        """Serve unsaved text at the page's address with `?unsaved`.

        Returns False where that page can't be made by itself; the site and its files stay as they
        are in any case.
        """
        async with self._busy:
            if self._built is None or self.problems:
                return False
            try:
                page = await asyncio.to_thread(unsaved_page, self._built, source, data)
            except Exception:  # noqa: BLE001 - half a word may be what an extension stumbles over
                return False
            if page is None:
                return False
            self.unsaved, self.changed = page, [f"{page[0]}?unsaved"]
        await self.announce()
        return True

    def watched(self) -> list[Path]:
        """Return the paths to watch: the blog's texts, templates and settings."""
        config = load(self.config_file)
        paths = [Path(config.docs_dir), Path(self.config_file), template_dir()]
        if config.theme.custom_dir:
            paths.append(Path(config.theme.custom_dir))
        return [path for path in paths if path.exists()]

    async def keep_up(self) -> None:
        """Rebuild after every save, until cancelled: first the saved page, then the rest."""
        rest: asyncio.Task[None] | None = None
        self._later = asyncio.create_task(self._finish_later())
        async for changes in awatch(*self.watched(), debounce=50, step=10):
            async with self._busy:
                is_shown = await asyncio.to_thread(self.show_at_once, {path for _, path in changes})
                if rest is not None:
                    rest.cancel()
            if is_shown:
                await self.announce()
            rest = asyncio.create_task(self._build_rest(_REST if is_shown else 0))

    async def _build_rest(self, wait: float) -> None:
        await asyncio.sleep(wait)
        async with self._busy:
            await asyncio.shield(asyncio.to_thread(self.build))
            if self.problems or self.changed != []:
                await self.announce()
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.create_task(self._finish_later())

    async def _finish_later(self) -> None:
        """Do the deferred work, above all on images, and build once more with the results.

        Pages that are open look the same with it, so they are not reloaded: somebody may be typing.
        """
        if self._built is None:
            return
        stop = threading.Event()
        try:
            is_done = await asyncio.to_thread(finish_later, self._built, stop)
        except asyncio.CancelledError:
            stop.set()
            raise
        if is_done:
            async with self._busy:
                await asyncio.shield(asyncio.to_thread(self.build))
            if self.problems:
                await self.announce()

    async def alone(self, work: Callable[[], _Result]) -> _Result:
        """Run `work` in a thread, never during a build: parsers are not thread-safe."""
        async with self._busy:
            return await asyncio.to_thread(work)

    async def build_now(self) -> None:
        """Build once more, for a request that waits for a new page."""
        await self.alone(self.build)
        await self.announce()

    async def announce(self) -> None:
        """Notify every open browser of a new revision."""
        async with self._changed:
            self.revision += 1
            self._changed.notify_all()

    def _is_news(self, seen: int) -> bool:
        return self.revision != seen

    async def news(self) -> AsyncIterator[str]:
        """Yield server-sent events: the current state, then every change."""
        seen = -1
        while True:
            if self.revision != seen:
                seen = self.revision
                state = {"revision": seen, "problems": self.problems, "changed": self.changed}
                yield f"data: {json.dumps(state)}\n\n"
            try:
                async with asyncio.timeout(15), self._changed:
                    await self._changed.wait_for(partial(self._is_news, seen))
            except TimeoutError:
                yield ": still here\n\n"


def _is_kept(path: Path) -> bool:
    """Return whether a file is not a temporary file of an editor."""
    return (
        path.is_file() and not path.name.startswith(".") and not path.name.endswith(("~", ".tmp"))
    )


def _pages(moved: Iterable[str]) -> list[str] | None:
    """Return the addresses of changed pages, None if a changed file affects other pages."""
    paths = [path for path in moved if not path.endswith((".xml", ".xml.gz", ".json"))]
    if not all(path.endswith(".html") for path in paths):
        return None
    return [path.removesuffix("index.html") for path in paths]
