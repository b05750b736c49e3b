"""The preview as an author sees it: an open browser, told of a save, shows the new page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import suppress
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, Self
from urllib.request import urlopen

from playwright.sync_api import Error, sync_playwright

from bench.process import BenchError, environment

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from bench.blog import BenchmarkBlog
    from bench.changes import Change

_PATIENCE = 600.0
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_HOST = "127.0.0.1"
_READS = 4.0
"""Seconds in which the author looks at the page, and the rest of the site is built."""
_SHOWN = "text => Boolean(document.body?.innerText.includes(text))"
_PLACE = 400


class Preview:
    """`rapport preview` on a port of its own, and a browser, from `with` to the end of it."""

    def __init__(self, blog: BenchmarkBlog) -> None:
        self._blog = blog
        self._url = f"http://{_HOST}:{_free_port()}"

    def __enter__(self) -> Self:
        port = self._url.rpartition(":")[2]
        self._log = (self._blog.root / "preview.log").open("wb")
        self._process = subprocess.Popen(
            [self._blog.installed.command[0], "preview", "--port", port],
            cwd=self._blog.root,
            env=environment(),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait()
        self._playwright = sync_playwright().start()
        named = os.environ.get("RAPPORT_CHROMIUM")
        program = named or next(filter(None, map(shutil.which, _BROWSERS)), None)
        self._browser = self._playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()
        self._playwright.stop()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def time_to_page(self, change: Change, slug: str) -> float:
        """Return the seconds from the save of an article until the open browser shows it.

        Raises `BenchError` if it doesn't, or if the page has lost its place.
        """
        page = self._browser.new_page()
        try:
            return self._time(page, change, slug)
        except Error as error:
            raise BenchError(f"The browser did not show the change: {error}") from error
        finally:
            page.close()

    def _time(self, page: Page, change: Change, slug: str) -> float:
        page.goto(f"{self._url}/articles/{slug}/")
        page.evaluate(f"scrollTo(0, {_PLACE})")
        sleep(_READS)
        start = perf_counter()
        effect = change(self._blog)
        page.wait_for_function(_SHOWN, arg=effect.text, timeout=_PATIENCE * 1000)
        seconds = perf_counter() - start
        page.wait_for_function(f"Math.abs(scrollY - {_PLACE}) < 5", timeout=5000)
        return seconds

    def _wait(self) -> None:
        """Wait until the first build is done and the server answers."""
        until = monotonic() + _PATIENCE
        while monotonic() < until:
            if self._process.poll() is not None:
                log = (self._blog.root / "preview.log").read_text(errors="replace")
                raise BenchError(f"The preview ended by itself: {log[-1000:]}")
            with suppress(OSError):
                urlopen(self._url, timeout=60).close()  # noqa: S310 - our own address
                return
            sleep(0.2)
        raise BenchError("The preview did not start.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port: int = free.getsockname()[1]
        return port
