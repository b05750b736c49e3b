"""What a set-up's Caddy says, and writes down, while the service behind it is away."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import httpx
import pytest

from rapport.blog.policy import FRAMES_ONLY
from rapport.features.security.headers import security_headers
from rapport.server.configuration import caddyfile
from tests.caddy import running_caddy
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOMAIN = "blog.example"


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where Caddy listens with nobody behind it, and the file that holds all that it says."""
    folder = tmp_path_factory.mktemp("away")
    site = folder / "site"
    site.mkdir()
    (site / "write").mkdir()
    (site / "write/index.html").write_text("The editor", encoding="utf-8")
    (site / "404.html").write_text("Not found here", encoding="utf-8")
    port, nobody = free_port(), free_port()
    sites = caddyfile(DOMAIN, PurePosixPath(site), service=f"127.0.0.1:{nobody}")
    sites = sites.replace(f"{DOMAIN} {{", f"http://127.0.0.1:{port} {{")
    sites = sites.replace("lb_try_duration 10s", "lb_try_duration 10ms")
    said = folder / "said"
    with said.open("wb") as file, running_caddy(folder, sites, port, file) as url:
        yield url, said


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_of_a_mail_is_answered_and_is_in_no_log_while_the_service_is_away(
    away: tuple[str, Path], method: str
) -> None:
    url, said = away
    link = f"{url}/subscriptions/manage/secret-token"
    answer = httpx.request(method, link, headers={"referer": link})
    assert answer.status_code == 502
    assert answer.headers["retry-after"] == "60"
    assert "try again in a minute" in answer.text
    assert b"secret-token" not in said.read_bytes()


def test_a_form_that_is_too_large_is_refused_and_its_link_is_in_no_log(
    away: tuple[str, Path],
) -> None:
    url, said = away
    link = f"{url}/subscriptions/manage/secret-token"
    assert httpx.post(link, content=b"x" * 100_000).status_code in (413, 502)
    assert b"secret-token" not in said.read_bytes()


def test_a_page_that_is_missing_is_still_said_by_the_blog(away: tuple[str, Path]) -> None:
    url, _ = away
    answer = httpx.get(f"{url}/nothing/")
    assert (answer.status_code, answer.text) == (404, "Not found here")


def test_the_editor_has_every_header_but_those_that_it_can_not_work_under(
    away: tuple[str, Path],
) -> None:
    url, _ = away
    editor, page = httpx.get(f"{url}/write/"), httpx.get(f"{url}/nothing/")
    assert editor.text == "The editor"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    others = set(security_headers("")) - {"Content-Security-Policy", "Cross-Origin-Opener-Policy"}
    assert {name: editor.headers[name] for name in others} == {
        name: page.headers[name] for name in others
    }
    assert editor.headers["Cache-Control"] == "no-cache"
    assert editor.headers.get_list("Content-Security-Policy") == [FRAMES_ONLY]
    assert "Cross-Origin-Opener-Policy" not in editor.headers
