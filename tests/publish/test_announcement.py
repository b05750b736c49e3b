from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest

from tests.publish.remote_site import new_server, run
from tests.publish.synthetic import put_online

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Listener(HTTPServer):
    received: list[tuple[str, str]]


class _Keep(BaseHTTPRequestHandler):
    server: _Listener

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.received.append((self.path, self.rfile.read(length).decode()))
        self.send_response(500 if self.path == "/broken" else 202)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[_Listener]:
    with _Listener(("127.0.0.1", 0), _Keep) as server:
        server.received = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_hubs_hear_of_the_feeds_that_changed_and_the_service_of_the_manifest(
    tmp_path: Path, listener: _Listener
) -> None:
    address = f"http://127.0.0.1:{listener.server_address[1]}"
    hub, service = f"{address}/hub", f"{address}/service"
    repository = new_server(tmp_path, "--hub", hub, "--notify", service).repository
    feeds = {"feed.xml": "1", "tags/c v/feed.xml": "1", "index.html": "1"}
    put_online(repository, tmp_path / "site", feeds, 1)
    listener.received.clear()

    put_online(repository, tmp_path / "site", {**feeds, "tags/c v/feed.xml": "2"}, 2)

    said = dict(listener.received)
    assert parse_qsl(said["/hub"]) == [
        ("hub.mode", "publish"),
        ("hub.url", "https://blog.example/tags/c%20v/feed.xml"),
    ]
    assert json.loads(said["/service"]) == {"manifest": "https://blog.example/blog.json"}

    listener.received.clear()
    put_online(repository, tmp_path / "site", {**feeds, "tags/c v/feed.xml": "2", "x.html": "1"}, 3)
    assert [path for path, _ in listener.received] == ["/service"], "no feed is new"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("feed.xml", '<rss><channel><atom:link href="HUB" rel="hub"/></channel></rss>'),
        ("tags/pay/atom.xml", '<feed><link rel="hub" href="HUB"/></feed>'),
        ("feed.json", '{"hubs": [{"type": "WebSub", "url": "HUB"}]}'),
    ],
)
def test_a_hub_that_only_the_sites_own_feeds_name_is_told(
    tmp_path: Path, listener: _Listener, name: str, text: str
) -> None:
    hub = f"http://127.0.0.1:{listener.server_address[1]}/hub?a=1&b=2"
    written = hub.replace("&", "&amp;") if name.endswith("xml") else hub
    repository = new_server(tmp_path).repository
    put_online(repository, tmp_path / "site", {name: text.replace("HUB", written)}, 1)
    ((path, body),) = listener.received
    assert path == "/hub?a=1&b=2"
    assert ("hub.url", f"https://blog.example/{name}") in parse_qsl(body)


def test_a_hub_that_fails_is_named_and_the_release_is_online(
    tmp_path: Path, listener: _Listener
) -> None:
    broken = f"http://127.0.0.1:{listener.server_address[1]}/broken"
    server = new_server(tmp_path, "--hub", broken, "--hub", "http://127.0.0.1:1/")
    by_hand = ("config", "rapport.notify", "file:///etc/passwd")
    assert run("git", "-C", server.bare, *by_hand).code == 0
    repository = server.repository
    said: list[str] = []

    release = put_online(repository, tmp_path / "site", {"feed.xml": "1"}, 1, said)

    assert repository.releases.live() == release
    assert len([line for line in said if "the release is online all the same" in line]) == 2
    assert "file:///etc/passwd: is not an address of the web; nothing was sent." in said
