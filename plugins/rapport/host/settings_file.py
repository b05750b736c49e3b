"""Where in `mkdocs.yml` a word stands, for messages about a setting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def settings_name(config: MkDocsConfig) -> str:
    """Return the name of the file of settings, `mkdocs.yml`."""
    return Path(config.config_file_path or "mkdocs.yml").name


def line_of(config: MkDocsConfig, word: str) -> int:
    """Return the first line of the settings on which a word stands outside comments, else 1."""
    path = Path(config.config_file_path or "mkdocs.yml")
    pattern = re.compile(rf"^[^#\n]*(?<![\w.-]){re.escape(word)}(?![\w.-])", re.MULTILINE)
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    match = pattern.search(text)
    return text.count("\n", 0, match.end()) + 1 if match else 1
