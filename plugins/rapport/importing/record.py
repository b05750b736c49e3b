"""Record the written files, so that the next import keeps later edits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from hashlib import blake2b
from typing import TYPE_CHECKING

from rapport.importing.model import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD = "import/record.json"
"""The path of the record in the blog; it should be committed."""


class Fate(Enum):
    """What an import does with a prepared file; the report shows the value."""

    NEW = "new"
    SAME = "unchanged"
    UPDATED = "updated from the source"
    EDITED = "edited by you: kept"
    CONFLICT = "edited by you and changed in the source: yours kept"
    REMOVED = "removed by you: left out"


@dataclass
class ImportRecord:
    """The files of earlier imports: `digests` by path, `paths` by the keys of articles.

    `fetched` are files from elsewhere, by their former addresses.
    """

    digests: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    fetched: dict[str, str] = field(default_factory=dict)

    def fate(self, path: str, new: str, present: str | None) -> Fate:
        """Return what to do with a file, from the digests of the new and the existing content."""
        written = self.digests.get(path)
        if present is None:
            return Fate.NEW if written is None else Fate.REMOVED
        if present == new:
            return Fate.SAME
        if present == written:
            return Fate.UPDATED
        return Fate.EDITED if written == new else Fate.CONFLICT

    def text(self) -> str:
        """Return the record as JSON, a line for each file."""
        content = {"version": 1, "files": self.digests, "articles": self.paths}
        return json.dumps(content | {"fetched": self.fetched}, indent=1, sort_keys=True) + "\n"


def read_record(path: Path) -> ImportRecord:
    """Return the record of a blog, an empty one if there is none; raises `SourceError`."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ImportRecord()
    except ValueError as error:
        raise SourceError(f"{path}: no record of an import: {error}") from error
    return ImportRecord(
        _strings(content, "files"), _strings(content, "articles"), _strings(content, "fetched")
    )


def _strings(content: Mapping[str, object], key: str) -> dict[str, str]:
    values = content.get(key)
    return (
        {str(name): str(value) for name, value in values.items()}
        if isinstance(values, dict)
        else {}
    )


def digest_of(data: bytes) -> str:
    """Return the digest that identifies a file's content."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_at(path: Path) -> str | None:
    """Return the digest of a file, None if the file does not exist."""
    try:
        return digest_of(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
