"""A blog with a look of its own, walked through to the emails: nothing of ours is left in it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import anyio
import pytest
import yaml
from lxml import etree
from PIL import Image

from rapport_subscriptions.rules.blog import read_blog
from rapport_subscriptions.rules.look import Look, read_look
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.blog_folder import BlogFolder, BuiltSite, article, configuration
from tests.service.service_under_test import ServiceUnderTest, settings_for_tests

if TYPE_CHECKING:
    from email.message import EmailMessage

    import httpx

ACCENT, MARK = "#0b3d66", "#a8440a"
LOGO = "https://blog.example/images/logo.png"
OURS = re.compile(
    r"#0f5c4d|#7fd1bd|#a13f18|#f0a57b|#e8f0eb|#20322d|#0b211b|literata|known sender|M7 13h8",
    re.IGNORECASE,
)
"""Our colours, our typeface, the name of our own blog, and a line of our sign."""
JO = "jo@mail.example.org"


def a_logo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), ACCENT).save(stream, "PNG")
    return stream.getvalue()


def options(**changes: object) -> dict[str, object]:
    return {
        "accent": ACCENT,
        "mark": MARK,
        "logo": "images/logo.png",
        "font": "system",
        "announcement": "We have <moved>.",
        "postal_address": "Harbour Careers Ltd, 1 Quay Street, Porttown",
        "footer": FOOTER,
        "social": SOCIAL,
        **changes,
    }


FOOTER = {"Imprint": "imprint/", "Charter & code": "https://charter.example/?a=1&b=2"}
SOCIAL = {"Mastodon": "https://mastodon.example/@harbour"}


def blog(folder: BlogFolder, **changes: object) -> BlogFolder:
    settings = yaml.safe_load(
        configuration(look=options(**changes), images={}, search={}, security={})
    )
    settings |= {"site_name": "Harbour Careers", "extra": {"generator": False}}
    return folder.write(
        {
            "mkdocs.yml": yaml.safe_dump(settings),
            "docs/images/logo.png": a_logo(),
            "docs/articles/sail.md": article(
                title="Setting sail", date="2026-05-01", pin=True, body="Words.\n\n- [ ] Pack\n"
            ),
        }
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    return blog(BlogFolder(tmp_path_factory.mktemp("brand"))).build()


def test_no_colour_word_or_sign_of_ours_is_on_a_page_in_a_style_sheet_or_an_icon(
    site: BuiltSite,
) -> None:
    ends = (".html", ".css", ".svg", ".xml", ".json")
    own = {
        path: data.decode()
        for path, data in site.files().items()
        if path.endswith(ends) and ".min." not in path
    }
    assert {"index.html", "404.html", "assets/stylesheets/feed.css"} <= own.keys()
    found = {
        path: OURS.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
        for path, text in own.items()
    }
    assert {path: words for path, words in found.items() if words} == {}


def test_pages_are_in_the_blogs_colours_with_its_logo_and_announcement(site: BuiltSite) -> None:
    (sheet,) = site.folder.glob("assets/stylesheets/rapport.????????.css")
    assert f"--rapport-accent:light-dark({ACCENT}," in sheet.read_text()
    for path in ("index.html", "articles/sail/index.html", "404.html"):
        page = site.page(path)
        assert page.xpath("//header//img/@src")[0].endswith("images/logo.png")
        assert "We have &lt;moved&gt;." in site.text(path)
        assert page.xpath("//link[@as='font']") == []


def test_the_footer_of_every_page_has_the_links_that_the_look_names(site: BuiltSite) -> None:
    for path, root in (("index.html", ""), ("articles/sail/index.html", "../../")):
        links = site.page(path).xpath("//footer//a[@href]")
        found = {link.text_content(): (link.get("href"), link.get("rel")) for link in links}
        assert found["Imprint"] == (f"{root}imprint/", None)
        assert found["Charter & code"] == (FOOTER["Charter & code"], None)
        assert found["Mastodon"] == (SOCIAL["Mastodon"], "me noopener")


def test_icons_and_cards_have_the_blogs_colour(site: BuiltSite) -> None:
    icon = site.text("assets/images/favicon.svg")
    etree.fromstring(icon.encode())
    assert ACCENT in icon
    assert ">H</text>" in icon
    for path, side in (
        ("assets/images/favicon.png", 48),
        ("assets/images/apple-touch-icon.png", 180),
    ):
        with Image.open(site.folder / path) as picture:
            assert picture.size == (side, side)
            assert picture.convert("RGB").getpixel((1, 1)) == (0x0B, 0x3D, 0x66)
    with Image.open(site.folder / "favicon.ico") as picture:
        assert picture.convert("RGB").getpixel((1, 1)) == (0x0B, 0x3D, 0x66)
    cards = list(site.folder.glob("assets/cards/**/*.png"))
    assert cards
    with Image.open(cards[0]) as card:
        seen = {colour for _, colour in card.convert("RGB").getcolors() or ()}
    assert (0x0B, 0x3D, 0x66) in seen
    assert (0x0F, 0x5C, 0x4D) not in seen


def test_the_service_and_its_emails_wear_the_look_that_blog_json_tells(site: BuiltSite) -> None:
    known = read_blog(site.text("blog.json"))
    page, sheet, email = anyio.run(_walk, known)
    assert f'<img src="{LOGO}"' in page.text
    assert "img-src https://blog.example;" in page.headers["content-security-policy"]
    assert ACCENT in sheet.text
    html = email.get_body(("html",))
    assert html is not None
    written = html.get_content()
    assert ACCENT in written
    assert f'src="{LOGO}"' in written
    text = email.get_body(("plain",))
    assert text is not None
    lines = text.get_content().splitlines()
    assert lines[-3:] == ["Harbour Careers Ltd", "1 Quay Street", "Porttown"]
    for mail_part in (page.text, sheet.text, written):
        assert OURS.findall(mail_part) == []


async def _walk(known: object) -> tuple[httpx.Response, httpx.Response, EmailMessage]:
    """Sign up; return the page behind the link, its style sheet and the email."""
    service = ServiceUnderTest(MemoryStore(), settings_for_tests())
    service.manifest.known = known  # type: ignore[assignment]
    wording = next(iter(known.wordings))  # type: ignore[attr-defined]
    await service.sign_up(JO, wording=wording, topics=[])
    page = await service.client.get(service.link(JO, "confirm"))
    sheet = await service.client.get("/subscriptions/assets/service.css")
    return page, sheet, service.mailbox.to(JO)[0]


@pytest.mark.parametrize(
    "told",
    [
        None,
        "red",
        {"light": {"accent": "red;} body { display: none"}, "logo": "javascript:alert(1)"},
        {"light": ["#000000"], "postal_address": "one line"},
    ],
)
def test_a_look_that_is_no_look_changes_nothing(told: object) -> None:
    look = read_look(told)
    assert look.logo == ""
    assert look.postal_address == ()
    assert look.painted("a { color: #0f5c4d }") == "a { color: #0f5c4d }"


def test_mail_programs_get_no_svg() -> None:
    assert Look(logo="https://a.example/logo.svg").mail_logo == ""
    assert Look(logo="https://a.example/logo.png?v=1").mail_logo.endswith("logo.png?v=1")


def test_a_colour_that_is_hard_to_read_is_a_warning_with_its_line(tmp_path: BlogFolder) -> None:
    folder = blog(BlogFolder(tmp_path), accent="#f0c020", logo="images/gone.png")  # type: ignore[arg-type]
    lines = folder.check()
    assert any("look-contrast" in line and "would pass" in line for line in lines), lines
    missing = [line for line in lines if "look-file-missing" in line]
    assert len(missing) == 1
    assert re.match(r"mkdocs\.yml:\d+:1: error", missing[0])


def test_a_font_of_the_owner_is_the_face_of_pages(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = blog(BlogFolder(tmp_path_factory.mktemp("font")), font="fonts/own.woff2")
    site = folder.write({"docs/fonts/own.woff2": b"wOF2"}).build()
    (sheet,) = site.folder.glob("assets/stylesheets/rapport.????????.css")
    assert '"Own Face"' in sheet.read_text()
    assert "../../fonts/own.woff2" in sheet.read_text()
    (font,) = site.page("index.html").xpath("//link[@as='font']/@href")
    assert font == "fonts/own.woff2"


def test_an_icon_of_the_owner_stays(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = blog(BlogFolder(tmp_path_factory.mktemp("icon")))
    site = folder.write({"docs/assets/images/favicon.png": a_logo()}).build()
    assert site.files()["assets/images/favicon.png"] == a_logo()
