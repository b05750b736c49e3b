"""The folders of the articles: one or several, by the option `articles_dir`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def articles_dirs(written: str | Iterable[str]) -> tuple[str, ...]:
    """Return folders below the docs folder, each once; `.` is the docs folder itself, here ``."""
    several = [written] if isinstance(written, str) else written
    clean = [posixpath.normpath(folder.strip("/") or ".") for folder in several]
    return tuple(dict.fromkeys("" if folder == "." else folder for folder in clean))


def find_wrong_dir(written: str | Iterable[str]) -> str:
    """Return the first folder that is not below the docs folder, or an empty string."""
    several = [written] if isinstance(written, str) else list(written)
    for folder in several:
        is_outside = posixpath.normpath(folder or ".").split("/")[0] == ".."
        if not folder or is_outside or folder.startswith("/"):
            return repr(folder)
    return "" if several else "[]"
