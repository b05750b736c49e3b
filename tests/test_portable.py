"""What an author runs imports and works where there is no `fcntl`, as on Windows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.publish.remote_site import Outcome, run

WITHOUT = """
import sys
import filelock  # has its own way to lock a file on Windows, which is tested there
for name in ("fcntl", "pwd", "grp", "resource", "termios", "_posixshmem"):
    sys.modules[name] = None
import asyncio, os, platform
platform.system = lambda: "Windows"
del os.fork, asyncio.AbstractEventLoop.add_signal_handler, asyncio.AbstractEventLoop.add_reader
from rapport.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def _rapport(*arguments: str | Path, cwd: Path) -> Outcome:
    return run(sys.executable, "-c", WITHOUT, *arguments, cwd=cwd)


def test_a_blog_is_begun_written_checked_and_built_without_fcntl(tmp_path: Path) -> None:
    begun = _rapport("init", tmp_path / "blog", cwd=tmp_path)
    assert begun.code == 0, begun.text
    for command in (["new", "A letter"], ["check"], ["build", "-q", "--strict"], ["tags"]):
        done = _rapport(*command, cwd=tmp_path / "blog")
        assert done.code == 0, done.text
    assert (tmp_path / "blog/site/articles/the-first-article/index.html").is_file()


def test_the_preview_imports_without_fcntl(tmp_path: Path) -> None:
    answer = _rapport("preview", "--port", "0", "-f", "none.yml", cwd=tmp_path)
    assert answer.code == 2
    assert answer.has("'none.yml' does not exist"), answer.text


@pytest.mark.parametrize("command", ["init", "status", "scheduled", "check"])
def test_what_needs_a_unix_says_so_in_one_line(tmp_path: Path, command: str) -> None:
    options = ("--bare", "a.git", "--www", "www") if command == "init" else ()
    answer = _rapport("publish", command, *options, cwd=tmp_path)
    assert (answer.code, len(answer.lines)) == (2, 1), answer.text
    assert answer.has(f"`rapport publish {command}` needs Linux, macOS or another Unix")


@pytest.mark.parametrize("command", [("serve",), ("bounce", "--lmtp", "127.0.0.1:8024")])
def test_the_service_s_long_lived_processes_need_a_unix_and_say_so_in_one_line(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    answer = _rapport("subscriptions", *command, cwd=tmp_path)
    assert (answer.code, len(answer.lines)) == (2, 1), answer.text
    named = " ".join(command[:2])
    assert answer.has(f"`rapport subscriptions {named}` needs Linux, macOS or another Unix")
    assert not list(tmp_path.iterdir())


def test_an_operator_s_other_commands_run_without_fcntl(tmp_path: Path) -> None:
    for command in (("migrate",), ("export",), ("backup", "all.gz")):
        done = _rapport("subscriptions", *command, cwd=tmp_path)
        assert done.code == 0, done.text
    assert (tmp_path / "all.gz").stat().st_size > 0
