from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from tests.publish.remote_site import (
    Author,
    Server,
    article,
    clone_of,
    new_author,
    new_server,
    run,
)
from tests.publish.transports import TRANSPORTS, ssh_to_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=TRANSPORTS)
def sender(
    request: pytest.FixtureRequest, tmp_path: Path, server: Server, author: Author
) -> Iterator[Author]:
    """Return an author for each way that a push can take."""
    if request.param == "path":
        yield author
        return
    with ssh_to_loopback(tmp_path / "ssh") as (address, command):
        env = {"GIT_SSH_COMMAND": command}
        yield Author(author.folder, f"{address}{server.bare}".replace(" ", "%20"), env)


def test_a_pushed_article_is_online_when_the_push_ends(server: Server, sender: Author) -> None:
    sender.commit({"docs/articles/two.md": article("Two", "It is *here*.")})

    pushed = sender.push()

    assert pushed.code == 0, pushed.text
    assert "It is <em>here</em>." in server.page("articles/two")
    assert pushed.has("built"), "progress is shown"
    assert pushed.has(f"Live: {server.live.name}")


def test_an_invalid_article_is_refused_with_its_line_and_the_site_stays(
    server: Server, sender: Author
) -> None:
    before = server.live
    sender.commit({"docs/articles/резюме 2.md": article("Two", draf="true")})

    pushed = sender.push()

    assert pushed.code != 0
    assert pushed.has("docs/articles/резюме 2.md:4:1: error[unknown-key]: ")
    assert (server.live, server.is_whole()) == (before, True)
    assert server.repository.head() == before.commit


def test_a_warning_of_the_strict_build_is_refused_at_the_line_it_means(
    server: Server, author: Author
) -> None:
    author.commit({"docs/articles/two.md": article("Two", "Fine.\n\nSee [this](missing.md).")})

    pushed = author.push()

    assert pushed.code != 0
    assert pushed.has("docs/articles/two.md:7:5: warning[link-broken]: ")
    assert not server.page("articles/two")


def test_only_what_changed_takes_room_and_a_new_time(server: Server, author: Author) -> None:
    old = server.repository.releases.folder(server.live)
    author.commit({"docs/articles/one.md": article("One", "Other text.")})

    assert author.push().code == 0

    new = server.repository.releases.folder(server.live)
    assert (old / "404.html").samefile(new / "404.html")
    assert (old / "articles/one/index.html").read_text() != server.page("articles/one")


def test_a_forced_push_puts_online_what_it_says(server: Server, author: Author) -> None:
    author.commit({"docs/articles/one.md": article("One", "Second text.")})
    assert author.push().code == 0
    author.git("reset", "--hard", "--quiet", "HEAD^")
    author.commit({"docs/articles/one.md": article("One", "Third text.")})

    assert author.push().code != 0
    assert author.push("--force", "main").code == 0

    assert "Third text." in server.page("articles/one")
    assert server.publish("rollback").code == 0
    assert "Second text." in server.page("articles/one")


def test_two_branches_of_one_push_are_the_site_and_a_preview(
    server: Server, author: Author
) -> None:
    author.commit({"docs/articles/one.md": article("One", "New text.")})
    author.git("branch", "ideas")

    pushed = author.push("main", "ideas")

    assert pushed.code == 0, pushed.text
    assert "New text." in server.page("articles/one")
    assert (server.www / "preview/ideas/articles/one/index.html").is_file()


def test_of_two_pushes_at_once_one_waits_and_none_is_lost(
    tmp_path: Path, server: Server, author: Author
) -> None:
    bob = clone_of(server, tmp_path / "bob")
    author.commit({"docs/articles/ann.md": article("By Ann")})
    bob.commit({"docs/articles/bob.md": article("By Bob")})
    outcomes = {}

    def push(who: Author) -> None:
        outcomes[who.folder.name] = who.push()

    threads = [threading.Thread(target=push, args=(who,)) for who in (author, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (late,) = [who for who in (author, bob) if outcomes[who.folder.name].code]
    assert "pull --rebase" in outcomes[late.folder.name].text
    late.git("pull", "--quiet", "--rebase", "origin", "main")
    assert late.push().code == 0
    assert server.page("articles/by-ann") or server.page("articles/ann")
    assert server.page("articles/by-bob") or server.page("articles/bob")


def test_a_shallow_clone_can_push(tmp_path: Path, server: Server) -> None:
    carol = clone_of(server, tmp_path / "carol", "--depth=1")
    carol.commit({"docs/articles/two.md": article("Two")})

    assert carol.push().code == 0

    assert server.page("articles/two")


def test_the_first_push_may_come_from_a_shallow_clone(
    tmp_path: Path, server: Server, author: Author
) -> None:
    author.commit({"docs/articles/two.md": article("Two")})
    shallow = tmp_path / "shallow"
    done = run("git", "clone", "--quiet", "--depth=1", f"file://{author.folder}", shallow)
    assert done.code == 0, done.text
    other = new_server(tmp_path / "other")

    pushed = Author(shallow, str(other.bare)).push()

    assert pushed.code == 0, pushed.text
    assert other.page("articles/two")


def test_an_empty_repository_can_be_cloned_asked_and_pushed_to(tmp_path: Path) -> None:
    server = new_server(tmp_path)
    assert "Nothing is online yet" in server.publish("status").text
    assert server.publish("verify").code == 0
    assert server.publish("scheduled").code == 0
    assert server.publish("rollback").code == 2
    dave = clone_of(server, tmp_path / "dave")
    dave.git("switch", "--quiet", "--orphan", "main")
    dave.commit(message="Nothing yet")

    pushed = dave.push()

    assert pushed.code != 0
    assert pushed.has("mkdocs.yml:1:1: error[no-blog]: ")


def test_the_published_branch_cannot_be_deleted(server: Server, author: Author) -> None:
    pushed = author.push("--delete", "main")

    assert pushed.code != 0
    assert pushed.has("can't be deleted")
    assert server.page("articles/one")


def test_a_tag_is_taken_without_a_build(server: Server, author: Author) -> None:
    before = server.live
    author.git("tag", "v1")

    assert author.push("v1").code == 0

    assert server.live == before


def test_another_umask_hides_nothing_from_the_web_server(server: Server, author: Author) -> None:
    author.commit({"docs/articles/two.md": article("Two"), "docs/picture.png": b"not really"})
    old = os.umask(0o077)
    try:
        assert author.push().code == 0
    finally:
        os.umask(old)

    released = server.repository.releases.folder(server.live)
    modes = {path: path.stat().st_mode & 0o777 for path in [released, *released.rglob("*")]}
    assert modes
    assert set(modes.values()) == {0o755, 0o644}


def test_a_first_push_to_a_branch_of_another_name_is_only_a_preview(tmp_path: Path) -> None:
    server = new_server(tmp_path, "--branch", "online")
    author = new_author(tmp_path / "author", server.bare)
    author.commit()

    assert author.push("main").code == 0
    assert not (server.www / "current").exists()
    assert author.push("main:online").code == 0
    assert server.page("articles/one")
