"""The code that a build depends on: the versions of packages, and the text of other modules."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from rapport.engine.digests import digest

_PACKAGES = ("site-packages", "dist-packages")


def versions(code: Iterable[Path]) -> str:
    """Return a digest of a build's code: all installed packages, and the `code` outside.

    It covers every installed distribution, so that no list of relevant ones has to be maintained.
    The files and folders of `code` are those that can change without a new version, such as an
    extension beside the blog or a package in development; their text counts.
    """
    return digest(
        platform.python_version(),
        *sorted(distributions()),
        *(line for place in sorted(set(code)) for line in _texts_in(place)),
    )


def distributions() -> Iterator[str]:
    """Yield name and version of every distribution, from its folder's name (PEP 376, PEP 427)."""
    for place in sys.path:
        if place.endswith(_PACKAGES) and os.path.isdir(place):
            for name in os.listdir(place):
                if name.endswith((".dist-info", ".egg-info")):
                    yield name


def local_code(modules: Iterable[str]) -> Iterator[Path]:
    """Yield the folders and files of those loaded modules that no installed package provides."""
    for name in {module.partition(".")[0] for module in modules}:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and not any(f"{os.sep}{place}{os.sep}" in file for place in _PACKAGES):
            path = Path(file)
            yield path.parent if path.name == "__init__.py" else path


def _texts_in(folder: Path) -> Iterator[str]:
    if folder.is_file():
        yield f"{folder.name} {_text_digest(str(folder))}"
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".po")):
                path = os.path.join(parent, name)
                yield f"{os.path.relpath(path, folder)} {_text_digest(path)}"


def _text_digest(path: str) -> str:
    try:
        return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""
