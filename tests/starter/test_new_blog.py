from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.cli import main
from tests.blog_folder import BlogFolder
from tests.publish.remote_site import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
