"""A blog whose titles, tags and names are made to break pages."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.blog.front_matter import BlogSettings, read_article
from rapport.features.articles.card import BlogFacts, article_card
from tests.blog_folder import EPOCH, BlogFolder, BuiltSite, article, configuration
from tests.strict_html import find_site_errors

BAD = "<&\">' {{ 7*7 }} {% x %} </script><script>alert(1)</script>"
TITLES = [
    BAD,
    "O*NET, bdist_egg & `async fn`",
    "Don&#8217;t",
    "🤝 人脈の作り方",
    "שלום עולם",
    "]]> --> \\ ${x}",
    "a" * 300,
]
TAGS = ["C", "C++", "C#", ".NET", "CI/CD", "D3.js", "...", "人脈", "<&\">'", "שלום", "🤝", "a/b"]
AUTHOR = 'Anna <b>"O\'Neill"</b> & Co'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    root = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        blog = BlogFolder(root).write({"mkdocs.yml": configuration(), **hostile_articles()})
        return blog.build(strict=False)


def hostile_articles() -> dict[str, str]:
    return {
        f"docs/articles/nr-{number}.md": article(
            title=title,
            date=f"2026-05-0{number + 1}",
            description=f"{number} {title}",
            tags=TAGS[number:] if number else TAGS,
            authors=[AUTHOR],
            body="Text {{ 7*7 }} {% raw %} {{< x >}} `{{ x }}` &amp; 1 < 2.\n",
        )
        for number, title in enumerate(TITLES)
    }


def test_every_title_is_shown_as_it_was_written(site: BuiltSite) -> None:
    for number, title in enumerate(TITLES):
        page = site.page(f"articles/nr-{number}/index.html")
        assert page.findtext(".//h1") == title
        assert page.findtext(".//title") == f"{title} · The Blog"
        (described,) = page.xpath("//meta[@name='description']/@content")
        assert described == f"{number} {title}"


def test_lists_show_every_title_and_tag(site: BuiltSite) -> None:
    home = site.page("index.html")
    assert {link.text_content() for link in home.cssselect(".entry__title a")} == set(TITLES)
    index = site.page("tags/index.html")
    assert {link.text_content() for link in index.cssselect(".topic-index a")} == set(TAGS)
    assert site.page("authors/anna-b-oneill-b-and-co/index.html").findtext(".//h1") == AUTHOR


def test_no_page_has_a_script_of_the_titles(site: BuiltSite) -> None:
    pages = [path for path in site.files() if path.endswith(".html")]
    assert len(pages) > len(TITLES)
    for path in pages:
        scripts = [script.text or "" for script in site.page(path).iter("script")]
        assert not [text for text in scripts if text.strip() == "alert(1)"]


def test_machines_read_every_title(site: BuiltSite) -> None:
    manifest = json.loads(site.text("blog.json"))
    assert [entry["title"] for entry in reversed(manifest["articles"])] == TITLES
    for number, title in enumerate(TITLES):
        (data,) = site.page(f"articles/nr-{number}/index.html").xpath(
            "//script[@type='application/ld+json']/text()"
        )
        posting = json.loads(data)
        assert posting["headline"] == title
        assert posting["author"][0]["name"] == AUTHOR
        assert posting["datePublished"] == f"2026-05-0{number + 1}T00:00:00+00:00"
    ET.fromstring(site.text("sitemap.xml").encode())


def test_braces_in_a_text_are_never_evaluated(site: BuiltSite) -> None:
    text = site.page("articles/nr-0/index.html").text_content()
    assert "Text {{ 7*7 }} {% raw %} {{< x >}} {{ x }} & 1 < 2." in text


def test_every_tag_has_a_page_of_its_own(site: BuiltSite) -> None:
    pages = [path for path in site.files() if path.startswith("tags/") and "index.html" in path]
    assert len(pages) == len(TAGS) + 1
    assert {site.page(path).findtext(".//h1") for path in pages} == {*TAGS, "Topics"}


def test_every_link_of_every_page_leads_somewhere(site: BuiltSite) -> None:
    files = site.files()
    pages = [path for path in files if path.endswith(".html") and path != "404.html"]
    for path in pages:
        page = site.page(path)
        page.make_links_absolute(f"https://blog.example/{path.removesuffix('index.html')}")
        for _, _, link, _ in page.iterlinks():
            where = _path_of(link)
            assert where is None or where in files, f"{path}: {link}"


def _path_of(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.netloc != "blog.example" or parts.path == "/subscriptions":
        return None
    path = unquote(parts.path).lstrip("/")
    return path + "index.html" if not path or path.endswith("/") else path


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_any_text_stays_itself_in_json_ld_and_ends_no_script(title: str, description: str) -> None:
    head = yaml.safe_dump({"title": title, "date": "2026-05-07", "description": description})

    found, _ = read_article(f"---\n{head}---\n", "articles/x.md", BlogSettings(UTC))
    if found is None:
        assert not title.split()
        return
    facts = BlogFacts(title, "https://blog.example/", "en")
    card = article_card(found, found.description, None, 1, facts)
    assert not set(card.json_ld) & set("<>&\u2028\u2029")
    assert json.loads(card.json_ld)["headline"] == found.title == " ".join(title.split())


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")),
    min_size=1,
    max_size=40,
).map(lambda text: " ".join(text.split()))


@settings(max_examples=4)
@given(st.lists(st.tuples(texts, texts, texts, texts), min_size=6, max_size=6))
def test_any_text_of_any_head_comes_out_intact(heads: list[tuple[str, str, str, str]]) -> None:
    heads = [head for head in heads if all(head)]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        blog = BlogFolder(Path(folder))
        for number, (title, description, tag, author) in enumerate(heads):
            source = article(
                title=title,
                date="2026-05-01",
                description=description,
                slug=f"nr-{number}",
                tags=[f"{number}-{tag}"],
                authors=[f"{number}-{author}"],
            )
            blog.write({f"docs/articles/{number}.md": source})
        built = blog.write({"mkdocs.yml": configuration()}).build(strict=False)
        manifest = json.loads(built.text("blog.json"))
        told = {item["url"].rsplit("-", 1)[1].rstrip("/"): item for item in manifest["articles"]}
        for number, (title, description, tag, author) in enumerate(heads):
            page = built.page(f"articles/nr-{number}/index.html")
            names = (f"{number}-{tag}", f"{number}-{author}")
            assert page.findtext(".//h1") == title
            assert page.xpath("//meta[@name='description']/@content") == [description]
            assert page.xpath("//meta[@property='og:title']/@content") == [title]
            assert [link.text for link in page.cssselect(".article__footer .tag")] == [names[0]]
            assert [link.text for link in page.xpath("//a[@rel='author']")] == [names[1]]
            entry = told[str(number)]
            assert (entry["title"], entry["summary"]) == (title, description)
            assert entry["authors"] == [names[1]]


def test_every_page_is_html_by_the_letter(site: BuiltSite) -> None:
    assert find_site_errors(site.folder) == []
