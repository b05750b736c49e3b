"""An owner's file under a template's former name still takes the place of ours for one release."""

from __future__ import annotations

import pytest
import yaml

from tests.blog_folder import BlogFolder, article, configuration


def test_an_owners_template_under_its_former_name_is_used_and_named(
    blog_folder: BlogFolder, caplog: pytest.LogCaptureFixture
) -> None:
    settings = yaml.safe_load(configuration())
    settings["theme"]["custom_dir"] = "own"
    own = '{% extends "main.html" %}{% block content %}<p id="own">Goodbye</p>{% endblock %}'
    blog_folder.write(
        {
            "mkdocs.yml": yaml.safe_dump(settings),
            "docs/articles/a.md": article(title="A", date="2026-05-01"),
            "own/left.html": own,
        }
    )
    with caplog.at_level("INFO", logger="mkdocs"):
        site = blog_folder.build()
    assert [text.text for text in site.page("subscribe/left/index.html").cssselect("#own")] == [
        "Goodbye"
    ]
    assert "The template `left.html` is called `unsubscribed.html` now" in caplog.text
    blog_folder.write({"own/unsubscribed.html": own.replace("Goodbye", "Farewell")})
    site = blog_folder.build()
    assert [text.text for text in site.page("subscribe/left/index.html").cssselect("#own")] == [
        "Farewell"
    ]
