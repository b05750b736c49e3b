"""The same sources make the same bytes, whoever builds them, wherever, and with which command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.blog_folder import EPOCH, BlogFolder, article, configuration

ROOT = Path(__file__).parents[2]
FILES: dict[str, str | bytes] = {
    "docs/articles/night.md": article(title="Night", date="2026-01-01 00:30", tags=["a"]),
    "docs/articles/new-year.md": article(title="New year", date="2025-12-31 23:30", tags=["a"]),
    "docs/articles/offset.md": article(title="Offset", date="2026-05-31 20:00:00 -0400"),
    "docs/articles/due.md": article(title="Due", date="2026-06-01 14:30"),
    "docs/about.md": "---\n---\n# About\n",
}


LATER = "1798761600"
"""New Year's Day of 2027: all of the repository's own articles are published."""


def run(
    folder: Path, *command: str, zone: str = "UTC", epoch: str = EPOCH
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "TZ": zone,
        "SOURCE_DATE_EPOCH": epoch,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONHASHSEED": str(len(zone)),
    }
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert found
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("blog")
    config = configuration(articles={"timezone": "Europe/Paris"})
    BlogFolder(root).write({"mkdocs.yml": config, **FILES})
    return root


def test_both_commands_make_the_same_site_in_every_time_zone(folder: Path) -> None:
    ours = run(
        folder, "rapport.cli", "build", "--strict", "-d", "new-york", zone="America/New_York"
    )
    again = run(folder, "rapport.cli", "build", "--strict", "-d", "tokyo", zone="Asia/Tokyo")
    theirs = run(folder, "mkdocs", "build", "--strict", "-d", "mkdocs", zone="Asia/Kolkata")
    assert [run_result.returncode for run_result in (ours, again, theirs)] == [0, 0, 0], ours.stderr
    made = contents(folder / "new-york")
    assert made == contents(folder / "tokyo")
    assert made == contents(folder / "mkdocs")
    assert "archive/2026/index.html" in made
    assert b"New year" in made["archive/2025/index.html"]
    assert b"Night" not in made["archive/2025/index.html"]
    assert "articles/due/index.html" not in made


def test_properdocs_which_carries_mkdocs_1_on_makes_the_same_site(folder: Path) -> None:
    ours = run(folder, "rapport.cli", "build", "--strict", "-d", "of-rapport")
    theirs = run(
        folder, "properdocs", "build", "--strict", "-f", "mkdocs.yml", "-d", "of-properdocs"
    )
    assert (ours.returncode, theirs.returncode) == (0, 0), ours.stderr + theirs.stderr
    assert contents(folder / "of-rapport") == contents(folder / "of-properdocs")


def test_the_repositorys_own_blog_is_the_same_from_both_commands(tmp_path: Path) -> None:
    build = ("build", "--strict", "-d")
    ours = run(ROOT, "rapport.cli", *build, str(tmp_path / "a"), epoch=LATER)
    theirs = run(ROOT, "mkdocs", *build, str(tmp_path / "b"), zone="Asia/Tokyo", epoch=LATER)
    assert (ours.returncode, theirs.returncode) == (0, 0), ours.stderr + theirs.stderr
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_an_invalid_article_stops_both_commands_and_keeps_the_last_site(
    folder: Path, tmp_path: Path
) -> None:
    blog = BlogFolder(tmp_path).write({"mkdocs.yml": configuration(), **FILES})
    assert run(tmp_path, "rapport.cli", "build", "-q").returncode == 0
    before = contents(tmp_path / "site")
    blog.write({"docs/articles/x.md": "---\ntitle: X\ndate: soon\ndraf: true\n---\n"})
    for command in (("rapport.cli", "build", "-q"), ("mkdocs", "build", "-q")):
        invalid = run(tmp_path, *command)
        assert invalid.returncode == 1
        lines = invalid.stdout + invalid.stderr
        assert "docs/articles/x.md:3:7: error[date-wrong]: expected a date for `date`" in lines
        assert "docs/articles/x.md:4:1: error[unknown-key]: an article has no key `draf`" in lines
        assert "Traceback" not in lines
        assert contents(tmp_path / "site") == before
