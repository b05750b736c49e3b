"""Files are found below the docs folder only, and saved whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rapport.writing.errors import WritingError
from rapport.writing.files import ChangedMeanwhileError, find_file, read_file, save_file


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles/a.md").write_text("Old.\n")
    (tmp_path / "secret.md").write_text("Secret.\n")
    return folder


@pytest.mark.parametrize(
    "source",
    [
        "",
        "../secret.md",
        "articles/../../secret.md",
        "/etc/passwd.md",
        "articles//a.md",
        "./articles/a.md",
        "articles/./a.md",
        "articles/a.md/",
        "articles\\a.md",
        "..\\secret.md",
        "C:secret.md",
        ".git/config.md",
        "articles/.hidden.md",
        "articles/a.md\0",
        "articles/a.txt",
        "articles/a\n.md",
        "articles",
    ],
)
def test_no_path_leaves_the_folder_or_names_another_kind_of_file(docs: Path, source: str) -> None:
    with pytest.raises(WritingError, match="is no name of a text"):
        find_file(docs, source)
    with pytest.raises(WritingError):
        save_file(docs, source, "New.\n", "")


def test_symbolic_links_are_neither_read_nor_written(docs: Path, tmp_path: Path) -> None:
    (docs / "link.md").symlink_to(tmp_path / "secret.md")
    (docs / "folder").symlink_to(tmp_path)
    (docs / "dangling.md").symlink_to(tmp_path / "new.md")
    for source in ("link.md", "folder/secret.md", "dangling.md"):
        with pytest.raises(WritingError, match="symbolic link"):
            read_file(docs, source)
        with pytest.raises(WritingError, match="symbolic link"):
            save_file(docs, source, "New.\n", "")
    assert (tmp_path / "secret.md").read_text() == "Secret.\n"
    assert not (tmp_path / "new.md").exists()


def test_a_save_needs_the_file_that_its_author_has_seen(docs: Path) -> None:
    seen = read_file(docs, "articles/a.md")
    (docs / "articles/a.md").write_text("Changed.\n")
    with pytest.raises(ChangedMeanwhileError) as caught:
        save_file(docs, "articles/a.md", "Mine.\n", seen.digest)
    assert caught.value.now is not None
    assert caught.value.now.text == "Changed.\n"
    saved = save_file(docs, "articles/a.md", "Mine.\n", caught.value.now.digest)
    assert read_file(docs, "articles/a.md") == saved


def test_a_new_file_overwrites_none_and_one_that_is_gone_is_not_made_again(docs: Path) -> None:
    with pytest.raises(ChangedMeanwhileError):
        save_file(docs, "articles/a.md", "New.\n", "")
    seen = read_file(docs, "articles/a.md")
    (docs / "articles/a.md").unlink()
    with pytest.raises(ChangedMeanwhileError) as caught:
        save_file(docs, "articles/a.md", "Mine.\n", seen.digest)
    assert caught.value.now is None
    save_file(docs, "articles/deep/b.md", "New.\n", "")
    assert (docs / "articles/deep/b.md").read_text() == "New.\n"


def test_line_ends_and_rights_are_kept(docs: Path) -> None:
    path = docs / "articles/a.md"
    path.chmod(0o640)
    save_file(docs, "articles/a.md", "One\r\nTwo\n", read_file(docs, "articles/a.md").digest)
    assert path.read_bytes() == b"One\r\nTwo\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_not_utf8_is_named_with_its_line_and_left_alone(docs: Path) -> None:
    (docs / "articles/a.md").write_bytes(b"ok\nM\xfcnchen\n")
    with pytest.raises(WritingError, match=r"not written in UTF-8 \(line 2\)"):
        read_file(docs, "articles/a.md")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "may not be written"),
        (errno.EROFS, "can only be read"),
        (errno.EIO, "could not be saved"),
    ],
)
def test_a_write_that_fails_says_why_and_leaves_the_file(
    docs: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    seen = read_file(docs, "articles/a.md")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WritingError, match=said):
        save_file(docs, "articles/a.md", "New.\n", seen.digest)
    assert [path.name for path in (docs / "articles").iterdir()] == ["a.md"]
    assert (docs / "articles/a.md").read_text() == "Old.\n"


WRITER = """
import sys
from pathlib import Path
from rapport.writing.files import read_file, save_file
docs = Path(sys.argv[1])
print("ready", flush=True)
for number in range(10_000_000):
    text = f"{number % 10}" * 400_000
    save_file(docs, "articles/a.md", text, read_file(docs, "articles/a.md").digest)
"""


def test_a_process_that_is_killed_while_saving_leaves_a_whole_file(docs: Path) -> None:
    lengths = set()
    for turn in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(docs)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.05 + turn * 0.013)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        text = read_file(docs, "articles/a.md").text
        assert len(set(text)) == 1 or text == "Old.\n"
        lengths.add(len(text))
    assert 400_000 in lengths, "no save was under way"
