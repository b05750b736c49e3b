"""Tumblr: the zip of *Settings › Export*, with pages of posts and a folder of media."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import html as lxml_html

from rapport.importing.html.tree import drop
from rapport.importing.model import ImportedArticle, ImportedBlog, Text
from rapport.importing.notes import to_do

NAME = "Tumblr"
HOW = "the .zip of Settings › Export"
_FEW = 10
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_DATE = re.compile(
    r"(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"
    r"(?: (?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<half>am|pm)?)?"
)


def find(folder: Path) -> Path | None:
    """Return the folder of the posts' pages."""
    for place in (folder / "posts/html", *sorted(folder.glob("*/posts/html")), folder / "html"):
        if place.is_dir() and any(place.glob("*.html")):
            return place
    return None


@dataclass
class Tumblr:
    """A blog from one export."""

    folder: Path

    def blog(self) -> ImportedBlog:
        """Return all but the posts; the export says nothing of the blog itself."""
        return ImportedBlog(system=NAME, feeds=("rss",))

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the posts."""
        for path in sorted(self.folder.glob("*.html")):
            yield _article(path)


def _page(path: Path) -> lxml_html.HtmlElement:
    data = path.read_bytes() or b"<html></html>"
    return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))


def _article(path: Path) -> ImportedArticle:
    page = _page(path)
    headings = page.xpath("//body//h1")
    title = " ".join(str(headings[0].text_content()).split()) if headings else ""
    body = page.find("body")
    whole = " ".join(str(body.text_content()).split()) if body is not None else ""
    times = page.xpath("//*[@id='timestamp']")
    date = _moment(str(times[0].text_content()) if times else "")
    notes = [] if date else [to_do("no date in the export: look at `date`.", "date:")]
    if not title:
        notes.append(to_do("it had no title: its first words stand there now.", "title:"))
    tags = [" ".join(str(tag.text_content()).split()) for tag in page.xpath("//span[@class='tag']")]
    return ImportedArticle(
        key=f"tumblr:{path.stem}",
        title=title or " ".join(whole.split()[:_FEW]) or path.stem,
        text=lambda: _text(path),
        date=date or datetime(2000, 1, 1, tzinfo=UTC),
        address=f"/post/{path.stem}",
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        is_draft=date is None,
        notes=tuple(notes),
    )


def _text(path: Path) -> Text:
    page = _page(path)
    for element in page.xpath("//body//h1")[:1] + page.xpath(
        "//*[@id='footer']|//span[@class='tag']"
    ):
        drop(element)
    body = page.find("body")
    html = str(lxml_html.tostring(body, encoding="unicode")) if body is not None else ""
    return Text(html, folder=path.parent)


def _moment(text: str) -> datetime | None:
    match = _DATE.search(text)
    month = _MONTHS.get(match["month"][:3].lower()) if match else None
    if not match or not month:
        return None
    hour = int(match["hour"] or 0) % 12 if match["half"] else int(match["hour"] or 0)
    hour += 12 if match["half"] == "pm" else 0
    try:
        return datetime(
            int(match["year"]),
            month,
            int(match["day"]),
            hour,
            int(match["minute"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None
