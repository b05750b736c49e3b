"""Addresses as the owner wants them, former ones that lead on, and those that are gone."""

from __future__ import annotations

import http.client
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from rapport.cli.main import main
from rapport.host.problems import BuildRefusedError
from tests.blog_folder import BlogFolder, article, configuration
from tests.caddy import running_caddy
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

TWO_DAYS = {
    "docs/articles/a/ask.md": article(title="Ask", date="2026-05-01"),
    "docs/articles/b/ask.md": article(title="Ask again", date="2026-05-02"),
}


def blog(folder: BlogFolder, files: dict[str, str], **options: object) -> BlogFolder:
    feeds = options.pop("feeds", {})
    assert isinstance(feeds, dict)
    return folder.write({"mkdocs.yml": configuration(articles=options, feeds=feeds), **files})


def test_two_posts_of_one_slug_on_different_days_stand_apart(blog_folder: BlogFolder) -> None:
    files = blog(blog_folder, TWO_DAYS, url_format="{year}/{month}/{day}/{slug}").build().files()
    assert {"2026/05/01/ask/index.html", "2026/05/02/ask/index.html"} <= files.keys()
    assert b'url=../.."' in files["2026/05/index.html"]  # what readers shorten it to leads home


def test_two_posts_of_one_address_are_an_error(blog_folder: BlogFolder) -> None:
    (line,) = [
        line
        for line in blog(blog_folder, TWO_DAYS, url_format="{slug}").check()
        if "url-twice" in line
    ]
    assert line.startswith("docs/articles/b/ask.md")


def test_an_article_at_a_page_of_the_blog_itself_is_an_error(blog_folder: BlogFolder) -> None:
    files = {"docs/articles/tags.md": article(title="Tags", date="2026-05-01")}
    (line,) = blog(blog_folder, files, url_format="{slug}").check()
    assert "error[url-twice]: `/tags/` is a page of the blog itself." in line


def test_articles_may_be_in_several_folders(blog_folder: BlogFolder) -> None:
    files = {
        "docs/posts/a.md": article(title="A", date="2026-05-01"),
        "docs/press/deep/b.md": article(title="B", date="2026-05-02"),
        "docs/posts/index.md": "# About the posts\n",
    }
    site = blog(blog_folder, files, articles_dir=["posts", "press"]).build()
    assert "articles/a/index.html" in site.files()
    assert "articles/deep/b/index.html" in site.files()
    assert "posts/index.html" in site.files()
    titles = [link.text for link in site.page("index.html").cssselect(".entry__title a")]
    assert titles == ["B", "A"]


def test_the_whole_docs_folder_may_be_articles_but_for_pages_that_nav_names(
    blog_folder: BlogFolder,
) -> None:
    files = {
        "docs/2014/05/ask.md": article(title="Ask", date="2014-05-07"),
        "docs/about.md": "# About\n",
        "docs/index.md": "Welcome.\n",
    }
    blog(blog_folder, files, articles_dir=".", url_format="{path}")
    text = configuration(articles={"articles_dir": ".", "url_format": "{path}"})
    site = blog_folder.write({"mkdocs.yml": text + "nav: [index.md, {About: about.md}]\n"}).build()
    assert {"2014/05/ask/index.html", "about/index.html"} <= site.files().keys()
    assert "Welcome." in site.page("index.html").text_content()
    blog_folder.write({"mkdocs.yml": text})
    lines = [line.partition("]")[0] for line in blog_folder.check()]
    assert lines == ["docs/about.md:1:1: error[date-missing"]


@pytest.mark.parametrize("kind", ["sitemap", "folder"])
def test_an_address_of_the_old_site_that_would_be_lost_is_named_with_its_article(
    blog_folder: BlogFolder, tmp_path: Path, kind: str
) -> None:
    old = tmp_path / "old"
    if kind == "folder":
        for path in ("2024/01/31/my-letter", "über-uns", "page/2", "articles/a"):
            (old / path).mkdir(parents=True)
            (old / path / "index.html").write_text("x")
        previous = str(old)
    else:
        old.mkdir()
        previous = str(old / "sitemap.xml")
        places = ("2024/01/31/my-letter/", "%C3%BCber-uns/", "page/2/", "articles/a/")
        lines = "".join(f"<url><loc>https://b.example/{place}</loc></url>" for place in places)
        (old / "sitemap.xml").write_text(f"<urlset>{lines}</urlset>")
    files = {"docs/articles/a.md": article(title="My letter", date="2026-05-01")}
    with pytest.raises(BuildRefusedError) as caught:
        blog(blog_folder, files, published=previous).build()
    lost = [str(problem) for problem in caught.value.problems]
    assert len(lost) == 2
    assert "`/2024/01/31/my-letter/` was published" in lost[0]
    assert "Add `aliases: [2024/01/31/my-letter/]` to `docs/articles/a.md`." in lost[0]
    assert "`/über-uns/` was published" in lost[1]
    gone = ["/über-uns/", "2024/"]
    site = blog(blog_folder, files, published=previous, gone=gone).build()
    assert "noindex" in site.text("über-uns/index.html")
    files["docs/articles/a.md"] = article(
        title="My letter", date="2026-05-01", aliases=["2024/01/31/my-letter/", "/%C3%BCber-uns/"]
    )
    site = blog(blog_folder, files, published=previous).build()
    assert "über-uns/index.html" in site.files()


