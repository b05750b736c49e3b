"""The web folder of one repository: suitable, and not shared with another repository."""

from __future__ import annotations

import os
from pathlib import Path

from rapport.publish.errors import SettingsError
from rapport.publish.git import Git
from rapport.publish.settings import read_settings

_OWNER = ".repository"
"""The file beside the releases that names their repository."""


def check_folder(www: Path, repository: Path) -> None:
    """Raise `SettingsError` if a repository can't or must not publish to this folder."""
    nearest = next(folder for folder in (www, *www.parents) if folder.exists())
    if not nearest.is_dir():
        raise SettingsError(f"`--www {www}`: {nearest} is a file: name a folder.")
    if www == repository or repository in www.parents:
        raise SettingsError(f"`--www {www}` is inside the repository: name a folder outside it.")
    for outer in (www, *www.parents):
        if outer.name == "releases" and (outer.parent / "current").is_symlink():
            raise SettingsError(
                f"`--www {www}` is inside the releases of {outer.parent}, which are taken away "
                "when they are old: name a folder outside them."
            )
    owner = _owner(www)
    if owner is not None and owner != repository and _publishes_to(owner, www):
        raise SettingsError(
            f"`--www {www}` is where {owner} publishes to: each repository needs a folder of its "
            "own."
        )
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise SettingsError(f"`--www {www}`: {nearest} can't be written to by this account.")


def claim_folder(www: Path, repository: Path) -> None:
    """Create the folder, and record its repository."""
    (www / "releases").mkdir(parents=True, exist_ok=True)
    (www / _OWNER).write_text(f"{repository}\n", encoding="utf-8", errors="surrogateescape")


def _owner(www: Path) -> Path | None:
    try:
        text = (www / _OWNER).read_text("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return None
    return Path(text.rstrip("\n"))


def _publishes_to(repository: Path, www: Path) -> bool:
    """Return whether a repository still exists and its settings still name this folder."""
    try:
        return read_settings(Git(repository)).www == www
    except (SettingsError, OSError):
        return False
