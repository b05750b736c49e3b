"""The files that let GitHub and GitLab publish a blog."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {"github.yml": ".github/workflows/publish.yml", "gitlab.yml": ".gitlab-ci.yml"}
"""Where each template goes in a blog."""

INSTALL = "pip install mkdocs-rapport"
"""The one line that differs where a blog brings its own Rapport along."""


def template(name: str) -> str:
    """Return the text of a template."""
    return (files("rapport.publish") / "templates" / name).read_text("utf-8")


def write(folder: Path) -> list[Path]:
    """Write the files into a blog's folder, and return those written; what is there stays."""
    written = []
    for name, place in PLACES.items():
        path = folder / place
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(template(name), encoding="utf-8")
            written.append(path)
    return written
