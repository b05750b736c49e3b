"""`rapport subscriptions letters`, as an operator uses it beside a running service."""

from __future__ import annotations

import time
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from tests.ports import free_port
from tests.service.serving import environment, published_site, run, serving
from tests.service.test_commands import letters

if TYPE_CHECKING:
    from pathlib import Path

    from tests.service.serving import Server

WELCOME = """{"version": 1, "letters": [{"id": "welcome", "subject": "Good to have you",
 "blocks": [{"kind": "text", "runs": [{"text": "Hello."}]}]}]}"""
BLOG_URL = "https://blog.example/"


def test_an_operator_sees_holds_tries_skips_and_sends(tmp_path: Path) -> None:
    port = free_port()
    environ = environment(
        tmp_path,
        f"sqlite:///{tmp_path}/x.db",
        port,
        RAPPORT_LETTERS_QUIET_MINUTES="0",
        RAPPORT_LETTERS_HELD_ABOVE="1",
        RAPPORT_LETTERS_WEEKLY="thursday 17:30",
    )
    file = tmp_path / "people.csv"
    file.write_text(
        "email,status,cadence,confirmed_at,page,wording\n"
        "jo@mail.example.org,confirmed,each,2026-01-31T09:00:00Z,/x/,2026-11\n"
    )
    site = published_site(tmp_path / "site", BLOG_URL, "old")
    run(environ, "import", str(file))
    assert b"letters of new articles go out" in run(environ, "letters", "--send").stdout
    with serving(environ, port) as server:
        wait_for(server, 'rapport_articles{state="known"} 1')
        published_site(site, BLOG_URL, "old", "a", "b", "c")
        wait_for(server, 'rapport_articles{state="held"} 3')
        listed = run(environ, "letters").stdout.decode()
        assert "17:30 (Europe/Berlin)" in listed
        assert "b: About b" in listed
        assert run(environ, "letters", "--skip", "b").stdout == b"skip: b\n"
        wrong = run(environ, "letters", "--send", "nothing")
        assert wrong.returncode == 1
        assert wrong.stderr.startswith(b"rapport subscriptions: nothing: there is no such article")
        tried = run(environ, "letters", "--test", "me@blog.example")
        assert tried.returncode == 0, tried.stderr
        assert inbox(tmp_path) == [("me@blog.example", "About c, and 1 more")]
        assert run(environ, "letters", "--send").stdout == (
            b"send: a\nsend: c\nletters of new articles go out\n"
        )
        wait_for(server, 'rapport_mailings{state="done"} 1')
    assert inbox(tmp_path)[1:] == [("jo@mail.example.org", "About c, and 1 more")]
    (tmp_path / "site.letters.json").write_text(WELCOME)
    listed = run(environ, "letters").stdout.decode()
    assert "each-1         done" in listed
    assert "the letter welcome goes to whoever confirms: Good to have you" in listed
    tried = run(environ, "letters", "--test", "me@blog.example", "--letter", "welcome")
    assert tried.returncode == 0, tried.stderr
    assert ("me@blog.example", "Good to have you") in inbox(tmp_path)
    wrong = run(environ, "letters", "--test", "me@blog.example", "--letter", "goodbye")
    assert b"there is no letter 'goodbye'; those beside the site: welcome" in wrong.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RAPPORT_LETTERS_WEEKLY", "someday 08:00"),
        ("RAPPORT_LETTERS_WEEKLY", "monday 25:00"),
        ("RAPPORT_LETTERS_MONTHLY", "31 08:00"),
        ("RAPPORT_LETTERS_TIMEZONE", "Atlantis/Capital"),
        ("RAPPORT_LETTERS_QUIET_MINUTES", "-1"),
        ("RAPPORT_LETTERS_HELD_ABOVE", "many"),
        ("RAPPORT_MAILS_PER_MINUTE", "fast"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, variable: str, value: str) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1, **{variable: value})
    ended = run(environ, "letters")
    assert ended.returncode == 2
    assert variable.encode() in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def wait_for(server: Server, line: str) -> None:
    deadline = time.monotonic() + 300
    while line not in server.client.get("/metrics").text:
        assert time.monotonic() < deadline, f"{line} was never so"
        time.sleep(0.1)


def inbox(folder: Path) -> list[tuple[str, str]]:
    found = [message_from_bytes(letter, policy=policy.default) for letter in letters(folder)]
    return [(str(item["To"]), str(item["Subject"])) for item in found]
