"""The line of a setting in `mkdocs.yml`, for messages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def settings_name(config: MkDocsConfig) -> str:
    """Return the name of the settings file, `mkdocs.yml`."""
    return Path(config.config_file_path or "mkdocs.yml").name


def line_of(config: MkDocsConfig, word: str) -> int:
    """Return the first line of the settings with a word outside comments, else 1."""
    path = Path(config.config_file_path or "mkdocs.yml")
    pattern = re.compile(rf"^[^#\n]*(?<![\w.-]){re.escape(word)}(?![\w.-])", re.MULTILINE)
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    match = pattern.search(text)
    return text.count("\n", 0, match.end()) + 1 if match else 1
