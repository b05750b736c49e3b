from __future__ import annotations

from typing import TYPE_CHECKING

from tests.strict_html import find_site_errors

if TYPE_CHECKING:
    from tests.browser.reading.conftest import Served


def test_every_page_of_our_blog_is_html_by_the_letter(site: Served) -> None:
    assert find_site_errors(site.folder) == []
