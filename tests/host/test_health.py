"""`rapport doctor`: versions that are too old, ends of life, and plugins in each other's way."""

from __future__ import annotations

from datetime import date

import pytest
from packaging.requirements import Requirement

from rapport.cli.main import main
from rapport.host.health import PACKAGE_ENDS, Level, packages, plugins, python
from tests.blog_folder import BlogFolder, configuration

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("running", "today", "level", "words"),
    [
        ((3, 12), TODAY, Level.OK, "3.12, with security fixes until 2028-10-31"),
        ((3, 11), date(2027, 6, 1), Level.WARNING, "until 2027-10-31"),
        ((3, 11), date(2027, 11, 1), Level.ERROR, "since 2027-10-31; use 3.11 to 3.14"),
        ((3, 15), TODAY, Level.WARNING, "3.15, which is not tested"),
    ],
)
def test_a_python_is_well_until_its_fixes_end(
    running: tuple[int, int], today: date, level: Level, words: str
) -> None:
    found = python(running, today)
    assert found.level is level
    assert words in found.message


@pytest.mark.parametrize(
    ("needed", "there", "level", "words"),
    [
        ("jinja2>=3.1.6", "3.1.6", Level.OK, "3.1.6"),
        ("jinja2>=3.1.6", "3.1.2", Level.ERROR, "`pip install --upgrade 'jinja2>=3.1.6'`"),
        ("mkdocs<2,>=1.6", "2.0", Level.ERROR, "2.0 is installed"),
        ("lxml>=6", None, Level.ERROR, "is missing: `pip install 'lxml>=6'`"),
        ('dkimpy>=1.1.8; extra == "service"', "1.1.0", Level.ERROR, "1.1.0 is installed"),
        ("mkdocs-material<10,>=9.6", "9.8.1", Level.WARNING, "9.8.1, with security fixes until"),
    ],
)
def test_a_package_outside_of_what_is_needed_is_an_error(
    needed: str, there: str | None, level: Level, words: str
) -> None:
    today = min(PACKAGE_ENDS.values()).replace(month=1)
    (found,) = packages([Requirement(needed)], lambda _: there, today)
    assert found.level is level
    assert words in found.message


def test_what_only_an_extra_needs_may_be_missing() -> None:
    needed = [Requirement('starlette>=0.46; extra == "service"')]
    assert list(packages(needed, lambda _: None, TODAY)) == []


def test_plugins_that_disturb_are_named_with_what_they_cost() -> None:
    found = {plugin.about: plugin for plugin in plugins(["rapport/feeds", "rss"], "`rss` may")}
    assert found["rss"].level is Level.WARNING
    assert "two" in found["rss"].message
    assert found["builds"].message == "every build writes every page, because `rss` may"
    assert [plugin.level for plugin in plugins(["rapport/feeds"], "")] == [Level.OK]


def test_the_command_says_all_of_it_a_line_each(
    blog_folder: BlogFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blog_folder.root)
    code = main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert {"rapport:", "python:", "mkdocs:", "mkdocs-material:", "theme:", "plugins:"} <= {
        line.split()[1] for line in lines
    }
    assert all(line.split()[0] in ("ok", "warning") for line in lines)
    blog_folder.write({"mkdocs.yml": configuration().replace("material", "mkdocs")})
    assert main(["doctor"]) == 1
    assert "error    settings: the theme is `mkdocs`" in capsys.readouterr().out
