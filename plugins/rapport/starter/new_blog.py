"""A new blog: the files of a first one, with today's date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.edit import flow
from rapport.publish import workflows

if TYPE_CHECKING:
    from datetime import datetime

_FILES = Path(__file__).parent / "files"


class NotEmptyError(Exception):
    """`{folder}` is not empty: a new blog needs a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__((self.__doc__ or "").format(folder=folder))


def write_blog(folder: Path, name: str, now: datetime) -> list[Path]:
    """Write a new blog into an empty folder and return its files; raises `NotEmptyError`."""
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError(folder)
    written = []
    for path in sorted(_FILES.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(_FILES)
            text = path.read_text(encoding="utf-8")
            text = text.replace("{{today}}", f"{now:%Y-%m-%d}").replace("{{name}}", flow(name))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            written.append(target)
    return written + workflows.write(folder)
