"""Front matter in a whole blog: what many files share, and what templates get of it."""

from __future__ import annotations

import pytest
from mkdocs.exceptions import PluginError

from tests.blog_folder import BlogFolder, article

OWN_TEMPLATE = """\
{% extends "main.html" %}
{% block content %}<p id="own">{{ page.meta.sponsor }}, {{ page.meta.extra.mood }}</p>{% endblock %}
"""


def with_options(blog: BlogFolder, options: str) -> None:
    path = blog.root / "mkdocs.yml"
    text = path.read_text("utf-8").replace("rapport/articles: {}", f"rapport/articles: {options}")
    assert options in text
    path.write_text(text, "utf-8")


def test_an_unknown_key_is_one_line_for_all_files_that_have_it(blog_folder: BlogFolder) -> None:
    names = ("a", "b", "c")
    blog_folder.write(
        {
            f"docs/articles/{name}.md": article(
                title=name,
                date="2026-05-01",
                weight=1,
                **({"layout": "post"} if name != "c" else {}),
            )
            for name in names
        }
    )
    begin = "warning[unknown-key]: an article has no key"
    once = "1 more file. Its word here is `template`."
    said = [
        f"docs/articles/a.md:4:1: {begin} `weight`; it is ignored. So it is in 2 more files.",
        f"docs/articles/a.md:5:1: {begin} `layout`; it is ignored. So it is in {once}",
    ]
    assert blog_folder.check() == said
    assert list(blog_folder.build(strict=False).log) == said


def test_templates_get_keys_of_the_owners_own(blog_folder: BlogFolder) -> None:
    with_options(blog_folder, "{allow_keys: [sponsor]}")
    path = blog_folder.root / "mkdocs.yml"
    text = path.read_text("utf-8").replace("font: false", "font: false\n  custom_dir: own")
    path.write_text(text, "utf-8")
    head = article(
        title="A", date="2026-05-01", sponsor="Letters", template="own.html", extra={"mood": "calm"}
    )
    blog_folder.write({"docs/articles/a.md": head, "own/own.html": OWN_TEMPLATE})
    for folder in ("first", "second"):  # the second takes what the first has read
        page = blog_folder.build(folder).page("articles/a/index.html")
        assert page.xpath("string(//*[@id='own'])") == "Letters, calm"


@pytest.mark.parametrize("path", ["docs/articles/b.md", "docs/b.md"])
def test_nothing_is_published_that_its_author_holds_back(
    blog_folder: BlogFolder, path: str
) -> None:
    blog_folder.write({"docs/articles/a.md": article(title="A", date="2026-05-01")})
    blog_folder.write({path: article(title="B", date="2026-05-02", status="private")})
    with pytest.raises(PluginError, match="1 error in the content"):
        blog_folder.build(strict=False)
    assert not (blog_folder.root / "site" / "blog.json").exists()


def test_an_alias_with_percent_signs_leads_on(blog_folder: BlogFolder) -> None:
    head = article(title="A", date="2026-05-01", aliases=["/2014/%C3%BCber-uns/"])
    site = blog_folder.write({"docs/articles/a.md": head}).build()
    assert 'href="../../articles/a/"' in site.text("2014/über-uns/index.html")
