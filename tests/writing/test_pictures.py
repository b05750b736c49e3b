"""Pictures that authors add: never over another, and without metadata on author and device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport.writing.errors import WritingError
from rapport.writing.pictures import add_picture, address_between, picture_markdown
from tests.images.photos import CAMERA, camera_jpeg, photo, told_png

if TYPE_CHECKING:
    from pathlib import Path

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("My Desk.JPEG", "images/my-desk.jpg"),
        ("C:\\Photos\\Über uns.jpg", "images/uber-uns.jpg"),
        ("../../etc/passwd", "images/passwd.jpg"),
        (".jpg", "images/dot-jpg.jpg"),
        ("💥", "images/collision-symbol.jpg"),
        ("x" * 300 + ".jpg", f"images/{'x' * 80}.jpg"),
    ],
)
def test_a_picture_is_kept_under_a_plain_name_without_its_metadata(
    tmp_path: Path, name: str, path: str
) -> None:
    assert add_picture(tmp_path, name, camera_jpeg(40, 30)) == path
    kept = (tmp_path / path).read_bytes()
    assert CAMERA.encode() not in kept
    assert kept.startswith(b"\xff\xd8\xff")


def test_the_same_picture_has_one_file_and_another_one_a_number(tmp_path: Path) -> None:
    first, second = told_png(photo(40, 30)), told_png(photo(40, 30, seed=2))
    assert add_picture(tmp_path, "a.png", first) == "images/a.png"
    assert add_picture(tmp_path, "a.png", first) == "images/a.png"
    assert add_picture(tmp_path, "a.png", second) == "images/a-2.png"
    assert add_picture(tmp_path, "a.png", second) == "images/a-2.png"
    assert len(list((tmp_path / "images").iterdir())) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "is no picture"),
        (b"<!doctype html><script>alert(1)</script>", "is no picture"),
        (b"\xff\xd8\xff", "is no picture"),
        (HEIC, "Save it as JPEG"),
        (camera_jpeg(40, 30)[:-900], "ends too early"),
    ],
    ids=["empty", "svg", "html", "three bytes", "heic", "cut off"],
)
def test_what_browsers_do_not_show_as_a_picture_is_refused(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(WritingError, match=said):
        add_picture(tmp_path, "a.jpg", data)
    assert list(tmp_path.iterdir()) == []


def test_a_link_for_the_folder_is_not_written_through(tmp_path: Path) -> None:
    docs, elsewhere = tmp_path / "docs", tmp_path / "elsewhere"
    docs.mkdir()
    elsewhere.mkdir()
    (docs / "images").symlink_to(elsewhere)
    with pytest.raises(WritingError, match="symbolic link"):
        add_picture(docs, "a.jpg", camera_jpeg(40, 30))
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "path", "address"),
    [
        ("articles/a.md", "articles/b.md", "b.md"),
        ("articles/a.md", "images/b.jpg", "../images/b.jpg"),
        ("a.md", "articles/b.md", "articles/b.md"),
        ("a.md", "ä (1).md", "ä%20%281%29.md"),
        ("x/y/a.md", "x/z/b.md", "../z/b.md"),
    ],
)
def test_a_file_is_linked_as_seen_from_the_text(source: str, path: str, address: str) -> None:
    assert address_between(source, path) == address


def test_the_alternative_text_stays_words_whatever_is_typed() -> None:
    assert picture_markdown("a.md", "images/b.jpg", "a](http://evil.example)\n\n<b>") == (
        "![a\\](http://evil.example) \\<b>](images/b.jpg)"
    )
