"""What to read next: shared tags, rare ones first, then what is near in time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.article import Article
from rapport.blog.blog import Blog, gather
from rapport.blog.tag import OPEN_VOCABULARY, Tag
from rapport.features.articles.related import Related

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def written(name: str, day: int, *tags: str) -> Article:
    return Article(
        path=f"docs/{name}.md",
        source=f"{name}.md",
        id=name,
        url=f"{name}/",
        title=name,
        headline=name,
        date=FIRST + timedelta(days=day),
        body="",
        body_line=1,
        tags=tuple(Tag(tag, tag) for tag in tags),
    )


def related_to(name: str, *articles: Article) -> list[str]:
    blog = gather(articles, OPEN_VOCABULARY, FIRST + timedelta(days=4000), UTC)
    (own,) = (article for article in articles if article.id == name)
    return [article.id for article in Related(blog).to(own)]


def test_a_rare_tag_counts_more_than_a_common_one() -> None:
    common = [written(f"c{day}", day, "common") for day in range(20)]
    rare = written("rare", 300, "rare")
    assert related_to("own", written("own", 10, "common", "rare"), rare, *common)[0] == "rare"


def test_among_equals_the_nearest_in_time_comes_first() -> None:
    articles = [written(f"a{day}", day, "x") for day in (1, 5, 40)]
    assert related_to("own", written("own", 6, "x"), *articles) == ["a5", "a1", "a40"]


def test_there_are_four_at_most_and_never_the_article_itself() -> None:
    articles = [written(f"a{day}", day, "x", "y") for day in range(50)]
    found = related_to("a20", *articles)
    assert len(found) == 4
    assert "a20" not in found


def test_without_a_shared_tag_nothing_is_related() -> None:
    assert related_to("a", written("a", 1, "x"), written("b", 1, "y"), written("c", 1)) == []


blogs = st.lists(
    st.tuples(st.integers(0, 60), st.lists(st.sampled_from("abcd"), max_size=3, unique=True)),
    min_size=1,
    max_size=70,
)


@given(blogs, blogs)
def test_answers_for_another_blog_are_kept_only_where_they_still_hold(
    before: list[tuple[int, list[str]]], after: list[tuple[int, list[str]]]
) -> None:
    def blog_of(lines: list[tuple[int, list[str]]]) -> Blog:
        articles = [written(f"n{name}", day, *tags) for name, (day, tags) in enumerate(lines)]
        return gather(articles, OPEN_VOCABULARY, FIRST + timedelta(days=4000), UTC)

    old = Related(blog_of(before))
    mixed = blog_of(before[: len(before) // 2] + after)
    kept, anew = Related(mixed), Related(mixed)
    kept.know(json.loads(json.dumps(old.shape())), json.loads(json.dumps(old.known())))
    assert kept.known() == anew.known()


def test_a_new_article_leaves_most_answers_as_they_are() -> None:
    articles = [written(f"a{day}", day, "x") for day in range(80)]
    until = FIRST + timedelta(days=4000)
    old = Related(gather(articles, OPEN_VOCABULARY, until, UTC))
    new = [*articles, written("newest", 90, "x")]
    related = Related(gather(new, OPEN_VOCABULARY, until, UTC))
    related.know(old.shape(), old.known())
    assert len(related) == 80 - 15
