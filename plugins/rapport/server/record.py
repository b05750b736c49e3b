"""The record of the last set-up, which distinguishes an operator's edits from its own files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from rapport.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class ServerRecord:
    """The state of a server: its settings without secrets, and each file with its digest."""

    domain: str = ""
    postgres: bool = False
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each written file, by path."""

    def is_ours(self, path: str, text: str) -> bool:
        """Return whether a file is unchanged since the set-up."""
        return self.files.get(path) == digest(text)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_record(path: Path) -> ServerRecord:
    """Return the last set-up's record, empty before the first; raise UsageError if malformed."""
    try:
        return ServerRecord(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return ServerRecord()
    except (ValueError, TypeError):
        raise UsageError(
            f"{path} is damaged: take it from a backup, or move it away, and `rapport server setup "
            "--domain …` writes it again"
        ) from None


def write_record(record: ServerRecord) -> str:
    """Return the record in its stored form."""
    return json.dumps(asdict(record), indent=2, sort_keys=True) + "\n"
