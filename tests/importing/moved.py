"""Runs `rapport import` as a person does, and looks at what it left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rapport.cli.main import main


@dataclass(frozen=True)
class MovedBlog:
    """A blog that something was moved into."""

    folder: Path

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def article(self, slug: str) -> tuple[dict[str, Any], str]:
        """Return the front matter and the text of an article."""
        _, head, body = self.text(f"docs/articles/{slug}.md").split("---\n", 2)
        return yaml.safe_load(head), body.strip("\n")

    def yaml(self, path: str) -> Any:  # noqa: ANN401 - it is whatever stands there
        return yaml.safe_load(self.text(path))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    @property
    def url_format(self) -> str:
        """How its articles are addressed; empty for the usual way."""
        lines = self.text("mkdocs.yml").split("\n")
        found = [line.partition(":")[2].strip(" '\"") for line in lines if " url_format:" in line]
        return found[0] if found else ""

    @property
    def report(self) -> str:
        return self.text("import/import-report.md")


def move_in(source: Path | str, into: Path, *options: str, code: int = 0) -> MovedBlog:
    """Import and return the blog; without options no picture is asked for."""
    asked = options or ("--no-pictures",)
    assert main(["import", str(source), "--into", str(into), *asked]) == code
    return MovedBlog(into)
