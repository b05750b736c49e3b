"""The rules of Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.features.feeds.children import Children, children_of, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rapport.features.feeds.findings import Findings

ATOM = "{http://www.w3.org/2005/Atom}"
_TEXT_TYPES = ("text", "html", "xhtml")
_ONCE_IN_FEED = ("generator", "icon", "logo", "rights", "subtitle")
_ONCE_IN_ENTRY = ("content", "published", "rights", "source", "summary")
_ONCE_IN_PERSON = ("name", "email", "uri")
_TEXTS = ("title", "subtitle", "summary", "rights")


def check_atom(feed: _Element, findings: Findings) -> None:
    """Note every problem of an Atom document."""
    children, line = children_of(feed), feed.sourceline or 0
    _check_common(children, "", line, findings)
    _check_once(children, _ONCE_IN_FEED, "", line, findings)
    for name in ("icon", "logo"):
        if ATOM + name in children:
            findings.address(text_in(children, ATOM + name), f"<{name}>", line=line)
    for entry in children.get(ATOM + "entry", ()):
        _check_entry(entry, findings, has_author=ATOM + "author" in children)


def _check_entry(entry: _Element, findings: Findings, *, has_author: bool) -> None:
    children, line = children_of(entry), entry.sourceline or 0
    entry_id = text_in(children, ATOM + "id")
    _check_common(children, entry_id, line, findings)
    findings.unique(entry_id, line)
    _check_once(children, _ONCE_IN_ENTRY, entry_id, line, findings)
    if ATOM + "published" in children:
        published = text_in(children, ATOM + "published")
        findings.rfc_3339(published, "<published>", entry_id, line)
    if not has_author and entry.find(f".//{ATOM}author") is None:
        findings.add("neither the feed nor the entry has an <author>.", entry_id, line)
    if ATOM + "content" in children:
        _check_content(children[ATOM + "content"][0], entry_id, findings)
    elif not any(_rel(link) == "alternate" for link in children.get(ATOM + "link", ())):
        findings.add("has neither <content> nor an alternate link.", entry_id, line)


def _check_common(children: Children, entry: str, line: int, findings: Findings) -> None:
    """Check the elements that feeds and entries share (sections 4.1.1 and 4.1.2)."""
    for name in ("id", "title", "updated"):
        count = len(children.get(ATOM + name, ()))
        if count != 1:
            findings.add(f"expected one <{name}>, found {count}.", entry, line)
    if ATOM + "id" in children:
        findings.address(text_in(children, ATOM + "id"), "<id>", entry, line)
    if ATOM + "updated" in children:
        findings.rfc_3339(text_in(children, ATOM + "updated"), "<updated>", entry, line)
    for name in _TEXTS:
        for text in children.get(ATOM + name, ()):
            _check_text(text, name, entry, findings)
    for name in ("author", "contributor"):
        for person in children.get(ATOM + name, ()):
            _check_person(person, entry, findings)
    for category in children.get(ATOM + "category", ()):
        _check_category(category, entry, findings)
    _check_links(children.get(ATOM + "link", []), entry, findings)


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
    children, line = children_of(person), person.sourceline or 0
    _check_once(children, _ONCE_IN_PERSON, entry, line, findings)
    if not text_in(children, ATOM + "name"):
        findings.add("an author has no <name>.", entry, line)
    if ATOM + "email" in children:
        findings.email(text_in(children, ATOM + "email"), "<email>", entry, line)
    if ATOM + "uri" in children:
        findings.address(text_in(children, ATOM + "uri"), "<uri>", entry, line)


def _check_once(
    children: Children, names: tuple[str, ...], entry: str, line: int, findings: Findings
) -> None:
    for name in names:
        count = len(children.get(ATOM + name, ()))
        if count > 1:
            findings.add(f"expected one <{name}>, found {count}.", entry, line)


def _rel(link: _Element) -> str:
    return link.get("rel", "alternate")
