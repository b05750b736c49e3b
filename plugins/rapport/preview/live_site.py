"""The site as the preview shows it: built again on every save, with what is wrong beside it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mkdocs.exceptions import Abort, ConfigurationError
from watchfiles import awatch

from rapport.host.problems import ContentFaultsError
from rapport.host.site_build import build_site, load
from rapport.host.theme import template_dir


@dataclass(slots=True)
class LiveSite:
    """A blog's site in `folder`; `revision` grows with every build that browsers should see."""

    config_file: str
    folder: Path
    url: str
    revision: int = 0
    problems: list[str] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def build(self) -> None:
        """Build the site once; what is wrong goes into `problems`, the last good site stays."""
        started = time.monotonic()
        try:
            config = load(self.config_file, site_url=self.url, site_dir=str(self.folder))
            config.plugins["rapport/articles"].config["unpublished"] = True
            if "rapport/subscribe" in config.plugins:
                config.plugins["rapport/subscribe"].config["endpoint"] = ""
            build_site(config)
        except ContentFaultsError as faults:
            self.problems = [str(problem) for problem in faults.problems]
        except (Abort, ConfigurationError, KeyError) as error:
            self.problems = [" ".join(str(error).split())]
        except Exception as error:  # noqa: BLE001 - somebody's extension must not end the preview
            self.problems = [f"{type(error).__name__}: {error}"]
        else:
            self.problems = []
            print(f"Built in {time.monotonic() - started:.2f} s", flush=True)

    def watched(self) -> list[Path]:
        """Return what a save can change: the blog's texts, templates and settings."""
        config = load(self.config_file)
        found = [Path(config.docs_dir), Path(self.config_file), template_dir()]
        if config.theme.custom_dir:
            found.append(Path(config.theme.custom_dir))
        return [path for path in found if path.exists()]

    async def keep_up(self) -> None:
        """Build again on every save, until cancelled."""
        async for _ in awatch(*self.watched(), debounce=100, step=20):
            await asyncio.to_thread(self.build)
            await self.announce()

    async def announce(self) -> None:
        """Tell every open browser that there is something new."""
        async with self._changed:
            self.revision += 1
            self._changed.notify_all()

    def _is_news(self, seen: int) -> bool:
        return self.revision != seen

    async def news(self) -> AsyncIterator[str]:
        """Yield server-sent events: the state now, and again at every change."""
        seen = -1
        while True:
            if self.revision != seen:
                seen = self.revision
                state = {"revision": seen, "problems": self.problems}
                yield f"data: {json.dumps(state)}\n\n"
            try:
                async with asyncio.timeout(15), self._changed:
                    await self._changed.wait_for(partial(self._is_news, seen))
            except TimeoutError:
                yield ": still here\n\n"
