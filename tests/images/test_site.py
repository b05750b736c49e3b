"""Images of a blog, from the author's files to the site and back to the cache."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from mkdocs.exceptions import ConfigurationError

from rapport.host.problems import BuildRefusedError
from tests.blog_folder import EPOCH, SITE_URL, BlogFolder, BuiltSite, article, configuration
from tests.images.photos import (
    CAMERA,
    camera_jpeg,
    decoded,
    drawing,
    encoded,
    exif,
    photo,
    told_png,
)

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.html import HtmlElement

PAGE = "articles/pictured/index.html"
BODY = """\
![Many things](../images/photo.jpg)

![Eight bars][bars]

![A moving thing](../images/moving.gif) ![A plan](../images/plan.svg)

![As it is](../images/as it is.jpg){ .original } ![Small](../images/photo.jpg){ width="150" }

<img src="../../images/photo.jpg" alt="By hand">

[bars]: ../images/bars.png
"""
PLAN = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>'
SMALL = {"widths": [100, 200], "cards": False}


def blog_of(folder: BlogFolder, **images: object) -> BlogFolder:
    frames = [photo(80, 60, seed) for seed in range(3)]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80)
    return folder.write(
        {
            "mkdocs.yml": configuration(images={**SMALL, **images}),
            "docs/articles/pictured.md": article(title="Pictured", date="2026-05-02", body=BODY),
            "docs/about.md": "# About\n\n![Us](images/photo.jpg)\n",
            "docs/images/photo.jpg": camera_jpeg(600, 400, orientation=6),
            "docs/images/bars.png": told_png(drawing(900, 540)),
            "docs/images/moving.gif": moving,
            "docs/images/as it is.jpg": camera_jpeg(90, 60),
            "docs/images/unused.jpg": camera_jpeg(120, 80),
            "docs/images/plan.svg": PLAN,
        }
    )


@pytest.fixture
def blog(blog_folder: BlogFolder) -> BlogFolder:
    return blog_of(blog_folder)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return blog_of(BlogFolder(tmp_path_factory.mktemp("pictured"))).build()


def image(page: HtmlElement, alt: str) -> HtmlElement:
    (found,) = page.xpath(f"//article//img[@alt='{alt}']")
    return found  # type: ignore[no-any-return]


def sources(img: HtmlElement) -> dict[str, list[str]]:
    """Return the addresses of an image's `<picture>` by media type, the narrowest first."""
    (picture,) = img.xpath("ancestor::picture")
    return {
        source.get("type", ""): [part.split()[0] for part in source.get("srcset", "").split(", ")]
        for source in picture.iter("source")
    }


def pictures(site: BuiltSite) -> dict[str, bytes]:
    return {
        path: data for path, data in site.files().items() if path.startswith("assets/pictures/")
    }


def test_an_article_shows_each_image_in_the_formats_and_widths_that_fit(site: BuiltSite) -> None:
    page = site.page(PAGE)
    found = sources(image(page, "Many things"))
    assert list(found) == ["image/avif", "image/webp"]
    files = site.files()
    for media_type, addresses in found.items():
        paths = [
            urlsplit(urljoin(SITE_URL + "articles/pictured/", address)).path[1:]
            for address in addresses
        ]
        assert [decoded(files[path]).width for path in paths] == [100, 200]
        assert {f"image/{(decoded(files[path]).format or '').lower()}" for path in paths} == {
            media_type
        }
    img = image(page, "Many things")
    assert (img.get("width"), img.get("height")) == ("400", "600")
    assert img.get("fetchpriority") == "high"
    assert img.get("loading") is None
    assert img.get("src") == "../../images/photo.jpg"
    assert sources(image(page, "Eight bars"))
    assert image(page, "Eight bars").get("loading") == "lazy"
    assert image(page, "Eight bars").get("decoding") == "async"
    assert sources(image(page, "By hand")) == found
    assert image(page, "Small").get("height") == "225"
    assert image(page, "Small").xpath("ancestor::picture//source/@sizes")[0] == "150px"


@pytest.mark.parametrize("alt", ["A moving thing", "A plan", "As it is"])
def test_what_moves_is_drawn_in_lines_or_is_wished_as_it_is_stays(
    site: BuiltSite, alt: str
) -> None:
    img = image(site.page(PAGE), alt)
    assert img.xpath("ancestor::picture") == []
    assert img.get("srcset") is None


def test_ordinary_pages_show_pictures_too(site: BuiltSite) -> None:
    page = site.page("about/index.html")
    (img,) = page.xpath("//img[@alt='Us']")
    assert sources(img)["image/avif"][0].startswith("../assets/pictures/photo-100.")


