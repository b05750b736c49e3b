"""A blog whose titles, tags and names are made to break pages, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.blog_folder import EPOCH, BlogFolder, configuration
from tests.browser.reading.conftest import Served, sample_server
from tests.browser.reading.test_everybody import WIDE, problems
from tests.nginx import running_nginx
from tests.ports import free_port
from tests.sites.test_hostile import TITLES, hostile_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Dialog, Page

    from tests.browser.reading.conftest import Watch


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    port = free_port()
    settings = configuration(security={}, search={}).replace(
        "https://blog.example/", f"http://127.0.0.1:{port}/"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        blog = BlogFolder(folder).write({"mkdocs.yml": settings, **hostile_articles()})
        built = blog.build(strict=False)
    with running_nginx(folder, sample_server(built.folder, port), port) as url:
        yield Served(built.folder, url + "/")


def test_no_page_runs_what_a_title_says_or_asks_another_server_or_breaks_its_policy(
    page: Page, hostile: Served, watch: Watch
) -> None:
    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    for path in hostile.paths:
        page.goto(hostile.url + path)
    page.wait_for_load_state("networkidle")
    assert said == []
    assert watch.complaints == [], watch.complaints[:20]
    assert watch.foreign(hostile) == []


def test_no_title_tag_or_name_is_wider_than_a_phone(page: Page, hostile: Served) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in hostile.paths:
        page.goto(hostile.url + path)
        assert page.evaluate(WIDE) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("number", range(len(TITLES)))
def test_an_article_with_a_hostile_title_has_no_problem(
    page: Page, hostile: Served, number: int
) -> None:
    page.goto(f"{hostile.url}articles/nr-{number}/")
    assert page.get_by_role("heading", level=1).text_content() == TITLES[number]
    assert problems(page) == []
