"""Mistakes of who runs a server, and of who pushes to it, each said in one line."""

from __future__ import annotations

import platform
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from rapport.publish.hooks import SERVER_HOOKS
from tests.publish.remote_site import Author, Server, article, new_author, new_server, run

if TYPE_CHECKING:
    from pathlib import Path

BROKEN_LINK = {"docs/articles/two.md": article("Two", "See [this](nothing.md).")}


def _refused(server: Server, *options: str | Path) -> str:
    """Return the one line that refuses an `init`, which makes nothing."""
    before = set(server.bare.parent.rglob("*"))
    answer = server.publish("init", *options)
    assert (answer.code, len(answer.lines)) == (2, 1), answer.text
    assert set(server.bare.parent.rglob("*")) == before
    return answer.lines[0]


def test_a_folder_that_another_repository_publishes_to_is_refused(tmp_path: Path) -> None:
    first = new_server(tmp_path)
    second = Server(tmp_path / "second.git", first.www)
    assert f"is where {first.bare} publishes to" in _refused(second, "--www", first.www)
    shutil.rmtree(first.bare)
    assert second.publish("init", "--www", first.www).code == 0, "nobody publishes there any more"


def test_a_repository_that_was_moved_keeps_its_folder(tmp_path: Path) -> None:
    first = new_server(tmp_path)
    moved = Server(tmp_path / "moved.git", first.www)
    first.bare.rename(moved.bare)
    assert moved.publish("init").code == 0


@pytest.mark.parametrize("inside", ["current", "current/blog", "releases", "releases/blog"])
def test_a_folder_inside_releases_is_refused(server: Server, inside: str) -> None:
    second = Server(server.bare.parent / "second.git", server.www / inside)
    assert "is inside the releases of" in _refused(second, "--www", second.www)


def test_a_hook_of_somebody_elses_is_seen_before_a_setting_changes(tmp_path: Path) -> None:
    server = new_server(tmp_path)
    (server.bare / "hooks/post-receive").write_text("#!/bin/sh\nexit 0\n")
    assert "is a hook of your own" in _refused(server, "--keep", "5")
    assert server.repository.settings.keep == 10


def test_a_moved_environment_says_to_run_init_again(server: Server, author: Author) -> None:
    for name in SERVER_HOOKS:
        hook = server.bare / "hooks" / name
        python = shlex.quote(sys.executable)
        assert python in hook.read_text()
        hook.write_text(hook.read_text().replace(sys.executable, "/opt/moved away/bin/python"))
    before = server.live
    author.commit({"docs/articles/two.md": article("Two")})

    pushed = author.push()

    assert pushed.code != 0
    (line,) = [line for line in pushed.lines if line.startswith("rapport: ")]
    assert "/opt/moved away/bin/python is gone" in line
    assert f"rapport publish init --bare '{server.bare}'" in line
    assert server.live == before


def test_a_push_that_loses_an_address_names_the_push_that_may(
    server: Server, author: Author
) -> None:
    (author.folder / "docs/articles/one.md").rename(author.folder / "docs/articles/first.md")
    author.commit()

    refused = author.push()

    assert refused.code != 0
    (line,) = [line for line in refused.lines if "url-removed" in line]
    assert "`git push -o gone=articles/one/`" in line
    assert author.push("-o", "gone=articles/one/", "main").code == 0
    assert server.page("articles/first")


def test_a_push_that_a_warning_refuses_says_so_and_how_to_let_it_in(
    server: Server, author: Author
) -> None:
    author.commit(BROKEN_LINK)

    refused = author.push()

    assert refused.code != 0
    assert refused.has("docs/articles/two.md:5:5: warning[link-broken]: ")
    assert refused.has("`rapport publish init --warnings allow` on the server lets them in.")
    assert not refused.has("Aborted with")
    assert server.publish("init", "--warnings", "allow").code == 0
    taken = author.push()
    assert taken.code == 0, taken.text
    assert taken.has("docs/articles/two.md:5:5: warning[link-broken]: ")
    assert server.page("articles/two")
    author.commit({"docs/articles/three.md": article("Three", draf="true")})
    assert author.push().code != 0, "errors are refused all the same"
    assert server.publish("init", "--warnings", "refuse").code == 0
    assert not server.repository.settings.allows_warnings


def test_a_push_that_an_error_refuses_does_not_speak_of_warnings(
    server: Server, author: Author
) -> None:
    author.commit({"docs/articles/two.md": article("Two", draf="true")})

    refused = author.push()

    assert refused.code != 0
    assert not refused.has("--warnings allow")
    said = [line for line in refused.lines if "error[" in line or "Nothing was published" in line]
    assert len(said) == 2
    assert said[-1] == "Nothing was published; the live site is unchanged."


def test_a_committed_site_is_named_once_for_all_its_files(server: Server, author: Author) -> None:
    files = {f"site/page/{number}/index.html": "x" for number in range(2, 5)}
    author.commit({"site/index.html": "x", "site/blog.json": "{}", **files})

    pushed = author.push()

    assert pushed.code == 0, pushed.text
    (line,) = [line for line in pushed.lines if "site-pushed" in line]
    assert line.startswith("site/blog.json:1:1: warning[site-pushed]: ")
    assert "`git rm -r --cached site`" in line
    author.commit({"docs/articles/two.md": article("Two")})
    assert not author.push().has("site-pushed"), "what was said once is not said again"


def test_hooks_of_the_release_before_still_publish(tmp_path: Path) -> None:
    server = new_server(tmp_path)
    for name in SERVER_HOOKS:
        hook = server.bare / "hooks" / name
        text = hook.read_text()
        assert "-m rapport.cli publish hook" in text
        hook.write_text(text.replace("-m rapport.cli publish hook", "-m rapport.publish.cli hook"))
    author = new_author(tmp_path / "ann", server.bare)
    author.commit()
    pushed = author.push()
    assert pushed.code == 0, pushed.text
    assert server.page("articles/one")


def test_on_windows_publishing_says_in_one_line_where_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rapport.cli.main import main  # noqa: PLC0415 - beside what it is tried with

    monkeypatch.setattr(platform, "system", lambda: "Windows")
    for command in (
        ["publish", "init", "--bare", str(tmp_path / "a.git"), "--www", str(tmp_path / "www")],
        ["publish", "scheduled"],
        ["publish", "check"],
        ["init", str(tmp_path / "blog"), "--pre-push"],
    ):
        assert main(command) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "needs Linux, macOS or another Unix" in line
    assert list(tmp_path.iterdir()) == []


def test_without_git_publishing_says_so(tmp_path: Path) -> None:
    program = (sys.executable, "-m", "rapport.cli", "publish", "init")
    answer = run(
        *program, "--bare", tmp_path / "a.git", "--www", tmp_path / "w", env={"PATH": "/nowhere"}
    )
    assert (answer.code, len(answer.lines)) == (2, 1)
    assert answer.has("git is not installed")
