"""Atom 1.0 (RFC 4287) through feedgen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedgen.entry import FeedEntry as FeedgenEntry
from feedgen.ext.base import BaseExtension
from feedgen.ext.media import MediaEntryExtension, MediaExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from rapport.blog.feed_format import FeedFormat
from rapport.features.feeds.feed import Feed, FeedEntry, Person
from rapport.features.feeds.valid_text import clean, first_of, uri
from rapport.features.feeds.xml_document import xml_document

if TYPE_CHECKING:
    from collections.abc import Callable

_XML = "{http://www.w3.org/XML/1998/namespace}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AtomEntry(FeedgenEntry):  # type: ignore[misc] # feedgen has no types
    """An entry that is created once, and moved from feed to feed as they are written."""

    _made: etree._Element | None = None
    language = ""

    def atom_entry(self, extensions: bool = True) -> etree._Element:
        """Return the `<entry>`."""
        if self._made is None:
            self._made = super().atom_entry(extensions)
            if self.language:
                self._made.set(f"{_XML}lang", self.language)
        return self._made


class _Links(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """Links with their `rel`, which feedgen 1.0 drops from Atom entries."""

    entry: FeedEntry

    def extend_atom(self, element: etree._Element) -> etree._Element:
        picture = self.entry.picture
        if picture is not None:
            _link(
                element,
                rel="enclosure",
                href=uri(picture.url),
                type=picture.media_type,
                length=str(picture.length or ""),
            )
        for checklist in self.entry.checklists:
            _link(element, rel="related", href=uri(checklist.url), title=clean(checklist.title))
        if self.entry.comments:
            _link(element, rel="replies", href=uri(self.entry.comments), type="text/html")
        return element


def _link(parent: etree._Element, **attributes: str) -> None:
    known = {name: value for name, value in attributes.items() if value}
    etree.SubElement(parent, "link", known)


def atom_entry(entry: FeedEntry) -> AtomEntry:
    """Return an entry as Atom; `updated` is when it was published if the author gave none."""
    atom = AtomEntry()
    atom.register_extension("links", _Links, rss=False)
    atom.id(entry.id)
    atom.title(first_of(entry.title, entry.url))
    atom.link(href=entry.url)
    atom.summary(first_of(entry.summary, entry.title, entry.url))
    if entry.content:
        atom.content(clean(entry.content), type="html")
    atom.published(entry.published)
    atom.updated(entry.changed)
    for author in entry.authors:
        atom.author(_person(author))
    for category in entry.categories:
        name = first_of(category.name, category.url)
        atom.category(term=name, scheme=uri(category.url), label=name)
    if entry.picture is not None:
        atom.register_extension("media", MediaEntryExtension, rss=False)
        atom.media.content(group=None, **entry.picture.media_fields())
    atom.links.entry = entry
    atom.language = entry.language
    return atom


def _person(person: Person) -> dict[str, str]:
    return {
        "name": first_of(person.name, person.url, "?"),
        **({"email": clean(person.email)} if person.email else {}),
        **({"uri": uri(person.url)} if person.url else {}),
    }


def to_atom(feed: Feed, make_entry: Callable[[FeedEntry], AtomEntry] = atom_entry) -> bytes:
    """Return the feed as Atom 1.0; the same feed gives the same bytes."""
    generator = FeedGenerator()
    if any(entry.picture for entry in feed.entries):
        generator.register_extension("media", MediaExtension, rss=False)
    generator.id(feed.id)
    generator.title(first_of(feed.title, feed.page_url))
    generator.subtitle(first_of(feed.description, feed.title))
    generator.link(href=uri(feed.page_url), rel="alternate", type="text/html")
    generator.link(href=feed.url(FeedFormat.ATOM), rel="self", type=FeedFormat.ATOM.media_type)
    if feed.hub:
        generator.link(href=uri(feed.hub), rel="hub")
    generator.language(feed.language)
    generator.generator("Rapport")
    generator.author(_person(feed.author))
    generator.updated(feed.updated or _EPOCH)
    if feed.rights:
        generator.rights(clean(feed.rights))
    if feed.image:
        generator.logo(uri(feed.image))
    for entry in feed.entries:
        generator.add_entry(make_entry(entry), order="append")
    return xml_document(generator.atom_str(pretty=True), feed.stylesheet)
