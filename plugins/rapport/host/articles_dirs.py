"""The folders of the articles, as the option `articles_dir` names one or several."""

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
    """Return the first folder that is none below the docs folder, empty if all are."""
    several = [written] if isinstance(written, str) else list(written)
    for folder in several:
        is_outside = posixpath.normpath(folder or ".").split("/")[0] == ".."
        if not folder or is_outside or folder.startswith("/"):
            return repr(folder)
    return "" if several else "[]"
