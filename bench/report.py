"""`RESULTS.md`: a section for each size and each room; a run replaces only its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bench.peers import CACHE

if TYPE_CHECKING:
    from bench.tables import Figures

RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = """# Measured

Made by `make bench` and `make bench N=10000`; what is measured, and how, stands in \
[the manual](../manual/benchmarks.md). Compare ratios, not seconds of one machine with another's.
"""
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def put_section(title: str, text: str, path: Path = RESULTS) -> None:
    """Write `text` below the heading `title`, in place of what stood there."""
    sections = _sections(path)
    sections[title] = text
    parts = [f"## {name}\n\n{body.strip()}\n" for name, body in sections.items()]
    path.write_text("\n".join([_HEAD, *parts]), encoding="utf-8")


def remember(size: int, row: str, figures: Figures) -> dict[str, Figures]:
    """Keep the figures of a row, and return those of all rows of this size by the row's key."""
    path = CACHE / f"figures-{size}.json"
    kept: dict[str, Figures] = json.loads(path.read_text()) if path.is_file() else {}
    kept[row] = dict(figures)
    path.write_text(json.dumps(kept, indent=1))
    return kept


def _sections(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))
