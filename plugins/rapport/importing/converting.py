"""Convert one article to Markdown, with links and images at their new addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from rapport.blog.links import find_links
from rapport.importing.embed_blocks import with_embeds
from rapport.importing.html.to_markdown import read_document
from rapport.importing.media_files import FILES
from rapport.importing.model import Markup
from rapport.importing.notes import Note, dropped, to_do
from rapport.importing.placing import Placed, former_path, hosts_of
from rapport.importing.raw_addresses import with_urls
from rapport.importing.words import lost_of_markdown, lost_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from rapport.blog.links import Link
    from rapport.importing.media import Media
    from rapport.importing.model import ImportedArticle, Text

_FEW = 12
_TAG_LINES = 20
_ENDINGS = (".md", ".mdx", ".markdown")


@dataclass(frozen=True)
class Converter:
    """Turns texts to Markdown; `targets` are the files of articles by their former addresses.

    `files` are the same by the files of their source, which link to each other by their paths.
    `lists` are the new addresses of former lists: `category/cv` → `tags/cv/`. `urls` are the pages
    of articles by their files; what else lies in `docs` is published at its path.
    With `has_embeds`, the blog shows pages of others in frames.
    """

    blog_url: str
    targets: Mapping[str, str]
    files: Mapping[Path, str]
    lists: Mapping[str, str]
    media: Media
    urls: Mapping[str, str]
    docs: str = "docs"
    has_embeds: bool = True

    def convert(
        self, article: ImportedArticle, text: Text, placed: Placed
    ) -> tuple[str, list[Note]]:
        """Return the Markdown of an article, with notes on lost content and remaining work."""
        markdown, notes = self._convert(article, text, placed)
        markdown = with_urls(markdown, placed.path, placed.url, self.url)
        return with_embeds(markdown, notes) if self.has_embeds else (markdown, notes)

    def url(self, path: str) -> str:
        """Return the URL of a file of the blog, relative to the site's root; empty for none."""
        if path in self.urls:
            return self.urls[path]
        is_file = path.startswith(f"{self.docs}/") and not path.endswith(".md")
        return path.removeprefix(f"{self.docs}/") if is_file else ""

    def _convert(
        self, article: ImportedArticle, text: Text, placed: Placed
    ) -> tuple[str, list[Note]]:
        place = _Place(self, article.address, placed, text.folder)
        if text.markup is Markup.MARKDOWN:
            markdown, notes = _of_markdown(text.content, place)
            lost = lost_of_markdown(text.original, f"{article.title}\n{markdown}")
            return markdown, [*text.notes, *notes, *_loss(lost)]
        document = read_document(text.content)
        _move_links(document.root, place, document.notes)
        before = document.words
        markdown = document.markdown()
        return markdown, [*text.notes, *document.notes, *_loss(lost_words(before, markdown))]

    def picture(self, address: str, article: ImportedArticle, placed: Placed) -> str:
        """Return an article's featured image as seen from its file, empty if it can't be had."""
        if not address:
            return ""
        place = _Place(
            self, article.address, placed, article.text().folder if self.media.root else None
        )
        stored = place.media(address, is_picture=True)
        return stored or self.media.absolute(address, article.address)


def _loss(lost: list[str]) -> list[Note]:
    if not lost:
        return []
    shown = " ".join(lost[:_FEW]) + ("…" if len(lost) > _FEW else "")
    return [dropped(f"{len(lost)} word(s): {shown}")]


