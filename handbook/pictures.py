"""The manual's pictures: real screens of this repository's blog in the preview (`make pictures`).

A copy of the blog is served, a reader comes by, and each screen is saved into `manual/images/`.
The browser sees the fonts of the tests only, so pictures look the same on every machine.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import expect

from tests.chromium import chromium
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "manual" / "images"
ARTICLE = "sending-to-everyone-reaches-no-one"
SUBSCRIBER = "reader@example.com"

_COLOURS = 128
"""Enough for screens of text, at a third of the bytes of full colour."""
_START = 180
"""Seconds that the first build of the preview may take on a busy machine."""


def take_pictures() -> None:
    """Walk through the preview as a reader and as an author, and save what they see."""
    with _preview() as (folder, url), chromium("noto") as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page.goto(url)
        _save(page, "home")
        _read(page, url)
        _search(page, url)
        _subscribe(page, url)
        _mistake(page, url, folder)


def _read(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/{ARTICLE}/")
    checklist = page.locator("check-list").first
    for box in checklist.get_by_role("checkbox").all()[:2]:
        box.check()
    _save(checklist, "checklist")


def _search(page: Page, url: str) -> None:
    page.goto(f"{url}/search/?q=recuriter")
    results = page.get_by_role("main").get_by_role("link", name=re.compile("recruiters"))
    expect(results.first).to_be_visible()
    _save(page, "search")


def _subscribe(page: Page, url: str) -> None:
    page.goto(f"{url}/subscribe/")
    page.get_by_label("email address").fill(SUBSCRIBER)
    page.locator(".subscribe__form summary").click()
    page.get_by_label("Interviews").check()
    page.get_by_label("Once a week").check()
    _save(page, "subscribe")
    page.get_by_role("button", name=re.compile("subscribe|confirm", re.IGNORECASE)).click()
    expect(page).to_have_url(re.compile("/check-your-inbox/$"))
    page.goto(_link(page, url, "confirm", "confirm"))
    _save(page, "confirm")
    page.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/confirmed/$"))
    manage = _link(page, url, "manage", "subscribed")
    _save(page, "email")
    page.goto(manage)
    _save(page, "manage")


def _mistake(page: Page, url: str, folder: Path) -> None:
    page.goto(f"{url}/articles/{ARTICLE}/")
    source = folder / "docs" / "articles" / f"{ARTICLE}.md"
    source.write_text(source.read_text("utf-8").replace("\ndate:", "\ndaet:", 1), "utf-8")
    alert = page.get_by_role("alert").filter(has_text="did you mean")
    expect(alert).to_be_visible(timeout=_START * 1000)
    _save(page, "mistake")


def _link(page: Page, url: str, action: str, subject: str) -> str:
    """Open the newest email of a subject in the inbox; return its link to a page of the service."""
    for _ in range(_START):
        page.goto(f"{url}/inbox/")
        newest = page.locator("main li").first
        if newest.count() and re.search(subject, newest.inner_text(), re.IGNORECASE):
            newest.get_by_role("link").click()
            found = re.search(rf"http\S+/subscriptions/{action}/\S+", page.content())
            assert found, f"the email has no link to {action}"
            return re.split(r"[\"<]", found[0])[0]
        time.sleep(1)
    sys.exit(f"No email like “{subject}” arrived in the preview.")


def _save(shown: Page | Locator, name: str) -> None:
    screen = Image.open(BytesIO(shown.screenshot(animations="disabled"))).convert("RGB")
    screen.quantize(_COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
    print(f"manual/images/{name}.png")


@contextmanager
def _preview() -> Iterator[tuple[Path, str]]:
    """Serve a copy of this blog; yield its folder and its URL."""
    with tempfile.TemporaryDirectory(prefix="rapport-pictures-") as name:
        folder = Path(name)
        for part in ("docs", "overrides"):
            shutil.copytree(ROOT / part, folder / part)
        shutil.copy(ROOT / "mkdocs.yml", folder)
        port = free_port()
        command = [sys.executable, "-m", "rapport.cli", "preview", "--port", str(port)]
        with (folder / "preview.log").open("w") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/healthz")
            yield folder, url
        finally:
            process.terminate()
            process.wait()


def _wait_for(url: str) -> None:
    for _ in range(_START):
        try:
            with urlopen(url, timeout=60):  # noqa: S310 - our own preview
                return
        except URLError:
            time.sleep(1)
    sys.exit(f"The preview did not answer at {url}.")


if __name__ == "__main__":
    take_pictures()