def test_what_is_there_is_not_gone(blog_folder: BlogFolder) -> None:
    files = {"docs/articles/a.md": article(title="A", date="2026-05-01", aliases=["old/"])}
    lines = blog(blog_folder, files, gone=["articles/a/", "old", "tags/", "away/"]).check()
    assert [line.split("`")[1] for line in lines if "gone-there" in line] == [
        "gone: articles/a/",
        "gone: old/",
        "gone: tags/",
    ]


def test_old_addresses_of_feeds_hold_the_feed_itself(blog_folder: BlogFolder) -> None:
    files = {
        "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["cv"]),
        "docs/tags.yml": "tags: {cv: {name: CV, synonyms: [Résumé]}}\n",
    }
    former = ["feed/", "/index.xml", "atom/", "feeds/all.json", "tag/{tag}/feed/"]
    site = blog(blog_folder, files, feeds={"former_addresses": former}).build()
    for old, new in {
        "feed/index.xml": "feed.xml",
        "index.xml": "feed.xml",
        "atom/index.xml": "atom.xml",
        "feeds/all.json": "feed.json",
        "tag/cv/feed/index.xml": "tags/cv/feed.xml",
        "tag/resume/feed/index.xml": "tags/cv/feed.xml",
    }.items():
        assert site.files()[old] == site.files()[new], old


MOVED = {
    "docs/articles/a.md": article(
        title="A",
        date="2026-05-01",
        tags=["cv"],
        aliases=["2014/über uns/", 'q"$x/', "old.html"],
    ),
}
OLD = {
    "/2014/%C3%BCber%20uns/": (301, "/articles/a/"),
    "/q%22$x/": (301, "/articles/a/"),
    "/old.html": (301, "/articles/a/"),
    "/feed/": (301, "/feed.xml"),
    "/tag/cv/feed/": (301, "/tags/cv/feed.xml"),
    "/away/": (410, None),
    "/articles/a/": (200, None),
}


def lines_for(
    blog_folder: BlogFolder, server: str, capsys: pytest.CaptureFixture[str]
) -> tuple[str, Path]:
    feeds = {"former_addresses": ["feed/", "tag/{tag}/feed/"]}
    site = blog(blog_folder, MOVED, gone=["away/"], feeds=feeds).build()
    assert main(["redirects", server, "-f", blog_folder.config_file()]) == 0
    return capsys.readouterr().out, site.folder


def answers(port: int) -> dict[str, tuple[int, str | None]]:
    """Return the status and the target of each old address, as a server answers them."""
    found = {}
    for path in OLD:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            target = answer.headers["Location"]
            found[path] = (answer.status, urlsplit(target).path if target else None)
    return found


def test_nginx_answers_301_and_410(
    blog_folder: BlogFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, site = lines_for(blog_folder, "nginx", capsys)
    port = free_port()
    servers = f"server {{ listen 127.0.0.1:{port}; root {site}; {text} }}"
    with running_nginx(tmp_path, servers, port):
        assert answers(port) == OLD


def test_caddy_answers_301_and_410(
    blog_folder: BlogFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, site = lines_for(blog_folder, "caddy", capsys)
    port = free_port()
    sites = f"http://127.0.0.1:{port} {{\n\troot * {site}\n{text}\tfile_server\n}}\n"
    with running_caddy(tmp_path, sites, port):
        assert answers(port) == OLD


def test_hosts_that_read_a_file_of_redirects_get_its_lines(
    blog_folder: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    text, _ = lines_for(blog_folder, "hosts", capsys)
    assert text.splitlines() == [
        "/2014/%C3%BCber%20uns/ /articles/a/ 301",
        "# /away/ is gone; hosts with this file can't answer 410",
        "/feed/ /feed.xml 301",
        "/old.html /articles/a/ 301",
        "/q%22%24x/ /articles/a/ 301",
        "/tag/cv/feed/ /tags/cv/feed.xml 301",
    ]
