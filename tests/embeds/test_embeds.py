"""`!!! embed`: a link that becomes a frame by a click, allowed on the page that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown
import pytest
from lxml import html as lxml_html

from rapport.blog.frames import FrameKind, frame_of
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.blog_folder import BuiltSite

MAP = (
    "https://www.openstreetmap.org/export/embed.html?bbox=13.36397%2C52.51115%2C13.39143"
    "%2C52.52145&layer=mapnik&marker=52.5163%2C13.3777"
)
YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?si=share&t=1m30s", f"{YOUTUBE}&start=90"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=45", f"{YOUTUBE}&start=45"),
        (
            "https://www.youtube.com/playlist?list=PL123",
            "https://www.youtube-nocookie.com/embed/videoseries?autoplay=1&list=PL123",
        ),
        ("https://vimeo.com/12345678", "https://player.vimeo.com/video/12345678?dnt=1&autoplay=1"),
        (
            "https://vimeo.com/12345678/ab12",
            "https://player.vimeo.com/video/12345678?dnt=1&autoplay=1&h=ab12",
        ),
        (
            "https://open.spotify.com/intl-de/episode/4rOoJ6Egrf8K?si=1",
            "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K",
        ),
        (
            "https://calendly.com/jo/30min?month=2026-12",
            "https://calendly.com/jo/30min?embed_type=Inline",
        ),
        (
            "https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=15/52.5/13.4",
            MAP,
        ),
        (
            "https://www.google.com/maps/place/Brandenburger+Tor/@52.5,13.3,17z",
            "https://www.google.com/maps?q=Brandenburger%20Tor&output=embed",
        ),
        ("https://forms.example.org/apply", "https://forms.example.org/apply"),
    ],
)
def test_an_address_as_people_copy_it_leads_to_its_frame(address: str, frame: str) -> None:
    found = frame_of(address)
    assert found is not None
    assert found.address == frame


@pytest.mark.parametrize(
    "address",
    [
        "http://forms.example.org/",
        "javascript:alert(1)",
        "https://[",
        "https://localhost",
        'https://a.example/"onload="x',
        "youtube.com/watch?v=dQw4w9WgXcQ",
    ],
)
def test_what_is_no_address_of_a_frame_is_none(address: str) -> None:
    assert frame_of(address) is None


def test_a_page_of_a_known_host_that_has_no_frame_is_shown_as_it_is() -> None:
    for address in ("https://www.youtube.com/@jo", "https://calendly.com/", "https://vimeo.com/jo"):
        found = frame_of(address)
        assert found is not None
        assert (found.address, found.kind) == (address, FrameKind.PAGE)


def rendered(text: str) -> HtmlElement:
    extensions = ["rapport-embed", "admonition", "attr_list"]
    return lxml_html.fragment_fromstring(
        markdown.markdown(text, extensions=extensions), create_parent=True
    )


def test_a_block_is_a_link_with_what_stands_below_it() -> None:
    root = rendered(
        'Text\n!!! embed "Our <talk>"\n    https://youtu.be/dQw4w9WgXcQ\n\n'
        "    ![A stage](stage.jpg)\n\n    Filmed *in May*.\n\nMore text.\n"
    )
    assert [element.tag for element in root] == ["p", "embed-frame", "p"]
    embed = root[1]
    assert embed.get("data-frame") == YOUTUBE
    (link,) = embed.xpath(".//a")
    assert (link.get("href"), link.text) == ("https://youtu.be/dQw4w9WgXcQ", "Our <talk>")
    assert embed.xpath("p//img/@src") == ["stage.jpg"]
    assert embed[-1].text_content() == "Filmed in May."


def test_blocks_stand_in_lists_and_after_one_another() -> None:
    root = rendered(
        "- item\n\n    !!! embed\n        https://vimeo.com/12345678\n\n"
        "!!! embed\n    https://a.example/x\n\n!!! embed\n    <https://b.example/y>\n\n    # code\n"
    )
    addresses = root.xpath("//embed-frame/@data-frame")
    assert [address.split("?")[0] for address in addresses] == [
        "https://player.vimeo.com/video/12345678",
        "https://a.example/x",
        "https://b.example/y",
    ]
    assert root.xpath("count(//li/embed-frame)") == 1


def test_a_block_without_an_address_stays_an_admonition() -> None:
    assert rendered("!!! embed\n    Nothing\n").xpath("//div[contains(@class, 'embed')]")


FILES = {
    "docs/articles/video.md": article(
        title="Video",
        date="2026-01-01",
        body='!!! embed "Our talk"\n    https://youtu.be/dQw4w9WgXcQ\n',
    ),
    "docs/articles/plain.md": article(title="Plain", date="2026-01-02"),
    "docs/contact.md": "# Contact\n\n!!! embed\n    https://forms.example.org/a\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    text = configuration(embeds={}, security={"headers_file": True})
    folder = BlogFolder(tmp_path_factory.mktemp("embeds")).write({"mkdocs.yml": text, **FILES})
    return folder.build()


def policy(site: BuiltSite, path: str) -> str:
    (found,) = site.page(path).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    return str(found)


def test_only_the_page_with_a_frame_allows_it(site: BuiltSite) -> None:
    assert policy(site, "articles/video/index.html").endswith(
        "frame-src https://www.youtube-nocookie.com"
    )
    assert policy(site, "contact/index.html").endswith("frame-src https://forms.example.org")
    for path in ("index.html", "articles/plain/index.html", "archive/index.html"):
        assert "frame-src" not in policy(site, path)


def test_headers_allow_the_frames_of_every_page(site: BuiltSite) -> None:
    headers = site.text("_headers")
    assert "frame-src https://www.youtube-nocookie.com " in headers
    assert "https://forms.example.org" in headers


def test_only_pages_with_frames_load_the_script(site: BuiltSite) -> None:
    assert "javascripts/embed-frame." in site.text("articles/video/index.html")
    assert "javascripts/embed-frame." not in site.text("articles/plain/index.html")


def test_feeds_have_the_link(site: BuiltSite) -> None:
    feed = site.text("feed.xml")
    assert 'href="https://youtu.be/dQw4w9WgXcQ"' in feed
    assert "embed-frame" not in feed


def test_a_wrong_block_is_an_error_at_its_line_and_one_without_the_plugin_a_warning(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = BlogFolder(tmp_path_factory.mktemp("wrong"))
    body = "!!! embed\n    Nothing\n"
    folder.write({"mkdocs.yml": configuration(embeds={})})
    folder.write({"docs/articles/a.md": article(title="A", date="2026-01-01", body=body)})
    (line,) = folder.check()
    assert line.startswith("docs/articles/a.md:6:5: error[embed]: ")
    folder.write({"mkdocs.yml": configuration()})
    (line,) = folder.check()
    assert line.startswith("docs/articles/a.md:5:1: warning[embed-plugin]: ")
