from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rapport.cli.main import main
from tests.blog_folder import BlogFolder
from tests.publish.remote_site import run

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_blog_has_no_problem_and_builds_strictly(tmp_path: Path) -> None:
    folder = tmp_path / "my-blog"
    assert main(["init", str(folder), "--name", "Anna & Ben: a <blog>"]) == 0
    blog = BlogFolder(folder)
    assert blog.check() == []
    site = blog.build()
    assert "Anna &amp; Ben: a &lt;blog&gt;" in site.text("index.html")
    assert site.page("index.html").xpath("//article")


def test_a_new_blog_brings_along_how_it_is_published(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "blog")]) == 0
    assert (tmp_path / "blog" / ".github" / "workflows" / "publish.yml").is_file()
    assert (tmp_path / "blog" / ".gitlab-ci.yml").is_file()


def test_a_new_blog_asks_before_every_push_if_its_author_likes(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    assert main(["init", str(blog), "--pre-push"]) == 0
    for command in (["add", "."], ["commit", "-qm", "First"]):
        assert run("git", *command, cwd=blog).code == 0
    run("git", "init", "-q", "--bare", tmp_path / "far.git")
    (blog / "docs/articles/slip.md").write_text("---\ntitle: A slip\n---\nText.\n")
    run("git", "add", ".", cwd=blog)
    run("git", "commit", "-qm", "A slip", cwd=blog)

    pushed = run("git", "push", tmp_path / "far.git", "main", cwd=blog)

    assert pushed.code != 0
    assert pushed.has("docs/articles/slip.md:1:1: error[")


def test_a_folder_that_is_not_empty_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear you")
    assert main(["init", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert "is not empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "nav", "title"),
    [
        ("de", ["Artikel", "Themen", "Archiv", "Über uns", "Abonnieren"], "Der erste Artikel"),
        (
            "es-MX",
            ["Artículos", "Temas", "Archivo", "Acerca de", "Suscribirse"],
            "El primer artículo",
        ),
    ],
)
def test_a_new_blog_is_in_the_language_that_its_author_names(
    tmp_path: Path, language: str, nav: list[str], title: str
) -> None:
    assert main(["init", str(tmp_path / "blog"), "--language", language]) == 0
    blog = BlogFolder(tmp_path / "blog")
    assert blog.check() == []
    page = blog.build().page("index.html")
    assert page.get("lang") == language.split("-", maxsplit=1)[0]
    menu = [*page.cssselect(".site-header__nav a"), *page.cssselect(".site-header__subscribe")]
    assert [link.text for link in menu] == nav
    assert [link.text for link in page.cssselect(".entry__title a")] == [title]


def test_where_the_first_article_is_not_translated_it_says_so(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "blog"), "--language", "fr"]) == 0
    site = BlogFolder(tmp_path / "blog").build(strict=False)
    page = site.page("articles/the-first-article/index.html")
    assert page.get("lang") == "fr"
    assert page.cssselect("h1")[0].get("lang") == "en"


def test_a_language_that_nobody_knows_is_an_error_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "blog"), "--language", "tlh"]) == 2
    assert "`tlh` is not a language of the theme. There are " in capsys.readouterr().err
    assert not (tmp_path / "blog").exists()
