"""Whether a generator made what it should: a fast build of nothing counts for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from bench.corpus import slug
from bench.process import BenchError

if TYPE_CHECKING:
    from pathlib import Path

    from bench.blog import BenchmarkBlog

PER_PAGE = 10
FEED_LENGTH = 30
_READ_CLOSELY = 20


def check_site(blog: BenchmarkBlog) -> None:
    """Raise `BenchError` unless every article, tag page and feed is there, with its content."""
    _check_articles(blog)
    dialect, used = blog.installed.peer.dialect, {tag: n for tag, n in blog.uses.items() if n}
    if dialect.tag_index:
        index = _read(blog, dialect.tag_index)
        _demand(blog, all(tag in index for tag in used), "a tag is missing in the index of tags")
    for tag, count in used.items():
        if dialect.tag_page:
            _check_tag_page(blog, dialect.tag_page.format(slug=slug(tag)), tag, count)
        if dialect.tag_feed:
            _check_feed(blog, dialect.tag_feed.format(slug=slug(tag)), count)
    if dialect.feed:
        _check_feed(blog, dialect.feed, len(blog.slugs))


def check_page(blog: BenchmarkBlog, name: str, *texts: str) -> None:
    """Raise `BenchError` unless the page of the article `name` holds each of `texts`."""
    path = blog.installed.peer.dialect.page.format(slug=name)
    page = _read(blog, path)
    for text in texts:
        _demand(blog, text in page, f"{path} lacks “{text}”")


def _check_articles(blog: BenchmarkBlog) -> None:
    form = blog.installed.peer.dialect.page
    missing = [name for name in blog.slugs if not (blog.site / form.format(slug=name)).is_file()]
    _demand(blog, not missing, f"{len(missing)} of {len(blog.slugs)} articles have no page")
    for number in range(0, blog.corpus.size, max(1, blog.corpus.size // _READ_CLOSELY)):
        sample = blog.sample(number)
        headings = [section.heading for section in sample.sections]
        items = [text for item in sample.items for text in item.split("*")]
        check_page(blog, sample.slug, sample.title, *headings, *items)


def _check_tag_page(blog: BenchmarkBlog, path: str, tag: str, count: int) -> None:
    _demand(blog, tag in _read(blog, path), f"{path} lacks the name of its tag")
    folder = (blog.site / path).parent
    later = sum(1 for _ in folder.glob("index?*.html")) + sum(
        1 for _ in folder.glob("page/*/index.html")
    )
    # Rapport's first page holds up to twice as many as a page: none changes but that one.
    wanted = max(1, count // PER_PAGE)
    _demand(blog, later + 1 >= wanted, f"{path} has {later + 1} pages for {count} articles")


def _check_feed(blog: BenchmarkBlog, path: str, count: int) -> None:
    try:
        feed = ET.fromstring(_read(blog, path))  # noqa: S314 - made here, a moment ago
    except ET.ParseError as error:
        raise BenchError(f"{blog.installed.peer.title}: {path} is not XML ({error})") from error
    entries = len(feed.findall("channel/item"))
    wanted = min(FEED_LENGTH, count)
    _demand(blog, entries == wanted, f"{path} has {entries} entries instead of {wanted}")


def _read(blog: BenchmarkBlog, path: str) -> str:
    file: Path = blog.site / path
    _demand(blog, file.is_file(), f"{path} was not made")
    return file.read_text(encoding="utf-8")


def _demand(blog: BenchmarkBlog, is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise BenchError(f"{blog.installed.peer.title}: {otherwise}")
