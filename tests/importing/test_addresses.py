"""Every address of the former site leads on: by pages, by a server, and in feed readers."""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import feedparser
import pytest

from rapport.cli.main import main
from rapport.importing.address_check import not_answered
from rapport.importing.redirect_files import for_nginx
from tests.importing.moved import MovedBlog, move_in
from tests.importing.wxr import URL, Wxr, category, filed
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> MovedBlog:
    folder = tmp_path_factory.mktemp("addresses")
    wxr = Wxr(terms=[category("advice", "Advice"), category("cv", "CV", "advice")])
    wxr.add("Text.", name="ask", more=filed("cv", "CV") + filed("talk", "Talk", "post_tag"))
    for number in range(2, 13):
        wxr.add("x", id=number, more=filed("cv", "CV"))
    wxr.add("x", name="%c3%bcber", id=20, more="", link=f"{URL}/2014/05/%c3%bcber-uns/")
    wxr.add("x", type="page", name="about", id=30, link=f"{URL}/about/")
    wxr.file(40, f"{URL}/wp-content/uploads/a.jpg", parent=1)
    wxr.file(41, f"{URL}/wp-content/uploads/lost.jpg", parent=99)  # a post that did not come
    blog = move_in(wxr.write(folder / "a.xml"), folder / "blog")
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0
    return blog


PATHS = (
    "/2014/05/ask/",
    "/2014/05/ask",
    "//2014//05/ask/",
    "/?p=1",
    "/2014/05/ask/feed/",
    "/2014/05/ask/amp/",
    "/2014/05/post-1/a/",
    "/2014/05/post-99/lost/",
    "/?attachment_id=41",
    "/2014/05/%C3%BCber-uns/",
    "/about/",
    "/?page_id=30",
    "/feed/",
    "/feed/atom/",
    "/comments/feed/",
    "/category/advice/cv/",
    "/category/advice/cv/page/2/",
    "/category/advice/cv/feed/",
    "/tag/talk/",
    "/tag/talk/feed/",
    "/author/ann/",
    "/2014/",
    "/2014/05/",
    "/page/2/",
)


def test_every_address_is_answered_and_a_lost_one_is_named(
    blog: MovedBlog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = tmp_path / "old.txt"
    asked.write_text("\n".join(URL + path for path in PATHS))
    assert main(["addresses", str(asked), "--site", str(blog.folder)]) == 0
    assert f"{len(PATHS)} of {len(PATHS)}" in capsys.readouterr().out
    asked.write_text(f"{URL}/lost/\n{URL}/?p=999\n{URL}/about/\n")
    assert main(["addresses", str(asked), "--site", str(blog.folder)]) == 1
    said = capsys.readouterr().out.split("\n")
    assert said[:3] == [f"{URL}/lost/", f"{URL}/?p=999", "1 of 3 URLs are answered."]


def test_a_blog_that_was_not_at_the_root_of_its_server_keeps_its_addresses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wxr = Wxr(terms=[category("cv", "CV")]).add("Text.", name="ask", more=filed("cv", "CV"))
    wxr.add("x", type="page", name="team", id=30, link=f"{URL}/about/team/")
    export = wxr.write(tmp_path / "a.xml")
    export.write_text(export.read_text().replace(URL, f"{URL}/blog"))
    blog = move_in(export, tmp_path / "moved")
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0
    assert 'rel="canonical" href="https://old.example/blog/2014/05/ask/"' in blog.text(
        "site/2014/05/ask/index.html"
    )
    assert (blog.folder / "site/about/team/index.html").is_file()
    paths = ("2014/05/ask/", "?p=1", "about/team/", "?page_id=30", "category/cv/", "feed/", "2014/")
    lost = f"{URL}/2014/05/ask/"
    asked = tmp_path / "old.txt"
    asked.write_text("\n".join((*(f"{URL}/blog/{path}" for path in paths), lost)))
    assert main(["addresses", str(asked), "--site", str(blog.folder)]) == 1
    said = capsys.readouterr().out.strip().split("\n")
    assert said[-2:] == [lost, "7 of 8 URLs are answered."]


def test_a_sitemap_can_be_asked_too(blog: MovedBlog, tmp_path: Path) -> None:
    sitemap = tmp_path / "sitemap.xml"
    sitemap.write_text(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{URL}/2014/05/ask/</loc></url></urlset>"
    )
    assert main(["addresses", str(sitemap), "--site", str(blog.folder)]) == 0


def test_the_build_makes_pages_that_lead_on(blog: MovedBlog) -> None:
    page = blog.text("site/category/advice/cv/index.html")
    assert 'content="0; url=../../../tags/cv/"' in page
    assert "<p>Text.</p>" in blog.text("site/2014/05/ask/index.html")


def test_feed_readers_know_the_articles_by_their_ids(blog: MovedBlog) -> None:
    for name in ("feed.xml", "atom.xml"):
        feed = feedparser.parse((blog.folder / "site" / name).read_bytes())
        assert f"{URL}/?p=1" in [entry.id for entry in feed.entries]


@pytest.fixture(scope="module")
def server(blog: MovedBlog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "redirects.conf").write_text(blog.text("import/redirects-nginx.conf"))
    port = free_port()
    servers = (
        f"include {folder}/redirects.conf; server {{ listen 127.0.0.1:{port};"
        f" root {blog.folder}/site; if ($rapport_moved) {{ return 301 $rapport_moved; }} }}"
    )
    blog.folder.parent.chmod(0o755)
    with running_nginx(folder, servers, port) as url:
        yield url


@pytest.mark.parametrize("path", [path for path in PATHS if "about" not in path])
def test_a_real_server_leads_every_address_to_a_page_that_is_there(server: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)
    for _ in range(4):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 301:
            break
        parts = urlsplit(answer.headers["Location"])
        path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.close()
    assert answer.status == 200
    assert body


def test_a_rule_whose_goal_is_not_there_answers_nothing(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    (tmp_path / "_redirects").write_text("/a /gone/ 301\n/b / 301\n/ p=7 / 301\n")
    assert not_answered(["/a", "/b", "/?p=7", "/?p=8"], tmp_path) == ["/a", "/?p=8"]


def test_an_address_can_not_break_out_of_a_servers_configuration() -> None:
    from rapport.importing.addresses import Moved  # noqa: PLC0415 - the one hostile value

    text = for_nginx([Moved('a";} server { listen 1; }#/', "b"), Moved('?p=1";}x', "b")], "/")
    lines = [line for line in text.split("\n") if line.startswith('  "')]
    assert lines
    for line in lines:
        assert line.count('"') == 4
        assert "{" not in line
        assert "}" not in line
