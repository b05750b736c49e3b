"""The theme's words, which each page asks for once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme

from rapport.host.theme import add_theme_words, template_dir
from tests.host.test_incremental import NOW
from tests.host.test_recorded_reads import Blog

THEME = Path(Theme(name="material").dirs[0])
KEYS = re.findall(
    r'^  "([\w.]+)":', (THEME / "partials/languages/en.html").read_text(), re.MULTILINE
)
PAGE = '{% import "partials/language.html" as lang with context %}{{ lang.t(key) }}'


@pytest.mark.parametrize("language", ["en", "de", "es", "ar", "pt-BR"])
def test_our_way_to_the_themes_words_gives_what_its_own_gives(language: str) -> None:
    assert len(KEYS) > 40
    config = {"theme": {"language": language}}
    texts = []
    for folders, is_open in (
        ([THEME], False),
        ([template_dir(), THEME], True),
        ([template_dir(), THEME], False),
    ):
        env = Environment(loader=FileSystemLoader(folders))
        add_theme_words(env) if is_open else None
        page = env.from_string(PAGE)
        texts.append([page.render(config=config, key=key) for key in [*KEYS, "no.such.key"]])
    assert texts[0] == texts[1] == texts[2]
    assert "no.such.key" in texts[0]


def test_a_page_is_made_again_when_the_blog_changes_the_themes_words(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.begin()
    blog.write(
        "overrides/partials/languages/en.html",
        '{% macro t(key) %}{{ {"action.skip": "One"}[key] }}{% endmacro %}',
    )
    blog.build()
    blog.change("overrides/partials/languages/en.html", "One", "Two")
    partly, _ = blog.build()
    wholly, _ = blog.build("other", clean=True)
    assert blog.now == NOW
    assert any(b">Two<" in page for page in partly.values())
    assert partly == wholly
