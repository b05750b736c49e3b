"""A release's letters lie beside the folder that readers read, and go with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rapport.blog.letter import beside_site
from rapport.publish.release import Release
from rapport.publish.release_folder import ReleaseFolder

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_letters_are_beside_their_release_and_no_reader_can_reach_them(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<p>Hello")
    beside_site(site).write_text('{"version": 1}')
    folder = ReleaseFolder(tmp_path / "www")
    first = folder.make(release(1), site, None)
    folder.switch_to(first)
    beside_site(site).unlink()
    second = folder.make(release(2), site, first)
    assert beside_site(folder.current.resolve()).read_text() == '{"version": 1}'
    readable = [path.name for path in folder.current.resolve().rglob("*")]
    assert readable == ["index.html"]
    folder.clean()
    assert folder.letters(first).is_file()
    assert not folder.letters(second).exists()
    folder.switch_to(second)
    folder.remove(first)
    assert not folder.letters(first).exists()
    assert folder.all() == (second,)


def release(number: int) -> Release:
    name = f"2026112{number}T120000Z-1a2b3c4d5e6f"
    return Release(name, number, "1a2b3c4d5e6f", "Ann", "Edit", "ann", NOON)
