from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from rapport.publish.hooks import hook_text
from tests.publish.remote_site import article

if TYPE_CHECKING:
    from tests.publish.remote_site import Author, Server

_BEFORE_THE_BRANCH_MOVES = (
    "git:Git.run",
    "git:Git.check_out",
    "building:_Watch.wait_for",
    "release_folder:ReleaseFolder.make",
    "release_folder:flush",
    "release_folder:write_whole",
    "release_folder:ReleaseFolder.write",
    "repository:Repository.claim_push",
)
_AFTER_THE_BRANCH_MOVED = (
    "repository:Repository.release_push",
    "release_folder:ReleaseFolder.switch_to",
    "durable:flush_folder",
    "release_folder:remove",
    "previews:files_below",
)

_SABOTAGED = """
import importlib, os, signal, sys
module, _, path = {place!r}.partition(":")
owner = importlib.import_module("rapport.publish." + module)
*outer, name = path.split(".")
for part in outer:
    owner = getattr(owner, part)
def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)
import rapport.cli.main, rapport.publish.hooks
setattr(owner, name, die)
sys.exit(rapport.cli.main.main(["publish", "hook", {hook!r}]))
"""


def _kill_at(server: Server, hook: str, place: str) -> None:
    """Let the hook end itself, as by `kill -9`, where it would call the function at `place`."""
    program = shlex.quote(_SABOTAGED.format(place=place, hook=hook))
    python = shlex.quote(sys.executable)
    (server.bare / "hooks" / hook).write_text(f"#!/bin/sh\nexec {python} -P -c {program}\n")


def _heal(server: Server, hook: str) -> None:
    (server.bare / "hooks" / hook).write_text(hook_text(f"hook {hook}", "rapport publish init"))


def test_killed_before_the_branch_moves_the_push_fails_and_the_next_one_heals_it(
    server: Server, author: Author
) -> None:
    before = server.live
    author.commit({"docs/articles/two.md": article("Two")})

    for place in _BEFORE_THE_BRANCH_MOVES:
        _kill_at(server, "pre-receive", place)
        pushed = author.push()
        assert "died of signal 9" in pushed.text, place
        assert pushed.code != 0, place
        assert (server.live, server.is_whole()) == (before, True), place

    _heal(server, "pre-receive")
    assert author.push().code == 0
    assert server.page("articles/two")
    leftovers = [path.name for path in (server.www / "releases").glob(".*")]
    assert leftovers == []


def test_killed_after_the_branch_moved_the_site_is_whole_and_the_next_push_heals_it(
    server: Server, author: Author
) -> None:
    assert server.publish("init", "--keep", "2").code == 0

    for number, place in enumerate(_AFTER_THE_BRANCH_MOVED):
        _kill_at(server, "post-receive", place)
        author.commit({"docs/articles/one.md": article("One", f"Text {number}.")})
        pushed = author.push()
        assert "died of signal 9" in pushed.text, place
        assert pushed.code == 0, place
        assert server.is_whole(), place

    _heal(server, "post-receive")
    author.commit({"docs/articles/one.md": article("One", "The last text.")})
    assert author.push().code == 0
    assert "The last text." in server.page("articles/one")
    seen = [release for release in server.repository.releases.all() if release.went_live_at]
    assert len(seen) == 2
    assert [path.name for path in (server.www / "releases").glob(".*")] == []


def test_killed_between_branch_and_site_a_repair_brings_the_branch_online(
    server: Server, author: Author
) -> None:
    _kill_at(server, "post-receive", "release_folder:ReleaseFolder.switch_to")
    author.commit({"docs/articles/two.md": article("Two")})
    assert author.push().code == 0
    assert not server.page("articles/two")

    assert server.publish("verify").code == 1
    assert server.publish("verify", "--repair").code == 0

    assert server.page("articles/two")
    assert server.publish("verify").code == 0
