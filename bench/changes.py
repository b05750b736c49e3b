"""What an author does between two builds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bench.blog import BenchmarkBlog
from bench.corpus import with_sentence, with_title_and_tag

_STEPS = 7
"""Each turn changes another article: 1/7 of the corpus further on, neither new nor oldest."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the page of an article must hold after the next build."""

    slug: str
    text: str


def edit_body(blog: BenchmarkBlog) -> Effect:
    """Add a sentence to an article."""
    sample = blog.sample(_next_place(blog))
    text = f"This was added in change {blog.changes}."
    blog.put(with_sentence(sample, text))
    return Effect(sample.slug, text)


def retitle(blog: BenchmarkBlog) -> Effect:
    """Change the title of an article and one of its tags; it keeps its URL."""
    sample = blog.sample(_next_place(blog))
    title = f"{sample.title} in change {blog.changes}"
    blog.put(with_title_and_tag(sample, title))
    return Effect(sample.slug, title)


def add_article(blog: BenchmarkBlog) -> Effect:
    """Add an article, the newest of all."""
    blog.changes += 1
    sample = blog.corpus.sample(-blog.changes)
    blog.put(sample)
    return Effect(sample.slug, sample.title)


def change_nothing(blog: BenchmarkBlog) -> Effect:
    """Leave everything as it is."""
    sample = blog.sample(0)
    return Effect(sample.slug, sample.title)


def rename_site(blog: BenchmarkBlog) -> Effect:
    """Change the site's name, which every page shows."""
    blog.changes += 1
    name = f"Letters and Ladders {blog.changes}"
    for path in (blog.root / "mkdocs.yml", blog.root / "hugo.toml"):
        if path.exists():
            text = path.read_text(encoding="utf-8")
            text, times = re.subn(r"Letters and Ladders(?: \d+)?", name, text)
            assert times, f"{path} names the site"
            path.write_text(text, encoding="utf-8")
    return Effect(blog.sample(0).slug, name)


def forget_all(blog: BenchmarkBlog) -> Effect:
    """Remove the site and what was kept, so that the next build is from nothing."""
    blog.forget()
    return change_nothing(blog)


def next_edited(blog: BenchmarkBlog) -> str:
    """Return the slug of the article that the next edit changes."""
    return blog.sample(_place(blog, blog.changes + 1)).slug


def _next_place(blog: BenchmarkBlog) -> int:
    blog.changes += 1
    return _place(blog, blog.changes)


def _place(blog: BenchmarkBlog, change: int) -> int:
    return blog.corpus.size * (change % _STEPS + 1) // (_STEPS + 2)


Change = Callable[[BenchmarkBlog], Effect]
