from __future__ import annotations

from typing import TYPE_CHECKING

from tests.publish.remote_site import Server, new_server

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_init_changes_what_is_asked_and_keeps_the_rest(tmp_path: Path) -> None:
    server = new_server(tmp_path, "--keep", "4", "--hub", "https://hub.example/")
    first = server.repository.settings

    assert server.publish("init", "--time-limit", "60").code == 0
    assert server.publish("init", "--hub", "").code == 0

    now = server.repository.settings
    assert (first.keep, first.hubs, first.branch) == (4, ("https://hub.example/",), "main")
    assert (now.keep, now.hubs, now.time_limit, now.www) == (4, (), 60, first.www)


def test_a_hook_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    server = new_server(tmp_path)
    hook = server.bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 0\n")

    answer = server.publish("init")

    assert answer.code == 2
    assert answer.has("is a hook of your own")
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_what_is_no_repository_is_not_made_one(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/cat.jpg").touch()
    server = Server(tmp_path / "photos", tmp_path / "www")

    answer = server.publish("init", "--www", server.www)

    assert answer.code == 2
    assert answer.has("is neither empty nor a bare repository")


def test_wrong_wishes_are_one_line(tmp_path: Path) -> None:
    server = Server(tmp_path / "x.git", tmp_path / "www")

    for options, words in (
        ((), "--www DIR"),
        (("--www", server.www, "--keep", "1"), "`--keep` is 2 or more"),
        (("--www", server.www, "--config", "no.yml"), "there is no such file"),
        (("--www", server.www, "--branch", "a..b"), "not a valid branch name"),
    ):
        answer = server.publish("init", *options)
        assert (answer.code, len(answer.lines)) == (2, 1), answer.text
        assert answer.has(words)
