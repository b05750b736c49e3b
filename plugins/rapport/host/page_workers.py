"""Pages written by processes of their own, while the build goes on with the rest."""

from __future__ import annotations

import multiprocessing
import traceback
from dataclasses import dataclass, field
from heapq import heappop, heappush
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import _build_page
from mkdocs.exceptions import BuildError

from rapport.host.cache import CacheDamagedError
from rapport.host.processes import processors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from multiprocessing.process import BaseProcess

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.nav import Navigation

WORTH_A_PROCESS = 40
"""As many pages as pay for starting a process."""


class PageFailedError(BuildError):
    """A page could not be written by a process of its own."""


@dataclass(slots=True)
class PageWorkers:
    """The processes of one build; each writes its share of pages and ends."""

    _started: list[tuple[BaseProcess, Any]] = field(default_factory=list)

    def start(
        self,
        files: Sequence[tuple[File, float]],
        config: MkDocsConfig,
        doc_files: Sequence[File],
        nav: Navigation,
        env: Environment,
    ) -> bool:
        """Begin to write the pages of `files`; returns False where that would not pay.

        Beside each file stands how much work it is, in usual pages.
        """
        weight = sum(weight for _, weight in files)
        count = min(processors(), len(files), int(weight) // WORTH_A_PROCESS)
        if count < 2:  # noqa: PLR2004 - one process is the one that is there
            return False
        context = multiprocessing.get_context("fork")
        for share in _shares(files, count):
            receiver, sender = context.Pipe(duplex=False)
            work = (share, config, doc_files, nav, env, sender)
            process = context.Process(target=_write_pages, args=work, daemon=True)
            process.start()
            sender.close()
            self._started.append((process, receiver))
        return True

    def finish(self) -> None:
        """Wait for all pages.

        Raises `PageFailedError` with the first process's own words, and `CacheDamagedError` where
        what was kept of an article could not be read.
        """
        failures: list[str | CacheDamagedError] = []
        for process, receiver in self._started:
            try:
                failures.append(receiver.recv())
            except EOFError:
                failures.append("a process that writes pages ended without a word")
            process.join()
        self._started.clear()
        for failure in failures:
            if isinstance(failure, CacheDamagedError):
                raise failure
            if failure:
                raise PageFailedError(failure)

    def stop(self) -> None:
        """End what still runs, after a fault elsewhere."""
        for process, _ in self._started:
            process.terminate()
            process.join()
        self._started.clear()


def _shares(files: Iterable[tuple[File, float]], count: int) -> list[list[File]]:
    """Part the work so that all end at about one time: the longest first, each to who has least."""
    shares: list[tuple[float, int, list[File]]] = [(0, number, []) for number in range(count)]
    for file, weight in sorted(files, key=itemgetter(1), reverse=True):
        taken, number, share = heappop(shares)
        share.append(file)
        heappush(shares, (taken + weight, number, share))
    return [share for _, _, share in shares]


def _write_pages(
    files: Sequence[File],
    config: MkDocsConfig,
    doc_files: Sequence[File],
    nav: Navigation,
    env: Environment,
    sender: Any,  # noqa: ANN401 - a pipe's end has no public type
) -> None:
    try:
        for file in files:
            assert file.page is not None
            _build_page(file.page, config, doc_files, nav, env)
    except CacheDamagedError as error:
        sender.send(error)
    except BaseException:  # noqa: BLE001 - whatever it is, the build must hear of it
        sender.send(traceback.format_exc())
    else:
        sender.send("")
