"""Settings that MkDocs takes and that make no blog."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rapport.cli.main import main
from tests.blog_folder import BlogFolder, article
from tests.publish.remote_site import run

SITE = "site_name: Blog\nsite_url: https://blog.example/\n"
MATERIAL = "theme: {name: material, font: false}\n"


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlogFolder:
    monkeypatch.chdir(tmp_path)
    return BlogFolder(tmp_path).write(
        {"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["x"], authors=["Ann"])}
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            MATERIAL + "plugins: [tags, rapport/articles, rapport/tags]\n",
            "remove `tags` from `plugins`",
        ),
        ("theme: mkdocs\nplugins: [rapport/articles]\n", "the theme is `mkdocs`"),
        (
            "theme: {name: null, custom_dir: docs}\nplugins: [rapport/articles]\n",
            "the theme is one of your own alone",
        ),
        (MATERIAL + "plugins: [rapport/articles: {articles_dir: ''}]\n", "`articles_dir: ''`"),
        (
            MATERIAL + "plugins: [rapport/articles: {articles_dir: ../a}]\n",
            "`articles_dir: '../a'`",
        ),
        (MATERIAL + "plugins: [rapport/articles: {articles_dir: /a}]\n", "`articles_dir: '/a'`"),
        (MATERIAL + "plugins: [rapport/articles: {per_page: 0}]\n", "`per_page: 0`"),
        (MATERIAL + "plugins: [rapport/articles: {blog_dir: ../b}]\n", "`blog_dir: '../b'`"),
        (MATERIAL + "plugins: [rapport/tags]\n", "need `rapport/articles`"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build"])
def test_they_are_one_line_and_nothing_is_written(
    blog: BlogFolder, capsys: pytest.CaptureFixture[str], settings: str, words: str, command: str
) -> None:
    blog.write({"mkdocs.yml": SITE + settings})
    assert main([command, *(["-q"] if command == "build" else [])]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert not (blog.root / "site").exists()


@pytest.mark.parametrize("command", [["check"], ["build", "-q"]])
def test_the_blog_of_material_beside_ours_is_named(blog: BlogFolder, command: list[str]) -> None:
    blog.write({"mkdocs.yml": SITE + MATERIAL + "plugins: [rapport/articles, blog]\n"})
    # In a process of its own: Material's plugin ends for good at the end of its first build.
    answer = run(sys.executable, "-m", "rapport.cli", *command, cwd=blog.root)
    assert (answer.code, len(answer.lines)) == (2, 1), answer.text
    assert answer.has("remove `blog` from `plugins`")
    assert not (blog.root / "site").exists()


def test_a_plugin_of_material_that_is_turned_off_is_none(blog: BlogFolder) -> None:
    blog.write(
        {"mkdocs.yml": SITE + MATERIAL + "plugins: [blog: {enabled: false}, rapport/articles]\n"}
    )
    assert main(["check"]) == 0


def test_a_folder_of_articles_that_is_not_there_is_a_problem_until_the_first_is_written(
    blog: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "plugins: [rapport/articles: {articles_dir: posts}]\n"
    blog.write({"mkdocs.yml": SITE + MATERIAL + settings})
    assert main(["check"]) == 1
    assert "mkdocs.yml:1:1: error[articles-missing]: `docs/posts`, the folder" in (
        capsys.readouterr().out
    )
    assert main(["build", "-q"]) == 1
    assert not (blog.root / "site").exists()
    assert main(["new", "The first"]) == 0
    assert main(["check"]) == 0


def test_the_order_of_our_plugins_changes_no_file(blog: BlogFolder) -> None:
    names = ["rapport/articles", "rapport/tags", "rapport/feeds", "rapport/checklists"]
    sites = []
    for number, order in enumerate((names, names[::-1], [*names[1:], names[0]])):
        blog.write({"mkdocs.yml": f"{SITE}{MATERIAL}plugins: [{', '.join(order)}]\n"})
        assert main(["build", "-q", "--clean", "-d", f"site-{number}"]) == 0
        folder = blog.root / f"site-{number}"
        files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".gz"]
        sites.append({path.relative_to(folder): path.read_bytes() for path in files})
        sites[-1].pop(Path("sitemap.xml"))  # its entries have no order
    assert sites[0]
    assert sites[0] == sites[1] == sites[2]


@pytest.mark.parametrize("urls", ["true", "false"])
def test_the_address_above_an_articles_leads_to_the_home_page(blog: BlogFolder, urls: str) -> None:
    deep = article(title="B", date="2026-05-02", tags=["x"])
    settings = f"use_directory_urls: {urls}\nplugins: [rapport/articles, rapport/tags]\n"
    site = blog.write(
        {"mkdocs.yml": SITE + MATERIAL + settings, "docs/articles/2026/may/b.md": deep}
    ).build()
    for path, way in (("articles", ".."), ("articles/2026/may", "../../.."), ("authors", "..")):
        page = site.page(f"{path}/index.html")
        assert page.xpath("//script/@data-target") == [way]
        assert page.xpath("//link[@rel='canonical']/@href") == ["https://blog.example/"]
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_page_of_the_authors_own_above_the_articles_stays(blog: BlogFolder) -> None:
    site = blog.write(
        {
            "mkdocs.yml": SITE + MATERIAL + "plugins: [rapport/articles]\n",
            "docs/articles/index.md": "# All that I wrote\n",
        }
    ).build()
    assert "All that I wrote" in site.text("articles/index.html")
