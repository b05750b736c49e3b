"""Former addresses and their new targets: articles, pages, lists, feeds and files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.blog.urls import slug
from rapport.importing.model import ItemKind
from rapport.importing.notes import to_do
from rapport.importing.placing import base_of, below, former_path, hosts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rapport.importing.model import ImportedBlog
    from rapport.importing.notes import Note
    from rapport.importing.placing import Placed

_FEED = re.compile(r"(^|/)(?:feed|rss2?|atom)(?:\.xml|/|$)|\.xml$")


_OWN_PAGES = frozenset(
    f"{name}/" for name in "archive authors articles tags checklists subscribe search feeds".split()
)
"""Pages that every site of ours has: they answer such an address themselves."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A former address, relative to its server's root, and a new one, relative to the site's."""

    old: str
    new: str


def aliases_of(placed: Placed, root: str) -> list[str]:
    """Return the former addresses that an article's own front matter keeps: paths of pages.

    They are relative to the site at `root`, `/` or `/blog/`; what lay outside of it only a server
    can redirect.
    """
    if placed.kind is ItemKind.PAGE:
        return []
    return [
        address
        for address in (below(old, root) for old in placed.addresses)
        if address is not None
        and is_page(address)
        and address
        and not address.endswith("/amp/")
        and with_slash(address) != placed.url
        and with_slash(address) not in _OWN_PAGES
    ]


def without_taken(
    placed: Sequence[Placed], pages: Collection[str], root: str
) -> tuple[list[Placed], list[Note]]:
    """Return the articles without former addresses that other content uses now.

    That is one of the `pages` of the blog itself, or another article or page that came. The notes
    name such addresses.
    """
    items, notes = [], []
    taken = {page.casefold() for page in pages}
    taken |= {item.url.casefold() for item in placed if item.is_public and item.url}
    for item in placed:
        lost = {
            address
            for address in item.addresses
            if (here := below(address, root))
            and (new := with_slash(here).casefold()) in taken
            and new != item.url.casefold()
        }
        free = tuple(address for address in item.addresses if address not in lost)
        items.append(replace(item, addresses=free) if lost else item)
        notes += [
            to_do(
                f"`/{address}` was the address of {item.path}; another page of this blog stands"
                " there now. Move that page if the address shall lead to this one."
            )
            for address in sorted(lost)
        ]
    return items, notes


def with_slash(address: str) -> str:
    """Return the address of a page as a site of ours has it; that of a file stays as it is."""
    last = address.rpartition("/")[2]
    return address if not address or address.endswith("/") or "." in last else f"{address}/"


def moved_addresses(
    blog: ImportedBlog,
    placed: Sequence[Placed],
    tag_slugs: Mapping[str, str],
    files: Mapping[str, str],
    root: str,
    now: datetime,
    pages: Collection[str] = (),
) -> list[Moved]:
    """Return the target of every former address, except those that articles keep as aliases.

    `tag_slugs` are the slugs of tags by the names that the former site used, `files` the paths
    below the docs folder of what was fetched, by their former addresses, `root` is where the site
    will be, `now` the time whose lists addresses lead to, and `pages` are the addresses of pages
    that stay where they are.
    """
    hosts = hosts_of(blog.url)
    base = base_of(blog.url)
    moved: dict[str, str] = {}

    def note(old: str, new: str) -> None:
        path = former_path(old, hosts)
        here = below(path, root)
        if path and (here is None or (here != new and with_slash(here) != new)):
            moved.setdefault(path, new)

    for item in placed:
        if item.is_public and item.url:
            aliases = set(aliases_of(item, root))
            for address in item.addresses:
                if below(address, root) not in aliases:
                    note(f"/{address}", "feed.xml" if _FEED.search(address) else item.url)
    for old, new in _of_lists(blog, placed, tag_slugs, base, now):
        note(old if "://" in old or old.startswith("/") else f"{base}{old}", new)
    for old, path in files.items():
        note(old, path)
    taken = {item.url for item in placed} | set(pages) | _OWN_PAGES
    taken |= {alias for item in placed for alias in aliases_of(item, root)}
    return [
        Moved(old, new)
        for old, new in moved.items()
        if (here := below(old, root)) is None or with_slash(here) not in taken
    ]


def _of_lists(
    blog: ImportedBlog,
    placed: Sequence[Placed],
    tag_slugs: Mapping[str, str],
    base: str,
    now: datetime,
) -> Iterator[tuple[str, str]]:
    public = [item for item in placed if item.is_listed(now)]
    size = max(blog.per_page, 1)
    yield from ((address, "feed.xml") for address in blog.feeds)
    yield from ((address, "") for address in blog.others)
    counts = Counter(name for item in public for name in item.tags)
    for tag in blog.tags:
        new = tag_slugs.get(tag.name) if counts[tag.name] else None
        for address in tag.addresses:
            if "#" not in address:  # a place in a page: `tags/#cv`
                place = f"tags/{new}/" if new else ""  # one without articles leads home
                yield from _list(address, place, counts[tag.name], size)
    writers = Counter(name for item in public for name in item.authors)
    for author in blog.authors:
        for address in author.addresses:
            place = f"authors/{slug(author.id)}/" if writers[author.id] else ""
            yield from _list(address, place, writers[author.id], size)
    years = Counter(item.date.year for item in public if item.date is not None)
    for address in blog.lists:
        year = re.search(r"(?:^|/)(\d{4})/$", address)
        count = years[int(year[1])] if year else len(public)
        yield from _list(address, f"archive/{year[1]}/" if year else "archive/", count, size)
    yield from _dates(public, size, base)
    yield from ((f"page/{number}/", "archive/") for number in range(2, len(public) // size + 2))


def _list(address: str, new: str, count: int, per_page: int) -> Iterator[tuple[str, str]]:
    """Yield a list, the further pages of it, and its feed."""
    folder = address if address.endswith("/") else f"{address}/"
    yield address, new
    if "." in address.rpartition("/")[2]:
        return  # a file, `tag/cv.html`: nothing stands below it
    feed = f"{new}feed.xml" if new.startswith("tags/") else "feed.xml"
    yield f"{folder}feed/", feed
    for number in range(2, count // per_page + 2):
        yield f"{folder}page/{number}/", new


def _dates(public: Iterable[Placed], per_page: int, base: str) -> Iterator[tuple[str, str]]:
    counts: Counter[str] = Counter()
    for item in public:
        addresses = (below(address, base) or "" for address in item.addresses)
        dated = any(re.match(r"\d{4}/\d{2}/", address) for address in addresses)
        if item.date is not None and dated:
            date = item.date
            counts.update((f"{date:%Y}/", f"{date:%Y/%m}/", f"{date:%Y/%m/%d}/"))
    for folder, count in counts.items():
        year = folder[:4]
        yield from _list(folder, f"archive/{year}/", count, per_page)


def is_page(address: str) -> bool:
    """Return whether a page of a static site can stand at an address: it has no query."""
    return (
        "?" not in address
        and not _FEED.search(address)
        and not re.search(r"\.html?/", address)  # below a file, `cv.html/amp/`, no page can lie
        and not re.search(r"\.(?!html?$|php$|aspx?$)\w{1,5}$", urlsplit(address).path)
    )
