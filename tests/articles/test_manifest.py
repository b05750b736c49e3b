"""What an author says of letters and topics, as the subscription service reads it in a build."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.blog import read_blog
from tests.blog_folder import article

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder


def test_an_article_that_its_author_keeps_out_of_letters_is_on_the_site_and_in_no_letter(
    blog_folder: BlogFolder,
) -> None:
    blog_folder.write(
        {
            "docs/articles/a.md": article(title="A", date="2026-05-01"),
            "docs/articles/b.md": article(title="B", date="2026-05-02", id="quiet", mail=False),
        }
    )
    site = blog_folder.build()
    blog = read_blog(site.text("blog.json"))
    assert [each.title for each in blog.articles] == ["B", "A"]
    assert blog.unmailed == {"quiet"}
    assert "<title>B</title>" in site.text("atom.xml")
    blog_folder.write({"docs/articles/b.md": article(title="B", date="2026-05-02", id="quiet")})
    assert read_blog(blog_folder.build().text("blog.json")).unmailed == frozenset()


def test_who_followed_a_topic_by_a_synonym_of_now_follows_the_topic(
    blog_folder: BlogFolder,
) -> None:
    tags = {"job-interviews": {"name": "Job interviews", "topic": True, "synonyms": ["Interviews"]}}
    blog_folder.write(
        {
            "docs/tags.yml": json.dumps({"tags": tags}),
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["job-interviews"]),
        }
    )
    blog = read_blog(blog_folder.build().text("blog.json"))
    assert blog.current_topics(("interviews",)) == ("job-interviews",)
    assert blog.topic_names(("interviews",)) == ("Job interviews",)
