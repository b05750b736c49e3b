"""Replies below articles: an email with the title, or comments that are loaded by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from mkdocs.exceptions import ConfigurationError

from rapport.features.comments.feature import mail_url
from rapport.features.comments.keepers import find_wrong
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BuiltSite

GISCUS = {"repo": "jo/blog", "repo_id": "R_1", "category": "Talk", "category_id": "DIC_1"}
FILES = {
    "docs/articles/ask.md": article(title="Ask & <tell> 50% more", date="2026-01-01"),
    "docs/articles/closed.md": article(title="Closed", date="2026-01-02", comments=False),
}


def build(folder: BlogFolder, **options: object) -> BuiltSite:
    text = configuration(comments=options, security={})
    return folder.write({"mkdocs.yml": text, **FILES}).build()


def test_an_answer_has_the_title_as_its_subject_whatever_stands_in_it() -> None:
    url = urlsplit(mail_url("jo+blog@b.example", "Ask & <tell> 50% more? #1"))
    assert (url.scheme, url.path) == ("mailto", "jo%2Bblog@b.example")
    assert parse_qs(url.query) == {"subject": ["Re: Ask & <tell> 50% more? #1"]}
    assert not url.fragment


def test_each_article_has_its_mail_link_but_for_closed_ones(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    site = build(BlogFolder(tmp_path_factory.mktemp("mail")), email="jo@b.example")
    (link,) = site.page("articles/ask/index.html").xpath("//a[starts-with(@href, 'mailto:')]/@href")
    assert link == mail_url("jo@b.example", "Ask & <tell> 50% more")
    assert "mailto:" not in site.text("articles/closed/index.html")
    assert "mailto:" not in site.text("index.html")


@pytest.mark.parametrize(
    ("options", "origin", "directives"),
    [
        ({"giscus": GISCUS}, "https://giscus.app", {"script-src", "style-src", "frame-src"}),
        (
            {"isso": "https://talk.example/isso/"},
            "https://talk.example",
            {"script-src", "style-src", "connect-src", "img-src"},
        ),
        (
            {"remark42": {"host": "https://remark.example", "site_id": "blog"}},
            "https://remark.example",
            {"script-src", "style-src", "connect-src", "img-src", "frame-src"},
        ),
    ],
)
def test_one_option_lets_pages_load_comments_and_nothing_is_loaded_before(
    tmp_path_factory: pytest.TempPathFactory,
    options: dict[str, object],
    origin: str,
    directives: set[str],
) -> None:
    site = build(BlogFolder(tmp_path_factory.mktemp("keeper")), **options)
    page = site.page("articles/ask/index.html")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    allowed = {part.split()[0] for part in policy.split("; ") if origin in part.split()}
    assert allowed == directives
    (place,) = page.xpath("//reader-comments")
    assert place.get("data-origin").startswith(origin)
    assert place.xpath(".//button[@hidden]")
    assert not page.xpath(f"//*[starts-with(@src, '{origin}')]")
    assert not site.page("articles/closed/index.html").xpath("//reader-comments")


@pytest.mark.parametrize(
    ("email", "systems", "said"),
    [
        ("", {}, "name `email`, `giscus`"),
        ("jo", {}, "`email: jo` is not an address"),
        ("", {"giscus": {"repo": "a/b"}}, "`giscus` lacks `repo_id`"),
        ("", {"giscus": {**GISCUS, "repos": "x"}}, "`giscus` has no `repos`"),
        ("", {"giscus": GISCUS, "isso": "https://talk.example"}, "both keep comments"),
        ("", {"isso": "talk.example"}, "is not a URL"),
        ("", {"remark42": {"host": "https://r.example"}}, "`remark42` lacks `site_id`"),
    ],
)
def test_wrong_options_are_named(email: str, systems: dict[str, object], said: str) -> None:
    assert said in find_wrong(email, systems)  # type: ignore[arg-type]  # wrong ones too


def test_wrong_options_stop_the_build(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ConfigurationError, match="lacks `repo_id`"):
        build(BlogFolder(tmp_path_factory.mktemp("wrong")), giscus={"repo": "a/b"})
