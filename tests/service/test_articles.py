"""Articles as a manifest names them: whatever it holds, letters can be written of it."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes, policy

from hypothesis import given, settings
from hypothesis import strategies as st

from rapport_subscriptions.mail.compose import FromHeader, compose_message, parts_of, write_body
from rapport_subscriptions.mail.template_values import article_values
from rapport_subscriptions.rules.article import Article, read_articles
from rapport_subscriptions.rules.blog import Blog, read_blog
from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.use_cases.deliver_mail import Dispatch
from tests.service.service_under_test import START, article
from tests.service.test_store import mail, subscription

URL = "https://blog.example/"
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=4,
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "id": anything | st.text(min_size=1),
        "url": anything | st.just(f"{URL}articles/x/") | st.text().map(URL.__add__),
        "title": anything | st.text(min_size=1),
        "date": anything | st.just("2026-11-02T09:00:00+01:00"),
        "tags": anything | st.lists(st.text()),
        "summary": anything | st.text(),
        "aliases": anything | st.lists(st.text()),
        "unpublished": anything,
        "checklists": anything
        | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "id": anything | st.text(min_size=1),
                    "title": anything | st.text(),
                    "items": anything
                    | st.lists(
                        st.fixed_dictionaries(
                            {}, optional={"text": anything | st.text(), "items": anything}
                        )
                    ),
                },
            )
        ),
    },
)


@settings(max_examples=150)
@given(st.lists(entries, max_size=4) | anything)
def test_whatever_a_manifest_holds_makes_a_letter_or_is_passed_over(found: object) -> None:
    manifest = {"version": 1, "url": URL, "wordings": {"w": "text"}, "articles": found}
    blog = read_blog(json.dumps(manifest))
    for item in blog.articles:
        assert item.id
        assert item.title
        assert item.url.startswith("http")
        message = letter_about(item, blog)
        parsed = message_from_bytes(message, policy=policy.default)
        assert parsed["Precedence"] == "list"
        assert parsed["Bcc"] is None
        json.dumps([item.id, *item.tags, *item.aliases]).encode()
        assert "\0" not in f"{item.title}{item.summary}{item.id}{item.tags}{item.aliases}"
        f"{item.title}{item.summary}".encode()


def test_a_manifest_is_read_with_its_zone_its_articles_and_without_drafts() -> None:
    entry = {
        "id": "a",
        "url": f"{URL}articles/a/",
        "title": " A\n title\u2028here ",
        "date": "2026-11-02T09:00:00+01:00",
        "tags": ["networking"],
        "summary": "S",
        "aliases": ["articles/old/"],
    }
    draft = {**entry, "id": "d", "unpublished": True}
    broken = [{**entry, "id": "e", "url": "javascript:alert(1)"}, {"id": "f"}, 7]
    manifest = {
        "version": 1,
        "url": URL,
        "title": "B",
        "timezone": "Europe/Paris",
        "articles": [entry, draft, *broken],
        "wordings": {"w": "text"},
    }
    blog = read_blog(json.dumps(manifest))
    wanted = article("a", title="A title here", summary="S", aliases=(f"{URL}articles/old/",))
    assert blog.articles == (wanted,)
    assert blog.timezone == "Europe/Paris"


def test_where_the_blog_lies_elsewhere_its_articles_do_too() -> None:
    entry = {"id": "a", "url": f"{URL}articles/a/", "title": "A", "aliases": ["old/"]}
    (found,) = read_articles([entry], URL, url="http://127.0.0.1:8000/")
    assert found.url == "http://127.0.0.1:8000/articles/a/"
    assert found.aliases == ("http://127.0.0.1:8000/old/",)


def test_an_article_is_for_its_topics_and_for_who_chose_none() -> None:
    item = article("a", "networking", "cv")
    assert item.is_about(())
    assert item.is_about(("interviews", "cv"))
    assert not item.is_about(("interviews",))
    assert replace(item, tags=()).is_about(())
    assert not replace(item, tags=()).is_about(("cv",))


def letter_about(item: Article, blog: Blog) -> bytes:
    reader = subscription()
    dispatch = Dispatch(mail(reader), reader, reader.choice, articles=(item,))
    values = {
        "blog": blog.title,
        "topics": "T",
        "cadence": "weekly",
        "manage_url": URL,
        "receipt_url": URL,
        "unsubscribe_url": URL,
        **article_values(dispatch, blog, URL),
    }
    return compose_message(
        replace(mail(reader), kind=MailKind.ARTICLES),
        reader.email,
        parts_of(write_body(MailKind.ARTICLES, values), blog.title, blog.look),
        FromHeader("B", "hello@blog.example", "B", "articles.blog.example"),
        unsubscribe=("", URL),
        now=START,
    )
