"""What a host would do otherwise than the author means is said before it does."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import Abort

from rapport.host.problems import BuildRefusedError
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)
ONE = {"docs/articles/one.md": article(title="One", date="2026-01-01")}
WORKFLOW = "on:\n  schedule:\n    - cron: '7 * * * *'\nrun: rapport build\n"


@pytest.mark.parametrize("name", ["cv.docx", "images/face.png", "fonts/a.woff2"])
def test_a_file_that_only_stands_for_another_is_refused_by_check_and_build(
    blog_folder: BlogFolder, name: str
) -> None:
    blog_folder.write({**ONE, f"docs/{name}": POINTER})
    (line,) = [line for line in blog_folder.check() if "lfs-pointer" in line]
    assert line.startswith(f"docs/{name}:1:1: error[lfs-pointer]: ")
    assert "git lfs pull" in line
    with pytest.raises((BuildRefusedError, Abort)):
        blog_folder.build()


def test_an_article_that_tells_of_pointers_is_none(blog_folder: BlogFolder) -> None:
    text = article(title="One", date="2026-01-01", body=POINTER)
    long = POINTER + "x" * 2000
    blog_folder.write({"docs/articles/one.md": text, "docs/long.txt": long})
    assert not [line for line in blog_folder.check() if "lfs-pointer" in line]


def test_an_article_due_after_githubs_quiet_days_is_named_where_github_publishes(
    blog_folder: BlogFolder,
) -> None:
    far = {"docs/articles/far.md": article(title="Far", date="2099-01-01")}
    blog_folder.write({**ONE, **far})
    assert blog_folder.check() == []
    blog_folder.write({".github/workflows/publish.yml": WORKFLOW})
    (line,) = blog_folder.check()
    assert line.startswith("docs/articles/far.md:3:1: warning[due-far]: GitHub stops")


def test_a_hub_that_no_workflow_tells_is_named(blog_folder: BlogFolder) -> None:
    text = configuration(feeds={"hub": "https://hub.example/"})
    blog_folder.write({"mkdocs.yml": text, **ONE})
    assert blog_folder.check() == []
    blog_folder.write({".gitlab-ci.yml": "script: [rapport build]\n"})
    (line,) = blog_folder.check()
    assert "warning[hub-untold]: no workflow notifies the hub `https://hub.example/`" in line
    assert "`rapport publish ci`" in line
    for telling in ("curl -d hub.mode=publish", "rapport publish hub public"):
        blog_folder.write({".gitlab-ci.yml": f"script: [rapport build, {telling}]\n"})
        assert blog_folder.check() == []


def test_a_name_in_another_encoding_is_told_from_one_that_is_not_there(
    blog_folder: BlogFolder,
) -> None:
    body = "[one](über.pdf) [two](other.pdf)\n"
    file = "docs/articles/" + unicodedata.normalize("NFD", "über.pdf")
    text = article(title="One", date="2026-01-01", body=unicodedata.normalize("NFC", body))
    one, two = blog_folder.write({"docs/articles/one.md": text, file: "x"}).check()
    assert "(NFC, NFD)" in one
    assert "NFC" not in two
