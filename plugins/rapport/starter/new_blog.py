"""A new blog: the files of a first one, with today's date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.edit import flow
from rapport.publish import workflows

if TYPE_CHECKING:
    from datetime import datetime

    from rapport.blog.texts import Texts

_FILES = Path(__file__).parent / "files"
_LANGUAGES = Path(__file__).parent / "languages"
_WORD = re.compile(r"\{\{(\w+)\}\}")


class NotEmptyError(Exception):
    """`{folder}` is not empty: a new blog needs a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__((self.__doc__ or "").format(folder=folder))


def write_blog(folder: Path, name: str, now: datetime, texts: Texts) -> list[Path]:
    """Write a new blog into an empty folder and return its files; raises `NotEmptyError`.

    Its language is that of `texts`; where nobody has translated the first article, it is English.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError(folder)
    own = _LANGUAGES / texts.language.split("-")[0]
    words = _words(name, now, texts)
    written = []
    for path in sorted(path for path in _FILES.rglob("*") if path.is_file()):
        place = path.relative_to(_FILES)
        source = own / place if (own / place).is_file() else path
        text = _WORD.sub(lambda found: words[found[1]], source.read_text(encoding="utf-8"))
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written + workflows.write(folder)


def _words(name: str, now: datetime, texts: Texts) -> dict[str, str]:
    is_translated = (
        texts.language.startswith("en") or (_LANGUAGES / texts.language.split("-")[0]).is_dir()
    )
    return {
        "name": flow(name),
        "today": f"{now:%Y-%m-%d}",
        "language": texts.language,
        "of_english": "" if is_translated else "lang: en\n",
        "description": flow(texts.gettext("One sentence on what readers find here.")),
        "articles": flow(texts.gettext("Articles")),
        "topics": flow(texts.gettext("Topics")),
        "archive": flow(texts.gettext("Archive")),
        "about": flow(texts.gettext("About")),
    }
