"""The rules of RSS 2.0 (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

    from rapport.feeds.fault import Findings

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
_MEDIA = "{http://search.yahoo.com/mrss/}content"
_ONCE_IN_CHANNEL = (  # noqa: SIM905 - a list of words
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate"
    " generator docs ttl image"
).split()
_ONCE_IN_ITEM = "title link description author comments enclosure guid pubDate source".split()  # noqa: SIM905 - a list of words


def check_rss(root: _Element, findings: Findings) -> None:
    """Note every fault of an RSS document."""
    if root.get("version") != "2.0":
        findings.add(f"expected version 2.0 of RSS, found {root.get('version')}.", line=1)
    channels = root.findall("channel")
    if len(channels) != 1:
        findings.add(f"expected one <channel>, found {len(channels)}.", line=1)
    for channel in channels:
        _check_channel(channel, findings)
        for item in channel.findall("item"):
            _check_item(item, findings)


def _check_channel(channel: _Element, findings: Findings) -> None:
    line = channel.sourceline or 0
    for name in _ONCE_IN_CHANNEL:
        _at_most_one(channel, name, findings, "")
    for name in ("title", "link", "description"):
        if not _text(channel, name):
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
        if channel.find(name) is not None:
            rule(_text(channel, name), f"<{name}> of the channel", line=line)
    for image in channel.findall("image"):
        _check_image(image, findings)
    for link in channel.findall(_ATOM_LINK):
        findings.address(link.get("href"), "<atom:link>", line=link.sourceline or 0)


def _check_image(image: _Element, findings: Findings) -> None:
    line = image.sourceline or 0
    if not _text(image, "title"):
        findings.add("<image> has no <title>.", line=line)
    for name in ("url", "link"):
        findings.address(_text(image, name), f"<{name}> of <image>", line=line)


def _check_item(item: _Element, findings: Findings) -> None:
    line = item.sourceline or 0
    entry = _text(item, "guid") or _text(item, "link") or _text(item, "title")
    for name in _ONCE_IN_ITEM:
        _at_most_one(item, name, findings, entry)
    if not _text(item, "title") and not _text(item, "description"):
        findings.add("has neither <title> nor <description>.", entry, line)
    _check_guid(item.find("guid"), entry, line, findings)
    rules = {
        "link": findings.address,
        "comments": findings.address,
        "pubDate": findings.rfc_822,
        "author": findings.email,
    }
    for name, rule in rules.items():
        if item.find(name) is not None:
            rule(_text(item, name), f"<{name}>", entry, line)
    for tag, name in ((_CREATOR, "<dc:creator>"), ("category", "<category>")):
        if not all((element.text or "").strip() for element in item.findall(tag)):
            findings.add(f"{name} is empty.", entry, line)
    _check_media(item, entry, line, findings)
    for tag, name in (("description", "<description>"), (_CONTENT, "<content:encoded>")):
        for element in item.findall(tag):
            findings.html(element.text or "", name, entry, line)


def _check_guid(guid: _Element | None, entry: str, line: int, findings: Findings) -> None:
    findings.unique(entry, line)
    if guid is None:
        findings.add("has no <guid>: readers can't tell whether it is new.", entry, line)
    elif guid.get("isPermaLink", "true") == "true":
        findings.address(guid.text, "<guid>", entry, line)
    elif guid.get("isPermaLink") != "false":
        findings.add("isPermaLink is neither true nor false.", entry, line)


def _check_media(item: _Element, entry: str, line: int, findings: Findings) -> None:
    for enclosure in item.findall("enclosure"):
        findings.address(enclosure.get("url"), "url of <enclosure>", entry, line)
        findings.length(enclosure.get("length"), "length of <enclosure>", entry, line)
        if "/" not in enclosure.get("type", ""):
            findings.add("<enclosure> has no media type.", entry, line)
    for media in item.iter(_MEDIA):
        findings.address(media.get("url"), "url of <media:content>", entry, line)
        if media.get("fileSize") is not None:
            findings.length(media.get("fileSize"), "fileSize of <media:content>", entry, line)


def _at_most_one(parent: _Element, name: str, findings: Findings, entry: str) -> None:
    count = len(parent.findall(name))
    if count > 1:
        findings.add(f"expected one <{name}>, found {count}.", entry, parent.sourceline or 0)


def _text(parent: _Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()
