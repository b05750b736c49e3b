"""How every type of page looks, on a blog whose texts do not change.

With RAPPORT_SNAPSHOTS=write in the environment the pictures are taken again: look at them
before you commit them.
"""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.blog_folder import EPOCH, BlogFolder, article
from tests.browser.reading.conftest import ROOT, Served, sample_server
from tests.browser.reading.snapshot import MOST_FAR, difference, load, save, shrink
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SNAPSHOTS = Path(__file__).parent / "snapshots"
FACE = ROOT / "plugins/rapport/features/images/fonts/Literata-Bold.ttf"
"""One face for every machine."""
PAGES = {
    "home": "",
    "article": "articles/a-letter/",
    "topics": "tags/",
    "tag": "tags/writing/",
    "author": "authors/anna/",
    "archive": "archive/",
    "year": "archive/2026/",
    "checklists": "checklists/",
    "feeds": "feeds/",
    "subscribe": "subscribe/",
    "inbox": "subscribe/check-your-inbox/",
    "confirmed": "subscribe/confirmed/",
    "left": "subscribe/left/",
    "search": "search/",
    "missing": "404.html",
    "about": "about/",
}
_WORDS = "Write to one person and say at once what you ask of them and why you ask just them. "
_BODY = f"""{_WORDS * 3}

<!-- more -->

## Before you write

{_WORDS * 4}

| What | Why |
|---|---|
| A name | so that it is a letter |
| A reason | so that it is answered |

## While you write

{_WORDS * 3}

!!! checklist "Before you send it"
    - [ ] I say in one sentence why I write.
    - [ ] I ask for one thing.

## After you wrote

> {_WORDS}
"""
_FILES = {
    "docs/index.md": f"---\ntitle: The Letters\n---\n{_WORDS}\n",
    "docs/about.md": f"# About\n\n{_WORDS}\n",
    "docs/promise.md": f"# Promise\n\n{_WORDS}\n",
    "docs/authors.yml": "authors: {anna: {name: Anna, description: Writes letters.}}\n",
    "docs/tags.yml": (
        "tags:\n  writing: {name: Writing, description: How it is put., topic: true}\n"
        "  asking: {name: Asking, topic: true}\n  notes: {name: Notes, parent: writing}\n"
    ),
    **{
        f"docs/articles/{name}.md": article(
            title=title, date=f"2026-0{month}-07", authors=["anna"], tags=tags, body=_BODY, pin=pin
        )
        for month, (name, title, tags, pin) in enumerate(
            [
                ("a-letter", "A letter to one person", ["writing", "notes"], True),
                ("a-question", "One question is enough", ["asking"], False),
                ("thanks", "Saying thanks afterwards", ["writing", "asking"], False),
            ],
            start=2,
        )
    },
}
_ONE_FACE = """async (face) => {
  const bytes = Uint8Array.from(atob(face), (letter) => letter.charCodeAt(0));
  document.fonts.add(await new FontFace("Snapshot", bytes).load());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { font-family: Snapshot !important; font-weight: 400 !important;
    caret-color: transparent !important; transition: none !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  await document.fonts.ready;
}"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("letters")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        built = BlogFolder(folder).write(_FILES).build(strict=False)
    port = free_port()
    with running_nginx(folder, sample_server(built.folder, port), port) as url:
        yield Served(built.folder, url + "/")


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=[(360, 1200), (1280, 960)], ids=["phone", "desk"])
def screen(request: pytest.FixtureRequest, browser: Browser, scheme: str) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    yield page
    page.close()


def picture(screen: Page, url: str) -> bytes:
    screen.goto(url)
    screen.evaluate(_ONE_FACE, base64.b64encode(FACE.read_bytes()).decode())
    return screen.screenshot(animations="disabled")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(screen: Page, letters: Served, name: str, scheme: str) -> None:
    seen = shrink(picture(screen, letters.url + PAGES[name]))
    size = screen.viewport_size
    assert size is not None
    path = SNAPSHOTS / f"{name}-{size['width']}-{scheme}.png"
    if os.environ.get("RAPPORT_SNAPSHOTS") == "write":
        save(seen, path)
    assert path.stat().st_size < 15_000
    part = difference(load(path), seen)
    if part > MOST_FAR:
        save(seen, Path(str(letters.folder)).parent / path.name)
    assert part <= MOST_FAR, f"{part:.1%} looks otherwise: see {letters.folder.parent / path.name}"


def test_a_broken_layout_is_seen(screen: Page, letters: Served, scheme: str) -> None:
    """Without this, pictures too coarse to tell anything would pass as well."""
    size = screen.viewport_size
    assert size is not None
    kept = load(SNAPSHOTS / f"article-{size['width']}-{scheme}.png")
    screen.route("**/rapport.*.css", lambda route: route.abort())
    without_style = shrink(picture(screen, letters.url + PAGES["article"]))
    screen.unroute("**/rapport.*.css")
    assert difference(kept, without_style) > 2 * MOST_FAR


def test_all_pictures_together_are_small() -> None:
    pictures = list(SNAPSHOTS.glob("*.png"))
    assert len(pictures) == len(PAGES) * 4
    assert sum(picture.stat().st_size for picture in pictures) < 600_000
