"""The mail worker's processes, separate from the web so that sending never slows a response."""

from __future__ import annotations

import asyncio
import logging
import logging.config
import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing import connection
from typing import TYPE_CHECKING

from rapport_subscriptions.mail.worker import MailWorker
from rapport_subscriptions.manifest import settings_manifest
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.runtime.logs import LOGGING
from rapport_subscriptions.service import Service
from rapport_subscriptions.settings import Settings, read_settings
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.sql.database import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import SpawnProcess

    from rapport_subscriptions.ports.mailer import Mailer

GRACE_SECONDS = 15
RESTART_SECONDS = 2.0

log = logging.getLogger(__name__)

_spawn = multiprocessing.get_context("spawn")


@contextmanager
def running_workers(number: int) -> Iterator[None]:
    """Keep this many workers running for the duration of the block."""
    workers = WorkerPool(number)
    try:
        yield
    finally:
        workers.stop()


class WorkerPool:
    """Processes that send emails; one that ends is started again."""

    def __init__(self, number: int) -> None:
        self._stopping = threading.Event()
        self._processes = [_started() for _ in range(number)]
        self._watch = threading.Thread(target=self._keep_running, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Let each process finish what it began."""
        self._stopping.set()
        self._watch.join()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(GRACE_SECONDS)
            process.kill()

    def _keep_running(self) -> None:
        while not self._stopping.wait(RESTART_SECONDS if self._processes else None):
            ended = connection.wait([process.sentinel for process in self._processes], 0)
            self._processes = [
                _restarted(process) if process.sentinel in ended else process
                for process in self._processes
            ]


def run_worker() -> None:
    """Send until told to stop, or until the parent process is gone."""
    logging.config.dictConfig(LOGGING)
    settings = read_settings(os.environ)
    asyncio.run(_run(settings))


def mailer_of(settings: Settings) -> Mailer:
    """Return the mailer of the settings, which signs emails if there is a key."""
    from rapport_subscriptions.mail.dkim_mailer import DkimMailer, Signature  # noqa: PLC0415 - slow
    from rapport_subscriptions.mail.transports import open_mailer  # noqa: PLC0415 - slow

    mailer = open_mailer(settings.mail_url)
    if settings.dkim_key is None:
        return mailer
    key = settings.dkim_key.read_bytes()
    return DkimMailer(mailer, Signature(settings.sender.domain, settings.dkim_selector, key))


async def _run(settings: Settings) -> None:
    store, mailer = open_store(settings.database_url), mailer_of(settings)
    manifest = settings_manifest(settings)
    journal = FileJournal(settings.journal) if settings.journal else None
    worker = MailWorker(Service(settings, store, mailer, SystemClock(), manifest, journal))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    parent = multiprocessing.parent_process()
    if parent:
        loop.add_reader(parent.sentinel, worker.stop)
    try:
        await worker.run()
    finally:
        await mailer.close()
        store.close()


def _restarted(ended: SpawnProcess) -> SpawnProcess:
    """Start another process in place of one that ended, and say so: nobody sends meanwhile."""
    ended.join()
    log.warning("a mail worker ended with code %s; starting another", ended.exitcode)
    return _started()


def _started() -> SpawnProcess:
    process = _spawn.Process(target=run_worker, name="mail worker", daemon=True)
    process.start()
    return process
