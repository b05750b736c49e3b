"""A check with the store of an earlier one says what a check from nothing says, with less work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from rapport.engine.store import Store
from rapport.host.checking import check_content
from rapport.host.site_build import load
from tests.blog_folder import BlogFolder, article, configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown

RENDERED: list[str] = []


class Counting(Extension):
    """Notes the first word of every text that is rendered."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the preprocessor."""
        md.preprocessors.register(_Noting(md), "noting", 100)


class _Noting(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        RENDERED.extend(" ".join(lines).split()[:1])
        return lines


@pytest.fixture
def blog(blog_folder: BlogFolder) -> BlogFolder:
    config = configuration(articles={})
    assert "- attr_list\n" in config
    config = config.replace("- attr_list\n", f"- attr_list\n- {__name__}:Counting\n")
    return blog_folder.write(
        {
            "mkdocs.yml": config,
            "docs/articles/one.md": article(title="One", date="2026-05-01", body="First.\n"),
            "docs/articles/two.md": article(
                title="Two", date="2026-05-02", body="Second: [one](one.md), [gone](gone.md).\n"
            ),
        }
    )


def check(blog: BlogFolder, store: Store, unsaved: Mapping[str, str]) -> set[str]:
    texts = {source: text.encode() for source, text in unsaved.items()}
    RENDERED.clear()
    return {str(problem) for problem in check_content(load(blog.config_file()), texts, store)}


def test_after_any_edit_the_same_problems_are_found_as_from_nothing(blog: BlogFolder) -> None:
    store = Store()
    typed = article(title="One", date="2026-05-01", body="Typed: [x](nowhere.md).\n")

    def both(unsaved: Mapping[str, str]) -> set[str]:
        again = check(blog, store, unsaved)
        assert again == check(blog, Store(), unsaved)
        return again

    (before,) = both({})
    assert "gone.md" in before
    assert any("nowhere.md" in problem for problem in both({"articles/one.md": typed}))
    assert both({}) == {before}
    blog.write({"docs/articles/gone.md": article(title="Back", date="2026-05-03", body="Back.\n")})
    assert both({}) == set()
    (blog.root / "docs/articles/one.md").unlink()
    assert any("one.md" in problem for problem in both({}))


def test_only_a_text_that_is_being_typed_is_rendered_again(blog: BlogFolder) -> None:
    store = Store()
    check(blog, store, {})
    assert {"First.", "Second:"} <= set(RENDERED)
    typed = article(title="One", date="2026-05-01", body="Typed.\n")
    check(blog, store, {"articles/one.md": typed})
    assert set(RENDERED) == {"Typed."}
    check(blog, store, {"articles/one.md": typed})
    assert not RENDERED
