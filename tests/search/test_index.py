"""What a reader can find."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.blog_folder import article

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder


def _documents(blog: BlogFolder) -> dict[str, dict[str, object]]:
    site = blog.build()
    found = json.loads(site.text("search/search_index.json"))["docs"]
    return {document["location"]: document for document in found}


def _with_search(blog: BlogFolder) -> BlogFolder:
    path = blog.root / "mkdocs.yml"
    plugin = "- rapport/subscribe: {}\n"
    path.write_text(path.read_text().replace(plugin, f"{plugin}- rapport/search: {{}}\n"))
    return blog


def test_articles_sections_and_checklist_items_are_found_as_text(blog_folder: BlogFolder) -> None:
    body = "Lead & <b>bold</b>.\n\n## After *you* send\n\n- [ ] Spell the <i>name</i>.\n"
    head = article(title="A < B", date="2026-05-01", tags=["R&D"], body=body)
    documents = _documents(_with_search(blog_folder.write({"docs/articles/a.md": head})))
    whole = documents["articles/a/"]
    assert whole["title"] == "A &lt; B"
    assert whole["tags"] == ["R&amp;D"]
    assert whole["text"] == "<p>Lead &amp; bold.</p>"
    section = documents["articles/a/#after-you-send"]
    assert section["title"] == "After you send"
    assert "<p>Spell the name.</p>" in str(section["text"])


def test_an_article_that_asks_for_it_is_left_out(blog_folder: BlogFolder) -> None:
    files = {
        "docs/articles/a.md": article(title="A", date="2026-05-01"),
        "docs/articles/b.md": article(title="B", date="2026-05-02", search={"exclude": True}),
    }
    documents = _documents(_with_search(blog_folder.write(files)))
    assert list(documents) == ["articles/a/"]