def test_no_file_of_the_site_tells_of_the_camera_or_the_place(site: BuiltSite) -> None:
    files = site.files()
    assert {"images/photo.jpg", "images/bars.png", "images/unused.jpg"} <= files.keys()
    for path, data in files.items():
        assert CAMERA.encode() not in data, path
    for path in [path for path in files if path.endswith((".jpg", ".png", ".webp", ".avif"))]:
        assert not decoded(files[path]).getexif().get_ifd(0x8825), path
    source = camera_jpeg(600, 400, orientation=6)
    assert CAMERA.encode() in source
    assert decoded(files["images/photo.jpg"]).tobytes() == decoded(source).tobytes()


def test_avif_and_heic_are_shown_as_they_are_and_tell_nothing(blog_folder: BlogFolder) -> None:
    told = encoded(photo(60, 40), "AVIF", exif=exif(), xmp=CAMERA.encode())
    body = "![Modern](../images/modern.AVIF)\n\n[The original](../images/original.heic)\n"
    site = blog_folder.write(
        {
            "mkdocs.yml": configuration(images=SMALL),
            "docs/articles/a.md": article(title="A", date="2026-05-02", body=body),
            "docs/images/modern.AVIF": told,
            "docs/images/original.heic": told.replace(b"ftypavif", b"ftypheic", 1),
        }
    ).build()
    img = image(site.page("articles/a/index.html"), "Modern")
    assert (img.get("width"), img.get("height")) == ("60", "40")
    assert img.xpath("ancestor::picture") == []
    files = site.files()
    for path in ("images/modern.AVIF", "images/original.heic"):
        assert CAMERA.encode() not in files[path], path
        assert len(files[path]) == len(told)


def test_a_heic_that_a_page_shows_is_one_warning(blog: BlogFolder) -> None:
    told = encoded(photo(60, 40), "AVIF").replace(b"ftypavif", b"ftypheic", 1)
    blog.write({"docs/images/photo.heic": told, "docs/about.md": "![Us](images/photo.heic)\n"})
    (line,) = blog.check()
    assert line == (
        "docs/about.md:1:1: warning[image-unsupported]: the image `images/photo.heic` is shown to "
        "few readers: most browsers can't show HEIC. Save it as JPEG."
    )


def test_a_file_that_cannot_be_opened_is_named_before_anything_is_made(blog: BlogFolder) -> None:
    (blog.root / "docs/images/gone.jpg").symlink_to("nowhere.jpg")
    line = (
        "docs/images/gone.jpg:1:1: error[image-lost]: the image `images/gone.jpg` can't be opened: "
        "No such file or directory. Put the file back, or remove what points to it."
    )
    assert blog.check() == [line]
    blog.write({"docs/about.md": "# About\n\n![Us](images/gone.jpg)\n"})
    assert blog.check() == [line.replace("docs/images/gone.jpg:1:1", "docs/about.md:3:1")]
    with pytest.raises(BuildRefusedError):
        blog.build()
    assert list((blog.root / ".cache/rapport/images").glob("*.avif")) == []


@pytest.mark.parametrize("way", ["killed", "failed"])
def test_what_an_unfinished_build_made_of_images_is_kept(
    blog: BlogFolder, tmp_path: Path, way: str
) -> None:
    folder = blog.root / ".cache/rapport/images"
    if way == "killed":
        blog.write({f"docs/images/{n}.jpg": encoded(photo(300, 200, n), "JPEG") for n in range(9)})
        shown = "".join(f"![Nr {n}](images/{n}.jpg)\n" for n in range(9))
        blog.write({"docs/about.md": f"# About\n\n{shown}"})
        command = [sys.executable, "-m", "rapport.cli", "build", "-f", blog.config_file()]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list(folder.glob("*.avif"))) < 5:
            time.sleep(0.005)
        process.kill()
        assert process.wait() < 0
    else:
        (blog.root / "overrides").mkdir()
        blog.write({"overrides/main.html": "{{ 1 // 0 }}"})
        text = (blog.root / "mkdocs.yml").read_text("utf-8")
        config = text.replace("name: material", "name: material\n  custom_dir: overrides")
        blog.write({"mkdocs.yml": config})
        with pytest.raises(Exception, match="by zero"):
            blog.build()
        blog.write({"mkdocs.yml": text})
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("*.*if")}
    assert len(kept) >= 4
    made = blog.build().files()
    again = [path for path, moment in kept.items() if path.stat().st_mtime_ns != moment]
    assert len(again) <= (2 if way == "killed" else 0), "one a process, not yet written down"
    shutil.rmtree(blog.root / ".cache")
    assert blog.build("anew").files() == made


