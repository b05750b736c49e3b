"""Read the settings of other systems as text, without running them."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rapport.importing.sources.front_matter_formats import as_text, load_config
from rapport.importing.sources.source_file import is_inside
from rapport.importing.sources.text_files import text_of_file


def read_settings(root: Path, *names: str) -> Mapping[str, Any]:
    """Return the first of these files that lies in the source, as a plain map."""
    for name in names:
        path = root / name
        if path.is_file() and is_inside(path, root):
            text = text_of_file(path)
            if path.suffix == ".toml":
                try:
                    return tomllib.loads(text)
                except tomllib.TOMLDecodeError:
                    return {}
            if path.suffix == ".json":
                try:
                    settings = json.loads(text)
                except (ValueError, RecursionError):
                    return {}
                return settings if isinstance(settings, dict) else {}
            return load_config(text)
    return {}


def read_python(path: Path) -> Mapping[str, Any]:
    """Return the plain values that a Python file gives to names at its top; it is not run."""
    if not path.is_file():
        return {}
    try:
        tree = ast.parse(text_of_file(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    settings: dict[str, Any] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                settings[statement.targets[0].id] = ast.literal_eval(statement.value)
            except (ValueError, TypeError, MemoryError, RecursionError):
                continue
    return settings


def zone_of(name: object) -> ZoneInfo | None:
    """Return a time zone by its name, None if the name is unknown."""
    try:
        return ZoneInfo(as_text(name)) if as_text(name) else None
    except (ValueError, OSError, LookupError):
        return None


def address_of(*values: object) -> str:
    """Return a blog's address with the slash that it ends with, of its parts."""
    text = "".join(
        part if part.startswith("http") else f"/{part.strip('/')}"
        for part in map(as_text, values)
        if part.strip("/")
    )
    return f"{text.rstrip('/')}/" if re.match(r"https?://\w", text) else ""


def filled(form: str, values: Mapping[str, str]) -> str:
    """Return a form such as `:year/:title/` or `{year}/{slug}` with values in their places."""

    def value(match: re.Match[str]) -> str:
        name = (match[1] or match[2]).lower()
        return values.get(name, match[0])

    return re.sub(r":([a-z_]+)|\{([a-z_]+)(?::[^}]*)?\}", value, form)
