from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.publish.remote_site import article

if TYPE_CHECKING:
    from tests.publish.remote_site import Author, Server


@pytest.fixture
def renamed(author: Author) -> Author:
    """Return an author who gave the article that is online another address."""
    author.git("mv", "docs/articles/one.md", "docs/articles/first.md")
    author.commit()
    return author


def test_a_rename_without_alias_is_refused_with_the_alias_to_add(
    server: Server, renamed: Author
) -> None:
    refused = renamed.push()

    assert refused.code != 0
    assert refused.has("blog.json:1:1: error[url-removed]: `/articles/one/`")
    assert refused.has("`aliases: [articles/one/]`")
    assert server.page("articles/one")

    files = {"docs/articles/first.md": article("One", aliases="[articles/one/]")}
    renamed.commit(files)
    accepted = renamed.push()

    assert accepted.code == 0, accepted.text
    assert "articles/first/" in server.page("articles/one"), "it leads to the new address"


def test_an_address_is_taken_away_only_by_its_name(server: Server, renamed: Author) -> None:
    assert renamed.push("-o", "gone=articles/other/", "main").code != 0

    withdrawn = renamed.push("-o", "gone=articles/one/", "main")

    assert withdrawn.code == 0, withdrawn.text
    assert not server.page("articles/one")
    assert server.page("articles/first")
    assert server.publish("verify", "--repair").code == 0