def test_the_authors_file_is_shown_first_where_nobody_waits(blog: BlogFolder) -> None:
    waits = configuration(images=SMALL)
    blog.write({"mkdocs.yml": configuration(images={**SMALL, "originals_first": True})})
    first = blog.build("preview")
    assert pictures(first) == {}
    assert first.page(PAGE).xpath("//picture") == []
    assert image(first.page(PAGE), "Many things").get("src") == "../../images/photo.jpg"
    blog.write({"mkdocs.yml": waits})
    whole = blog.build()
    blog.write({"mkdocs.yml": configuration(images={**SMALL, "originals_first": True})})
    assert pictures(blog.build("preview")) == pictures(whole)
    assert blog.build("preview").page(PAGE).xpath("//picture")


def test_files_of_the_same_bytes_are_made_anew_once(blog: BlogFolder) -> None:
    blog.build()
    folder = blog.root / ".cache/rapport/images"
    before = {path.name for path in folder.iterdir()}
    twin = "docs/images/twin.jpg"
    blog.write({twin: (blog.root / "docs/images/photo.jpg").read_bytes()})
    blog.write({"docs/about.md": "# About\n\n![Twin](images/twin.jpg)\n"})
    made = pictures(blog.build())
    assert {path.name for path in folder.iterdir()} == before
    assert len({data for path, data in made.items() if "/twin-" in path}) == len(
        [path for path in made if "/twin-" in path]
    )
    assert [path for path in made if "/twin-" in path]


def test_metadata_stays_where_the_author_wants_it(blog_folder: BlogFolder) -> None:
    site = blog_of(blog_folder, keep_metadata=True).build()
    assert CAMERA.encode() in site.files()["images/photo.jpg"]


def test_feeds_keep_the_plain_image_with_its_whole_address(site: BuiltSite) -> None:
    text = site.text("feed.xml")
    assert 'src="https://blog.example/images/photo.jpg"' in text
    assert "assets/pictures" not in text


def test_a_build_in_part_makes_the_same_bytes_and_touches_nothing(blog: BlogFolder) -> None:
    site = blog.build()
    times = {path: (site.folder / path).stat().st_mtime_ns for path in site.files()}
    assert pictures(blog.build())
    assert {path: (site.folder / path).stat().st_mtime_ns for path in site.files()} == times
    page = blog.root / "docs/articles/pictured.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", "utf-8")
    (blog.root / "docs/images/bars.png").write_bytes(told_png(drawing(700, 540)))
    changed = blog.build()
    assert changed.files() == blog.build("clean").files()
    assert len(pictures(changed)) == len({*pictures(changed)})


def test_variants_of_an_image_that_is_gone_are_gone(blog: BlogFolder) -> None:
    before = pictures(blog.build())
    (blog.root / "docs/images/bars.png").write_bytes(told_png(drawing(800, 540)))
    after = pictures(blog.build())
    assert {path for path in before if "/bars-" in path}.isdisjoint(after)
    assert {path for path in before if "/photo-" in path} <= after.keys()
    blog.write({"docs/articles/pictured.md": article(title="P", date="2026-05-02")})
    blog.write({"docs/about.md": "# About\n"})
    assert pictures(blog.build()) == {}


def test_a_damaged_cache_is_repaired(blog: BlogFolder) -> None:
    good = blog.build().files()
    for damage in ("rubbish", "gone", "cut", "index", "manifest"):
        kept = sorted((blog.root / ".cache/rapport/images").iterdir())
        assert len(kept) > 10
        for path in kept:
            if path.suffix == ".json":
                if damage == ("index" if path.name == "sources.json" else "manifest"):
                    path.write_text('[{"blobs": 7}, "x"]')
            elif damage == "rubbish":
                path.write_bytes(b"\0" * path.stat().st_size)
            elif damage == "cut":
                path.write_bytes(path.read_bytes()[:-9])
            elif damage == "gone":
                path.unlink()
        assert blog.build(f"after-{damage}").files() == good


def test_other_settings_make_other_pictures(blog: BlogFolder) -> None:
    before = pictures(blog.build())
    blog.write(
        {
            "mkdocs.yml": configuration(
                images={**SMALL, "quality": {"avif": 20}, "formats": ["avif"]}
            )
        }
    )
    site = blog.build()
    assert pictures(site)
    assert {path.rsplit(".", 1)[1] for path in pictures(site)} == {"avif"}
    assert pictures(site).keys().isdisjoint(before)
    blog.write({"mkdocs.yml": configuration(images={"formats": [], "cards": False})})
    assert pictures(blog.build()) == {}


