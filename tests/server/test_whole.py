"""What a set-up wrote, started by hand: a push, Caddy, the service, a reader who subscribes."""

from __future__ import annotations

import email
import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from rapport.cli.main import main
from rapport.server.variables import read_variables
from tests.caddy import running_caddy
from tests.ports import free_port
from tests.publish.remote_site import CONFIG, Server, new_author

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPMessage

DOMAIN = "blog.example"
BLOG = CONFIG + "  - rapport/subscribe\n"


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: a test looks at it."""

    def redirect_request(self, *_: object) -> None:
        return None


class Blog:
    """The blog as Caddy serves it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = build_opener(_Stay)

    def get(self, path: str, **form: str) -> tuple[int, HTTPMessage, str]:
        """Return status, headers and text; with a form, what its POST is answered with."""
        data = urlencode(form).encode() if form else None
        request = Request(self._url + path, data, {"Host": DOMAIN})
        try:
            answer = self._opener.open(request, timeout=30)
        except OSError as refused:  # an HTTPError is an answer, too
            if not hasattr(refused, "headers"):
                raise
            answer = refused
        with answer:
            return answer.status, answer.headers, answer.read().decode()


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[tuple[Blog, Path]]:
    """Set up below a folder, push a blog, start Caddy and the service; yields the mails, too."""
    root, mails, ports = tmp_path / "root", tmp_path / "mails", (free_port(), free_port())
    mail = "smtp://127.0.0.1:2525?tls=none"
    options = ("--root", str(root), "--domain", DOMAIN, "--mail", mail)
    assert main(["server", "setup", *options]) == 0
    server = Server(root / "srv/git/blog.git", root / "srv/www/blog")
    assert server.publish("init", "--www", server.www).code == 0
    author = new_author(tmp_path / "author", server.bare).write({"mkdocs.yml": BLOG})
    author.commit(message="First")
    pushed = author.push("main", "main:friends")
    assert pushed.code == 0, pushed.text

    def here(text: str) -> str:
        return re.sub(r"(?<![\w.])/(srv|var/lib|etc)/", rf"{root}/\1/", text)

    variables = {
        name: here(value)
        for name, value in read_variables(
            (root / "etc/rapport-subscriptions").read_text(encoding="utf-8")
        ).items()
    }
    variables["RAPPORT_MAIL_URL"] = f"maildir://{mails}"
    written = (root / "etc/caddy/rapport.caddyfile").read_text(encoding="utf-8")
    sites = (
        here(written)
        .replace(f"{DOMAIN} {{", f"http://{DOMAIN}:{ports[0]} {{")
        .replace("127.0.0.1:8001", f"127.0.0.1:{ports[1]}")
    )
    with _service(variables, ports[1]), running_caddy(tmp_path, sites, ports[0]) as url:
        yield Blog(url), mails


@contextmanager
def _service(variables: dict[str, str], port: int) -> Iterator[None]:
    command = (sys.executable, "-m", "rapport.cli", "subscriptions", "serve", "--port", str(port))
    with subprocess.Popen(
        command, env={**os.environ, **variables}, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _mail(mails: Path) -> str:
    for _ in range(1200):
        for path in mails.glob("new/*"):
            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            part = message.get_body(("plain",))
            assert part is not None
            assert "DKIM-Signature" in message
            return str(part.get_content())
        time.sleep(0.05)
    pytest.fail("no mail came")


def _when_it_answers(blog: Blog) -> None:
    for _ in range(1200):
        if blog.get("/subscriptions/manage")[0] == 200:
            return
        time.sleep(0.05)
    pytest.fail("the service did not start")


def test_a_push_is_read_and_subscribed_to_on_the_server_that_was_set_up(
    blog: tuple[Blog, Path],
) -> None:
    site, mails = blog
    status, headers, page = site.get("/articles/one/")
    assert status == 200
    assert "Some text." in page
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "stale-while-revalidate" in headers["Cache-Control"]
    rules = json.loads(headers["Speculation-Rules"])
    status, headers, _ = site.get(rules)
    assert (status, headers["Content-Type"]) == (200, "application/speculationrules+json")
    status, headers, _ = site.get("/nothing/")
    assert (status, headers["Cache-Control"]) == (404, "no-cache")
    assert site.get("/feed.xml")[1]["Content-Type"] == "application/rss+xml; charset=utf-8"

    status, headers, page = site.get("/preview/friends/articles/one/")
    assert (status, headers["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert site.get("/articles/one/")[1]["X-Robots-Tag"] is None

    _when_it_answers(site)
    status, headers, _ = site.get("/subscriptions/manage")
    assert headers.get_all("Content-Security-Policy", failobj=[""])[0].startswith("default-src")
    assert len(headers.get_all("Content-Security-Policy", failobj=[])) == 1
    assert headers["Speculation-Rules"] is None
    assert "stale" not in (headers["Cache-Control"] or "")
    assert site.get("/metrics")[0] == 404
    _, _, form = site.get("/subscribe/")
    wording = re.search(r'name="wording" value="([^"]+)"', form)
    assert wording is not None
    given = {
        "email": "jo@reader.org",
        "cadence": "weekly",
        "wording": wording[1],
        "leave_this_empty": "",
    }
    assert site.get("/subscriptions", **given)[0] == 303

    link = re.search(rf"https://{DOMAIN}(/subscriptions/confirm/\S+)", _mail(mails))
    assert link is not None
    assert site.get(link[1])[0] == 200
    assert site.get(link[1], confirm="yes")[0] in {200, 303}
