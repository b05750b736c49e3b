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
    assert [listed.title for listed in blog.articles] == ["B", "A"]
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


def test_a_letter_gets_the_words_of_an_article_s_checklists_and_where_they_are(
    blog_folder: BlogFolder,
) -> None:
    body = (
        "## Before you press send\n\n"
        "- [ ] I know *why* I write to `them` & nobody else. {#why}\n"
        "- [x] Read it aloud.\n"
        "    - [ ] And once more.\n\n"
        "Some words.\n\n"
        '!!! checklist "Later"\n    - [ ] Say thanks.\n'
    )
    blog_folder.write(
        {
            "docs/articles/a.md": article(title="A", date="2026-05-01", body=body),
            "docs/articles/b.md": article(title="B", date="2026-05-02", body=body, mail=False),
            "docs/articles/c.md": article(title="C", date="2026-05-03"),
        }
    )
    site = blog_folder.build()
    checklists = read_blog(site.text("blog.json")).checklists
    assert list(checklists) == ["articles/a/"]
    first, second = checklists["articles/a/"]
    assert (first.title, second.title) == ("Before you press send", "Later")
    assert [(item.level, item.text) for item in first.items] == [
        (0, "I know why I write to them & nobody else."),
        (0, "Read it aloud."),
        (1, "And once more."),
    ]
    page = site.text("articles/a/index.html")
    for checklist in (first, second):
        assert f'id="{checklist.anchor}"' in page
    blog_folder.write(
        {"docs/articles/a.md": article(title="A", date="2026-05-01", body=body + "- [ ] New.\n")}
    )
    known = read_blog(blog_folder.build().text("blog.json")).checklists["articles/a/"]
    assert known[-1].items[-1].text == "New."
