"""The form on the site, as the service will get it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from rapport.blog.wording import wording_version
from rapport.features.subscribe.form import FIELDS, HONEYPOT
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder

TAGS = "tags:\n  pay: {name: Pay & <more>, topic: true}\n  letters: {topic: true}\n  other: {}\n"


def test_the_form_offers_the_topics_ticked_as_its_page_has_them_and_says_what_is_agreed_to(
    blog_folder: BlogFolder,
) -> None:
    site = blog_folder.write(
        {
            "docs/tags.yml": TAGS,
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["pay"]),
        }
    ).build()
    for path in ("subscribe/index.html", "articles/a/index.html"):
        (form,) = site.page(path).xpath("//form[@method='post']")
        named = {field.get("name") for field in form.xpath(".//*[@name]")}
        assert named == set(FIELDS)
        topics = form.xpath(".//input[@name='topics']")
        assert [box.get("value") for box in topics] == ["pay", "letters"]
        ticked = form.xpath(".//input[@type='checkbox'][@checked]/@value")
        assert ticked == (["pay"] if path.startswith("articles/") else [])
        assert form.xpath(".//input[@type='radio'][@checked]/@value") == ["weekly"]
        said = form.xpath("string(.//*[@class='subscribe__chosen'])")
        assert said == ("Pay & <more>" if ticked else "All topics") + " · Once a week"
        (version,) = (field.get("value") for field in form.xpath(".//input[@name='wording']"))
        wordings = json.loads(site.text("blog.json"))["wordings"]
        assert wordings[version] in " ".join(form.text_content().split())
        labels = {label.get("for") for label in form.xpath(".//label")}
        shown = form.xpath(".//input[not(@type='hidden')]")
        assert {field.get("id") for field in shown} <= labels


def test_no_form_filler_knows_the_field_that_people_leave_empty(blog_folder: BlogFolder) -> None:
    """Neither its name nor its id is one of a person's data, and it asks password managers off."""
    site = blog_folder.write({"docs/articles/a.md": article(title="A", date="2026-05-01")}).build()
    (honeypot,) = site.page("subscribe/index.html").xpath(f"//input[@name='{HONEYPOT}']")
    words = f"{honeypot.get('name')} {honeypot.get('id')}".replace("subscribe", "")
    assert not re.search("name|mail|url|web|site|phone|tel|comp|address|city|zip|user", words)
    asked = ("data-1p-ignore", "data-lpignore", "data-bwignore", "data-form-type")
    assert [honeypot.get(name) for name in asked] == ["", "true", "", "other"]
    assert (honeypot.get("autocomplete"), honeypot.get("tabindex")) == ("off", "-1")


def test_a_former_wording_stays_known_under_its_version(blog_folder: BlogFolder) -> None:
    options = {
        "consent_text": "New words.",
        "previous_consent_texts": ["Old words of {site_name}."],
    }
    site = blog_folder.write({"mkdocs.yml": configuration(subscribe=options)}).build()
    wordings = json.loads(site.text("blog.json"))["wordings"]
    assert wordings == {
        wording_version("New words."): "New words.",
        wording_version("Old words of The Blog."): "Old words of The Blog.",
    }


def test_other_words_have_another_version() -> None:
    assert wording_version("a") != wording_version("b")
    assert wording_version("a") == wording_version("a")
