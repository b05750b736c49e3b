"""Tags and authors that are spelled in two ways: joined if they share a page, else reported."""

from __future__ import annotations

from collections import Counter
from shlex import quote
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from rapport.blog.problem import Problem, Severity
from rapport.blog.tag import too_similar

Named = TypeVar("Named", "Tag", "Author")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rapport.blog.article import Article
    from rapport.blog.author import Author, Authors
    from rapport.blog.tag import Tag, Vocabulary


def join_alike(
    articles: Sequence[Article], vocabulary: Vocabulary, authors: Authors
) -> list[Article]:
    """Return the articles with one spelling of each tag and author: the most frequent one.

    Two spellings with the same slug share a page. The vocabulary and the authors' file take
    precedence.
    """
    tags: dict[str, Tag] = {}
    if vocabulary.is_open:
        known = vocabulary.tags
        tags = _usual(articles, lambda article: article.tags, lambda tag: tag.slug in known)
    people = _usual(
        articles, lambda article: article.authors, lambda author: author.id in authors.known
    )

    def joined(article: Article) -> Article:
        named = tuple(dict.fromkeys(tags.get(tag.slug, tag) for tag in article.tags))
        signed = tuple(
            dict.fromkeys(
                author if author.id in authors.known else people.get(author.slug, author)
                for author in article.authors
            )
        )
        if (named, signed) == (article.tags, article.authors):
            return article
        return replace(article, tags=named, authors=signed)

    return [joined(article) for article in articles]


def _usual(
    articles: Iterable[Article],
    named_in: Callable[[Article], Iterable[Named]],
    is_known: Callable[[Named], bool],
) -> dict[str, Named]:
    """Return the preferred spelling for each slug that is written in more than one way."""
    count = Counter(named for article in articles for named in named_in(article))
    by_slug: dict[str, list[Named]] = {}
    for named in count:
        by_slug.setdefault(named.slug, []).append(named)
    return {
        slug: max(group, key=lambda named: (is_known(named), count[named]))
        for slug, group in by_slug.items()
        if len(group) > 1
    }


def find_alike(
    articles: Sequence[Article], vocabulary: Vocabulary, authors: Authors
) -> list[Problem]:
    """Return a problem for each pair, at the first article that has the rarer spelling."""
    ordered = sorted(articles, key=lambda article: article.path)
    return [
        *_authors_alike(ordered, authors.known),
        *(_tags_alike(ordered) if vocabulary.is_open else ()),
    ]


def _tags_alike(articles: Sequence[Article]) -> Iterable[Problem]:
    first_use, count = _uses((article, tag.name) for article in articles for tag in article.tags)
    for group in too_similar(first_use):
        usual = max(group, key=lambda name: count[name])
        for name in group:
            if name != usual:
                where = _where(first_use[usual], count[usual])
                message = f"the tag `{name}` is nearly `{usual}`, {where}."
                hint = f"Join them: `rapport tags rename {quote(name)} {quote(usual)}`."
                yield _at(first_use[name], "tags", "tags-alike", message, hint, Severity.WARNING)


def _authors_alike(articles: Sequence[Article], known: Mapping[str, Author]) -> Iterable[Problem]:
    people = {author.id: author for article in articles for author in article.authors}
    first_use, count = _uses(
        (article, author.id) for article in articles for author in article.authors
    )
    by_slug: dict[str, list[str]] = {}
    for name in first_use:
        by_slug.setdefault(people[name].slug, []).append(name)
    for group in by_slug.values():
        usual = max(group, key=lambda name: (name in known, count[name]))
        for name in group:
            if name == usual:
                continue
            place, where = first_use[name], _where(first_use[usual], count[usual])
            if name in known:
                message = f"the author `{name}` would share the page of `{usual}`, {where}."
                hint = "Give one of the two another `slug` in the authors' file."
                yield _at(place, "authors", "authors-alike", message, hint, Severity.ERROR)
            else:
                message = f"the author `{name}` is taken for `{usual}`, {where}."
                hint = "Write both alike, or name both in the authors' file, each with a `slug`."
                yield _at(place, "authors", "authors-alike", message, hint, Severity.WARNING)


def _uses(pairs: Iterable[tuple[Article, str]]) -> tuple[dict[str, Article], Counter[str]]:
    first_use: dict[str, Article] = {}
    count: Counter[str] = Counter()
    for article, name in pairs:
        first_use.setdefault(name, article)
        count[name] += 1
    return first_use, count


def _where(article: Article, count: int) -> str:
    more = f" and {count - 1} more" if count > 1 else ""
    return f"used in `{article.path}`{more}"


def _at(
    article: Article, key: str, code: str, message: str, hint: str, severity: Severity
) -> Problem:
    position = article.position(key)
    place = (article.path, position.line, position.column)
    return Problem(*place, code, message, hint, severity)
