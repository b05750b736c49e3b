"""Stages with pages that read as guides, and series of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from tests.blog_folder import BlogFolder, BuiltSite, article, configuration

if TYPE_CHECKING:
    from pathlib import Path

STAGES = [
    {"name": "Just laid off", "description": "The <first> days.", "first": "Sign nothing."},
    {"name": "Looking"},
    {"name": "Deciding"},
]
ARTICLES: dict[str, dict[str, Any]] = {
    "late": {"date": "2026-03-01", "stage": "looking", "series": "Known to a few"},
    "early": {"date": "2026-01-01", "stage": "Looking", "series": "known to a few"},
    "first": {
        "date": "2026-04-01",
        "stage": ["just-laid-off", "Looking"],
        "order": 1,
        "series": "Known to a few",
    },
    "alone": {"date": "2026-02-01", "tags": ["work"]},
    "draft": {"date": "2026-02-02", "stage": "looking", "series": "Known to a few", "draft": True},
}


def blog(folder: Path, **articles: dict[str, Any]) -> BlogFolder:
    files = {
        f"docs/articles/{name}.md": article(
            title=name.title(), id=name, body=f"- [ ] Do {name}\n", **keys
        )
        for name, keys in articles.items()
    }
    options = configuration(guides={"stages": STAGES})
    return BlogFolder(folder).write({"mkdocs.yml": options, **files})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = blog(tmp_path_factory.mktemp("guides"), **ARTICLES)
    folder.write({"docs/stages/looking/index.md": "Words of the owner.\n"})
    return folder.build(strict=False)


def steps(site: BuiltSite, path: str) -> list[str]:
    found: list[str] = site.page(path).xpath("//li[@class='guide__step']/h2/a/text()")
    return found


def test_a_stage_has_its_articles_by_order_and_then_by_date(site: BuiltSite) -> None:
    assert steps(site, "stages/looking/index.html") == ["First", "Early", "Late"]
    assert steps(site, "stages/just-laid-off/index.html") == ["First"]
    assert steps(site, "stages/deciding/index.html") == []


def test_a_stage_reads_as_a_guide_with_its_checklists_open(site: BuiltSite) -> None:
    page = site.page("stages/just-laid-off/index.html")
    assert page.xpath("//h1/text()") == ["Just laid off"]
    assert page.xpath("//p[@class='lead']/text()") == ["The <first> days."]
    assert "Sign nothing." in page.find_class("guide__first")[0].text_content()
    assert page.xpath("//details[@open]//label/text()") == ["Do first"]
    assert page.xpath("//input/@data-item") == ["do-first"]
    assert page.xpath("//nav[@class='neighbours']/a/@href") == ["../looking/"]
    own = site.page("stages/looking/index.html")
    assert "Words of the owner." in own.text_content()
    assert own.xpath("//nav[@class='neighbours']/a/@href") == ["../just-laid-off/", "../deciding/"]


def test_home_and_articles_lead_to_the_stages(site: BuiltSite) -> None:
    ways = site.page("index.html").xpath("//nav[@class='ways']//ol//a")
    assert [(way.text, way.get("href")) for way in ways] == [
        ("Just laid off", "stages/just-laid-off/"),
        ("Looking", "stages/looking/"),
        ("Deciding", "stages/deciding/"),
    ]
    index = site.page("stages/index.html")
    assert index.xpath("//h2/a/@href") == ["just-laid-off/", "looking/", "deciding/"]
    counts = index.xpath("//p[@class='facts']/span/text()")
    assert counts == ["1 article", "3 articles", "0 articles"]
    crumbs = "//nav[contains(@class, 'breadcrumbs')]//a/text()"
    assert site.page("articles/first/index.html").xpath(crumbs) == ["Articles", "Just laid off"]
    assert site.page("articles/alone/index.html").xpath(crumbs) == ["Articles", "work"]


def test_checklists_are_grouped_by_the_first_stage_of_their_article(site: BuiltSite) -> None:
    groups = site.page("checklists/index.html").xpath("//check-list-index/section")
    assert [(group.findtext("h2"), group.xpath(".//label/text()")) for group in groups] == [
        ("Just laid off", ["Do first"]),
        ("Looking", ["Do late", "Do early"]),
        ("work", ["Do alone"]),
    ]


def test_a_series_has_a_page_of_its_parts_and_each_part_leads_to_those_beside_it(
    site: BuiltSite,
) -> None:
    assert steps(site, "series/known-to-a-few/index.html") == ["First", "Early", "Late"]
    page = site.page("articles/early/index.html")
    assert " ".join(page.find_class("part-of")[0].text_content().split()) == (
        "Part 2 of 3 of known to a few"
    )
    assert page.xpath("//nav[@class='neighbours']/a/@href") == ["../first/", "../late/"]
    last = site.page("articles/late/index.html")
    assert last.xpath("//nav[@class='neighbours']/a/@href") == ["../early/"]
    assert site.page("articles/alone/index.html").find_class("part-of") == []


def test_a_series_has_a_feed_of_its_own_the_newest_first(site: BuiltSite) -> None:
    feed = feedparser.parse(site.text("series/known-to-a-few/feed.xml"))
    assert feed.feed.title == "known to a few · The Blog"
    assert [entry.title for entry in feed.entries] == ["First", "Late", "Early"]
    page = site.page("series/known-to-a-few/index.html")
    announced = page.xpath("//link[@rel='alternate']/@href")
    assert announced[0] == "feed.xml"
    assert page.xpath("//p[@class='alone']/a/@href") == ["feed.xml"]
    names = site.page("feeds/index.html").xpath("//h2[@id='series']/following::ul[1]//a/@href")
    assert names[0] == "../series/known-to-a-few/"


def test_a_stage_that_no_option_names_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    found = blog(tmp_path, one={"date": "2026-01-01", "stage": "loking"}).check()
    (line,) = [line for line in found if "unknown-stage" in line]
    assert line.startswith("docs/articles/one.md:5:1: error[unknown-stage]: `loking` is not one of")
    assert line.endswith("Did you mean `looking`?")


def test_what_needs_the_plugin_and_lacks_it_is_a_warning(tmp_path: Path) -> None:
    folder = blog(tmp_path, one={"date": "2026-01-01", "stage": "looking", "series": "S"})
    folder.write({"mkdocs.yml": configuration()})
    found = [line for line in folder.check() if "guides-missing" in line]
    assert len(found) == 2
    assert "docs/articles/one.md" in found[0]
    assert all("Add `rapport/guides` to `plugins`." in line for line in found)
