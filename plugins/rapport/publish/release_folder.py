"""The folder that the web server reads: `current` is a link to one of `releases/`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.letter import beside_site
from rapport.publish.assembly import Assembly, digest_of, files_below
from rapport.publish.checksums import Difference, differences, read_checksums, write_checksums
from rapport.publish.durable import flush, point, remove, write_whole
from rapport.publish.errors import PublishError
from rapport.publish.release import Release, is_release_name, read_release, to_carry, write_release

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_NEW, _OLD = ".new-", ".old-"


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """The releases below `www`; each has `<name>/`, `<name>.sha256` and `<name>.json`.

    A blog with letters has `<name>.letters.json`, too, which no web server shows. The record is
    written last: a release without it is none.
    """

    www: Path

    @property
    def current(self) -> Path:
        """The link that the web server follows."""
        return self.www / "current"

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.www / "releases"

    def folder(self, release: Release) -> Path:
        """Return the folder of the release's files."""
        return self.releases / release.name

    def all(self) -> tuple[Release, ...]:
        """Return every complete release, the oldest first."""
        releases = []
        for name in self._names():
            release = self._read(name)
            if release and self.folder(release).is_dir():
                releases.append(release)
        return tuple(sorted(releases, key=lambda release: release.number))

    def live_name(self) -> str | None:
        """Return the name of the live release."""
        try:
            goal = self.current.readlink()
        except FileNotFoundError:
            return None
        except OSError:
            message = f"{self.current} is not a link: move it away, and push again."
            raise PublishError(message) from None
        is_ours = str(goal.parent) == "releases" and is_release_name(goal.name)
        return goal.name if is_ours else None

    def live(self) -> Release | None:
        """Return the live release, if its record exists."""
        name = self.live_name()
        release = self._read(name) if name else None
        return release if release and self.folder(release).is_dir() else None

    def taken_names(self) -> frozenset[str]:
        """Return every name that a new release must not have."""
        return frozenset(entry.removesuffix(".json") for entry in self._entries())

    def checksums(self, release: Release) -> dict[str, str]:
        """Return the release's manifest: SHA-256 by path; empty if it can't be read."""
        try:
            return read_checksums(self._checksums(release.name).read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def differences(self, release: Release) -> list[Difference]:
        """Return the differences between the release's files and its manifest."""
        folder = self.folder(release)
        checksums = {}
        for path in files_below(folder):
            file = folder / path
            is_plain = file.is_file() and not file.is_symlink()
            checksums[path] = digest_of(file.read_bytes()) if is_plain else ""
        return differences(self.checksums(release), checksums)

    def is_whole(self, release: Release, path: str) -> bool:
        """Return whether a file of a release is unchanged since publication."""
        try:
            data = (self.folder(release) / path).read_bytes()
        except OSError:
            return False
        return self.checksums(release).get(path) == digest_of(data)

    def make(self, release: Release, site: Path, base: Release | None) -> Release:
        """Create a release of the files in `site` without activating it.

        What is the same as in `base` is linked to it, so that it takes no room and keeps its time.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        new = self.releases / f"{_NEW}{release.name}"
        base_digests = self.checksums(base) if base else {}
        base_folder = self.folder(base) if base else None
        assembly = Assembly(new, base_folder, base_digests)
        new.mkdir()
        for path in sorted(files_below(site)):
            assembly.add(path, site / path)
        carried: dict[str, datetime] = {}
        if base is not None:
            carried = to_carry(base, base_digests, assembly.digests, release.made_at)
            for path in carried:
                assembly.add(path, self.folder(base) / path)
        flush(assembly.written)
        finished = replace(release, carried=carried)
        new.replace(self.folder(finished))
        write_whole(self._checksums(finished.name), write_checksums(assembly.digests))
        letters = beside_site(site)
        if letters.is_file():
            write_whole(self.letters(finished), letters.read_text("utf-8"))
        self.write(finished)
        return finished

    def letters(self, release: Release) -> Path:
        """Return the folder of the newsletter's letters: beside the public folder."""
        return beside_site(self.folder(release))

    def write(self, release: Release) -> None:
        """Write the record of a release beside its folder."""
        write_whole(self.releases / f"{release.name}.json", write_release(release))

    def switch_to(self, release: Release) -> None:
        """Activate this release atomically."""
        self.live_name()
        point(self.current, f"releases/{release.name}")

    def remove(self, release: Release) -> None:
        """Remove a release; from the first step on it no longer counts as a release."""
        remove(self.releases / f"{release.name}.json")
        remove(self._checksums(release.name))
        remove(self.letters(release))
        aside = self.releases / f"{_OLD}{release.name}"
        self.folder(release).replace(aside)
        remove(aside)

    def clean(self) -> None:
        """Remove the remains of interrupted releases."""
        live = self.live_name()
        names = set(self._names())
        for entry in self._entries():
            stem = entry.split(".")[0]
            is_part = is_release_name(stem)
            has_record = stem in names or stem == live
            is_whole = has_record and (self.releases / stem).is_dir()
            if entry.startswith((_NEW, _OLD)) or (is_part and not is_whole):
                remove(self.releases / entry)

    def _entries(self) -> list[str]:
        with suppress(FileNotFoundError):
            return [path.name for path in self.releases.iterdir()]
        return []

    def _names(self) -> Iterable[str]:
        return (
            entry.removesuffix(".json")
            for entry in self._entries()
            if entry.endswith(".json") and is_release_name(entry.removesuffix(".json"))
        )

    def _read(self, name: str) -> Release | None:
        try:
            return read_release((self.releases / f"{name}.json").read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def _checksums(self, name: str) -> Path:
        return self.releases / f"{name}.sha256"
