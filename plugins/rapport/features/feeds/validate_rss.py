"""The rules of RSS 2.0 (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.features.feeds.children import Children, children_of, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rapport.features.feeds.findings import Findings

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
_MEDIA = "{http://search.yahoo.com/mrss/}content"
_ONCE_IN_CHANNEL = frozenset(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate"
    " generator docs ttl image".split()
)
_ONCE_IN_ITEM = frozenset(
    "title link description author comments enclosure guid pubDate source".split()
)


def check_rss(root: _Element, findings: Findings) -> None:
    """Note every problem of an RSS document."""
    if root.get("version") != "2.0":
        findings.add(f"expected version 2.0 of RSS, found {root.get('version')}.", line=1)
    channels = root.findall("channel")
    if len(channels) != 1:
        findings.add(f"expected one <channel>, found {len(channels)}.", line=1)
    for channel in channels:
        children = children_of(channel)
        _check_channel(children, channel.sourceline or 0, findings)
        for item in children.get("item", ()):
            _check_item(item, findings)


def _check_channel(children: Children, line: int, findings: Findings) -> None:
    _check_once(children, _ONCE_IN_CHANNEL, "", line, findings)
    for name in ("title", "link", "description"):
        if not text_in(children, name):
            findings.add(f"the channel has no <{name}>.", line=line)
    rules = {
        "link": findings.address,
        "pubDate": findings.rfc_822,
        "lastBuildDate": findings.rfc_822,
        "managingEditor": findings.email,
        "webMaster": findings.email,
        "ttl": findings.minutes,
    }
    for name, rule in rules.items():
        if name in children:
            rule(text_in(children, name), f"<{name}> of the channel", line=line)
    for image in children.get("image", ()):
        _check_image(image, findings)
    for link in children.get(_ATOM_LINK, ()):
        findings.address(link.get("href"), "<atom:link>", line=link.sourceline or 0)


def _check_image(image: _Element, findings: Findings) -> None:
    children, line = children_of(image), image.sourceline or 0
    if not text_in(children, "title"):
        findings.add("<image> has no <title>.", line=line)
    for name in ("url", "link"):
        findings.address(text_in(children, name), f"<{name}> of <image>", line=line)


def _check_item(item: _Element, findings: Findings) -> None:
    children, line = children_of(item), item.sourceline or 0
    title, link = text_in(children, "title"), text_in(children, "link")
    entry = text_in(children, "guid") or link or title
    _check_once(children, _ONCE_IN_ITEM, entry, line, findings)
    if not title and not text_in(children, "description"):
        findings.add("has neither <title> nor <description>.", entry, line)
    _check_guid(children, entry, line, findings)
    rules = {
        "link": findings.address,
        "comments": findings.address,
        "pubDate": findings.rfc_822,
        "author": findings.email,
    }
    for name, rule in rules.items():
        if name in children:
            rule(text_in(children, name), f"<{name}>", entry, line)
    for tag, name in ((_CREATOR, "<dc:creator>"), ("category", "<category>")):
        if not all((element.text or "").strip() for element in children.get(tag, ())):
            findings.add(f"{name} is empty.", entry, line)
    _check_media(item, children, entry, findings)
    for tag, name in (("description", "<description>"), (_CONTENT, "<content:encoded>")):
        for element in children.get(tag, ()):
            findings.html(element.text or "", name, entry, line)


def _check_guid(children: Children, entry: str, line: int, findings: Findings) -> None:
    findings.unique(entry, line)
    if "guid" not in children:
        findings.add("has no <guid>: readers can't tell whether it is new.", entry, line)
        return
    is_permanent_link = children["guid"][0].get("isPermaLink", "true")
    if is_permanent_link == "true":
        findings.address(text_in(children, "guid"), "<guid>", entry, line)
    elif is_permanent_link != "false":
        findings.add("isPermaLink is neither true nor false.", entry, line)


def _check_media(item: _Element, children: Children, entry: str, findings: Findings) -> None:
    line = item.sourceline or 0
    for enclosure in children.get("enclosure", ()):
        findings.address(enclosure.get("url"), "url of <enclosure>", entry, line)
        findings.length(enclosure.get("length"), "length of <enclosure>", entry, line)
        if "/" not in enclosure.get("type", ""):
            findings.add("<enclosure> has no media type.", entry, line)
    for media in item.iter(_MEDIA):
        findings.address(media.get("url"), "url of <media:content>", entry, line)
        if media.get("fileSize") is not None:
            findings.length(media.get("fileSize"), "fileSize of <media:content>", entry, line)


def _check_once(
    children: Children, names: frozenset[str], entry: str, line: int, findings: Findings
) -> None:
    for name, elements in children.items():
        if len(elements) > 1 and name in names:
            findings.add(f"expected one <{name}>, found {len(elements)}.", entry, line)
