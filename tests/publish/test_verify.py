from __future__ import annotations

from typing import TYPE_CHECKING

from tests.publish.remote_site import run

if TYPE_CHECKING:
    from tests.publish.remote_site import Server


def test_every_file_that_is_not_as_published_is_named_and_repaired(server: Server) -> None:
    online = server.repository.releases.folder(server.live)
    (online / "index.html").write_text("Buy pills")
    (online / "404.html").unlink()
    (online / "articles/one/extra.html").write_text("x")

    found = server.publish("verify")

    assert found.code == 1
    assert found.lines == [
        "404.html: is missing",
        "articles/one/extra.html: was never published",
        "index.html: is not what was published",
    ]
    assert server.publish("verify", "--repair").code == 0
    assert server.publish("verify").lines == ["The live site matches the published release."]
    assert "Buy pills" not in server.page("")


def test_the_manifest_can_be_checked_without_rapport(server: Server) -> None:
    online = server.www / "current"

    checked = run(
        "sha256sum", "--quiet", "-c", f"../{server.live.name}.sha256", cwd=online.resolve()
    )

    assert checked.code == 0, checked.text


def test_a_lost_record_and_a_lost_link_are_repaired(server: Server) -> None:
    (server.www / "releases" / f"{server.live.name}.json").unlink()
    assert server.publish("verify").code == 1
    assert server.publish("verify", "--repair").code == 0
    assert server.is_whole()

    (server.www / "current").unlink()
    assert server.publish("verify").code == 1
    assert server.publish("verify", "--repair").code == 0
    assert server.is_whole()


def test_a_folder_in_the_place_of_the_link_is_left_for_a_person(server: Server) -> None:
    (server.www / "current").unlink()
    (server.www / "current").mkdir()

    answer = server.publish("verify", "--repair")

    assert answer.code == 2
    assert answer.has("is not a link: move it away")
