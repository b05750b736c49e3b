"""`rapport feeds check` on files and on a server."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from rapport.cli.main import main
from rapport.features.feeds.any_feed import check_feed
from rapport.features.feeds.rss import to_rss
from tests.feeds.samples import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOOD = to_rss(EMPTY)
BAD = GOOD.replace(b"https://blog.example/</link>", b"/</link>")


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not write to the log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "good.xml").write_bytes(GOOD)
    (tmp_path / "bad.xml").write_bytes(BAD)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_good_file_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(GOOD)
    assert main(["feeds", "check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: fine\n"
    assert check_feed(path.as_uri()) == []


def test_every_problem_of_a_file_is_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(BAD)
    assert main(["feeds", "check", str(path)]) == 1
    said = f"{path}: line 4: <link> of the channel is not an absolute address: `/`.\n"
    assert capsys.readouterr().out == said


def test_a_feed_on_a_server_is_checked_too(served: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds", "check", f"{served}/good.xml", f"{served}/bad.xml"]) == 1
    assert f"{served}/good.xml: fine" in capsys.readouterr().out


def test_what_is_not_there_is_one_line_and_wrong_usage(
    served: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feeds", "check", str(tmp_path / "none.xml")]) == 2
    assert main(["feeds", "check", f"{served}/none.xml"]) == 2
    assert main(["feeds", "check", "http://127.0.0.1:1/feed.xml"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 3
    assert "No such file" in captured.err
