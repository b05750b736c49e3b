from __future__ import annotations

from typing import TYPE_CHECKING

from tests.publish.remote_site import article

if TYPE_CHECKING:
    from tests.publish.remote_site import Author, Server


def test_one_command_goes_back_and_the_next_push_goes_on(server: Server, author: Author) -> None:
    author.commit({"docs/articles/two.md": article("Two")}, "A second article")
    assert author.push().code == 0

    back = server.publish("rollback")

    assert back.code == 0, back.text
    assert not server.page("articles/two")
    assert "held      by a rollback until the next push" in server.publish("status").text
    assert server.publish("verify").code == 0, "what a person chose is as it should be"

    author.commit({"docs/articles/three.md": article("Three")})
    assert author.push().code == 0
    assert server.page("articles/two")
    assert server.page("articles/three")

    assert server.publish("rollback").code == 0
    assert not server.page("articles/two"), "the release that was rolled back is passed over"


def test_a_rollback_to_what_is_not_there_or_not_whole_changes_nothing(
    server: Server, author: Author
) -> None:
    assert "there is no release `99`" in server.publish("rollback", "99").text
    assert "no earlier release" in server.publish("rollback").text
    author.commit({"docs/articles/one.md": article("One", "New.")})
    first = server.live
    assert author.push().code == 0
    page = server.repository.releases.folder(first) / "articles/one/index.html"
    page.unlink()

    assert server.publish("rollback", "1").code == 2

    assert "New." in server.page("articles/one")
