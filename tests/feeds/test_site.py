"""The feeds of whole blogs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from mkdocs.exceptions import Abort, ConfigurationError

from rapport.features.feeds.validation import check
from tests.feeds.small_site import entries, items

if TYPE_CHECKING:
    from tests.feeds.small_site import SmallSite

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\2\0\0\0"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
NAMES = ("feed.xml", "atom.xml", "feed.json")


def titles(path: Path) -> list[str]:
    return [entry.title for entry in entries(path)]


def autodiscovered(page: Path) -> list[str]:
    found = re.findall(
        r'<link rel="alternate" type="(\S+)" title="[^"]+" href="([^"]+)">',
        page.read_text(encoding="utf-8"),
    )
    return [address for _, address in found]


def test_every_feed_passes_the_gate_and_every_atom_feed_the_schema(site: SmallSite) -> None:
    site.article("one", "- [ ] A box\n\nNote[^1].\n\n[^1]: Foot.\n", tags=["C++", "<&\">'"])
    site.article("two", authors=["Ada & Bob"], tags=["日本語"])
    made = site.build()
    feeds = [path for name in NAMES for path in made.rglob(name)]
    assert len(feeds) == 3 * (1 + 3 + 1)
    for feed in feeds:
        assert check(feed.read_bytes()) == []
        if feed.name == "atom.xml":
            SCHEMA.assertValid(etree.parse(feed))


def test_the_newest_come_first_and_no_more_than_asked_for(site: SmallSite) -> None:
    for day in range(1, 6):
        site.article(f"day-{day}", date=f"2026-05-0{day}")
    site.options = {"length": 3}
    made = site.build()
    assert titles(made / "feed.xml") == ["Day-5", "Day-4", "Day-3"]
    assert titles(made / "atom.xml") == ["Day-5", "Day-4", "Day-3"]
    assert [item["title"] for item in items(made / "feed.json")] == ["Day-5", "Day-4", "Day-3"]


def test_a_parents_feed_holds_its_childrens_articles(site: SmallSite) -> None:
    site.write("tags.yml", "tags:\n  a: {}\n  b: {parent: a}\n  c: {parent: b}\n  d: {}\n")
    site.article("in-c", tags=["c"], date="2026-05-03")
    site.article("in-a", tags=["a"], date="2026-05-02")
    site.article("in-d", tags=["d"], date="2026-05-01")
    made = site.build()
    assert titles(made / "tags/a/feed.xml") == ["In-C", "In-A"]
    assert titles(made / "tags/b/feed.xml") == ["In-C"]
    assert titles(made / "tags/d/feed.xml") == ["In-D"]


def test_a_synonym_has_the_same_feeds_to_the_byte(site: SmallSite) -> None:
    site.write("tags.yml", "tags:\n  resumes: {name: Résumés, synonyms: [CV, curriculum vitae]}\n")
    site.article("one", tags=["CV"])
    made = site.build()
    for name in NAMES:
        data = (made / "tags/resumes" / name).read_bytes()
        assert (made / "tags/cv" / name).read_bytes() == data
        assert (made / "tags/curriculum-vitae" / name).read_bytes() == data


def test_a_tag_keeps_its_own_feeds_where_a_synonym_would_have_the_same_address(
    site: SmallSite,
) -> None:
    site.write("tags.yml", "tags:\n  a-cv: {}\n  resumes: {synonyms: [A CV]}\n")
    site.article("of-the-tag", tags=["a-cv"])
    site.article("of-the-other", tags=["resumes"])
    assert titles(site.build() / "tags/a-cv/feed.xml") == ["Of-The-Tag"]


def test_synonyms_can_do_without_feeds(site: SmallSite) -> None:
    site.write("tags.yml", "tags:\n  resumes: {synonyms: [CV]}\n")
    site.article("one", tags=["CV"])
    site.options = {"synonyms": False}
    assert not (site.build() / "tags/cv/feed.xml").exists()


def test_an_author_has_feeds(site: SmallSite) -> None:
    site.write("authors.yml", "authors:\n  ada: {name: Ada, email: ada@blog.example}\n")
    site.article("by-ada", authors=["ada"])
    site.article("by-nobody")
    made = site.build()
    assert titles(made / "authors/ada/feed.xml") == ["By-Ada"]
    [entry] = entries(made / "authors/ada/atom.xml")
    assert entry.author_detail == {
        "name": "Ada",
        "email": "ada@blog.example",
        "href": "https://blog.example/authors/ada/",
    }


def test_drafts_and_the_future_are_in_no_feed_not_even_in_a_preview(site: SmallSite) -> None:
    site.article("shown")
    site.article("draft", draft=True, tags=["x"])
    site.article("later", date="2099-01-01")
    site.config = {
        "plugins": [{"rapport/articles": {"show_drafts": True}}, "rapport/tags", "rapport/feeds"]
    }
    made = site.build()
    assert (made / "articles/draft/index.html").exists()
    assert titles(made / "feed.xml") == ["Shown"]
    assert titles(made / "tags/x/feed.xml") == []


def test_naive_dates_are_in_the_blogs_zone_with_its_summer_time(site: SmallSite) -> None:
    site.timezone = "Europe/Paris"
    site.article("july", date="2026-07-01 09:00")
    site.article("december", date="2025-12-01 09:00")
    site.article("aware", date="2025-11-01 09:00:00 -0400", updated="2026-03-29 03:30")
    dates = {item["title"]: item["date_published"] for item in items(site.build() / "feed.json")}
    assert dates == {
        "July": "2026-07-01T09:00:00+02:00",
        "December": "2025-12-01T09:00:00+01:00",
        "Aware": "2025-11-01T09:00:00-04:00",
    }
    text = (site.folder / "site/feed.xml").read_text(encoding="utf-8")
    assert "Wed, 01 Jul 2026 09:00:00 +0200" in text
    assert "Mon, 01 Dec 2025 09:00:00 +0100" in text
    assert text.count("<atom:updated>") == 1


def test_an_image_is_an_enclosure_with_its_true_length_type_and_size(site: SmallSite) -> None:
    site.write("images/desk.png", PNG)
    site.article("one", "![Desk](../images/desk.png)\n", image="../images/desk.png")
    made = site.build()
    url = "https://blog.example/images/desk.png"
    text = (made / "feed.xml").read_text(encoding="utf-8")
    assert f'<enclosure url="{url}" length="{len(PNG)}" type="image/png"/>' in text
    assert f'fileSize="{len(PNG)}" type="image/png" medium="image" height="480" width="640"' in text
    [item] = items(made / "feed.json")
    assert item["image"] == url
    assert f'src="{url}" width="640" height="480"' in item["content_html"]


def test_an_image_that_is_missing_stops_the_build_at_its_line(
    site: SmallSite, caplog: pytest.LogCaptureFixture
) -> None:
    site.article("one", image="nowhere.png")
    with pytest.raises(Abort):
        site.build()
    place = "docs/articles/one.md:4:1: error[image]: there is no file `nowhere.png`."
    assert caplog.messages[0].startswith(place)


def test_a_problem_that_the_gate_finds_stops_the_build_at_the_article(
    site: SmallSite, caplog: pytest.LogCaptureFixture
) -> None:
    site.write("authors.yml", "authors:\n  ada: {name: Ada, email: nonsense}\n")
    site.article("one", authors=["ada"])
    with pytest.raises(Abort):
        site.build()
    assert caplog.messages[0] == (
        "docs/articles/one.md:1:1: error[feed-invalid]: its entry in `atom.xml`: "
        "<email> holds no mail address: `nonsense`."
    )
    assert not list((site.folder / "site").rglob("feed.xml"))


def test_pages_announce_the_main_feed_and_their_own(site: SmallSite) -> None:
    site.write("index.md", "# Home\n")
    for number in range(20):
        site.article(f"n{number}", tags=["x"], authors=["Ada"])
    made = site.build()
    main = ["feed.xml", "atom.xml", "feed.json"]
    assert autodiscovered(made / "index.html") == main
    assert autodiscovered(made / "articles/n1/index.html") == ["../../" + name for name in main]
    assert autodiscovered(made / "404.html") == ["/" + name for name in main]
    own = [f"{name}" for name in main]
    assert autodiscovered(made / "tags/x/index.html")[:3] == own
    assert autodiscovered(made / "authors/ada/index.html")[:3] == own
    assert autodiscovered(made / "tags/x/page/2/index.html")[:3] == ["../../" + n for n in main]
    for page in made.rglob("*.html"):
        assert len(autodiscovered(page)) >= 3 or "http-equiv" in page.read_text(encoding="utf-8")


def test_the_page_for_people_lists_every_feed_with_its_address(site: SmallSite) -> None:
    site.article("one", tags=["R&D"], authors=["Ada"])
    page = (site.build() / "feeds/index.html").read_text(encoding="utf-8")
    for folder in ("", "tags/r-and-d/", "authors/ada/"):
        for name in NAMES:
            assert f'href="../{folder}{name}"' in page
        assert f'<copy-text data-text="https://blog.example/{folder}feed.xml">' in page
    assert "R&amp;D" in page
    assert "https://feedly.com/i/subscription/feed%2Fhttps%3A%2F%2Fblog.example%2Ffeed.xml" in page


def test_addresses_are_right_without_directory_urls(site: SmallSite) -> None:
    site.config = {"use_directory_urls": False}
    site.article("one", "[Two](two.md#x) and [top](#top)\n", tags=["x"])
    site.article("two", '<img src="../../images/a.png" srcset="b.png 2x">\n')
    made = site.build()
    found = {item["title"]: item for item in items(made / "feed.json")}
    assert found["One"]["url"] == "https://blog.example/articles/one.html"
    assert 'href="https://blog.example/articles/two.html#x"' in found["One"]["content_html"]
    assert 'href="https://blog.example/articles/one.html#top"' in found["One"]["content_html"]
    assert 'srcset="https://blog.example/articles/b.png 2x"' in found["Two"]["content_html"]
    assert (made / "articles/one.html").exists()
    assert (made / "tags/x/feed.xml").exists()


def test_a_site_below_a_path_has_feeds_that_know_it(site: SmallSite) -> None:
    site.config = {"site_url": "https://host.example/blog"}
    site.article("one")
    [entry] = entries(site.build() / "feed.xml")
    assert entry.link == "https://host.example/blog/articles/one/"


def test_a_blog_in_another_language_says_so(site: SmallSite) -> None:
    site.config = {"theme": {"name": "material", "font": False, "language": "fr"}}
    site.article("un")
    made = site.build()
    assert "<language>fr</language>" in (made / "feed.xml").read_text(encoding="utf-8")
    assert 'xml:lang="fr"' in (made / "atom.xml").read_text(encoding="utf-8")


def test_without_site_url_there_is_one_clear_error(site: SmallSite) -> None:
    site.config = {"site_url": ""}
    site.article("one")
    with pytest.raises(ConfigurationError, match=r"needs `site_url` in mkdocs\.yml"):
        site.build()


def test_summaries_are_text_cut_at_a_word(site: SmallSite) -> None:
    site.options = {"content": "summary", "abstract_chars_count": 30}
    site.article("one", "Some **bold** and `code` and much more of it.\n\nSecond.\n")
    made = site.build()
    [entry] = entries(made / "feed.xml")
    assert entry.summary == "Some bold and code and much…"
    assert "content" not in entry
    [item] = items(made / "feed.json")
    assert item["content_text"] == "Some bold and code and much…"


def test_two_builds_give_the_same_bytes(site: SmallSite) -> None:
    site.write("images/desk.png", PNG)
    for number in range(3):
        site.article(f"n{number}", tags=["x", "y"], image="../images/desk.png")
    first, second = site.build("first"), site.build("second")
    feeds = [path for name in NAMES for path in first.rglob(name)]
    assert feeds
    for feed in feeds:
        assert feed.read_bytes() == (second / feed.relative_to(first)).read_bytes()


def test_a_hundred_tags_have_feeds_of_their_own(site: SmallSite) -> None:
    for number in range(25):
        tags = [f"tag {100 * n + 100 + number}" for n in range(4)]
        site.article(f"n{number}", tags=tags)
    made = site.build()
    feeds = list((made / "tags").glob("*/feed.xml"))
    assert len(feeds) == 100
    assert all(len(entries(feed)) == 1 for feed in feeds)


def comments_of(site: SmallSite) -> dict[str, str | None]:
    site.article("asks", comments=True)
    site.article("silent")
    site.article("refuses", comments=False)
    made = site.build()
    found = {entry.title: entry.get("comments") for entry in entries(made / "feed.xml")}
    for title, address in found.items():
        page = (made / f"articles/{str(title).lower()}/index.html").read_text("utf-8")
        assert ('id="__comments"' in page) == bool(address), "the link leads to what is there"
    return found


def where(name: str) -> str:
    return f"https://blog.example/articles/{name}/#__comments"


def test_comments_that_nothing_shows_are_not_linked(site: SmallSite) -> None:
    assert comments_of(site) == {"Asks": None, "Silent": None, "Refuses": None}


def test_comments_of_the_owners_template_are_linked_where_the_head_asks_for_them(
    site: SmallSite,
) -> None:
    site.write("../own/partials/comments.html", '<h2 id="__comments">Comments</h2>')
    site.config["theme"] = {"name": "material", "font": False, "custom_dir": "own"}
    assert comments_of(site) == {"Asks": where("asks"), "Silent": None, "Refuses": None}


def test_comments_of_the_plugin_are_linked_unless_the_head_refuses_them(site: SmallSite) -> None:
    site.more_plugins = [{"rapport/comments": {"email": "editors@blog.example"}}]
    found = comments_of(site)
    assert found == {"Asks": where("asks"), "Silent": where("silent"), "Refuses": None}


def test_a_checklist_is_text_with_boxes_and_a_link_to_where_it_is_kept(site: SmallSite) -> None:
    site.article("one", '!!! checklist "Before"\n    - [ ] One *thing*\n    - [x] Two\n')
    [item] = items(site.build() / "feed.json")
    html = item["content_html"]
    assert '<a href="https://blog.example/articles/one/#before"><strong>Before</strong></a>' in html
    assert "☐ One <em>thing</em>" in html
    assert "☑ Two" in html
    assert "<input" not in html
    assert item["_rapport"]["checklists"] == [
        {"title": "Before", "url": "https://blog.example/articles/one/#before"}
    ]
