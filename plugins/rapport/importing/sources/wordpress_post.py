"""One post or page of a WordPress export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.importing.files import in_one_line
from rapport.importing.model import ImportedArticle, ItemKind, Text
from rapport.importing.notes import Note, dropped, to_do
from rapport.importing.plain import plain_text
from rapport.importing.sources.shortcodes import Shortcodes
from rapport.importing.sources.wordpress_dates import date_of, read_moment
from rapport.importing.sources.wordpress_library import meta_of
from rapport.importing.sources.wordpress_text import PostText, read_footnotes
from rapport.importing.sources.xml_stream import fields, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml import etree

    from rapport.importing.sources.wordpress_library import Library

_DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
)
_HELD_BACK = {
    "draft": "a draft",
    "pending": "waited for review",
    "private": "private",
    "inherit": "a revision",
}
UNSORTED = frozenset(("uncategorized", "uncategorised"))


def read_post(item: etree._Element, values: dict[str, str], library: Library) -> ImportedArticle:
    """Return a post or page; `values` are its plain fields."""
    meta = dict(reversed(meta_of(item)))
    key, status = values.get("wp:post_id", ""), values.get("wp:status", "publish")
    kind = ItemKind.PAGE if values.get("wp:post_type") == "page" else ItemKind.ARTICLE
    notes: list[Note] = []
    is_draft = _is_held_back(values, status, notes)
    date = date_of(values, library.offsets)
    if date is None and kind is ItemKind.ARTICLE:
        date = read_moment(values.get("wp:post_modified", "")) or library.exported
        notes.append(to_do("no date in the export: look at `date`.", "date:"))
        is_draft = True
    comments, uncounted = _comments(item)
    if uncounted:
        notes.append(dropped(f"{uncounted} comment(s) that were never approved, or were pings."))
    content, footnotes = (
        values.get("content:encoded", ""),
        read_footnotes(meta.get("footnotes", "")),
    )
    picture = library.pictures.get(meta.get("_thumbnail_id", ""))
    if meta.get("_thumbnail_id") and picture is None:
        notes.append(to_do("its featured image is not in the export."))
    names, authors = _names(item, values, notes)
    slug = values.get("wp:post_name", "")
    return ImportedArticle(
        key=f"wordpress:{key}",
        title=plain_text(values.get("title", "")) or _untitled(values, notes),
        text=lambda: _text(content, footnotes, key, library),
        kind=kind,
        slug=slug,
        date=date,
        updated=_updated(values, library),
        address=values.get("link", ""),
        others=tuple(_addresses(item, values, kind, library)),
        guid=values.get("guid", ""),
        authors=authors,
        tags=names,
        description=_description(values, meta),
        image=picture.url if picture else "",
        image_alt=picture.alt if picture else "",
        is_draft=is_draft,
        is_pinned=values.get("wp:is_sticky", "0") == "1",
        folder=_folder(values) if kind is ItemKind.PAGE else "",
        extra={"canonical": meta["_yoast_wpseo_canonical"]}
        if meta.get("_yoast_wpseo_canonical")
        else {},
        comments=tuple(comments),
        notes=tuple(notes),
    )


def _text(content: str, footnotes: dict[str, str], key: str, library: Library) -> Text:
    shortcodes = Shortcodes(lambda ids: library.some(ids, key))
    text = PostText(lambda ref: library.reusable.get(ref, ""), footnotes)
    html = shortcodes.after_paragraphs(text.html(shortcodes.before_paragraphs(content)))
    return Text(html, notes=(*text.notes, *shortcodes.notes))


def _is_held_back(values: dict[str, str], status: str, notes: list[Note]) -> bool:
    if values.get("wp:post_password"):
        notes.append(to_do("it had a password, so it is held back: nothing here asks for one."))
        return True
    if status in _HELD_BACK:
        if status != "draft":
            notes.append(to_do(f"it was no public post ({_HELD_BACK[status]}): it is held back."))
        return True
    if status not in ("publish", "future"):
        notes.append(to_do(f"its status was `{status}`: it is held back."))
        return True
    return False


def _untitled(values: dict[str, str], notes: list[Note]) -> str:
    text = plain_text(
        re.sub(r"<!--.*?-->|\[[^\]]*\]", " ", values.get("content:encoded", ""), flags=re.DOTALL)
    )
    first = " ".join(text.split()[:8])
    notes.append(to_do("it had no title: its first words stand there now.", "title:"))
    return first or values.get("wp:post_name") or f"Untitled {values.get('wp:post_id', '')}".strip()


def _updated(values: dict[str, str], library: Library) -> datetime | None:
    changed_at = {
        "wp:post_date": values.get("wp:post_modified", ""),
        "wp:post_date_gmt": values.get("wp:post_modified_gmt", ""),
    }
    return date_of(changed_at, library.offsets)


def _description(values: dict[str, str], meta: dict[str, str]) -> str:
    written = next((meta[key] for key in _DESCRIPTIONS if meta.get(key)), "")
    written = written if "%%" not in written and "%" not in written[:1] else ""
    return in_one_line(plain_text(written or values.get("excerpt:encoded", "")))


def _names(
    item: etree._Element, values: dict[str, str], notes: list[Note]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags of an item, by name, and its authors, by id."""
    tags: list[str] = []
    others: list[str] = []
    for child in item.iterchildren():
        if not isinstance(child.tag, str) or name_of(child) != "category":
            continue
        domain, text = child.get("domain", "category"), in_one_line(plain_text(child.text or ""))
        slug = child.get("nicename", "")
        if domain in ("category", "post_tag", "tag") and text:
            if text.lower() in UNSORTED:
                continue
            tags.append(text)
        elif domain == "author":
            others.append(slug.removeprefix("cap-") or text)
        elif domain not in ("post_format", "nav_menu", "language") and text:
            notes.append(dropped(f"`{text}` of the taxonomy `{domain}`."))
    creator = values.get("dc:creator", "")
    return tuple(dict.fromkeys(tags)), tuple(
        dict.fromkeys(others or ([creator] if creator else []))
    )


