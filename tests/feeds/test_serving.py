"""The sample configurations for servers; nginx is run for real."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import httpx
import pytest

from rapport.blog.feed_format import FeedFormat
from rapport.features.feeds.atom import to_atom
from rapport.features.feeds.feed import Feed
from rapport.features.feeds.json_feed import to_json_feed
from rapport.features.feeds.rss import to_rss
from tests.feeds.samples import FULL
from tests.feeds.small_site import REPOSITORY
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEPLOY = REPOSITORY / "deploy" / "feeds"
FEEDS: dict[FeedFormat, Callable[[Feed], bytes]] = {
    FeedFormat.RSS: to_rss,
    FeedFormat.ATOM: to_atom,
    FeedFormat.JSON: to_json_feed,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nginx")
    for place in ("site", "site/tags/r-and-d"):
        (folder / place).mkdir(parents=True, exist_ok=True)
        for kind, write in FEEDS.items():
            (folder / place / kind.file_name).write_bytes(write(FULL))
    port = free_port()
    block = f"listen 127.0.0.1:{port}; root {folder}/site; include {DEPLOY / 'nginx.conf'};"
    with running_nginx(folder, f"server {{ {block} }}", port) as url:
        yield url


@pytest.mark.parametrize("kind", FeedFormat)
@pytest.mark.parametrize("folder", ["", "tags/r-and-d/"])
def test_nginx_names_the_type_and_how_long_to_keep_a_feed(
    server: str, folder: str, kind: FeedFormat
) -> None:
    answer = httpx.get(f"{server}/{folder}{kind.file_name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{kind.media_type}; charset=utf-8"
    assert answer.headers["cache-control"].startswith("public, max-age=600")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content == FEEDS[kind](FULL)


@pytest.mark.parametrize("kind", [FeedFormat.RSS, FeedFormat.ATOM])
def test_nginx_lets_a_browser_show_a_feed_with_its_style_sheet(
    server: str, kind: FeedFormat
) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = httpx.get(f"{server}/{kind.file_name}", headers=browser)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    assert "Accept" in answer.headers.get_list("vary")
    assert answer.content == FEEDS[kind](FULL)
    again = {**browser, "If-None-Match": answer.headers["etag"]}
    assert httpx.get(f"{server}/{kind.file_name}", headers=again).status_code == 304


@pytest.mark.parametrize("kind", FeedFormat)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_nginx_answers_304_to_the_second_fetch(
    server: str, kind: FeedFormat, encoding: str
) -> None:
    url = f"{server}/{kind.file_name}"
    accept = {"Accept-Encoding": encoding}
    first = httpx.get(url, headers=accept)
    for name, sent in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")):
        second = httpx.get(url, headers={**accept, sent: first.headers[name]})
        assert second.status_code == 304
        assert second.content == b""


@pytest.mark.parametrize("kind", FeedFormat)
def test_nginx_compresses_feeds(server: str, kind: FeedFormat) -> None:
    with httpx.stream(
        "GET", f"{server}/{kind.file_name}", headers={"Accept-Encoding": "gzip"}
    ) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    whole = FEEDS[kind](FULL)
    assert gzip.decompress(raw) == whole
    assert len(raw) < len(whole) / 1.5


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "_headers"])
def test_every_configuration_names_every_feed_with_its_type(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("\\", "")
    for kind in FeedFormat:
        assert kind.file_name in text
        assert kind.media_type in text


def test_a_file_of_headers_says_of_each_path_a_type_and_a_time() -> None:
    blocks: dict[str, dict[str, str]] = {}
    for line in (DEPLOY / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            headers = blocks.setdefault(line, {})
        elif not line.startswith("#"):
            name, _, value = line.strip().partition(": ")
            headers[name] = value
    assert set(blocks) == {f"{at}{kind.file_name}" for at in ("/", "/*/") for kind in FeedFormat}
    for headers in blocks.values():
        assert set(headers) == {"Content-Type", "Cache-Control", "Access-Control-Allow-Origin"}