def too_wide() -> bytes:
    data = told_png(photo(30, 20))
    return data[:16] + (60_000).to_bytes(4, "big") + (50_000).to_bytes(4, "big") + data[24:]


def test_an_image_too_large_that_no_page_shows_is_published_without_metadata(
    blog: BlogFolder,
) -> None:
    blog.write({"docs/images/unused.jpg": too_wide()})
    published = blog.build().files()["images/unused.jpg"]
    assert CAMERA.encode() not in published
    assert published.startswith(too_wide()[:24])


def test_an_image_too_large_to_open_is_named_with_its_place_and_shown_as_it_is(
    blog: BlogFolder,
) -> None:
    wide = too_wide()
    blog.write({"docs/images/bars.png": wide})
    expected = (
        "docs/articles/pictured.md:15:1: warning[image-huge]: the image `images/bars.png` is too "
        "large to be made smaller: it has 60,000 × 50,000 pixels, and 80,000,000 in all are the "
        "most. Save it smaller: 3,200 pixels of width are plenty."
    )
    assert expected in blog.check()
    site = blog.build(strict=False)
    assert expected in site.log
    assert (site.folder / "images/bars.png").read_bytes()[:24] == wide[:24]
    assert not [path for path in site.files() if "bars-" in path]


def graffiti_on(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + b"graffiti" * 9 + data[middle + 72 :]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (camera_jpeg(300, 200)[:-400], "it ends too early"),
        (graffiti_on(encoded(photo(200, 100), "PNG")), "a part of it is damaged"),
        (b"<html>Not found</html>", "it is not a PNG, JPEG, WebP, GIF, AVIF or HEIC"),
    ],
)
def test_a_broken_image_is_one_line_and_is_published_as_it_is(
    blog: BlogFolder, data: bytes, problem: str
) -> None:
    blog.write({"docs/images/photo.jpg": data})
    broken = f"the image `images/photo.jpg` is broken: {problem}."
    line = f"warning[image-unreadable]: {broken} Save it again."
    assert f"docs/about.md:3:1: {line}" in blog.check()
    site = blog.build(strict=False)
    assert f"docs/articles/pictured.md:5:1: {line}" in site.log
    assert not [text for text in site.log if "Traceback" in text]
    assert site.files()["images/photo.jpg"] == data


def test_pixels_that_cannot_be_read_are_said_on_every_build(blog: BlogFolder) -> None:
    blog.write({"docs/images/bars.png": png_of(b"no pixels, but a right checksum")})
    assert blog.check() == []
    for _ in range(2):
        assert [line for line in blog.build(strict=False).log if "its pixels can't be read" in line]
    assert [line for line in blog.check() if "its pixels can't be read" in line]


def png_of(pixels: bytes) -> bytes:
    """Return a PNG of 200 by 100 that is right in all but its pixels."""
    good = encoded(photo(200, 100), "PNG")
    start = good.index(b"IDAT")
    chunk = b"IDAT" + pixels
    end = good[good.index(b"IEND") - 4 :]
    checksum = zlib.crc32(chunk).to_bytes(4, "big")
    return good[: start - 4] + len(pixels).to_bytes(4, "big") + chunk + checksum + end


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"quality": {"gif": 3}}, "`quality: gif` is unknown; there are avif, webp, jpeg."),
        ({"quality": {"avif": 0}}, "`quality: {avif: 0}` is none. Write 1 to 100."),
        ({"effort": {"avif": 11}}, "`effort: {avif: 11}` is none. Write 0 to 10."),
        ({"effort": {"jpeg": 1}}, "`effort: jpeg` is unknown; there are avif, webp."),
        ({"quality": {"webp": True}}, "`quality: {webp: True}` is none. Write 1 to 100."),
        ({"widths": [0]}, "`widths: 0` is not a width."),
        ({"widths": []}, "`widths` is empty."),
        (
            {"card_colors": {"ink": "red;"}},
            "`ink: red;` is not a colour. Write one like '#0f5c4d'.",
        ),
        ({"card_font": "fonts/none.ttf"}, "`card_font: none.ttf` is not a font file."),
    ],
)
def test_a_wrong_option_is_named(
    blog: BlogFolder, options: dict[str, object], message: str
) -> None:
    blog.write({"mkdocs.yml": configuration(images=options)})
    with pytest.raises(ConfigurationError) as error:
        blog.check()
    assert f"rapport/images: {message}" in str(error.value)


