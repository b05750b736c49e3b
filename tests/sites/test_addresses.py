"""What machines are told about addresses: canonical links, the sitemap, robots, cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.blog_folder import EPOCH, SITE_URL, BlogFolder, BuiltSite, article, configuration

Build = Callable[[Mapping[str, str | bytes]], BuiltSite]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    files: dict[str, str | bytes] = {
        "mkdocs.yml": configuration(),
        "docs/articles/人脈.md": article(title="人脈", date="2026-05-01 09:00", tags=["Old"]),
        "docs/articles/b.md": article(
            title="B", date="2026-05-02", updated="2026-05-20", image="../b.png", authors=["anna"]
        ),
        "docs/authors.yml": "authors: {anna: {name: Anna, email: anna@blog.example}}\n",
        "docs/b.png": b"\x89PNG\r\n\x1a\n",
        "docs/about.md": "---\nupdated: 2026-04-01\n---\n# About\n",
        "docs/plain.md": "# Plain\n",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return BlogFolder(tmp_path_factory.mktemp("blog")).write(files).build()


def test_every_page_says_its_canonical_address(site: BuiltSite) -> None:
    paths = [path for path in site.files() if path.endswith("index.html")]
    assert len(paths) > 10
    for path in paths:
        (canonical,) = site.page(path).xpath("//link[@rel='canonical']/@href")
        assert canonical.startswith(SITE_URL)
        assert canonical.isascii()


def test_the_sitemap_says_when_a_page_truly_changed(site: BuiltSite) -> None:
    root = ET.fromstring(site.text("sitemap.xml").encode())
    found = {
        "".join(url[0].itertext()).removeprefix(SITE_URL): (
            "".join(url[1].itertext()) if len(url) > 1 else ""
        )
        for url in root
    }
    encoded = "articles/%E4%BA%BA%E8%84%88/"
    assert found[encoded] == "2026-05-01T09:00:00+00:00"
    assert found["articles/b/"] == found[""] == "2026-05-20T00:00:00+00:00"
    assert found["tags/old/"] == "2026-05-01T09:00:00+00:00"
    assert found["about/"] == "2026-04-01T00:00:00+00:00"
    assert found["plain/"] == ""


def test_robots_find_the_sitemap(site: BuiltSite) -> None:
    assert site.text("robots.txt") == (
        f"User-agent: *\nAllow: /\n\nSitemap: {SITE_URL}sitemap.xml\n"
    )


def test_an_author_who_names_an_address_is_reached_from_their_page(site: BuiltSite) -> None:
    links = site.page("authors/anna/index.html").xpath("//main//a[text()='anna@blog.example']")
    assert [link.get("href") for link in links] == ["mailto:anna@blog.example"]


def test_browsers_may_fetch_pages_ahead_and_nothing_that_the_service_answers(
    site: BuiltSite,
) -> None:
    (rule,) = json.loads(site.text("speculation.json"))["prefetch"]
    pages, not_answered, _ = rule["where"]["and"]
    below = urlsplit(SITE_URL).path
    assert pages["href_matches"] == [below, f"{below}*/", f"{below}*.html"]
    assert "/subscriptions*" in not_answered["not"]["href_matches"]


def test_the_web_manifest_names_icons_that_are_there(site: BuiltSite) -> None:
    (path,) = site.page("articles/b/index.html").xpath("//link[@rel='manifest']/@href")
    assert path == "../../site.webmanifest"
    manifest = json.loads(site.text("site.webmanifest"))
    assert manifest["start_url"] == manifest["scope"] == "./"
    icons = {icon["src"] for icon in manifest["icons"]}
    assert icons
    assert icons <= set(site.files())


def test_an_article_has_a_card_with_its_picture(site: BuiltSite) -> None:
    page = site.page("articles/b/index.html")
    card = {
        element.get("property"): element.get("content")
        for element in page.xpath("//meta[@property]")
    }
    assert card["og:type"] == "article"
    assert card["og:image"] == SITE_URL + "b.png"
    assert card["article:modified_time"] == "2026-05-20T00:00:00+00:00"
    assert page.xpath("//meta[@name='author']/@content") == ["Anna"]


def test_a_file_for_machines_of_the_authors_own_stays(build_site: Build) -> None:
    own = {"docs/robots.txt": "User-agent: *\n", "docs/site.webmanifest": "{}"}
    site = build_site(own)
    assert site.text("robots.txt") == "User-agent: *\n"
    assert site.text("site.webmanifest") == "{}"
