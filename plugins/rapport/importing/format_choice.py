"""Choose the URL pattern that keeps the addresses of the former blog."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from rapport.blog.address_format import AddressFormat, find_wrong_format
from rapport.blog.front_matter import USUAL_ADDRESSES
from rapport.blog.urls import slug
from rapport.importing.addresses import is_page, with_slash
from rapport.importing.model import ItemKind
from rapport.importing.placing import OUR_PAGES, below, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rapport.importing.placing import Placed
    from rapport.importing.target import TargetBlog

_ENOUGH = 0.9
"""The share of articles that a pattern has to keep; the others keep theirs as aliases."""
_DEEPEST = 6


def choose_format(placed: Sequence[Placed], target: TargetBlog) -> AddressFormat:
    """Return the pattern that keeps the most former addresses, the default if none does.

    Only what will be public counts. A pattern by which an article would take the address of another
    one or of a page is none.
    """
    articles = [item for item in placed if item.is_public and _former(item, target)]
    patterns = Counter(
        pattern for item in articles for pattern in dict.fromkeys(_patterns(item, target))
    )
    enough = _ENOUGH * len(articles)
    for pattern, count in patterns.most_common():
        if count < enough:
            break
        addresses = AddressFormat(pattern)
        moved = with_urls(placed, replace(target, addresses=addresses))
        if kept_addresses(moved, target) >= enough and _are_free(moved):
            return addresses
    return USUAL_ADDRESSES


def with_urls(placed: Sequence[Placed], target: TargetBlog) -> list[Placed]:
    """Return articles with their URLs, by a slug of their own if that keeps the former one."""
    items = [replace(item, url=url_of(item, target)) for item in placed]
    taken = {item.url for item in items}
    return [_at_former(item, target, taken) for item in items]


def kept_addresses(placed: Sequence[Placed], target: TargetBlog) -> int:
    """Return the number of public articles whose addresses stay unchanged."""
    return sum(item.is_public and item.url == _former(item, target) for item in placed)


def _at_former(item: Placed, target: TargetBlog, taken: set[str]) -> Placed:
    former = _former(item, target)
    if not former or former in taken:
        return item
    named = replace(item, slug=former.strip("/").rpartition("/")[2])
    return replace(named, url=former) if url_of(named, target) == former else item


def _former(item: Placed, target: TargetBlog) -> str | None:
    """Return the address of an article's former page, None if it had none on this site."""
    if item.kind is not ItemKind.ARTICLE or not item.addresses:
        return None
    address = below(item.addresses[0], target.root)
    return with_slash(address) if address and is_page(address) else None


def _patterns(item: Placed, target: TargetBlog) -> Iterator[str]:
    """Yield the patterns that give an article its former address, those of dates first."""
    parts = (_former(item, target) or "").strip("/").split("/")
    inside = item.path.removeprefix(f"{target.articles}/").removesuffix(".md").split("/")
    folders, stem = [slug(part) for part in inside[:-1]], inside[-1]
    name = next(
        (name for name, value in (("slug", slug(parts[-1])), ("file", stem)) if value == parts[-1]),
        None,
    )
    if name is None or len(parts) > _DEEPEST:
        return
    date = item.date.astimezone(target.timezone) if item.date else None
    fields = (("date", "%Y-%m-%d"), ("year", "%Y"), ("month", "%m"), ("day", "%d"))
    choices = [
        [f"{{{field}}}" for field, form in fields if date and date.strftime(form) == part] + [part]
        for part in parts[:-1]
    ]
    patterns = ["/".join((*choice, f"{{{name}}}")) for choice in product(*choices)]
    begin = parts[: len(parts) - 1 - len(folders)]
    if parts[:-1] == [*begin, *folders]:  # `posts/{folders}/{slug}` is for those in no folder, too
        patterns.append("/".join((*begin, "{folders}", f"{{{name}}}")))
    yield from (pattern for pattern in patterns if not find_wrong_format(pattern))


def _are_free(placed: Sequence[Placed]) -> bool:
    """Return whether every public item has a unique address."""
    public = [item for item in placed if item.is_public]
    is_ours = any(
        item.kind is ItemKind.ARTICLE and item.url.strip("/") in OUR_PAGES for item in public
    )
    return not is_ours and len({item.url.casefold() for item in public}) == len(public)
