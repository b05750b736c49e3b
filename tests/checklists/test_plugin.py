"""The plugin in a real site: what it makes, and what it tells authors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html as lxml_html

from rapport.blog.checklist import Checklist, ChecklistItem

CONFIG = """
site_name: Lists
theme: material
plugins: [rapport/articles, rapport/tags, rapport/checklists]
markdown_extensions: [rapport-checklist, admonition, attr_list]
"""
HEAD = "---\ntitle: One & <two>\ndate: 2026-05-01\nid: one\n---\n"


def build(folder: Path, article: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "docs" / "articles").mkdir(parents=True)
    (folder / "docs" / "articles" / "one.md").write_text(HEAD + article, encoding="utf-8")
    if not (folder / "mkdocs.yml").exists():
        (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_problem_stops_the_build_with_its_place_in_the_file(tmp_path: Path) -> None:
    done = build(tmp_path, "\n- [ ] one {#a}\n- [ ] two {#a}\n")
    assert done.returncode == 1
    assert "docs/articles/one.md:8:11: error[checklist-id-twice]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_warning_stops_only_a_strict_build(tmp_path: Path) -> None:
    done = build(tmp_path, "- [ ] one\n- [ ]\n", "--strict")
    assert done.returncode == 1
    assert "docs/articles/one.md:7:3: warning[checklist-item-empty]" in done.stderr


def test_lists_have_a_page_that_names_their_articles(tmp_path: Path) -> None:
    done = build(tmp_path, '!!! checklist "<b> & co"\n    - [ ] x\n\n- [x] y {#why}\n', "--strict")
    assert done.returncode == 0, done.stderr
    root = lxml_html.parse(tmp_path / "site" / "checklists" / "index.html")
    lines = root.xpath("//check-list-index//li[@data-article]")
    assert [line.get("data-items") for line in lines] == ["x why", "x why"]
    boxes = root.xpath("//check-list-index//input")
    assert [box.get("data-item") for box in boxes] == ["x", "why"]
    assert [box.get("checked") is not None for box in boxes] == [False, True]
    labels = root.xpath("//check-list-index//label")
    assert [label.get("for") for label in labels] == [box.get("id") for box in boxes]
    assert [label.text for label in labels] == ["x", "y"]
    titles = root.xpath("//check-list-index//span[@class='check-list-index__title']")
    assert [title.text for title in titles] == ["& co", "One & <two>"]
    links = root.xpath("//check-list-index//p[@class='check-list-index__source']/a")
    assert [link.text for link in links] == ["One & <two>"] * 2
    assert links[0].get("href") == "../articles/one/#and-co"
    article = (tmp_path / "site" / "articles" / "one" / "index.html").read_text(encoding="utf-8")
    assert article.count("</check-list>") == 2


def test_without_the_articles_plugin_one_line_says_what_is_missing(tmp_path: Path) -> None:
    config = CONFIG.replace("rapport/articles, rapport/tags, ", "")
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    done = build(tmp_path, "- [ ] one\n")
    assert done.returncode == 1
    assert "need `rapport/articles`" in done.stderr
    assert "Traceback" not in done.stderr


def test_search_engines_read_a_list_as_an_item_list() -> None:
    checklist = Checklist(
        "send", "Send", (ChecklistItem("a", "A", items=(ChecklistItem("b", "B & C"),)),)
    )
    assert checklist.item_list("https://e.org/x/") == {
        "@type": "ItemList",
        "@id": "https://e.org/x/#send",
        "name": "Send",
        "numberOfItems": 2,
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "A", "url": "https://e.org/x/#a"},
            {"@type": "ListItem", "position": 2, "name": "B & C", "url": "https://e.org/x/#b"},
        ],
    }


def test_no_list_is_changed_by_who_reads_it() -> None:
    with pytest.raises(AttributeError):
        ChecklistItem("a", "A").text = "B"  # type: ignore[misc]
