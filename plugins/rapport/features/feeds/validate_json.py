"""The rules of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rapport.features.feeds.findings import Findings

_VERSIONS = ("https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1")
_TEXTS = ("title", "description", "user_comment", "language", "summary", "content_html")
_TEXTS_OF_ITEM = (*_TEXTS, "content_text")
_ADDRESSES = ("home_page_url", "feed_url", "next_url", "icon", "favicon")
_ADDRESSES_OF_ITEM = ("url", "external_url", "image", "banner_image")


def check_json_feed(document: object, findings: Findings, *, may_have_nulls: bool = True) -> None:
    """Note every problem of a JSON Feed; nulls are looked for only if its text contains one."""
    if not isinstance(document, dict):
        findings.add("is not JSON Feed: the document is not an object.")
        return
    if may_have_nulls:
        for path in _nulls(document, ""):
            findings.add(f"`{path}` is null: leave it out.")
    if document.get("version") not in _VERSIONS:
        findings.add(f"`version` is none of JSON Feed: `{document.get('version')}`.")
    if not isinstance(document.get("title"), str) or not document["title"]:
        findings.add("`title` is missing.")
    _check_fields(document, _TEXTS, _ADDRESSES, "", findings)
    _check_authors(document, "", findings)
    for hub in _list(document, "hubs", "", findings):
        _check_hub(hub, findings)
    if "items" not in document:
        findings.add("`items` is missing.")
    for item in _list(document, "items", "", findings):
        if isinstance(item, dict):
            _check_item(item, findings)
        else:
            findings.add("an item is not an object.")


def _check_hub(hub: object, findings: Findings) -> None:
    if not isinstance(hub, dict) or not hub.get("type"):
        findings.add("a hub has no `type`.")
    else:
        findings.address(_string(hub.get("url")), "`url` of a hub")


def _check_item(item: Mapping[str, Any], findings: Findings) -> None:
    entry = _string(item.get("id")) or ""
    if not entry:
        findings.add(
            "an item has no `id`, or one that is not text.", _string(item.get("url")) or ""
        )
    else:
        findings.unique(entry)
    if not item.get("content_html") and not item.get("content_text"):
        findings.add("has neither `content_html` nor `content_text`.", entry)
    _check_fields(item, _TEXTS_OF_ITEM, _ADDRESSES_OF_ITEM, entry, findings)
    for name in ("date_published", "date_modified"):
        if name in item:
            findings.rfc_3339(_string(item[name]), f"`{name}`", entry)
    _check_authors(item, entry, findings)
    for tag in _list(item, "tags", entry, findings):
        if not isinstance(tag, str) or not tag:
            findings.add(f"a tag is not text: `{tag}`.", entry)
    for attachment in _list(item, "attachments", entry, findings):
        _check_attachment(attachment, entry, findings)
    if isinstance(item.get("content_html"), str):
        findings.html(item["content_html"], "`content_html`", entry)


def _check_attachment(attachment: object, entry: str, findings: Findings) -> None:
    if not isinstance(attachment, dict):
        findings.add("an attachment is not an object.", entry)
        return
    findings.address(_string(attachment.get("url")), "`url` of an attachment", entry)
    if "/" not in (_string(attachment.get("mime_type")) or ""):
        findings.add("an attachment has no `mime_type`.", entry)
    for name in ("size_in_bytes", "duration_in_seconds"):
        number = attachment.get(name, 0)
        if isinstance(number, bool) or not isinstance(number, (int, float)) or number < 0:
            findings.add(f"`{name}` is not a number: `{number}`.", entry)


def _check_fields(
    fields: Mapping[str, Any],
    texts: tuple[str, ...],
    addresses: tuple[str, ...],
    entry: str,
    findings: Findings,
) -> None:
    for name in texts:
        if not isinstance(fields.get(name, ""), str):
            findings.add(f"`{name}` is not text.", entry)
    for name in addresses:
        if name in fields:
            findings.address(_string(fields[name]), f"`{name}`", entry)


def _check_authors(fields: Mapping[str, Any], entry: str, findings: Findings) -> None:
    authors = _list(fields, "authors", entry, findings)
    for author in [*authors, fields["author"]] if "author" in fields else authors:
        if not isinstance(author, dict) or not any(map(author.get, ("name", "url", "avatar"))):
            findings.add("an author has neither name, URL nor avatar.", entry)
            continue
        for name in ("url", "avatar"):
            if name in author:
                findings.address(_string(author[name]), f"`{name}` of an author", entry)


def _list(fields: Mapping[str, Any], name: str, entry: str, findings: Findings) -> list[Any]:
    value = fields.get(name, [])
    if isinstance(value, list):
        return value
    findings.add(f"`{name}` is not a list.", entry)
    return []


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _nulls(value: object, path: str) -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _nulls(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _nulls(inner, f"{path}[{number}]")
