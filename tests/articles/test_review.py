"""When advice has not been looked at for too long, its page says so."""

from __future__ import annotations

from datetime import datetime

import pytest

from rapport.blog.review import is_overdue
from tests.blog_folder import BlogFolder, article, configuration

NOW = datetime.fromisoformat("2026-06-01T12:00:00+00:00")


@pytest.mark.parametrize(
    ("last_look", "months", "expected"),
    [
        ("2024-06-01T12:00:00+00:00", 24, True),
        ("2024-06-01T12:00:01+00:00", 24, False),
        ("2024-06-01T13:00:00+02:00", 24, True),
        ("2024-06-02T00:00:00+00:00", 24, False),
        ("1999-01-01T00:00:00+00:00", 0, False),
    ],
)
def test_advice_is_old_after_so_many_months(last_look: str, months: int, expected: bool) -> None:
    assert is_overdue(datetime.fromisoformat(last_look), NOW, months) is expected


def test_old_advice_says_so_and_newer_does_not(blog_folder: BlogFolder) -> None:
    files = {
        "docs/articles/old.md": article(title="Old", date="2023-05-01"),
        "docs/articles/looked.md": article(title="L", date="2023-05-01", reviewed="2026-05-01"),
    }
    site = blog_folder.write(
        {"mkdocs.yml": configuration(articles={"review_after": 24}), **files}
    ).build()
    (notice,) = site.page("articles/old/index.html").cssselect(".mark--old")
    assert "1 May 2023" in notice.text_content()
    assert not site.page("articles/looked/index.html").cssselect(".mark--old")
    plain = blog_folder.write({"mkdocs.yml": configuration()}).build()
    assert not plain.page("articles/old/index.html").cssselect(".mark--old")
