"""A real Chromium for every test below this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chromium import USUAL, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium with the usual faces, or with those that `in_all_faces` asks for."""
    with chromium(getattr(request, "param", USUAL)) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()
