"""A small blog on disk, built by MkDocs itself."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import feedparser
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

REPOSITORY = Path(__file__).parents[2]


@dataclass
class SmallSite:
    """The folder of a blog; `options` are those of `rapport/feeds`, `config` of mkdocs.yml."""

    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    timezone: str = "UTC"
    more_plugins: list[dict[str, Any]] = field(default_factory=list)

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file below the docs folder."""
        file = self.folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def article(self, name: str, text: str = "Text.\n", **head: object) -> None:
        """Write an article; its head has a title and a date unless others are given."""
        fields = {"title": name.title(), "date": "2026-05-07 09:00", **head}
        lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items()]
        self.write(f"articles/{name}.md", "\n".join(["---", *lines, "---", "", text]))

    def configure(self) -> Path:
        """Write mkdocs.yml; returns its path."""
        plugins = [
            {"rapport/articles": {"timezone": self.timezone}},
            "rapport/tags",
            "rapport/checklists",
            {"rapport/feeds": self.options},
            *self.more_plugins,
        ]
        config = {
            "site_name": "Blog",
            "site_url": "https://blog.example/",
            "theme": {"name": "material", "font": False},
            "plugins": plugins,
            "markdown_extensions": ["admonition", "attr_list", "footnotes"],
            **self.config,
        }
        (self.folder / "docs").mkdir(exist_ok=True)
        path = self.folder / "mkdocs.yml"
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        return path

    def build(self, to: str = "site") -> Path:
        """Build the site; returns its folder."""
        path, target = self.configure(), self.folder / to
        made = load_config(str(path), site_dir=str(target))
        logging.getLogger("mkdocs").setLevel(logging.WARNING)
        made.plugins.on_startup(command="build", dirty=False)
        build(made)
        made.plugins.on_shutdown()
        return target


def entries(path: Path) -> list[Any]:
    """Return the entries of a feed, as feedparser sees them."""
    parsed = feedparser.parse(path.read_bytes())
    assert not parsed.bozo
    return list(parsed.entries)


def items(path: Path) -> list[dict[str, Any]]:
    """Return the items of a JSON Feed."""
    found: list[dict[str, Any]] = json.loads(path.read_bytes())["items"]
    return found
