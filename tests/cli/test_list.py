"""`rapport list` and `rapport new --page`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport.cli.main import main
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "draft": article(title="A draft", date="2026-01-01", draft=True),
        "due": article(title="Due", date="2099-01-01 09:30"),
        "hidden": article(title="Hidden", date="2026-01-02", unlisted=True),
        "over": article(title="Over", date="2026-01-02", expires="2026-02-01"),
        "shown": article(title="Shown", date="2026-01-03"),
    }
    sources = {f"docs/articles/{name}.md": text for name, text in files.items()}
    BlogFolder(tmp_path).write({"mkdocs.yml": configuration(), **sources})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_articles_that_no_list_shows_are_listed_by_state(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "draft      2026-01-01 00:00  docs/articles/draft.md  A draft",
        "due        2099-01-01 09:30  docs/articles/due.md  Due",
        "unlisted   2026-01-02 00:00  docs/articles/hidden.md  Hidden",
        "expired    2026-02-01 00:00  docs/articles/over.md  Over",
    ]
    assert main(["list", "due", "published"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "due",
        "published",
    ]


@pytest.mark.usefixtures("folder")
def test_a_state_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["list", "darfts"])
    assert "no state `darfts`; there are drafts, due" in capsys.readouterr().err


def test_nothing_to_list_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = article(title="One", date="2026-01-01")
    BlogFolder(tmp_path).write({"mkdocs.yml": configuration(), "docs/articles/one.md": one})
    monkeypatch.chdir(tmp_path)
    assert main(["list"]) == 0
    assert capsys.readouterr().out == "No article is draft or due or unlisted or expired.\n"


def test_a_page_is_written_once_and_has_no_tags(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "--page", "About us"]) == 0
    assert capsys.readouterr().out.strip() == "docs/about-us.md"
    assert (folder / "docs/about-us.md").read_text("utf-8") == "# About us\n"
    assert main(["new", "--page", "About us"]) == 2
    assert "already exists" in capsys.readouterr().err
    assert main(["new", "--page", "Other", "--tag", "cv"]) == 2
    assert not (folder / "docs/other.md").exists()
