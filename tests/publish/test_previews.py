from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.publish.previews import hide_from_search
from tests.publish.remote_site import article

if TYPE_CHECKING:
    from tests.publish.remote_site import Author, Server


def test_a_branch_is_a_preview_with_drafts_that_goes_when_the_branch_goes(
    server: Server, author: Author
) -> None:
    before = server.live
    files = {"docs/articles/two.md": article("Two", "An idea.", draft="true")}
    author.git("switch", "--quiet", "--create", "идеи/next one".replace(" ", "-"))
    author.commit(files)

    pushed = author.push("HEAD")

    preview = server.www / "preview/идеи/next-one"
    assert pushed.code == 0, pushed.text
    assert pushed.has("Preview: preview/идеи/next-one/")
    page = (preview / "articles/two/index.html").read_text()
    assert "An idea." in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert not (preview / "sitemap.xml").exists()
    assert (server.live, server.page("articles/two")) == (before, "")
    assert "preview/идеи/next-one/" in server.publish("status").text

    assert author.push("--delete", "идеи/next-one").code == 0

    assert not (server.www / "preview").exists()
    assert list((server.www / ".previews").iterdir()) == []
    assert list((server.bare / "rapport/previews").iterdir()) == []


def test_a_preview_that_can_not_be_made_is_no_reason_to_refuse_the_branch(
    server: Server, author: Author
) -> None:
    author.commit({"docs/articles/two.md": article("Two", draf="true")})

    pushed = author.push("main:ideas")

    assert pushed.code == 0, pushed.text
    assert pushed.has("docs/articles/two.md:4:1: error[unknown-key]: ")
    assert pushed.has("No new preview of ideas")
    assert not (server.www / "preview/ideas").exists()


def test_a_page_is_hidden_from_search_engines_in_its_head() -> None:
    page = b'<!doctype html><html><HEAD lang="en"><title>x</title></head><header></header>'

    assert hide_from_search(page) == page.replace(
        b'<HEAD lang="en">',
        b'<HEAD lang="en"><meta name="robots" content="noindex, nofollow">',
    )
