"""A blog whose pages are files, as `use_directory_urls: false` makes them: no address is wrong."""

from __future__ import annotations

import json
from urllib.parse import urljoin, urlsplit

import pytest

from rapport_subscriptions.rules.blog import read_blog
from tests.blog_folder import EPOCH, SITE_URL, BlogFolder, BuiltSite, article, configuration

FILES = {
    "mkdocs.yml": configuration() + "use_directory_urls: false\n",
    "docs/authors.yml": "authors: {anna: {name: Anna}}\n",
    "docs/tags.yml": "tags: {pay: {name: Pay, synonyms: [money], topic: true}}\n",
    "docs/articles/a.md": article(
        title="A", date="2026-05-01", tags=["pay"], authors=["anna"], aliases=["old/a/"]
    ),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return BlogFolder(tmp_path_factory.mktemp("flat")).write(FILES).build()


def is_there(site: BuiltSite, url: str) -> bool:
    path = urlsplit(url).path.lstrip("/")
    return url.startswith(SITE_URL) and (path or "index.html") in site.files()


def test_the_manifest_names_pages_where_they_are(site: BuiltSite) -> None:
    manifest = json.loads(site.text("blog.json"))
    assert [entry["url"] for entry in manifest["articles"]] == [f"{SITE_URL}articles/a.html"]
    assert is_there(site, manifest["articles"][0]["url"])


def test_the_service_sends_readers_to_pages_that_are_there(site: BuiltSite) -> None:
    blog = read_blog(site.text("blog.json"))
    for path in ("subscribe/", "subscribe/confirmed/", "subscribe/check-your-inbox/"):
        assert is_there(site, blog.page(path)), path


def test_search_engines_are_told_pages_where_they_are(site: BuiltSite) -> None:
    (script,) = site.page("articles/a.html").xpath("//script[@type='application/ld+json']/text()")
    document = json.loads(script)
    for url in (document["url"], document["mainEntityOfPage"], document["author"][0]["url"]):
        assert is_there(site, url), url


@pytest.mark.parametrize("former", ["old/a/", "tags/money/"])
def test_a_former_address_leads_to_a_page_that_is_there(site: BuiltSite, former: str) -> None:
    page = site.page(f"{former}index.html")
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    (target,) = page.xpath("//script/@data-target")
    assert is_there(site, canonical), canonical
    assert urljoin(SITE_URL + former, target) == canonical


def test_the_next_build_knows_its_articles_again(site: BuiltSite, blog_folder: BlogFolder) -> None:
    (blog_folder.root / "live.json").write_text(site.text("blog.json"))
    moved = article(title="A", date="2026-05-01", tags=["pay"], authors=["anna"], id="old/a/")
    settings = (
        configuration(articles={"published": str(blog_folder.root / "live.json")})
        + "use_directory_urls: false\n"
    )
    again = blog_folder.write({**FILES, "mkdocs.yml": settings}).build()
    assert json.loads(again.text("blog.json"))["articles"][0]["aliases"] == ["old/a/"]
    (blog_folder.root / "docs/articles/a.md").unlink()
    blog_folder.write({"docs/articles/b.md": moved})
    renamed = blog_folder.build()
    assert "articles/b.html" in renamed.files()
    (target,) = renamed.page("articles/a.html").xpath("//script/@data-target")
    assert urljoin(f"{SITE_URL}articles/a.html", target) == f"{SITE_URL}articles/b.html"
