"""Medium: the zip of *Settings › Download your information*, a folder of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from lxml import html as lxml_html

from rapport.blog.dates import read_date
from rapport.importing.html.tree import drop
from rapport.importing.model import ImportedArticle, ImportedBlog, Text
from rapport.importing.notes import to_do

NAME = "Medium"
HOW = "the .zip of Settings › Security and apps › Download your information"
_SHORT = 600
"""A response is no longer; Medium makes its title of its first words."""
_ID = re.compile(r"-([0-9a-f]{8,14})\.html$")


def find(folder: Path) -> Path | None:
    """Return the folder of the posts."""
    for place in (folder / "posts", *sorted(folder.glob("*/posts"))):
        pages = sorted(place.glob("*.html")) if place.is_dir() else []
        if pages and b"h-entry" in pages[0].read_bytes()[:4096]:
            return place
    return None


@dataclass
class Medium:
    """The stories of one author, from one export."""

    folder: Path

    @cached_property
    def pages(self) -> list[Path]:
        """The files of the stories."""
        return sorted(self.folder.glob("*.html"))

    def blog(self) -> ImportedBlog:
        """Return all but the stories; Medium says little about the whole."""
        short = sum(1 for path in self.pages if _is_response(_read(path)))
        left = (("responses to stories of others", short),) if short else ()
        return ImportedBlog(system=NAME, left=left)

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the stories."""
        for path in self.pages:
            page = _read(path)
            if not _is_response(page):
                yield _article(path, page)


def _read(path: Path) -> lxml_html.HtmlElement:
    data = path.read_bytes() or b"<html></html>"
    return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))


def _is_response(page: lxml_html.HtmlElement) -> bool:
    """Return whether a page is a comment: it has no title of its own, and is short."""
    body = page.xpath("//section[@data-field='body']")
    has_heading = bool(body and body[0].xpath(".//h1|.//h2|.//h3|.//h4"))
    text = " ".join(str(body[0].text_content()).split()) if body else ""
    title = _title(page)
    begins_so = text.startswith(title.rstrip("….")) and len(text) < _SHORT
    return bool(body) and not has_heading and begins_so


def _title(page: lxml_html.HtmlElement) -> str:
    titles = page.xpath("//h1[contains(@class,'p-name')]|//title")
    return " ".join(str(titles[0].text_content()).split()) if titles else ""


def _article(path: Path, page: lxml_html.HtmlElement) -> ImportedArticle:
    links = page.xpath("//a[contains(@class,'p-canonical')]/@href")
    address = str(links[0]) if links else ""
    times = page.xpath("//time[contains(@class,'dt-published')]/@datetime")
    is_draft = path.name.startswith("draft_")
    date = read_date(str(times[0]), UTC) if times else None
    notes = () if date else (to_do("no date in the export: look at `date`.", "date:"),)
    match = _ID.search(path.name)
    slug = re.sub(r"-[0-9a-f]{8,14}$", "", urlsplit(address).path.rpartition("/")[2])
    subtitle = page.xpath("//section[@data-field='subtitle']")
    author = page.xpath("//a[contains(@class,'p-author')]")
    name = " ".join(str(author[0].text_content()).split()) if author else ""
    title = _title(page)
    tags = (str(tag.text_content()).strip() for tag in page.xpath("//a[@class='p-tag']"))
    return ImportedArticle(
        key=f"medium:{match[1] if match else path.stem}",
        title=title or path.stem,
        text=lambda: _text(_read(path), title),
        slug=slug,
        date=date or datetime.fromtimestamp(path.stat().st_mtime, UTC),
        address=address,
        others=(urlsplit(address).path,) if address else (),
        guid=f"https://medium.com/p/{match[1]}" if match else "",
        authors=(name,) if name else (),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        description=" ".join(str(subtitle[0].text_content()).split()) if subtitle else "",
        is_draft=is_draft or date is None,
        notes=notes,
    )


def _text(page: lxml_html.HtmlElement, title: str) -> Text:
    """Return the body of a story without its title, which the body repeats."""
    body = page.xpath("//section[@data-field='body']")
    if not body:
        return Text("")
    root = body[0]
    for heading in root.xpath(".//h1|.//h2|.//h3|.//h4")[:1]:
        if " ".join(str(heading.text_content()).split()) == title:
            drop(heading)
    for rule in root.xpath(".//div[contains(@class,'section-divider')]")[:1]:
        drop(rule)
    return Text(str(lxml_html.tostring(root, encoding="unicode")))
