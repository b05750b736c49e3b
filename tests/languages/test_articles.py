"""Articles in another language than their blog's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rapport.blog.language_tag import direction, language_attributes, read_tag
from rapport.blog.rendering import count_words, summary
from rapport.features.feeds.validation import check
from tests.blog_folder import BlogFolder, BuiltSite, article

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ARABIC = """قبل أن ترسل رسالتك، اقرأها بصوت عالٍ.

<!-- more -->

## الخطوة الأولى

اكتب إلى شخص واحد.

## الخطوة الثانية

انتظر أسبوعًا.

## قائمة

- [ ] ذكرت اسم الشخص.
- [ ] طلبت شيئًا واحدًا.
"""
FILES = {
    "docs/articles/letter.md": article(
        body=ARABIC,
        title="رسالة إلى شخص لا تعرفه",
        description="كيف تكتب إلى غريب.",
        date="2026-05-03",
        lang="ar",
        tags=["work"],
    ),
    "docs/articles/plain.md": article(title="A letter", date="2026-05-02", tags=["work"]),
    "docs/articles/same.md": article(title="Another", date="2026-05-01", lang="en", tags=["work"]),
    "docs/articles/late.md": article(title="Carta", date="2026-04-01", lang="es", tags=["work"]),
}


@pytest.fixture
def site(blog_folder: BlogFolder) -> BuiltSite:
    return blog_folder.write(FILES).build()


def test_the_words_of_an_article_say_their_language_and_those_around_do_not(
    site: BuiltSite,
) -> None:
    page = site.page("articles/letter/index.html")
    assert page.get("lang") == "en"
    own = page.xpath("//*[@lang='ar']")
    assert [element.get("class") or element.tag for element in own] == [
        "h1",
        "lead",
        "contents__list",
        "article__text",
        "contents__list",
    ]
    assert {element.get("dir") for element in own} == {"rtl"}
    byline = page.find_class("byline")[0]
    assert all(ancestor.get("lang") in (None, "en") for ancestor in byline.iterancestors())


@pytest.mark.parametrize("path", ["articles/plain/index.html", "articles/same/index.html"])
def test_an_article_in_the_blogs_language_says_nothing_more(site: BuiltSite, path: str) -> None:
    text = site.page(path).find_class("article__text")[0]
    assert (text.get("lang"), text.get("dir")) == (None, None)


def test_lists_say_the_language_of_titles_and_excerpts(site: BuiltSite) -> None:
    for path in ("index.html", "tags/work/index.html"):
        entry = site.page(path).find_class("entry")[0]
        assert [
            element.get("class") for element in entry.xpath(".//*[@lang='ar' and @dir='rtl']")
        ] == [
            "entry__title",
            "entry__excerpt",
        ]
    archive = site.page("archive/index.html")
    assert archive.xpath("//bdi[@lang='ar' and @dir='rtl']/text()") == ["رسالة إلى شخص لا تعرفه"]
    assert archive.xpath("//bdi[@lang='es' and not(@dir)]/text()") == ["Carta"]
    related = site.page("articles/plain/index.html").find_class("related__list")[0]
    assert related.xpath("./li[@lang='ar' and @dir='rtl']")
    checklists = site.page("checklists/index.html").find_class("check-list-index__lists")[0]
    assert checklists.xpath("./li//summary/span[@lang='ar']/@dir") == ["rtl"]
    assert checklists.xpath("./li//check-list/@lang") == ["ar"]
    assert checklists.xpath("./li//p/a[@lang='ar']/text()") == ["رسالة إلى شخص لا تعرفه"]


def test_feeds_say_the_language_of_an_entry(site: BuiltSite) -> None:
    atom = etree.fromstring(site.text("atom.xml").encode())
    entries = atom.findall("{*}entry")
    assert [entry.get(LANG) for entry in entries] == ["ar", None, None, "es"]
    content = entries[0].findtext("{*}content") or ""
    assert content.startswith('<div lang="ar" dir="rtl"><p>قبل')
    assert not (entries[1].findtext("{*}content") or "").startswith("<div")
    rss = etree.fromstring(site.text("feed.xml").encode())
    languages = [
        item.findtext("{http://purl.org/dc/elements/1.1/}language") for item in rss.iter("item")
    ]
    assert languages == ["ar", None, None, "es"]
    items = json.loads(site.text("feed.json"))["items"]
    assert [item.get("language") for item in items] == ["ar", None, None, "es"]


@pytest.mark.parametrize("name", ["atom.xml", "feed.xml", "feed.json"])
def test_feeds_with_several_languages_pass_the_gate(site: BuiltSite, name: str) -> None:
    data = (site.folder / name).read_bytes()
    assert list(check(data)) == []


def test_search_engines_and_other_programs_are_told(site: BuiltSite) -> None:
    assert '"inLanguage": "ar"' in site.text("articles/letter/index.html")
    assert '"inLanguage": "en"' in site.text("articles/plain/index.html")
    by_title = {entry["title"]: entry for entry in json.loads(site.text("blog.json"))["articles"]}
    arabic, plain = by_title["رسالة إلى شخص لا تعرفه"], by_title["A letter"]
    assert (arabic["language"], arabic["direction"]) == ("ar", "rtl")
    assert "language" not in plain


def test_a_direction_goes_without_a_language(blog_folder: BlogFolder) -> None:
    head = article(title="One", date="2026-05-01", dir="rtl")
    page = blog_folder.write({"docs/articles/one.md": head}).build().page("articles/one/index.html")
    text = page.find_class("article__text")[0]
    assert (text.get("lang"), text.get("dir")) == (None, "rtl")


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        *(("ar", "rtl"), ("he", "rtl"), ("ur-PK", "rtl"), ("pa-PK", "rtl"), ("az-Arab", "rtl")),
        *(("az", "ltr"), ("pa", "ltr"), ("ks-Deva", "ltr"), ("de-CH", "ltr"), ("", "ltr")),
    ],
)
def test_a_language_runs_as_its_usual_script_does(tag: str, written: str) -> None:
    assert direction(tag) == written


def test_what_is_as_around_needs_no_words() -> None:
    assert language_attributes("de", "", "de") == ""
    assert language_attributes("", "", "ar") == ""
    assert language_attributes("de", "", "ar") == ' lang="de" dir="ltr"'


@given(st.text())
def test_a_tag_is_empty_or_safe_and_stays_itself(text: str) -> None:
    tag = read_tag(text)
    assert read_tag(tag) == tag
    assert tag.replace("-", "").isalnum() or not tag
    assert tag.isascii()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Six words stand in this line", 6),
        ("写一封信给一个人。", 4),
        ("面接の前の日に、三つ質問を書く", 7),
        ("편지를 한 사람에게 쓰세요", 4),
        ("จดหมายถึงคนคนเดียว", 4),
        ("写信 to one 人", 3 + 1),
        ("", 0),
    ],
)
def test_words_are_counted_where_no_spaces_part_them(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_summary_is_not_cut_at_a_space_far_ahead() -> None:
    text = "CV " + "写信给一个人，" * 40
    cut = summary(text, 100)
    assert 90 < len(cut) <= 100
    assert cut.startswith("CV 写信给一个人，")
    assert summary("one two three four", 12) == "one two…"
