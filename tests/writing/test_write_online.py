"""What `rapport/write` tells its editor, by the git host and by what the blog has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.exceptions import ConfigurationError

from rapport.blog.keys import ARTICLE_KEYS
from rapport.features.write.fields import fields
from rapport.features.write.git_hosts import HOSTS, GitHost, find_wrong
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BuiltSite

GITHUB = {"kind": "github", "repo": "jo/blog", "branch": "main", "home": "", "app_id": ""}


def host(**given: Any) -> GitHost:  # noqa: ANN401 - a field of any type
    return GitHost(**{**GITHUB, "has_review": False, **given})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = BlogFolder(tmp_path_factory.mktemp("write"))
    given = {"host": "forgejo", "repo": "jo/blog", "url": "https://git.example", "folder": "sub"}
    files = {
        "mkdocs.yml": configuration(write=given, security={"meta": False, "headers_file": True}),
        "docs/tags.yml": "tags:\n  cv: {name: CV}\n",
        "docs/authors.yml": "authors:\n  jo: {name: Jo}\n",
        "docs/articles/a.md": article(title="A", date="2026-05-01"),
    }
    return folder.write(files).build()


def test_tags_and_authors_are_those_of_the_blog_and_files_those_of_the_repository(
    built: BuiltSite,
) -> None:
    settings = json.loads(built.text("write/config.json"))
    [articles] = settings["collections"]
    by_name = {field["name"]: field for field in articles["fields"]}
    assert by_name["tags"]["options"] == [{"value": "cv", "label": "CV"}]
    assert by_name["authors"]["options"] == [{"value": "jo", "label": "Jo"}]
    assert articles["folder"] == "sub/docs/articles"
    assert settings["backend"] == {
        "name": "gitea",
        "repo": "jo/blog",
        "branch": "main",
        "base_url": "https://git.example",
        "api_root": "https://git.example/api/v1",
        "auth_methods": ["token"],
    }


def test_no_header_tightens_the_policy_of_the_editor_and_each_page_carries_its_own(
    built: BuiltSite,
) -> None:
    assert "Content-Security-Policy: frame-ancestors 'none'\n" in built.text("_headers")
    policies = {
        path: built.page(path).xpath("string(//meta[@http-equiv]/@content)")
        for path in ("index.html", "articles/a/index.html", "write/index.html")
    }
    assert "https://git.example" in policies.pop("write/index.html")
    for policy in policies.values():
        assert policy.startswith("default-src 'none'")
        assert "git.example" not in policy


def test_no_page_but_the_editor_s_loads_the_editor(built: BuiltSite) -> None:
    pages = {path for path, data in built.files().items() if b"sveltia-cms.js" in data}
    assert {path for path in pages if path.endswith(".html")} == {"write/index.html"}


def test_each_field_is_a_key_of_the_table_and_no_flag_changes_by_being_written() -> None:
    made = {field["name"]: field for field in fields({}, str)}
    assert made.keys() - {"body"} <= ARTICLE_KEYS.by_name.keys()
    assert {"title", "date", "tags", "draft", "series"} <= made.keys()
    flags = [name for name, field in made.items() if field["widget"] == "boolean"]
    assert flags
    assert all(ARTICLE_KEYS.by_name[name].type.missing is False for name in flags)


def test_a_page_at_the_editor_s_address_is_an_error(blog_folder: BlogFolder) -> None:
    files = {"mkdocs.yml": configuration(write={"repo": "jo/blog"}), "docs/write.md": "# Write\n"}
    text = article(title="A", date="2026-05-01")
    log = blog_folder.write({**files, "docs/articles/a.md": text}).check()
    assert any("docs/write.md:1:1: error[write-address]" in line for line in log)


@pytest.mark.parametrize("kind", HOSTS)
def test_each_host_is_known(kind: str) -> None:
    home = "" if kind in ("github", "gitlab") else "https://git.example"
    assert find_wrong(host(kind=kind, home=home)) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "bitbucket"}, "none of github, gitlab, gitea, forgejo"),
        ({"repo": ""}, "write its owner and name"),
        ({"repo": "blog"}, "write its owner and name"),
        ({"home": "https://x.example"}, "GitHub needs no `url`"),
        ({"kind": "gitea"}, "not an address of a gitea server"),
        ({"kind": "gitlab", "home": "http://x.example"}, "not an address of a gitlab server"),
        ({"kind": "gitlab", "home": "https://x.example; script-src *"}, "not an address"),
        ({"kind": "gitea", "home": "https://x.example", "has_review": True}, "`review` works on"),
    ],
)
def test_a_host_that_cannot_work_is_told(given: dict[str, Any], said: str) -> None:
    assert said in find_wrong(host(**given))


def test_a_wrong_host_stops_the_build(blog_folder: BlogFolder) -> None:
    files = {"mkdocs.yml": configuration(write={}), "docs/index.md": "# Home\n"}
    with pytest.raises(ConfigurationError, match="in rapport/write"):
        blog_folder.write(files).build()
