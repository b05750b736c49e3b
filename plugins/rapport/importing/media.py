"""Fetch images and files, name them, and store them beside the first article that uses them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from rapport.importing.fetching import FetchError
from rapport.importing.files import safe_name
from rapport.importing.media_files import FILES, checked_kind, from_data, versions, without_size
from rapport.importing.placing import former_path, hosts_of
from rapport.importing.record import digest_of

if TYPE_CHECKING:
    from rapport.importing.fetching import Fetcher
    from rapport.importing.placing import Placed
    from rapport.importing.staging import Staging

_MANY_TRIES = 4
_STATIC = (
    "static",
    "public",
    "assets",
    "content",
    "docs",
    "source",
    "src",
    "images",
    "files",
    "theme/static",
)


@dataclass
class Media:
    """Gives each picture and file its place in the blog.

    `fetcher` is None where nothing is to be fetched; `offline` is a folder with the former site's
    files, `root` that of a source of files. `missing` says what could not be had, and why.
    """

    staging: Staging
    blog_url: str
    fetcher: Fetcher | None = None
    offline: Path | None = None
    root: Path | None = None
    is_wanted: bool = True
    progress: Callable[[str], None] = lambda _: None
    found: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    _by_content: dict[str, str] = field(default_factory=dict)
    _paths: set[str] = field(default_factory=set)

    def place(
        self, address: str, article: Placed, base: str, folder: Path | None, *, is_picture: bool
    ) -> str | None:
        """Return the path in the blog for the file at `address`, None if it stays there.

        `base` is the former address of the article, `folder` where its source lies.
        """
        self.asked |= {address, without_size(address)}
        if not self.is_wanted:
            return None
        local = self._local(address, folder)
        if local is not None:
            return self._store(str(local), local.read_bytes, local.name, article, is_picture)
        if address.startswith("data:"):
            return self._store(
                address[:200] + digest_of(address.encode()),
                lambda: from_data(address),
                "picture",
                article,
                is_picture,
            )
        whole = self.absolute(address, base)
        if not whole and is_picture and address.strip():
            self.missing.setdefault(address, "it is not among the files of the source")
        if not whole or (not is_picture and not self._is_own_file(whole)):
            return None
        name = unquote(urlsplit(without_size(whole)).path.rpartition("/")[2]) or "picture"
        return self._store(whole, lambda: self._get(whole), name, article, is_picture)

    def published(self, docs: str) -> dict[str, str]:
        """Return the paths of the fetched files below the docs folder, by former addresses."""
        return {
            address: posixpath.relpath(path, docs)
            for address, path in self.found.items()
            if "://" in address
        }

    def _store(
        self, key: str, get: Callable[[], bytes], name: str, article: Placed, is_picture: bool
    ) -> str | None:
        if key in self.found or key in self.missing:
            return self.found.get(key)
        known = self.staging.record.fetched.get(key)
        if known and (self.staging.folder / known).is_file():
            self.found[key] = known
            self._paths.add(known.casefold())
            self.staging.record.digests.setdefault(known, "")
            return known
        try:
            data = get()
            ending = checked_kind(data, name, is_picture=is_picture)
        except (FetchError, OSError) as error:
            self.missing[key] = str(error)
            return None
        digest = digest_of(data)
        path = self._by_content.get(digest) or self._free(article, name, ending)
        if digest not in self._by_content:
            self._by_content[digest] = path
            self.staging.write(path, data)
        self.found[key] = path
        if not key.startswith("data:"):
            self.staging.record.fetched[key] = path
        return path

    def _free(self, article: Placed, name: str, ending: str) -> str:
        stem = name.rpartition(".")[0] or name
        plain = safe_name(f"{stem}.{ending}", "file")
        path, number = posixpath.join(article.media_folder, plain), 1
        while path.casefold() in self._paths:
            number += 1
            stem, _, last = plain.rpartition(".")
            path = posixpath.join(article.media_folder, f"{stem}-{number}.{last}")
        self._paths.add(path.casefold())
        return path

    def _local(self, address: str, folder: Path | None) -> Path | None:
        """Return a file of the source's own folder; nothing outside of that is ever read."""
        if self.root is None:
            return None
        if address.startswith(("@/", "~/")):
            address = address[1:]  # how projects of Astro and Docusaurus call their source folder
        if former := former_path(address, hosts_of(self.blog_url)):
            path = former.partition("?")[0].partition("#")[0]
            is_root = address.startswith("/") or "://" in address
            places = [self.root / path, *(self.root / name / path for name in _STATIC)]
            if folder is not None and not is_root:
                raw = unquote(address.partition("?")[0].partition("#")[0])
                places.insert(0, folder / raw)
        elif (
            folder is not None
            and "://" not in address
            and not address.startswith(("data:", "#", "//"))
        ):
            places = [folder / unquote(address.partition("?")[0].partition("#")[0])]
        else:
            return None
        root = self.root.resolve()
        for place in places:
            try:
                target = place.resolve()
                if target.is_relative_to(root) and target.is_file():
                    return target
            except OSError:
                continue
        return None

    def absolute(self, address: str, base: str) -> str:
        """Return the absolute address of an image, empty if it is unknown."""
        try:
            whole = urljoin(urljoin(self.blog_url or "", base or ""), address.strip())
            parts = urlsplit(whole)
        except ValueError:
            return ""
        return whole if parts.scheme in ("http", "https") and parts.hostname else ""

    def _is_own_file(self, address: str) -> bool:
        parts = urlsplit(address)
        return (parts.hostname or "") in hosts_of(self.blog_url) and bool(FILES.search(parts.path))

    def _get(self, address: str) -> bytes:
        if self.offline is not None:
            return self._from_folder(address)
        if self.fetcher is None:
            raise FetchError("nothing was fetched")
        fetched = (
            self.staging.work / "fetched" / blake2b(address.encode(), digest_size=12).hexdigest()
        )
        if fetched.is_file():
            return fetched.read_bytes()
        data = self._first_of(address)
        if not self.staging.is_dry:
            fetched.parent.mkdir(parents=True, exist_ok=True)
            beside = fetched.with_suffix(".part")
            beside.write_bytes(data)
            beside.replace(fetched)
        return data

    def _first_of(self, address: str) -> bytes:
        """Return the largest version of a picture that the server has."""
        assert self.fetcher is not None
        candidates = list(dict.fromkeys(versions(address)))[:_MANY_TRIES]
        for candidate in candidates[:-1]:
            self.progress(candidate)
            try:
                data, kind = self.fetcher.get(candidate)
            except FetchError:
                continue
            if not kind.startswith("text/html"):
                return data
        self.progress(candidates[-1])
        data, kind = self.fetcher.get(candidates[-1])
        if kind.startswith("text/html"):
            raise FetchError("the server answered with a page, not with a file")
        return data

    def _from_folder(self, address: str) -> bytes:
        """Return a file of the former site out of the offline folder, by the end of its path."""
        assert self.offline is not None
        root = self.offline.resolve()
        for version in versions(address):
            parts = [
                part
                for part in unquote(urlsplit(version).path).split("/")
                if part not in ("", ".", "..")
            ]
            for start in range(len(parts)):
                place = root.joinpath(*parts[start:])
                if place.is_file() and place.resolve().is_relative_to(root):
                    return place.read_bytes()
        raise FetchError(f"it is not in {self.offline}")