def test_faces_of_authors_are_small(blog: BlogFolder) -> None:
    people = {"authors": {"anna": {"name": "Anna", "avatar": "images/anna.jpg"}}}
    blog.write(
        {
            "docs/authors.yml": json.dumps(people),
            "docs/images/anna.jpg": camera_jpeg(400, 400),
            "docs/articles/hers.md": article(title="Hers", date="2026-05-03", authors=["anna"]),
        }
    )
    (face,) = blog.build().page("authors/anna/index.html").find_class("person__face")
    assert [path.split("-")[1].split(".")[0] for path in sources(face)["image/avif"]] == [
        "96",
        "192",
        "288",
    ]
    assert face.xpath("ancestor::picture//source/@sizes")[0] == "96px"


def test_a_face_that_an_article_shows_too_has_the_widths_of_both(blog: BlogFolder) -> None:
    people = {"authors": {"anna": {"name": "Anna", "avatar": "images/anna.jpg"}}}
    body = "![Anna](../images/anna.jpg)\n"
    blog.write(
        {
            "docs/authors.yml": json.dumps(people),
            "docs/images/anna.jpg": camera_jpeg(400, 400),
            "docs/articles/hers.md": article(
                title="Hers", date="2026-05-03", authors=["anna"], body=body
            ),
        }
    )
    shown = image(blog.build().page("articles/hers/index.html"), "Anna")
    widths = [path.split("-")[1].split(".")[0] for path in sources(shown)["image/avif"]]
    assert widths == ["96", "100", "192", "200", "288"]


def test_the_lead_on_the_home_page_shows_pictures(blog: BlogFolder) -> None:
    body = "![Many things](../images/photo.jpg)\n\nText.\n\n<!-- more -->\n\nMore.\n"
    blog.write(
        {"docs/articles/lead.md": article(title="L", date="2026-05-04", pin=True, body=body)}
    )
    site = blog.build()
    (img,) = site.page("index.html").xpath("//img[@alt='Many things']")
    assert sources(img)["image/webp"][0].startswith("./assets/pictures/") or sources(img)[
        "image/webp"
    ][0].startswith("assets/pictures/")
    blog.write({"docs/images/photo.jpg": camera_jpeg(500, 300)})
    assert blog.build().files() == blog.build("clean").files()


def test_pillow_is_loaded_only_when_an_image_is_to_be_made(blog: BlogFolder) -> None:
    code = (
        "import sys; from rapport.host.site_build import build_site, load;"
        "build_site(load('mkdocs.yml'), clean='clean' in sys.argv); print('PIL' in sys.modules)"
    )

    def loads_pillow(*arguments: str) -> bool:
        run = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=blog.root,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        return run.stdout.strip() == "True"

    loads_pillow()
    assert not loads_pillow()
    assert not loads_pillow("clean")


def test_what_is_kept_stays_within_bounds(
    blog: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.features.images.store.UNUSED_LIMIT", 5_000)
    folder = blog.root / ".cache/rapport/images"
    for seed in range(4):
        blog.write({"docs/images/photo.jpg": encoded(photo(300, 200, seed), "JPEG", quality=90)})
        blog.build()
    used = sum(len(data) for data in pictures(blog.build()).values())
    assert size_of(folder) < used + 5_000 + 20_000


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_pages_name_icons_that_are_there_or_the_blogs_own(blog: BlogFolder) -> None:
    site = blog.build()
    named = [
        link.get("href", "")
        for link in site.page("about/index.html").xpath("//link[contains(@rel, 'icon')]")
    ]
    assert [name.rpartition("/")[2] for name in named] == [
        "favicon.png",
        "favicon.svg",
        "apple-touch-icon.png",
    ]
    files = site.files()
    assert decoded(files["assets/images/apple-touch-icon.png"]).size == (180, 180)
    assert decoded(files["assets/images/favicon.png"]).size == (48, 48)
    assert decoded(files["favicon.ico"]).format == "ICO"
    assert b"prefers-color-scheme: dark" in files["assets/images/favicon.svg"]
    blog.write({"docs/assets/images/favicon.svg": PLAN})
    assert blog.build().text("assets/images/favicon.svg") == PLAN
    config = (blog.root / "mkdocs.yml").read_text("utf-8")
    own = config.replace("name: material", "name: material\n  favicon: images/plan.svg")
    (icon,) = (
        blog.write({"mkdocs.yml": own})
        .build()
        .page("index.html")
        .xpath("//link[contains(@rel, 'icon')]")
    )
    assert icon.get("href", "").endswith("images/plan.svg")


def test_a_check_writes_nothing(blog: BlogFolder) -> None:
    before = set(blog.root.rglob("*"))
    assert blog.check() == []
    assert set(blog.root.rglob("*")) == before
