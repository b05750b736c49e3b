"""`mkdocs serve` shows drafts, as Material's blog does; `mkdocs build` never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.blog_folder import BlogFolder, article

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
site_name: Blog
site_url: https://blog.example/
theme: {name: material, font: false}
plugins: [rapport/articles%s]
"""


@pytest.mark.parametrize(
    ("command", "option", "is_shown"),
    [
        ("serve", "", True),
        ("serve", ": {draft_on_serve: true}", True),
        ("serve", ": {draft_on_serve: false}", False),
        ("build", "", False),
        ("build", ": {draft_on_serve: true}", False),
    ],
)
def test_drafts_and_articles_of_the_future_are_shown_where_they_are_asked_for(
    tmp_path: Path,
    fixed_now: None,
    command: Literal["serve", "build"],
    option: str,
    *,
    is_shown: bool,
) -> None:
    BlogFolder(tmp_path).write(
        {
            "mkdocs.yml": SETTINGS % option,
            "docs/articles/out.md": article(title="Out", date="2026-05-01"),
            "docs/articles/draft.md": article(title="Draft", date="2026-05-01", draft=True),
            "docs/articles/later.md": article(title="Later", date="2027-05-01"),
        }
    )
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command=command, dirty=False)
    build(config)
    site = tmp_path / "site/articles"
    assert (site / "out/index.html").is_file()
    for name in ("draft", "later"):
        assert (site / name / "index.html").is_file() == is_shown
