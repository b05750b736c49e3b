"""Other services: their forms have their fields, and promise nothing that only ours keeps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from mkdocs.exceptions import ConfigurationError

from rapport.features.subscribe.providers import LOST, PROVIDERS, find_wrong_settings
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.blog_folder import BlogFolder

LIST = "eb420c55-4cfb-4972-92ba-c93c34ba475d"
OTHER_LIST = "0a3f4c55-4cfb-4972-92ba-c93c34ba4000"
TAGS = "tags:\n  pay: {name: Pay & <more>, topic: true}\n  letters: {topic: true}\n"
OPTIONS: dict[str, dict[str, object]] = {
    "buttondown": {
        "endpoint": "https://buttondown.com/api/emails/embed-subscribe/careers",
        "topic_values": {"pay": "money"},
    },
    "listmonk": {
        "endpoint": "https://lists.example.org/subscription/form",
        "list": LIST,
        "topic_values": {"pay": OTHER_LIST},
    },
    "mailchimp": {
        "endpoint": "https://careers.us1.list-manage.com/subscribe/post?u=ab12&id=cd34&f_id=ef",
        "topic_values": {"pay": "group[3385][8]"},
    },
    "kit": {
        "endpoint": "https://app.kit.com/forms/123456/subscriptions",
        "topic_values": {"pay": "2131965"},
    },
    "custom": {
        "endpoint": "https://letters.example.org/join",
        "field_names": {"email": "mail", "topics": "about", "honeypot": "url"},
        "topic_values": {"pay": "1"},
        "hidden_fields": {"source": 'the "blog" <b>'},
    },
}
FIELDS: dict[str, list[tuple[str, str]]] = {
    "buttondown": [("email", ""), ("tag", "money"), ("tag", "letters"), ("embed", "1")],
    "listmonk": [("email", ""), ("l", OTHER_LIST), ("nonce", ""), ("l", LIST)],
    "mailchimp": [("EMAIL", ""), ("group[3385][8]", "8"), ("b_ab12_cd34", "")],
    "kit": [("email_address", ""), ("tags[]", "2131965")],
    "custom": [
        ("mail", ""),
        ("about", "1"),
        ("about", "letters"),
        ("url", ""),
        ("source", 'the "blog" <b>'),
    ],
}
OURS = re.compile(r"one click|confirm|as often as|nobody asks|how often", re.IGNORECASE)


def blog(blog_folder: BlogFolder, provider: str, **more: object) -> BlogFolder:
    options: Mapping[str, object] = {"provider": provider, **OPTIONS[provider], **more}
    return blog_folder.write(
        {
            "mkdocs.yml": configuration(subscribe=options),
            "docs/tags.yml": TAGS,
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["pay"]),
        }
    )


def test_every_provider_is_tried() -> None:
    assert set(OPTIONS) == set(FIELDS) == {*PROVIDERS, "custom"}


@pytest.mark.parametrize("provider", OPTIONS)
def test_the_form_has_the_providers_own_fields(blog_folder: BlogFolder, provider: str) -> None:
    site = blog(blog_folder, provider).build()
    for path in ("subscribe/index.html", "articles/a/index.html"):
        page = site.page(path)
        (form,) = page.xpath("//form[@method='post']")
        assert form.get("action") == OPTIONS[provider]["endpoint"]
        named = [(field.get("name"), field.get("value", "")) for field in form.xpath(".//*[@name]")]
        assert named == FIELDS[provider]
        is_ticked = bool(form.xpath(".//input[@id='subscribe-topic-pay'][@checked]"))
        assert is_ticked == path.startswith("articles/")
        labels = {label.get("for") for label in form.xpath(".//label")}
        assert {field.get("id") for field in form.xpath(".//input[not(@type='hidden')]")} <= labels


@pytest.mark.parametrize("provider", OPTIONS)
def test_no_page_promises_what_only_our_service_keeps(
    blog_folder: BlogFolder, provider: str
) -> None:
    site = blog(blog_folder, provider).build()
    keeper = PROVIDERS[provider].title if provider in PROVIDERS else "letters.example.org"
    for path in ("index.html", "subscribe/index.html", "articles/a/index.html"):
        page = site.page(path)
        said = " ".join(" ".join(page.xpath("//body//text()")).split())
        assert not OURS.search(said), path
    assert f"{keeper} stores your address" in site.text("subscribe/index.html")
    for path in ("check-your-inbox", "confirmed", "left"):
        assert not (site.folder / "subscribe" / path).exists(), "nobody leads there"
    wordings = json.loads(site.text("blog.json"))["wordings"]
    assert not OURS.search(" ".join(wordings.values()))


@pytest.mark.parametrize("provider", OPTIONS)
def test_the_author_is_told_what_is_lost(
    blog_folder: BlogFolder, provider: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "mkdocs.plugins.rapport"):
        blog(blog_folder, provider).build()
    said = [
        record.getMessage()
        for record in caplog.records
        if "keeps the addresses" in record.getMessage()
    ]
    assert len(said) == 1
    assert all(loss in said[0] for loss in LOST)


def test_the_topic_page_has_a_form_for_it_only_where_the_topic_can_be_chosen(
    blog_folder: BlogFolder,
) -> None:
    site = blog(blog_folder, "kit").build()
    assert site.page("tags/pay/index.html").xpath("//input[@id='subscribe-topic-pay']/@checked")
    site = blog(blog_folder, "kit", topic_values={}).build()
    assert not site.page("tags/pay/index.html").xpath("//main//form[@method='post']")


@pytest.mark.parametrize(
    ("provider", "options", "said"),
    [
        ("buttondown", {"endpoint": "https://evil.example/buttondown.com"}, "embed-subscribe/NAME"),
        ("listmonk", {"list": ""}, "the list that everybody joins"),
        ("listmonk", {"topic_values": {"pay": "Pay"}}, "'Pay' for pay, listmonk wants one such as"),
        (
            "mailchimp",
            {"endpoint": "https://a.us1.list-manage.com/subscribe/post?u=1"},
            "u=U&id=ID",
        ),
        ("kit", {"endpoint": ""}, "https://app.kit.com/forms/ID/subscriptions"),
        ("custom", {"endpoint": "/join"}, "https://letters.example.org/subscribe"),
        ("custom", {"field_names": {"mail": "e"}}, "expected some of email, topics, honeypot"),
        ("kit", {"altcha": True}, "works with the provider `rapport` only"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_build_and_says_what_was_expected(
    blog_folder: BlogFolder, provider: str, options: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        blog(blog_folder, provider, **options).build()


def test_an_endpoint_with_anything_behind_it_is_not_the_providers() -> None:
    for name, provider in PROVIDERS.items():
        good = str(OPTIONS[name]["endpoint"])
        assert find_wrong_settings(provider, good, {}, LIST) == []
        for bad in (f"{good}/../x", f"{good}#x", f"{good} ", f"javascript:{good}", "", good[8:]):
            assert find_wrong_settings(provider, bad, {}, LIST), bad


def test_the_policy_lets_the_form_post_to_the_provider(blog_folder: BlogFolder) -> None:
    blog(blog_folder, "kit")
    settings = yaml.safe_load((blog_folder.root / "mkdocs.yml").read_text("utf-8"))
    settings["plugins"].append("rapport/security")
    site = blog_folder.write({"mkdocs.yml": yaml.safe_dump(settings)}).build()
    for path in ("subscribe/index.html", "articles/a/index.html"):
        (policy,) = site.page(path).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "form-action 'self' https://app.kit.com" in policy
