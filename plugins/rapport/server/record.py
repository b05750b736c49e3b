"""What the last set-up wrote, so that the next one can tell an operator's edits from its own."""

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
    """What stands on a server: its settings that are no secrets, and each file with its digest."""

    domain: str = ""
    postgres: bool = False
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of what was written, by path."""

    def is_ours(self, path: str, text: str) -> bool:
        """Return whether a file is as the set-up left it."""
        return self.files.get(path) == digest(text)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_record(path: Path) -> ServerRecord:
    """Return what the last set-up wrote, empty before the first; raise UsageError for rubbish."""
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
    """Return the record as it is kept."""
    return json.dumps(asdict(record), indent=2, sort_keys=True) + "\n"
