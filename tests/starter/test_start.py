"""What `rapport init` takes from its author and from the machine."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from rapport.cli.main import main
from rapport.starter import start
from rapport.starter.start import Answers, questions, start_blog
from tests.blog_folder import BlogFolder
from tests.publish.remote_site import run

if TYPE_CHECKING:
    from collections.abc import Callable


def _settings(blog: Path) -> dict[str, object]:
    document: dict[str, object] = yaml.safe_load((blog / "mkdocs.yml").read_text("utf-8"))
    return document


def test_the_time_zone_is_the_machines_and_the_date_is_its_day(tmp_path: Path) -> None:
    program = (sys.executable, "-m", "rapport.cli", "init")
    begun = run(*program, tmp_path / "blog", env={"TZ": "Pacific/Kiritimati"})
    assert begun.code == 0, begun.text
    plugins = _settings(tmp_path / "blog")["plugins"]
    assert isinstance(plugins, list)
    assert plugins[0]["rapport/articles"]["timezone"] == "Pacific/Kiritimati"
    first = (tmp_path / "blog/docs/articles/the-first-article.md").read_text("utf-8")
    date = next(line for line in first.splitlines() if line.startswith("date: "))
    hours = (datetime.fromisoformat(f"{date[6:]}T00:00+14:00") - datetime.now(UTC)).total_seconds()
    assert -86_400 < hours <= 0


def test_a_time_zone_that_is_named_goes_before_the_machines(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "blog"), "--timezone", "Europe/Madrid"]) == 0
    assert "timezone: Europe/Madrid" in (tmp_path / "blog/mkdocs.yml").read_text("utf-8")


def test_the_address_that_is_named_is_the_blogs(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "blog"), "--url", "https://ann.example/notes"]) == 0
    assert _settings(tmp_path / "blog")["site_url"] == "https://ann.example/notes/"


def answering(*lines: str) -> Callable[[str], str]:
    left = list(lines)

    def ask(question: str) -> str:
        assert question.endswith("] "), "what is taken for an empty line is shown"
        if not left:
            raise EOFError
        return left.pop(0)

    return ask


def test_a_person_is_asked_for_what_the_command_line_left_open(tmp_path: Path) -> None:
    open_answers = Answers(str(tmp_path / "my-blog"), timezone="UTC")
    asked = questions(open_answers, answering("Ann & Ben", "https://ann.example", "no"))
    assert (asked.name, asked.url) == ("Ann & Ben", "https://ann.example")
    assert (asked.timezone, asked.is_repository) == ("UTC", False)


def test_empty_lines_and_the_end_of_input_take_what_is_shown(tmp_path: Path) -> None:
    for ask in (answering("", "", "", ""), answering()):
        asked = questions(Answers(str(tmp_path / "my-blog")), ask)
        assert (asked.name, asked.url) == ("My blog", "https://blog.example/")
        assert asked.is_repository


def test_nobody_is_asked_where_no_person_is(tmp_path: Path) -> None:
    ended = run(sys.executable, "-m", "rapport.cli", "init", tmp_path / "blog")
    assert ended.code == 0, ended.text
    assert not (tmp_path / "blog/.git").exists()


def test_the_next_step_is_a_command_that_works_where_it_is_read(tmp_path: Path) -> None:
    lines = start_blog(Answers(str(tmp_path / "my blog")))
    (step,) = [line.removeprefix("Next: ") for line in lines if line.startswith("Next: ")]
    assert step.endswith(" preview")
    checked = run("sh", "-c", step.removesuffix("preview") + "check", env={"PATH": "/usr/bin:/bin"})
    assert checked.code == 0, checked.text


def test_without_the_packages_of_the_preview_the_next_step_installs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "has_service", lambda: False)
    lines = start_blog(Answers(str(tmp_path / "blog")))
    (step,) = [line for line in lines if line.startswith("Next: ")]
    assert step.startswith(f"Next: {sys.executable} -m pip install 'mkdocs-rapport[service]' && ")


def test_without_git_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["init", str(tmp_path / "blog"), "--git"]) == 2
    assert "git is not installed" in capsys.readouterr().err
    assert not (tmp_path / "blog").exists()


@pytest.mark.parametrize(
    ("language", "pages", "words"),
    [
        ("en", ("imprint", "privacy"), ("Imprint", "Privacy")),
        ("de", ("impressum", "datenschutz"), ("Impressum", "Datenschutz")),
        ("es", ("aviso-legal", "privacidad"), ("Aviso legal", "Privacidad")),
    ],
)
def test_every_page_leads_to_the_form_the_imprint_and_the_privacy_page(
    tmp_path: Path, language: str, pages: tuple[str, str], words: tuple[str, str]
) -> None:
    assert main(["init", str(tmp_path / "blog"), "--language", language]) == 0
    site = BlogFolder(tmp_path / "blog").build()
    for path in ("index.html", "articles/the-first-article/index.html", "archive/index.html"):
        if path not in site.files():
            continue
        page = site.page(path)
        footer = {link.text: link.get("href") for link in page.cssselect("footer nav a")}
        for name, word in zip(pages, words, strict=True):
            assert str(footer[word]).endswith(f"{name}/")
            assert f"{name}/index.html" in site.files()
    assert site.page("subscribe/index.html").cssselect("form input[name=email]")
    assert site.page("index.html").cssselect(".welcome__words p")


def test_a_blog_in_formal_german_says_sie_in_every_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files that address nobody are those of the usual German blog."""
    assert main(["init", str(tmp_path / "blog"), "--language", "de-formal"]) == 0
    texts = {
        path.name: path.read_text("utf-8")
        for path in (tmp_path / "blog").rglob("*")
        if path.suffix in (".md", ".yml") and ".gi" not in str(path.relative_to(tmp_path))
    }
    assert "language: de-formal" in texts["mkdocs.yml"]
    assert "Füllen Sie das aus" in texts["impressum.md"]
    assert texts["ueber.md"].startswith("# Über dieses Blog")
    assert [
        name for name, text in texts.items() if re.search(r"(?i)\b(du|dich|dir|dein\w*)\b", text)
    ] == []
    assert main(["init", str(tmp_path / "none"), "--language", "es-formal"]) == 2
    assert "There are" in capsys.readouterr().err
