"""A build of what did not change ends before it begins, and no other does."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from rapport.building import BuildOptions, build
from rapport.engine.stamp import is_up_to_date
from tests.blog_folder import article, configuration

NOW = 1_780_000_000  # 2026-05-28
DAY = 86_400


class Blog:
    """A blog of two articles, built by the command's own function, with a clock."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        self.request = BuildOptions(str(folder / "mkdocs.yml"), is_quiet=True)
        self.write(
            "mkdocs.yml", configuration().replace("font: false", "font: false\n  custom_dir: own")
        )
        self.write("own/main.html", '{% extends "base.html" %}')
        self.write("docs/articles/one.md", article(title="One", date="2026-05-01"))
        self.write("docs/articles/two.md", article(title="Two", date="2026-05-02"))

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def build(self, now: int = NOW) -> None:
        time.sleep(0.15)  # what was written just now could be changed without a trace
        self._monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now))
        assert build(self.request).is_made

    def is_up_to_date(self, now: int = NOW) -> bool:
        return is_up_to_date(self.request.stamp, now)


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blog:
    return Blog(tmp_path, monkeypatch)


def test_any_change_of_a_file_is_seen(blog: Blog) -> None:
    changes = {
        "docs/articles/one.md": article(title="One", date="2026-05-01", body="Other.\n"),
        "docs/articles/new.md": article(title="New", date="2026-05-03"),
        "docs/notes.txt": "Notes.",
        "own/main.html": '{% extends "base.html" %}{# more #}',
        "mkdocs.yml": configuration(articles={"per_page": 3}),
        "site/blog.json": "{}",
        "site/left-over.html": "old",
    }
    for path, text in changes.items():
        blog.build()
        assert blog.is_up_to_date(), path
        blog.write(path, text)
        assert not blog.is_up_to_date(), path
    (blog.folder / "docs/articles/new.md").unlink()
    assert not blog.is_up_to_date()


def test_a_change_of_a_file_that_a_setting_names_is_seen(blog: Blog) -> None:
    blog.write("own.po", 'msgid "Archive"\nmsgstr "Everything"\n')
    blog.write("mkdocs.yml", configuration(articles={"translations": "own.po"}))
    blog.build()
    assert blog.is_up_to_date()
    blog.write("own.po", 'msgid "Archive"\nmsgstr "All of it"\n')
    assert not blog.is_up_to_date()


def test_a_file_that_was_written_while_its_build_began_may_change_without_a_trace(
    blog: Blog,
) -> None:
    blog.build()
    blog.write("docs/articles/one.md", article(title="One", date="2026-05-01", body="Other.\n"))
    assert build(blog.request).is_made
    assert not blog.is_up_to_date()


def test_time_alone_ends_it_with_the_day_or_when_an_article_is_due(blog: Blog) -> None:
    blog.build()
    assert blog.is_up_to_date(NOW + 3600)
    assert not blog.is_up_to_date(NOW - 1)
    assert not blog.is_up_to_date(NOW + DAY)
    due = "2026-05-28 21:00:00"  # NOW is 20:26 in UTC
    blog.write("docs/articles/due.md", article(title="Due", date=due))
    blog.build()
    assert blog.is_up_to_date(NOW + 60)
    assert not blog.is_up_to_date(NOW + 3600)


@pytest.mark.parametrize(
    "settings",
    [
        "hooks: [hook.py]",
        "site_author: !ENV [WHO, somebody]",
    ],
)
def test_where_not_all_is_known_that_a_build_reads_every_build_is_made(
    blog: Blog, settings: str
) -> None:
    blog.write("hook.py", "")
    _, start, rest = configuration().partition("plugins:")
    blog.write("mkdocs.yml", f"{start}{rest}{settings}\n")
    blog.build()
    assert not blog.is_up_to_date()


def test_a_file_that_a_markdown_extension_reads_by_itself_is_seen_to_change_appear_and_go(
    blog: Blog,
) -> None:
    _, start, rest = configuration().partition("plugins:")
    folders = [str(blog.folder / name) for name in ("first", "second")]
    snippets = f"markdown_extensions: [{{pymdownx.snippets: {{base_path: {folders}}}}}]"
    blog.write("mkdocs.yml", f"{start}{rest}{snippets}\n")
    text = article(title="One", date="2026-05-01", body='--8<-- "part.md"\n')
    blog.write("docs/articles/one.md", text)
    blog.write("first/other.md", "Other.")
    for path, words in (
        ("second/part.md", "As it was."),
        ("second/part.md", "As it is."),
        ("first/part.md", "As it shall be."),
    ):
        blog.write(path, words)
        assert not blog.is_up_to_date()
        blog.build()
        assert blog.is_up_to_date()
        assert words in (blog.folder / "site/articles/one/index.html").read_text()
    (blog.folder / "first/part.md").unlink()
    assert not blog.is_up_to_date()
    blog.build()
    assert "As it is." in (blog.folder / "site/articles/one/index.html").read_text()


def test_warnings_are_said_by_every_build(blog: Blog) -> None:
    blog.write(
        "docs/articles/one.md", article(title="One", date="2026-05-01", body="[No](no.md)\n")
    )
    blog.build()
    assert not blog.is_up_to_date()


def test_the_command_says_so_and_imports_no_generator(blog: Blog) -> None:
    program = (
        "import sys; from rapport.cli.main import main; code = main(['build']); "
        "print('mkdocs' in sys.modules); sys.exit(code)"
    )
    said = []
    for _ in range(2):
        time.sleep(0.15)
        run = subprocess.run(
            [sys.executable, "-c", program],
            cwd=blog.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        said.append((run.stdout, "Nothing has changed" in run.stderr))
    assert said == [("True\n", False), ("False\n", True)]
