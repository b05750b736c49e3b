"""The preview shows a page at once, and its images in other formats when they are made."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from rapport.preview.live_site import LiveSite
from tests.blog_folder import BlogFolder, article, configuration
from tests.images.photos import camera_jpeg

if TYPE_CHECKING:
    from pathlib import Path


def test_a_page_shows_the_original_until_its_variants_are_made(tmp_path: Path) -> None:
    blog = BlogFolder(tmp_path / "blog").write(
        {
            "mkdocs.yml": configuration(images={"widths": [100, 200]}),
            "docs/images/desk.jpg": camera_jpeg(400, 300),
            "docs/articles/a.md": article(
                title="A", date="2026-05-01", body="![A desk](../images/desk.jpg)\n"
            ),
        }
    )
    site = LiveSite(blog.config_file(), tmp_path / "site", "http://127.0.0.1:1/")
    page = tmp_path / "site/articles/a/index.html"

    async def until_it_shows_variants() -> None:
        watching = asyncio.create_task(site.keep_up())
        await asyncio.sleep(0)  # lets it begin what pages did not wait for
        assert site._later is not None  # noqa: SLF001 - nothing else says when that is over
        async with asyncio.timeout(120):
            await site._later  # noqa: SLF001 - as above
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    site.build()
    assert site.problems == []
    first = page.read_text("utf-8")
    assert "desk.jpg" in first
    assert "<picture" not in first
    asyncio.run(until_it_shows_variants())
    assert "<picture" in page.read_text("utf-8")
    assert site.revision == 0, "a page that is open looks the same: nobody's typing is cut off"
