"""The rest of a WordPress export: media, tags, authors and unsupported content."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rapport.importing.files import in_one_line
from rapport.importing.model import ImportedAuthor, ImportedTag
from rapport.importing.plain import plain_text
from rapport.importing.sources.shortcodes import LibraryPicture
from rapport.importing.sources.wordpress_dates import read_mail_date, read_moment
from rapport.importing.sources.xml_stream import elements, fields, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from lxml import etree

_TOP = frozenset(
    "item wp:author wp:category wp:tag wp:term title link description language pubDate"
    " wp:base_site_url wp:base_blog_url wp:author_login".split()
)
_ZERO = "0000-00-00"
_OWN_TYPES = frozenset(("post", "page", "attachment"))
_OUTSIDE = frozenset(("trash", "auto-draft", "spam"))
_KNOWN_META = re.compile(
    r"_thumbnail_id|_wp_.*|_edit_.*|_pingme|_encloseme|_oembed.*|_menu_item.*|footnotes"
    r"|_yoast_wpseo_(?:metadesc|canonical|primary_category|content_score|estimated.*|linkdex|title)"
    r"|rank_math_description|_aioseop?_description|_publicize.*|_jetpack.*|_wpas.*|_last_editor.*"
)


@dataclass
class Library:
    """The parts of an export by id, collected in one pass over its files."""

    title: str = ""
    url: str = ""
    description: str = ""
    language: str = ""
    exported: datetime | None = None
    authors: dict[str, str] = field(default_factory=dict)
    tags: dict[tuple[str, str], ImportedTag] = field(default_factory=dict)
    filed: dict[tuple[str, str], ImportedTag] = field(default_factory=dict)
    pictures: dict[str, LibraryPicture] = field(default_factory=dict)
    pictures_of: dict[str, list[str]] = field(default_factory=dict)
    pages_of_files: dict[str, list[str]] = field(default_factory=dict)
    reusable: dict[str, str] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    meta: Counter[str] = field(default_factory=Counter)
    menu: list[str] = field(default_factory=list)
    offsets: dict[datetime, timedelta] = field(default_factory=dict)

    def some(self, ids: Sequence[str], parent: str) -> list[LibraryPicture]:
        """Return pictures by their ids, or those that were uploaded for the post `parent`."""
        wanted = ids or self.pictures_of.get(parent, [])
        return [self.pictures[picture] for picture in wanted if picture in self.pictures]


def read_library(paths: Iterable[Path]) -> Library:
    """Return the content of an export, of one or several files, besides posts and pages."""
    library = Library()
    terms: list[tuple[str, dict[str, str]]] = []
    for path in paths:
        for element in elements(path, _TOP):
            name = name_of(element)
            if name == "item":
                _read_item(element, library)
            elif name in ("wp:category", "wp:tag", "wp:term"):
                terms.append((name, fields(element)))
            elif name == "wp:author":
                values = fields(element)
                login = values.get("wp:author_login", "")
                library.authors[login] = values.get("wp:author_display_name") or login
            else:
                _read_channel(name, (element.text or "").strip(), library)
    _read_terms(terms, library)
    library.tags = library.filed | library.tags
    return library


def _read_channel(name: str, text: str, library: Library) -> None:
    if name == "title":
        library.title = library.title or text
    elif name == "wp:base_blog_url" or (name in ("link", "wp:base_site_url") and not library.url):
        library.url = text
    elif name == "description":
        library.description = library.description or text
    elif name == "language":
        library.language = library.language or text
    elif name == "pubDate":
        library.exported = library.exported or read_mail_date(text)


def _read_terms(terms: Iterable[tuple[str, dict[str, str]]], library: Library) -> None:
    names = {
        term.get("wp:category_nicename") or term.get("wp:term_slug", ""): (
            term.get("wp:cat_name") or term.get("wp:term_name", "")
        )
        for _, term in terms
    }
    parents: dict[str, str] = {}
    for _, term in terms:
        slug = term.get("wp:category_nicename") or term.get("wp:term_slug", "")
        parents[slug] = term.get("wp:category_parent") or term.get("wp:term_parent", "")
    for kind, term in terms:
        taxonomy = {"wp:category": "category", "wp:tag": "post_tag"}.get(kind)
        taxonomy = taxonomy or term.get("wp:term_taxonomy", "")
        if taxonomy not in ("category", "post_tag"):
            continue
        slug = (
            term.get("wp:category_nicename")
            or term.get("wp:tag_slug")
            or term.get("wp:term_slug", "")
        )
        name = (
            term.get("wp:cat_name") or term.get("wp:tag_name") or term.get("wp:term_name") or slug
        )
        base = "category" if taxonomy == "category" else "tag"
        library.tags[base, slug] = ImportedTag(
            name=name,
            parent=names.get(parents.get(slug, ""), ""),
            description=term.get("wp:category_description") or term.get("wp:tag_description", ""),
            is_topic=base == "category",
            addresses=(f"{base}/{_with_parents(slug, parents)}/",),
        )


def _with_parents(slug: str, parents: dict[str, str]) -> str:
    parts, seen = [slug], {slug}
    while (slug := parents.get(slug, "")) and slug not in seen:
        parts.insert(0, slug)
        seen.add(slug)
    return "/".join(parts)


def _read_item(item: etree._Element, library: Library) -> None:
    values = fields(item)
    kind, status = values.get("wp:post_type", "post"), values.get("wp:status", "publish")
    _read_offset(values, library)
    if kind in ("post", "page"):
        keys = (key for key, _ in meta_of(item))
        library.meta.update(key for key in keys if not _KNOWN_META.fullmatch(key))
        for child in item.iterchildren("category"):
            _read_filed(child, library)
    if kind == "attachment":
        _read_attachment(item, values, library)
    elif kind == "wp_block":
        library.reusable[values.get("wp:post_id", "")] = values.get("content:encoded", "")
    elif kind == "nav_menu_item":
        library.left["entries of menus"] += 1
        if values.get("title"):
            library.menu.append(values["title"])
    elif status in _OUTSIDE:
        library.left[f"`{status}`: {kind}s in the bin, or never saved"] += 1
    elif kind not in _OWN_TYPES:
        library.left[f"items of the type `{kind}`"] += 1


def _read_filed(child: etree._Element, library: Library) -> None:
    """Note a category or tag that an item names: some exports list none apart."""
    domain, slug = child.get("domain", "category"), child.get("nicename", "")
    name = in_one_line(plain_text(child.text or ""))
    if domain in ("category", "post_tag", "tag") and name:
        base = "category" if domain == "category" else "tag"
        addresses = (f"{base}/{slug}/",) if slug else ()
        tag = ImportedTag(name, is_topic=base == "category", addresses=addresses)
        library.filed.setdefault((base, slug or name), tag)


def _read_attachment(item: etree._Element, values: dict[str, str], library: Library) -> None:
    key, parent = values.get("wp:post_id", ""), values.get("wp:post_parent", "0")
    address = values.get("wp:attachment_url") or values.get("guid", "")
    alt = next((value for name, value in meta_of(item) if name == "_wp_attachment_image_alt"), "")
    library.pictures[key] = LibraryPicture(address, alt, values.get("excerpt:encoded", ""))
    pages = [page for page in (values.get("link", ""), f"?attachment_id={key}") if page]
    if parent not in ("", "0"):
        library.pictures_of.setdefault(parent, []).append(key)
    library.pages_of_files.setdefault(parent or "0", []).extend(pages)


def _read_offset(values: dict[str, str], library: Library) -> None:
    """Note how far the blog's clock was from UTC when an item was written."""
    local, universal = values.get("wp:post_date", ""), values.get("wp:post_date_gmt", "")
    if universal and not universal.startswith(_ZERO):
        there, utc = read_moment(local), read_moment(universal)
        if there is not None and utc is not None and abs(there - utc) <= timedelta(hours=15):
            library.offsets[utc] = there - utc


def meta_of(item: etree._Element) -> list[tuple[str, str]]:
    """Return the custom fields of an item, by name."""
    pairs = []
    for child in item:
        if isinstance(child.tag, str) and name_of(child) == "wp:postmeta":
            pair = fields(child)
            pairs.append((pair.get("wp:meta_key", ""), pair.get("wp:meta_value", "")))
    return pairs


def authors_of(library: Library) -> tuple[ImportedAuthor, ...]:
    """Return the authors, by their logins, with the pages that they had."""
    return tuple(
        ImportedAuthor(login, name, addresses=(f"author/{login}/",))
        for login, name in library.authors.items()
        if login
    )
