"""Alive, and ready: what a machine that watches the service asks, and a blog that is away."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest

from rapport_subscriptions.errors import BlogUnknownError, DatabaseError
from rapport_subscriptions.manifest import open_manifest
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.ports import free_port
from tests.service.service_under_test import ServiceUnderTest, networks, settings_for_tests
from tests.service.serving import environment, published_site, run, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio


class Usage(NamedTuple):
    total: int
    used: int
    free: int


async def test_a_service_is_ready_once_its_database_writes_and_a_mail_worker_was_heard_of() -> None:
    service = ServiceUnderTest(MemoryStore())
    before = await service.client.get("/readyz")
    assert (before.status_code, before.json()["mail worker"]) == (503, "not heard of yet")
    await service.send()
    service.clock.forward(seconds=15)
    answer = await service.client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "manifest": "read 15 s ago",
        "database": "takes writes",
        "mail worker": "heard of 15 s ago",
        "free disk": answer.json()["free disk"],
    }
    service.clock.forward(minutes=4)
    silent = await service.client.get("/readyz")
    assert (silent.status_code, silent.json()["status"]) == (503, "not ready")
    assert (await service.client.get("/healthz")).json() == {"status": "ok"}


async def test_what_the_operator_may_see_nobody_else_may() -> None:
    settings = settings_for_tests(metrics_for=networks("192.0.2.0/24"))
    service = ServiceUnderTest(MemoryStore(), settings)
    assert (await service.client.get("/readyz")).status_code == 404


async def test_a_database_without_writes_is_not_ready_but_alive() -> None:
    service = ServiceUnderTest(MemoryStore())
    await service.send()

    def gone() -> object:
        raise DatabaseError("The database can't be used: gone")

    service.store.transaction = gone  # type: ignore[method-assign,assignment]
    answer = await service.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "The database can't be used: gone"
    assert (await service.client.get("/healthz")).status_code == 200


async def test_a_disk_that_is_almost_full_is_said_before_it_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = ServiceUnderTest(MemoryStore())
    await service.send()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 42_000_000))
    answer = await service.client.get("/readyz")
    assert (answer.status_code, answer.json()["free disk"]) == (503, "42 MB")


@contextmanager
def host(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder, as the blog's host does."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_the_last_good_manifest_is_kept_and_a_bad_one_does_not_take_its_place(
    tmp_path: Path,
) -> None:
    site, kept, port = tmp_path / "site", tmp_path / "kept.blog.json", free_port()
    published_site(site, "https://blog.example/", "first")
    with host(site, port) as url:
        assert [item.id for item in open_manifest(url, copy=kept).blog().articles] == ["first"]
        (site / "blog.json").write_text("{", "utf-8")
        again = open_manifest(url, copy=kept)
        assert [item.id for item in again.blog().articles] == ["first"]
        assert again.read_at() is None
    away = open_manifest(url, copy=kept)
    assert [item.id for item in away.blog().articles] == ["first"]
    with pytest.raises(BlogUnknownError, match=r"blog\.json"):
        open_manifest(url, copy=tmp_path / "nothing.blog.json").blog()
    kept.write_text("{", "utf-8")
    with pytest.raises(BlogUnknownError, match=r"[Cc]onnection refused"):
        open_manifest(url, copy=kept).blog()


def test_serve_starts_while_the_blogs_host_is_away_and_people_can_unsubscribe(
    tmp_path: Path,
) -> None:
    port, blog = free_port(), free_port()
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", port)
    environ["RAPPORT_SITE"] = f"http://127.0.0.1:{blog}"
    first = run(environ, "doctor")
    assert first.returncode == 2
    assert b"RAPPORT_SITE" in first.stderr
    with host(tmp_path / "site", blog):
        run(environ, "doctor")
    shutil.rmtree(tmp_path / "site")
    with serving(environ, port) as server:
        answer = server.client.get("/subscriptions/unsubscribe")
        assert answer.status_code == 200
        told = server.client.post(
            "/subscriptions/unsubscribe",
            data={"email": "jo@mail.example.org"},
            headers={"accept": "application/json"},
        )
        assert told.json() == {"status": "check-your-inbox"}
