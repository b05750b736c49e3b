"""`RESULTS.md`: a section for each size and each room; a run replaces only its own."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.peers import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a row, with the day, the load of the machine, and each peer's versions."""

    figures: Figures
    day: str
    load: float
    versions: Mapping[str, str]


def remember(size: int, row: str, measured: Measured) -> dict[str, Measured]:
    """Keep the figures of a row, and return those of all rows of this size by the row's key."""
    path = CACHE / f"figures-{size}.json"
    results = json.loads(path.read_text()) if path.is_file() else {}
    results[row] = asdict(measured)
    path.write_text(json.dumps(results, indent=1))
    return {key: Measured(**value) for key, value in results.items()}


def circumstances(measured: Iterable[Measured]) -> list[str]:
    """Return what is to be known of figures: days, load, versions."""
    rows = list(measured)
    versions = {name: text for row in rows for name, text in row.versions.items()}
    loads = [f"{load:.1f}" for load in sorted(row.load for row in rows)]
    return [
        _span(sorted(row.day for row in rows)),
        f"load before the rows: {_span(loads)}",
        *(f"{name}: {text}" for name, text in versions.items()),
    ]


def _span(values: list[str]) -> str:
    return values[0] if values[0] == values[-1] else f"{values[0]} to {values[-1]}"


def _sections(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))
