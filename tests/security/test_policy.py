from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import ConfigurationError

from rapport.blog.policy import (
    content_security_policy,
    find_wrong_sources,
    hash_source,
)
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.blog_folder import BlogFolder, BuiltSite

ONE = {"docs/articles/one.md": article(title="One", date="2026-01-01")}
TABLE = "| a | b |\n|:--|--:|\n| 1 | 2 |\n"


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


def in_page(site: BuiltSite, path: str = "index.html") -> dict[str, list[str]]:
    (policy,) = site.page(path).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    return directives(policy)


def build(
    blog_folder: BlogFolder, files: dict[str, str], **options: Mapping[str, object]
) -> BuiltSite:
    text = configuration(**{"security": {}, **options})
    return blog_folder.write({"mkdocs.yml": text, **files}).build()


def test_no_source_lets_any_inline_script_or_style_run() -> None:
    policy = content_security_policy({})
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert directives(policy)["script-src"] == ["'self'"]


def test_a_page_leaves_out_what_browsers_pass_over_in_pages() -> None:
    assert "frame-ancestors" in content_security_policy({})
    assert "frame-ancestors" not in content_security_policy({}, in_page=True)


def test_a_source_that_is_added_takes_the_place_of_none() -> None:
    policy = directives(content_security_policy({"base-uri": ["'self'"], "img-src": ["data:"]}))
    assert policy["base-uri"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]


def test_a_hash_is_the_one_of_the_standard() -> None:
    """The example of CSP 3, section 2.3.1, `alert('Hello, world.');`."""
    known = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert hash_source("alert('Hello, world.');") == known


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"script": ["x"]}, "there is no directive `script`"),
        ({"img-src": ["https://a.example; script-src *"]}, "is not a source"),
        ({"img-src": [""]}, "is not a source"),
    ],
)
def test_sources_that_would_break_the_policy_are_named(
    sources: dict[str, list[str]], said: str
) -> None:
    (wrong,) = find_wrong_sources(sources)
    assert said in wrong


def test_every_page_of_ours_carries_the_policy(blog_folder: BlogFolder) -> None:
    site = build(blog_folder, ONE)
    for path in ("index.html", "404.html", "articles/one/index.html", "archive/index.html"):
        head = site.page(path).find("head")
        assert head is not None
        policy = [child.get("http-equiv") for child in head if child.tag in ("meta", "link")]
        assert policy[1] == "Content-Security-Policy", "before all that it is to hold for"


def test_the_form_may_post_to_the_service_where_it_is(blog_folder: BlogFolder) -> None:
    endpoint = {"endpoint": "https://letters.example/at/a/path"}
    site = build(blog_folder, ONE, subscribe=endpoint, security={"headers_file": True})
    assert in_page(site)["form-action"] == ["'self'", "https://letters.example"]
    assert "form-action 'self' https://letters.example;" in site.text("_headers")


def test_headers_of_the_author_stay_below_ours(blog_folder: BlogFolder) -> None:
    own = {"docs/_headers": "/old/*\n  X-Robots-Tag: noindex\n", **ONE}
    text = build(blog_folder, own, security={"headers_file": True}).text("_headers")
    assert text.startswith("/*\n  Content-Security-Policy: default-src 'none'; ")
    assert text.endswith("\n/old/*\n  X-Robots-Tag: noindex\n")


def test_without_the_setting_no_page_carries_a_policy(blog_folder: BlogFolder) -> None:
    site = build(blog_folder, ONE, security={"meta": False})
    assert "Content-Security-Policy" not in site.text("index.html")
    assert "_headers" not in site.files()


def test_a_change_of_the_policy_makes_every_page_anew(blog_folder: BlogFolder) -> None:
    build(blog_folder, ONE)
    site = build(blog_folder, ONE, security={"sources": {"img-src": ["https://images.example"]}})
    assert "https://images.example" in in_page(site, "articles/one/index.html")["img-src"]


def test_wrong_sources_stop_the_build(blog_folder: BlogFolder) -> None:
    with pytest.raises(ConfigurationError, match="there is no directive `image`"):
        build(blog_folder, ONE, security={"sources": {"image": ["x"]}})


def test_no_inline_script_or_unknown_style_is_in_any_page(blog_folder: BlogFolder) -> None:
    body = f"Text.\n\n{TABLE}\n\n- [ ] One\n- [ ] Two\n"
    files = {"docs/articles/t.md": article(title="T", date="2026-01-01", body=body)}
    site = build(blog_folder, files)
    allowed = in_page(site)["style-src"]
    pages = [path for path in site.files() if path.endswith(".html")]
    assert len(pages) > 5
    styles = []
    for path in pages:
        page = site.page(path)
        inline = page.xpath("//script[not(@src)][not(@type='application/json')]")
        assert not [script for script in inline if script.get("type") != "application/ld+json"], (
            path
        )
        assert not page.xpath("//style | //@*[starts-with(name(), 'on')]"), path
        styles += page.xpath("//@style")
    assert {hash_source(style) for style in styles} <= set(allowed)
    assert styles, "the table has none of the cells that this is about"
