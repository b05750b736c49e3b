"""The home page: what it says at once, also without other plugins."""

from __future__ import annotations

import yaml

from tests.blog_folder import BlogFolder, article, configuration


def without(*names: str) -> str:
    """Return a `mkdocs.yml` that lacks some of the plugins."""
    settings = yaml.safe_load(configuration())
    left_out = {f"rapport/{name}" for name in names}
    settings["plugins"] = [plugin for plugin in settings["plugins"] if not left_out & plugin.keys()]
    return yaml.safe_dump(settings)


def topics(page: object) -> list[str]:
    return [link.text for link in page.cssselect(".front__topics .topic")]  # type: ignore[attr-defined]


def test_topics_stand_on_the_home_page_without_a_form_to_subscribe(blog_folder: BlogFolder) -> None:
    site = blog_folder.write(
        {
            "mkdocs.yml": without("subscribe"),
            "docs/tags.yml": "tags: {pay: {name: Pay, topic: true}, notes: {name: Notes}}\n",
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["pay", "notes"]),
        }
    ).build()
    assert topics(site.page("index.html")) == ["Pay"]


def test_without_a_vocabulary_the_most_used_tags_stand_there(blog_folder: BlogFolder) -> None:
    files = {
        f"docs/articles/{number}.md": article(
            title=str(number), date="2026-05-01", tags=[f"tag{tag:02}" for tag in range(number)]
        )
        for number in range(1, 14)
    }
    site = blog_folder.write(files).build()
    assert topics(site.page("index.html")) == [f"tag{number:02}" for number in range(4)]


def test_without_pages_of_tags_none_are_named(blog_folder: BlogFolder) -> None:
    site = blog_folder.write(
        {
            "mkdocs.yml": without("tags", "subscribe"),
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["pay"]),
        }
    ).build(strict=False)
    assert topics(site.page("index.html")) == []


def test_only_what_is_on_top_is_called_the_place_to_start(blog_folder: BlogFolder) -> None:
    site = blog_folder.write(
        {
            "docs/articles/a.md": article(title="A", date="2026-04-01", tags=["x"], pin=True),
            "docs/articles/b.md": article(title="B", date="2026-05-01", tags=["x"]),
        }
    ).build()
    (first, second) = site.page("index.html").cssselect(".entry")
    assert first.cssselect(".entry__pin")
    assert not second.cssselect(".entry__pin")
    assert not site.page("tags/x/index.html").cssselect(".entry__pin")
