"""The results of the import steps: the file of each article and its redirects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapport.blog.author import read_authors
from rapport.blog.tag import read_vocabulary
from rapport.importing.addresses import aliases_of
from rapport.importing.converting import address_key
from rapport.importing.files import front_matter
from rapport.importing.notes import Note, to_do
from rapport.importing.placing import base_of
from rapport.importing.vocabulary import with_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rapport.importing.converting import Converter
    from rapport.importing.model import ImportedArticle, ImportedBlog
    from rapport.importing.placing import Placed
    from rapport.importing.target import TargetBlog
    from rapport.importing.vocabulary import Joined


def own_files(target: TargetBlog, written: set[str]) -> set[str]:
    """Return the Markdown files of a blog that no import wrote."""
    docs = target.folder / target.docs
    paths = {path.relative_to(target.folder).as_posix() for path in docs.rglob("*.md")}
    return paths - written


def page_urls(files: Iterable[str], target: TargetBlog) -> frozenset[str]:
    """Return the addresses of pages by their files; without the home page and articles."""
    urls = set()
    for path in files:
        if not path.startswith(f"{target.articles}/"):
            plain = path.removeprefix(f"{target.docs}/").removesuffix(".md")
            urls.add(re.sub(r"(^|(?<=/))(index|README)$", "", plain).rstrip("/") + "/")
    return frozenset(urls - {"/"})


def targets(placed: list[Placed]) -> dict[str, str]:
    """Return the files of articles by their former addresses, however those are spelt."""
    targets: dict[str, str] = {}
    for item in placed:
        for address in item.addresses:
            targets.setdefault(address_key(address), item.path)
    targets.pop("", None)
    return targets


def new_files(placed: list[Placed]) -> dict[Path, str]:
    """Return the new files of articles by those of their source."""
    return {item.file.resolve(): item.path for item in placed if item.file is not None}


def lists(blog: ImportedBlog, tags: tuple[Joined, ...]) -> dict[str, str]:
    """Return the new addresses of the former pages of tags, which lay below the blog's URL."""
    base = base_of(blog.url).lstrip("/")
    slugs = {name: tag.slug for tag in tags for name in tag.names}
    return {
        address_key(f"{base}{address}"): f"tags/{slugs[tag.name]}/"
        for tag in blog.tags
        if tag.name in slugs
        for address in tag.addresses
    }


def file_of(
    article: ImportedArticle,
    item: Placed,
    target: TargetBlog,
    converter: Converter,
    names: dict[str, str],
    authors: dict[str, str],
) -> tuple[str, list[Note]]:
    """Return the text of an article's file, with notes on it."""
    body, notes = converter.convert(article, article.text(), item)
    notes = [*article.notes, *notes]
    if not body.strip():
        notes.append(to_do("it holds no text."))
    image = converter.picture(article.image, article, item)
    if article.image and not image:
        notes.append(to_do(f"its featured image could not be had: `{article.image[:80]}`."))
    block = front_matter(
        article,
        timezone=target.timezone,
        slug=item.slug,
        aliases=aliases_of(item, target.root),
        image=image,
        tags=dict.fromkeys(names.get(name, name) for name in article.tags),
        authors=dict.fromkeys(authors.get(name, name) for name in article.authors),
    )
    return f"{block}\n{body}", notes


def joined_with(path: Path, ready: str, read: Callable[[str], list[str]]) -> str:
    """Return a file of tags or authors: its existing text, plus the missing entries."""
    if not path.is_file():
        return ready
    present = path.read_text("utf-8", "replace")
    return with_missing(present, ready, read(present))


def tag_names(text: str) -> list[str]:
    """Return all names of the tags in a `tags.yml`."""
    vocabulary, _ = read_vocabulary(text, "tags.yml")
    return [*vocabulary.tags, *vocabulary.spellings]


def author_names(text: str) -> list[str]:
    """Return the ids of an `authors.yml`."""
    return [*read_authors(text, "authors.yml")[0].known]