@dataclass(frozen=True)
class _Place:
    """The former address of a text, and its new one."""

    converter: Converter
    address: str
    placed: Placed
    folder: Path | None

    def link(self, address: str) -> str | None:
        """Return the new address of a link, None if it stays unchanged."""
        plain, mark, fragment = address.partition("#")
        if not plain:
            return None
        converter = self.converter
        if beside := self._beside(unquote(plain)):
            return self.relative(beside) + mark + fragment
        joined = (
            urljoin(converter.blog_url, urljoin(self.address, plain))
            if converter.blog_url
            else plain
        )
        former = former_path(joined, hosts_of(converter.blog_url))
        if "://" not in joined and not former:
            former = unquote(plain).lstrip("/")
        key = address_key(former)
        if target := converter.targets.get(key):
            return self.relative(target) + mark + fragment
        if key in converter.lists:
            return "/" + converter.lists[key]
        if FILES.search(plain.partition("?")[0]):
            return self.media(plain, is_picture=False)
        return None

    def _beside(self, address: str) -> str | None:
        """Return the new file for a link to a source file."""
        if self.folder is None or "://" in address or address.startswith(("/", "mailto:", "tel:")):
            return None
        try:
            file = (self.folder / address).resolve()
        except (OSError, ValueError):
            return None
        candidates = (file, *(file.with_name(file.name + ending) for ending in _ENDINGS))
        inner = (file / f"{name}.md" for name in ("index", "_index", "README"))
        files = (self.converter.files.get(candidate) for candidate in (*candidates, *inner))
        return next(filter(None, files), None)

    def media(self, address: str, *, is_picture: bool) -> str | None:
        """Return the new address of an image or file, None if it stays unchanged."""
        path = self.converter.media.place(
            address, self.placed, self.address, self.folder, is_picture=is_picture
        )
        return self.relative(path) if path else None

    def relative(self, path: str) -> str:
        """Return the way from the article's file to another one."""
        return posixpath.relpath(path, posixpath.dirname(self.placed.path))


def address_key(former: str) -> str:
    """Return the common form of an address: `2014/Ask/` becomes `2014/ask`."""
    plain = former.partition("#")[0].casefold()
    return re.sub(r"(?:/index)?(?:\.html?|\.php)?/?$", "", plain) if "?" not in plain else plain


def _move_links(root: HtmlElement, place: _Place, notes: list[Note]) -> None:
    for element in list(root.iter("img", "video", "audio", "source", "track", "a")):
        if element.tag == "a":
            if new := place.link(element.get("href", "")):
                element.set("href", new)
            continue
        for name in ("src", "poster"):
            if address := element.get(name):
                new = place.media(address, is_picture=element.tag == "img" or name == "poster")
                element.set(name, new or address)
        if element.tag == "img" and not element.get("alt", "").strip():
            notes.append(to_do("a picture has no alternative text.", element.get("src", "")))


def _of_markdown(markdown: str, place: _Place) -> tuple[str, list[Note]]:
    """Return Markdown with its addresses replaced, and nothing else changed."""
    lines, notes = markdown.split("\n"), []
    for link in reversed(find_links(markdown)):
        turn: Callable[[str], str | None] = place.link
        if link.is_image:
            turn = lambda address: place.media(address, is_picture=True)  # noqa: E731 - one of two
        new = turn(link.target)
        if link.lacks_text:
            notes.append(to_do("a picture has no alternative text.", new or link.target))
        if new is None or new == link.target:
            continue
        at, begin = _place_of(link, lines)
        if begin < 0:
            notes.append(to_do(f"an address still leads to {link.target}.", new))
            continue
        line, end = lines[at], begin + len(link.target)
        lines[at] = line[:begin] + new.replace(" ", "%20") + line[end:]
    return "\n".join(lines), notes[::-1]


def _place_of(link: Link, lines: list[str]) -> tuple[int, int]:
    """Return the position of an address, by line and column from 0; -1 if it is missing.

    A tag may go over some lines, and so may the text of a link before its address.
    """
    begin = lines[link.line - 1].find(link.target, max(link.column - 1, 0))
    if begin >= 0:
        return link.line - 1, begin
    below = range(link.line, min(link.line + _TAG_LINES, len(lines)))
    at = next((number for number in below if link.target in lines[number]), link.line - 1)
    return at, lines[at].find(link.target)
