"""A new blog has its articles where they were, and says what stands in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport.cli.main import main
from tests.importing.moved import MovedBlog, move_in
from tests.importing.wxr import URL, Wxr

if TYPE_CHECKING:
    from pathlib import Path


def _moved(folder: Path, *addresses: str, **more: str) -> MovedBlog:
    """Move in posts that were at addresses, and pages by their names."""
    wxr = Wxr()
    for number, address in enumerate(addresses, start=1):
        name = address.strip("/").rpartition("/")[2].removesuffix(".html")
        wxr.add("x", id=number, name=name, link=f"{URL}/{address}")
    for number, (name, text) in enumerate(more.items(), start=90):
        wxr.add(text, id=number, type="page", name=name, link=f"{URL}/{name}/")
    return move_in(wxr.write(folder / "a.xml"), folder / "blog")


@pytest.mark.parametrize(
    ("addresses", "url_format"),
    [
        (("ask/", "tell/"), "{slug}"),
        (("2014/05/07/ask/", "2014/05/07/tell/"), "{year}/{month}/{day}/{slug}"),
        (("2014-05-07/ask/",), "{date}/{slug}"),
        (("blog/2014/ask/", "blog/2014/tell/"), "blog/{year}/{slug}"),
        (("advice/ask/", "cv/tell/"), ""),
        (("ask.html", "tell.html"), ""),
        (("?p=1",), ""),
        (("ask/", "archive/"), ""),
        (("ask/", "about/"), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_pattern_that_fits_the_former_addresses_keeps_them(
    tmp_path: Path, addresses: tuple[str, ...], url_format: str
) -> None:
    pages = {"about": "It was a page."} if "about/" in addresses else {}
    blog = _moved(tmp_path, *addresses, **pages)
    assert blog.url_format == url_format
    has_aliases = ["aliases:" in text for text in _heads(blog)]
    assert any(has_aliases) is (not url_format and "?p=1" not in addresses)


def _heads(blog: MovedBlog) -> list[str]:
    return [path.read_text("utf-8") for path in (blog.folder / "docs/articles").glob("*.md")]


def test_one_that_is_elsewhere_gets_an_alias_and_one_of_another_name_a_slug(tmp_path: Path) -> None:
    wxr = Wxr()
    for number in range(1, 20):
        wxr.add("x", id=number, name=f"post-{number}", link=f"{URL}/2014/post-{number}/")
    wxr.add("x", id=20, name="odd", link=f"{URL}/old/odd/")
    long = "how-to-ask-" * 12 + "well"
    wxr.add("x", id=21, name=long, link=f"{URL}/2014/{long}/")
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    assert blog.url_format == "{year}/{slug}"
    assert blog.article("odd")[0]["aliases"] == ["old/odd/"]
    heads = [text for text in _heads(blog) if f"slug: {long}\n" in text]
    assert len(heads) == 1
    assert "aliases:" not in heads[0]
    assert "Articles at the address that they had: 20." in blog.report
    before = blog.files()
    again = move_in(tmp_path / "a.xml", blog.folder).files()
    assert {path for path in before if before[path] != again[path]} <= {"import/import-report.md"}


def test_a_page_takes_the_place_of_the_new_blogs_own_which_is_kept_beside(tmp_path: Path) -> None:
    blog = _moved(tmp_path, "2014/ask/", privacy="What we store.", about="Who we are.")
    assert "What we store." in blog.text("docs/privacy.md")
    assert "No cookies are set" in blog.text("import/starter-pages/privacy.md")
    assert "docs/privacy.md came from the former blog" in blog.report
    assert "docs/about.md came from the former blog" in blog.report
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0


def test_an_articles_address_that_is_that_of_a_page_of_the_new_blog_is_said(tmp_path: Path) -> None:
    blog = _moved(tmp_path, "imprint/", "2014/ask/", "cv/tell/")
    said = "`/imprint/` was the address of docs/articles/imprint.md; another page of this blog"
    assert said in blog.report
    assert "aliases" not in blog.article("imprint")[0]
    assert '"/imprint/"' not in blog.text("import/redirects-nginx.conf")
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0


def test_the_list_of_readers_comes_by_a_command_that_the_report_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _moved(tmp_path, "2014/ask/")
    said = capsys.readouterr().out.split("\n")
    assert "  rapport subscriptions import --dry-run subscribers.csv" in said
    assert any("Jetpack" in line for line in said)


def test_a_dry_run_says_what_it_would_download(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = (
        Wxr().add('<img src="/a.png" alt="A"> <img src="/b.png" alt="B">').write(tmp_path / "a.xml")
    )
    move_in(export, tmp_path / "blog", "--dry-run")
    assert "Pictures and files: 2 to be downloaded." in capsys.readouterr().out
    assert not (tmp_path / "blog").exists()


def test_an_address_where_another_page_came_to_stand_is_said_too(tmp_path: Path) -> None:
    wxr = Wxr().add("x", name="ask", link=f"{URL}/Guide/").add("x", name="tell")
    wxr.add("A page.", id=30, type="page", name="guide", link=f"{URL}/elsewhere/")
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    assert "`/Guide/` was the address of docs/articles/ask.md" in blog.report
    assert "aliases" not in blog.article("ask")[0]
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0
