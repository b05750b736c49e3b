"""Series that readers can get by email: `docs/series/<name>.yml`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from rapport_subscriptions.rules.blog import NO_BLOG
from rapport_subscriptions.rules.series import Pace
from rapport_subscriptions.rules.series_file import read_series
from tests.blog_folder import BlogFolder, BuiltSite, article, configuration

if TYPE_CHECKING:
    from pathlib import Path

LETTER = "---\nsubject: Only by email <b>\n---\n\nA *secret* for those in it.\n"
COURSE = """\
title: Five <steps>
parts: [articles/one.md, letters/two.md, articles/later.md]
paces: [weekly, daily]
days: [Monday, friday]
hour: "7:30"
"""


def blog(folder: Path, course: str = COURSE, **more: str) -> BlogFolder:
    dated = {"one": "2026-01-01", "three": "2026-01-03", "later": "2027-01-01"}
    files = {
        f"docs/articles/{name}.md": article(
            title=name.title(), id=name, date=date, body=f"- [ ] Do {name}\n"
        )
        for name, date in dated.items()
    }
    return BlogFolder(folder).write(
        {
            "mkdocs.yml": configuration(guides={}),
            "docs/letters/two.md": LETTER,
            "docs/series/five-steps.yml": course,
            **files,
            **more,
        }
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    return blog(tmp_path_factory.mktemp("series")).build(strict=False)


def beside(site: BuiltSite) -> str:
    return site.folder.with_name(f"{site.folder.name}.letters.json").read_text("utf-8")


def test_the_service_reads_the_series_as_its_author_wrote_it(site: BuiltSite) -> None:
    series = read_series(beside(site))["five-steps"]
    assert series.title == "Five <steps>"
    assert series.url == "https://blog.example/series/five-steps/"
    assert series.paces == (Pace.DAILY, Pace.WEEKLY)
    assert (series.days, f"{series.at:%H:%M}") == (frozenset({0, 4}), "07:30")
    assert [(part.id, part.title, part.url, part.is_gone) for part in series.parts] == [
        ("one", "One", "https://blog.example/articles/one/", False),
        ("letter:two", "Only by email <b>", "", False),
        ("later", "Later", "", True),
    ]
    assert [run.text for run in series.parts[1].blocks[0].runs] == [
        "A ",
        "secret",
        " for those in it.",
    ]


def test_a_letter_that_is_a_part_is_in_no_other_mailing_and_nowhere_on_the_site(
    site: BuiltSite,
) -> None:
    assert json.loads(beside(site))["letters"] == []
    assert not any(b"secret" in data for data in site.files().values())
    assert not any(path.endswith("five-steps.yml") for path in site.files())


def test_the_page_of_the_series_has_its_parts_in_order_and_a_form(site: BuiltSite) -> None:
    page = site.page("series/five-steps/index.html")
    assert page.xpath("//p[@class='alone']") == [], "it has no feed"
    assert page.xpath("//li[@class='guide__step']/h2")[1].text == "Only by email <b>"
    assert page.xpath("//li[@class='guide__step']/h2/a/text()") == ["One"]
    assert len(page.xpath("//li[@class='guide__step']")) == 2
    assert "Later" not in page.text_content(), "it is not published yet"
    (form,) = page.xpath("//form[@class='subscribe__form']")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert fields["series"] == "five-steps"
    assert form.xpath(".//input[@name='pace']/@value") == ["daily", "weekly"]
    wordings = read_series(beside(site))["five-steps"].wordings
    assert wordings[fields["wording"]] in " ".join(form.text_content().split())


def test_what_readers_sign_up_with_is_what_the_service_takes(site: BuiltSite) -> None:
    from rapport_subscriptions.rules.form_fields import ALL, OF_SERIES  # noqa: PLC0415

    form = site.page("series/five-steps/index.html").xpath("//form[@class='subscribe__form']")[0]
    names = set(form.xpath(".//input/@name"))
    assert names == {*ALL, *OF_SERIES} - {"topics", "cadence"}
    assert NO_BLOG.wordings_of("five-steps") == {}


def test_without_parts_it_mails_the_articles_of_that_series(tmp_path: Path) -> None:
    first = article(title="One", id="one", date="2026-01-01", series="Five steps", order=2)
    second = article(title="Three", id="three", date="2026-01-03", series="Five steps", order=1)
    found = blog(
        tmp_path,
        "title: Five steps\n",
        **{"docs/articles/one.md": first, "docs/articles/three.md": second},
    )
    found.write({"docs/letters/two.md": LETTER.replace("---\n\n", "draft: true\n---\n\n")})
    series = read_series(beside(found.build(strict=False)))["five-steps"]
    assert [part.id for part in series.parts] == ["three", "one"]


@pytest.mark.parametrize(
    ("course", "said"),
    [
        ("parts: [articles/one.md]\n", "1:1: error[series-title]: this series has no `title`."),
        ("title: A\nparts: [articles/won.md]\n", "2:9: error[series-part]: `articles/won.md` is"),
        ("title: A\nparts: [articles/won.md]\n", "Did you mean `articles/one.md`?"),
        ("title: A\nparts:\n  - articles/one.md\n  - articles/one.md\n", "4:5: error[series-part]"),
        ("title: A\nparts: [articles/one.md]\nhour: 25:00\n", "3:7: error[series-hour]"),
        ("title: A\nparts: [articles/one.md]\npaces: [hourly]\n", "3:9: error[series-word]"),
        ("title: A\nparts: [articles/one.md]\ndays: [someday]\n", "3:8: error[series-word]"),
        ("title: A\npart: [articles/one.md]\n", "2:1: error[unknown-key]"),
        ("title: A\n", "1:1: error[series-empty]: this series has no parts."),
        (": [", "yaml-syntax"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, course: str, said: str) -> None:
    without: dict[str, Any] = {
        "docs/letters/two.md": LETTER.replace("---\n\n", "send: 2026-08-01 08:00\n---\n\n")
    }
    problems = blog(tmp_path, course, **without).check()
    where = "docs/series/five-steps.yml:"
    assert [line for line in problems if line.startswith(where) and said in line], problems


def test_an_article_that_names_a_series_which_lists_its_parts_is_an_error(tmp_path: Path) -> None:
    named = article(title="One", id="one", date="2026-01-01", series="Five steps")
    problems = blog(tmp_path, **{"docs/articles/one.md": named}).check()
    assert any("articles/one.md:" in line and "series-twice" in line for line in problems)


def test_a_part_that_is_not_published_is_a_warning(site: BuiltSite) -> None:
    assert any(
        "series/five-steps.yml:2:42" in line and "`articles/later.md` is not published" in line
        for line in site.log
    )


def test_a_letter_that_is_a_draft_is_not_mailed_and_one_with_an_error_is_one_problem(
    tmp_path: Path,
) -> None:
    draft = LETTER.replace("---\n\n", "draft: true\n---\n\n")
    folder = blog(tmp_path, **{"docs/letters/two.md": draft})
    built = folder.build(strict=False)
    assert [part.is_gone for part in read_series(beside(built))["five-steps"].parts][1]
    assert "secret" not in beside(built)
    assert any("`letters/two.md` is not published" in line for line in built.log)
    folder.write({"docs/letters/two.md": LETTER.replace("subject: Only by email <b>", "")})
    problems = [line for line in folder.check() if "two.md" in line]
    assert [line.partition(": error")[0] for line in problems] == ["docs/letters/two.md:1:1"]


def test_another_name_or_a_change_of_the_file_makes_the_page_again(tmp_path: Path) -> None:
    folder = blog(tmp_path)
    folder.build(strict=False)
    folder.write({"docs/series/five-steps.yml": COURSE.replace("Five <steps>", "Other steps")})
    again = folder.build(strict=False)
    assert again.page("series/five-steps/index.html").xpath("//h1/text()") == ["Other steps"]
    assert read_series(beside(again))["five-steps"].title == "Other steps"
