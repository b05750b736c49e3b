"""The rules of Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rapport.feeds.fault import Findings

ATOM = "{http://www.w3.org/2005/Atom}"
_TEXT_TYPES = ("text", "html", "xhtml")
_ONCE_IN_FEED = ("generator", "icon", "logo", "rights", "subtitle")
_ONCE_IN_ENTRY = ("content", "published", "rights", "source", "summary")
_TEXTS = ("title", "subtitle", "summary", "rights")


def check_atom(feed: _Element, findings: Findings) -> None:
    """Note every fault of an Atom document."""
    _check_common(feed, "", findings)
    for name in _ONCE_IN_FEED:
        _at_most_one(feed, name, "", findings)
    for name in ("icon", "logo"):
        if feed.find(ATOM + name) is not None:
            findings.address(_text(feed, name), f"<{name}>", line=feed.sourceline or 0)
    has_author = feed.find(ATOM + "author") is not None
    for entry in feed.findall(ATOM + "entry"):
        _check_entry(entry, findings, has_author=has_author)


def _check_entry(entry: _Element, findings: Findings, *, has_author: bool) -> None:
    entry_id, line = _text(entry, "id"), entry.sourceline or 0
    _check_common(entry, entry_id, findings)
    findings.unique(entry_id, line)
    for name in _ONCE_IN_ENTRY:
        _at_most_one(entry, name, entry_id, findings)
    if entry.find(ATOM + "published") is not None:
        findings.rfc_3339(_text(entry, "published"), "<published>", entry_id, line)
    if not has_author and entry.find(f".//{ATOM}author") is None:
        findings.add("neither the feed nor the entry has an <author>.", entry_id, line)
    content = entry.find(ATOM + "content")
    if content is not None:
        _check_content(content, entry_id, findings)
    elif not any(_rel(link) == "alternate" for link in entry.findall(ATOM + "link")):
        findings.add("has neither <content> nor an alternate link.", entry_id, line)


def _check_common(parent: _Element, entry: str, findings: Findings) -> None:
    """Check what a feed and an entry have alike (sections 4.1.1 and 4.1.2)."""
    line = parent.sourceline or 0
    for name in ("id", "title", "updated"):
        count = len(parent.findall(ATOM + name))
        if count != 1:
            findings.add(f"expected one <{name}>, found {count}.", entry, line)
    if parent.find(ATOM + "id") is not None:
        findings.address(_text(parent, "id"), "<id>", entry, line)
    if parent.find(ATOM + "updated") is not None:
        findings.rfc_3339(_text(parent, "updated"), "<updated>", entry, line)
    for name in _TEXTS:
        for text in parent.findall(ATOM + name):
            _check_text(text, name, entry, findings)
    for person in (*parent.findall(ATOM + "author"), *parent.findall(ATOM + "contributor")):
        _check_person(person, entry, findings)
    for category in parent.findall(ATOM + "category"):
        _check_category(category, entry, findings)
    _check_links(parent.findall(ATOM + "link"), entry, findings)


def _check_category(category: _Element, entry: str, findings: Findings) -> None:
    line = category.sourceline or 0
    if not category.get("term"):
        findings.add("<category> has no term.", entry, line)
    if category.get("scheme") is not None:
        findings.address(category.get("scheme"), "scheme of <category>", entry, line)


def _check_links(links: list[_Element], entry: str, findings: Findings) -> None:
    alternates: set[tuple[str | None, str | None]] = set()
    for link in links:
        line = link.sourceline or 0
        findings.address(link.get("href"), "href of <link>", entry, line)
        if link.get("length") is not None:
            findings.length(link.get("length"), "length of <link>", entry, line)
        if _rel(link) != "alternate":
            continue
        kind = (link.get("type"), link.get("hreflang"))
        if kind in alternates:
            findings.add("two alternate links are alike in type and language.", entry, line)
        alternates.add(kind)


def _check_text(element: _Element, name: str, entry: str, findings: Findings) -> None:
    kind = element.get("type", "text")
    if kind not in _TEXT_TYPES:
        findings.add(f"<{name}> has the unknown type {kind}.", entry, element.sourceline or 0)
    elif kind != "xhtml" and len(element):
        findings.add(f"<{name}> holds elements, but is {kind}.", entry, element.sourceline or 0)
    elif kind == "html":
        findings.html(element.text or "", f"<{name}>", entry, element.sourceline or 0)


def _check_content(content: _Element, entry: str, findings: Findings) -> None:
    kind, line = content.get("type", "text"), content.sourceline or 0
    if content.get("src") is not None:
        findings.address(content.get("src"), "src of <content>", entry, line)
    elif kind not in _TEXT_TYPES and "/" not in kind:
        findings.add(f"<content> has the unknown type {kind}.", entry, line)
    elif kind in ("text", "html") and len(content):
        findings.add(f"<content> holds elements, but is {kind}.", entry, line)
    elif kind == "html":
        findings.html(content.text or "", "<content>", entry, line)


def _check_person(person: _Element, entry: str, findings: Findings) -> None:
    line = person.sourceline or 0
    for name in ("name", "email", "uri"):
        _at_most_one(person, name, entry, findings)
    if not _text(person, "name"):
        findings.add("an author has no <name>.", entry, line)
    if person.find(ATOM + "email") is not None:
        findings.email(_text(person, "email"), "<email>", entry, line)
    if person.find(ATOM + "uri") is not None:
        findings.address(_text(person, "uri"), "<uri>", entry, line)


def _at_most_one(parent: _Element, name: str, entry: str, findings: Findings) -> None:
    count = len(parent.findall(ATOM + name))
    if count > 1:
        findings.add(f"expected one <{name}>, found {count}.", entry, parent.sourceline or 0)


def _rel(link: _Element) -> str:
    return link.get("rel", "alternate")


def _text(parent: _Element, name: str) -> str:
    return (parent.findtext(ATOM + name) or "").strip()