def _addresses(
    item: etree._Element, values: dict[str, str], kind: ItemKind, library: Library
) -> Iterator[str]:
    """Yield the addresses besides the permanent one: short, older, of feeds, AMP and files."""
    key, link = values.get("wp:post_id", ""), values.get("link", "")
    if key.isdecimal():
        yield f"?p={key}"
        if kind is ItemKind.PAGE:
            yield f"?page_id={key}"
    yield values.get("guid", "")
    parts = urlsplit(link)
    if parts.path.strip("/") and not parts.query:
        folder = link if link.endswith("/") else f"{link}/"
        yield from (f"{folder}feed/", f"{folder}amp/")
        for name, old in meta_of(item):
            if name == "_wp_old_slug" and old:
                yield re.sub(r"[^/]+?((?:\.html?)?/?)$", lambda end, old=old: old + end[1], link)  # type: ignore[misc] # its default is its own name
    yield from library.pages_of_files.get(key, ())


def _folder(values: dict[str, str]) -> str:
    """Return the folders above a page, as its address has them: `about/team` for its child."""
    path = urlsplit(values.get("link", "")).path.strip("/")
    return path.rpartition("/")[0]


def _comments(item: etree._Element) -> tuple[list[dict[str, str]], int]:
    """Return the approved comments, without addresses of people, and how many others there are."""
    comments, others = [], 0
    for child in item:
        if not isinstance(child.tag, str) or name_of(child) != "wp:comment":
            continue
        comment = fields(child)
        is_comment = comment.get("wp:comment_type", "") in ("", "comment")
        if comment.get("wp:comment_approved") == "1" and is_comment:
            names = ("id", "parent", "author", "author_url", "date_gmt", "content")
            comments.append({name: comment.get(f"wp:comment_{name}", "") for name in names})
        else:
            others += 1
    return comments, others
