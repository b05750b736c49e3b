"""Social cards: what they show, how small they are, and which pages name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.features.images.card_design import BOOK_FACE, CardText, card_style
from rapport.features.images.social_card import draw_card
from rapport.features.images.text_layout import Typeface, set_text
from tests.blog_folder import BlogFolder, BuiltSite, article, configuration
from tests.images.photos import camera_jpeg, decoded

if TYPE_CHECKING:
    from PIL import Image

STYLE = card_style({}, BOOK_FACE)
FACE = Typeface(BOOK_FACE)
TITLES = {
    "Latin": "Writing to a stranger",
    "Greek": "Γράφοντας σε έναν άγνωστο",
    "Cyrillic": "Как писать незнакомому человеку",
    "Vietnamese": "Viết thư cho một người lạ",
    "Markup": '<b>"O\'Neill"</b> & {{ 7*7 }}',
}


def card(title: str, eyebrow: str = "Letters", foot: str = "Known Sender") -> Image.Image:
    data = draw_card(CardText(eyebrow, title, foot), STYLE)
    assert len(data) < 30_000
    return decoded(data)


def drawn(image: Image.Image, top: int, bottom: int) -> bool:
    """Return whether something stands between two heights, inside the margins."""
    colours = image.crop((60, top, 1140, bottom)).convert("RGB").getcolors()
    assert colours
    return len(colours) > 3


@pytest.mark.parametrize("script", TITLES)
def test_a_title_is_shown_in_every_script_that_the_typeface_has(script: str) -> None:
    image = card(TITLES[script])
    assert image.size == (1200, 630)
    assert FACE.readable(TITLES[script]) == TITLES[script]
    assert image.tobytes() != card("").tobytes()
    assert drawn(image, 150, 480)


def test_pictures_among_letters_are_left_out_and_nothing_else() -> None:
    assert (
        FACE.readable("🤝 Meeting people 👋🏽 ✅ without\u200b fear\n")
        == "Meeting people without fear"
    )
    assert card("🤝 Meeting people").tobytes() == card("Meeting people").tobytes()


@pytest.mark.parametrize("title", ["人脈の作り方", "שלום עולם", "Say 你好", "🤝", "\x00\x1f"])
def test_a_title_that_cannot_be_set_gives_way_to_the_blogs_name(title: str) -> None:
    assert card(title).tobytes() == card("Known Sender").tobytes()


@pytest.mark.parametrize(
    "title", ["word " * 300, "a" * 900, "Donaudampfschifffahrtsgesellschaft " * 9]
)
def test_a_long_title_stays_within_the_card_and_says_that_it_goes_on(title: str) -> None:
    lines = set_text(FACE.readable(title), FACE, 1040, 330, (96, 50), 1.18)
    assert lines.lines[-1].endswith("…")
    assert all(FACE.width(line, lines.size) <= 1040 for line in lines.lines)
    assert len(lines.lines) * lines.size * 1.18 <= 330
    assert not drawn(card(title).crop((0, 0, 1200, 520)), 490, 515)


@settings(max_examples=60)
@given(st.text(max_size=120), st.integers(80, 1040))
def test_lines_hold_all_of_a_text_and_fit(text: str, width: int) -> None:
    readable = FACE.readable(text)
    lines = set_text(readable, FACE, width, 10_000, (40,), 1.2).lines
    assert "".join("".join(lines).split()) == "".join(readable.split())
    assert all(FACE.width(line, 40) <= width or len(line) == 1 for line in lines)


@settings(max_examples=25)
@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_no_text_stops_the_drawing(title: str, eyebrow: str, foot: str) -> None:
    assert card(title, eyebrow, foot).size == (1200, 630)


def test_a_card_is_the_same_bytes_each_time() -> None:
    text = CardText("Letters", "Writing to a stranger", "Known Sender")
    assert draw_card(text, STYLE) == draw_card(text, STYLE)


def test_colours_are_those_of_the_blog() -> None:
    style = card_style({"paper": "#123456"}, BOOK_FACE)
    image = decoded(draw_card(CardText("", "A", "B"), style)).convert("RGB")
    assert image.getpixel((600, 520)) == (0x12, 0x34, 0x56)


def meta(site: BuiltSite, path: str) -> dict[str, str]:
    return {
        str(tag.get("property") or tag.get("name")): str(tag.get("content"))
        for tag in site.page(path).iter("meta")
        if re.match("og:image|twitter", str(tag.get("property") or tag.get("name")))
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    heads: dict[str, dict[str, Any]] = {
        "plain": {},
        "pictured": {"image": "../images/photo.jpg"},
        "elsewhere": {"image": "https://other.example/a.png"},
        "silent": {"social": {"cards": False}},
        "retitled": {"social": {"cards_layout_options": {"title": "Another title"}}},
        "hostile": {"tags": ["<b>"]},
    }
    files = {
        f"docs/articles/{name}.md": article(
            title='<b>"x"</b> & y' if name == "hostile" else name, date=f"2026-05-0{day}", **head
        )
        for day, (name, head) in enumerate(heads.items(), 1)
    }
    blog = BlogFolder(tmp_path_factory.mktemp("cards")).write(
        {
            "mkdocs.yml": configuration(images={}),
            "docs/images/photo.jpg": camera_jpeg(900, 600, orientation=6),
            **files,
        }
    )
    return blog.build(strict=False)


def test_an_article_names_its_card_with_size_and_words(site: BuiltSite) -> None:
    found = meta(site, "articles/plain/index.html")
    path = found["og:image"].removeprefix("https://blog.example/")
    assert re.fullmatch(r"assets/cards/plain\.[0-9a-f]{24}\.png", path)
    assert decoded(site.files()[path]).size == (1200, 630)
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "plain – The Blog"
    assert found["twitter:card"] == "summary_large_image"


def test_the_image_of_the_head_wins_and_says_its_size(site: BuiltSite) -> None:
    found = meta(site, "articles/pictured/index.html")
    assert found["og:image"] == "https://blog.example/images/photo.jpg"
    assert (found["og:image:width"], found["og:image:height"]) == ("600", "900")
    assert meta(site, "articles/elsewhere/index.html")["og:image"] == "https://other.example/a.png"


def test_a_head_can_do_without_a_card_or_give_it_another_title(site: BuiltSite) -> None:
    assert "og:image" not in meta(site, "articles/silent/index.html")
    assert meta(site, "articles/silent/index.html")["twitter:card"] == "summary"
    assert meta(site, "articles/retitled/index.html")["og:image:alt"] == "Another title – The Blog"
    cards = [path for path in site.files() if path.startswith("assets/cards/")]
    assert len(cards) == 4


def test_other_pages_show_the_card_of_the_blog(site: BuiltSite) -> None:
    home = meta(site, "index.html")["og:image"]
    assert "/assets/cards/blog." in home
    assert meta(site, "tags/index.html")["og:image"] == home


def test_markup_in_a_title_stays_text(site: BuiltSite) -> None:
    assert meta(site, "articles/hostile/index.html")["og:image:alt"] == '<b>"x"</b> & y – The Blog'


def test_a_card_follows_its_title(blog_folder: BlogFolder) -> None:
    blog_folder.write(
        {
            "mkdocs.yml": configuration(images={}),
            "docs/articles/one.md": article(title="One", date="2026-05-01"),
            "docs/articles/two.md": article(title="Two", date="2026-05-02"),
        }
    )
    before = blog_folder.build()
    old = {name: meta(before, f"articles/{name}/index.html")["og:image"] for name in ("one", "two")}
    times = {path.name: path.stat().st_mtime_ns for path in before.folder.glob("assets/cards/*")}
    blog_folder.write({"docs/articles/one.md": article(title="Uno", date="2026-05-01")})
    after = blog_folder.build()
    assert meta(after, "articles/one/index.html")["og:image"] != old["one"]
    assert meta(after, "articles/two/index.html")["og:image"] == old["two"]
    left = {path.name: path.stat().st_mtime_ns for path in after.folder.glob("assets/cards/*")}
    assert len(left) == 3
    assert len(left.items() & times.items()) == 2
    assert after.files() == blog_folder.build("clean").files()


def test_a_blog_without_cards_has_none(blog_folder: BlogFolder) -> None:
    blog_folder.write(
        {
            "mkdocs.yml": configuration(images={"cards": False}),
            "docs/articles/one.md": article(title="One", date="2026-05-01"),
        }
    )
    site = blog_folder.build()
    assert "og:image" not in meta(site, "articles/one/index.html")
    assert not [path for path in site.files() if path.startswith("assets/cards/")]
