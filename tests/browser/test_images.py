"""Which of an image's files a real browser takes, and that nothing on the page moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.blog_folder import EPOCH, BlogFolder, article, configuration
from tests.chromium import in_all_faces
from tests.images.photos import camera_jpeg, drawing, encoded
from tests.publish.folder_on_the_web import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

BODY = """\
![Many things](../images/photo.jpg)

{text}

<figure markdown="span">
  ![Eight bars](../images/bars.png)
  <figcaption>Bars</figcaption>
</figure>

![Small](../images/other.jpg){{ width="150" }}
"""
SHIFTS = """() => new Promise((resolve) => {
  let total = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value
  }).observe({type: 'layout-shift', buffered: true})
  setTimeout(() => resolve(total), 400)
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = configuration(images={"cards": False, "effort": {"avif": 6}}).replace(
        "- attr_list", "- attr_list\n- md_in_html"
    )
    blog = BlogFolder(tmp_path_factory.mktemp("pictured")).write(
        {
            "mkdocs.yml": text,
            "docs/articles/pictured.md": article(
                title="Pictured", date="2026-05-02", body=BODY.format(text="Words. " * 600)
            ),
            "docs/images/photo.jpg": camera_jpeg(2000, 1500),
            "docs/images/other.jpg": camera_jpeg(1000, 750),
            "docs/images/bars.png": encoded(drawing(1700, 900), "PNG"),
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return blog.build().folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as url:
        yield url + "articles/pictured/"


def opened(browser: Browser, address: str, width: int, density: float = 1) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, device_scale_factor=density
    )
    page = context.new_page()
    page.goto(address, wait_until="load")
    return page


def chosen(page: Page, alt: str) -> str:
    """Return the file that the browser took for an image, without its digest."""
    image = page.get_by_alt_text(alt)
    image.scroll_into_view_if_needed()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth", arg=image.element_handle()
    )
    name, _, rest = (
        str(image.evaluate("image => image.currentSrc")).rpartition("/")[2].partition(".")
    )
    return f"{name}.{rest.rpartition('.')[2]}"


@pytest.mark.parametrize(
    ("width", "density", "photo"),
    [(320, 1, 400), (320, 2, 800), (768, 1, 800), (1280, 1, 800), (1280, 2, 1600)],
)
def test_the_browser_takes_avif_of_the_width_that_it_needs(
    browser: Browser, address: str, width: int, density: float, photo: int
) -> None:
    page = opened(browser, address, width, density)
    assert chosen(page, "Many things") == f"photo-{photo}.avif"
    assert chosen(page, "Small") == "other-400.avif"
    assert chosen(page, "Eight bars").startswith("bars-")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert not [name for name in loaded if name.endswith(("photo.jpg", "bars.png"))]
    page.context.close()


@in_all_faces
@pytest.mark.parametrize("width", [320, 600, 700, 768, 1280, 1920, 2200])
def test_sizes_say_how_wide_an_image_is_shown(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width)
    image = page.get_by_alt_text("Many things")
    shown = image.evaluate("image => image.clientWidth")
    sizes = image.evaluate("image => image.parentElement.querySelector('source').sizes")
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    page.evaluate(
        """([pixel, sizes]) => {
          const probe = document.createElement('img')
          Object.assign(probe, {id: 'probe', sizes, srcset: `${pixel} 1w`})
          document.body.append(probe)
        }""",
        [pixel, sizes],
    )
    page.wait_for_function("document.getElementById('probe').naturalWidth > 1")
    said = page.evaluate("document.getElementById('probe').naturalWidth")
    assert shown * 0.95 <= said <= shown * 1.15
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@in_all_faces
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_images_arrive(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width)
    for alt in ("Many things", "Eight bars", "Small"):
        chosen(page, alt)
    assert page.evaluate(SHIFTS) == 0
    ratio = page.get_by_alt_text("Small").evaluate(
        "image => image.clientWidth / image.clientHeight"
    )
    assert abs(ratio - 4 / 3) < 0.02
    page.context.close()


@pytest.mark.parametrize("slowness", [4, 10, 20])
def test_nothing_moves_on_a_slow_phone_that_paints_while_it_reads(
    browser: Browser, address: str, slowness: int
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowness})
    page.goto(address, wait_until="load")
    assert page.evaluate(SHIFTS) == 0
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_while_a_page_comes_in_pieces(
    browser: Browser, site: Path, width: int
) -> None:
    pauses = (
        '<nav class="site-header__nav',
        "Subscribe</a>",
        '<div class="site-header__tools',
        "</header>",
    )
    with served(site, pauses) as url:
        page = opened(browser, url + "articles/pictured/", width)
        assert page.evaluate(SHIFTS) == 0
        page.context.close()


def test_images_far_down_wait(browser: Browser, address: str) -> None:
    page = opened(browser, address, 1280)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert [name for name in loaded if "/photo-800." in name]
    assert not [name for name in loaded if "/bars-" in name]
    page.context.close()
