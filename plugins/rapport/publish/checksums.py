"""The manifest of a folder in the format of `sha256sum`: `<digest>  <path>` per line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class DifferenceKind(StrEnum):
    """The ways in which a folder can differ from its manifest."""

    MISSING = "is missing"
    CHANGED = "is not what was published"
    UNKNOWN = "was never published"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A file that differs from the manifest."""

    path: str
    kind: DifferenceKind

    def __str__(self) -> str:
        """Return `articles/one/index.html: is missing`."""
        return f"{self.path}: {self.kind}"


def write_checksums(digests: Mapping[str, str]) -> str:
    """Return the manifest's text; `digests` are hexadecimal SHA-256, by path."""
    return "".join(_line(path, digests[path]) for path in sorted(digests))


def read_checksums(text: str) -> dict[str, str]:
    """Return the digests by path; raises `ValueError` for a text that is not a manifest."""
    digests = {}
    for line in text.split("\n"):
        if line:
            is_escaped = line.startswith("\\")
            digest, separator, path = line.removeprefix("\\").partition("  ")
            if not separator or len(digest) != 64:  # noqa: PLR2004 - SHA-256 in hexadecimal
                raise ValueError(f"no line of a manifest: {line!r}")
            digests[_unescape(path) if is_escaped else path] = digest
    return digests


def differences(manifest: Mapping[str, str], checksums: Mapping[str, str]) -> list[Difference]:
    """Return the differences between a folder and its manifest, by path."""
    missing = [
        Difference(path, DifferenceKind.MISSING) for path in manifest.keys() - checksums.keys()
    ]
    unknown = [
        Difference(path, DifferenceKind.UNKNOWN) for path in checksums.keys() - manifest.keys()
    ]
    changed = [
        Difference(path, DifferenceKind.CHANGED)
        for path in manifest.keys() & checksums.keys()
        if manifest[path] != checksums[path]
    ]
    return sorted([*missing, *unknown, *changed])


def _line(path: str, digest: str) -> str:
    if "\\" not in path and "\n" not in path:
        return f"{digest}  {path}\n"
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n")
    return f"\\{digest}  {escaped}\n"


def _unescape(path: str) -> str:
    return "\\".join(part.replace("\\n", "\n") for part in path.split("\\\\"))
