"""Create a new blog, with its first files in the author's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.edit import flow
from rapport.publish import workflows

if TYPE_CHECKING:
    from rapport.blog.texts import Texts

EXAMPLE_URL = "https://blog.example/"
_FILES = Path(__file__).parent / "files"
_LANGUAGES = Path(__file__).parent / "languages"
_WORD = re.compile(r"\{\{(\w+)\}\}")
_GITIGNORE = "gitignore"
"""The package's name for a file whose real name would have an effect in git."""
_PAGES = {
    "en": {"about": "about", "imprint": "imprint", "privacy": "privacy"},
    "de": {"about": "ueber", "imprint": "impressum", "privacy": "datenschutz"},
    "es": {"about": "acerca-de", "imprint": "aviso-legal", "privacy": "privacidad"},
}
"""The names of pages in URLs, by language."""


class NotEmptyError(Exception):
    """`{folder}` is not empty: a new blog needs a new or empty folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__((self.__doc__ or "").format(folder=folder))


@dataclass(frozen=True, slots=True)
class NewBlog:
    """The properties of a new blog; `timezone` is a name such as `Europe/Berlin`.

    `url_format` is how articles are addressed, empty for the usual way.
    """

    name: str
    url: str
    timezone: str
    today: date
    texts: Texts
    url_format: str = ""


def write_blog(folder: Path, blog: NewBlog) -> list[Path]:
    """Write a new blog into an empty folder and return its files; raises `NotEmptyError`.

    Its language is that of `blog.texts`; where nobody has translated a file, it is English.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError(folder)
    language = blog.texts.language.split("-")[0]
    translated = [_LANGUAGES / f"{language}-formal"] if blog.texts.is_formal else []
    translated.append(_LANGUAGES / language)
    pages = _PAGES.get(language, _PAGES["en"])
    words = _words(blog) | {f"{page}_page": name for page, name in pages.items()}
    written = []
    for path in sorted(path for path in _FILES.rglob("*") if path.is_file()):
        place = path.relative_to(_FILES)
        places = [root / place for root in translated]
        source = next((candidate for candidate in places if candidate.is_file()), path)
        text = _WORD.sub(lambda word: words[word[1]], source.read_text(encoding="utf-8"))
        target = folder / _target(place, pages)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written + workflows.write(folder)


def _target(place: Path, pages: Mapping[str, str]) -> Path:
    """Return the path in a blog for a file of the package."""
    if place.name == _GITIGNORE:
        return place.with_name(f".{_GITIGNORE}")
    return place.with_stem(pages.get(place.stem, place.stem))


def _words(blog: NewBlog) -> dict[str, str]:
    texts = blog.texts
    language = texts.language
    is_translated = language.startswith("en") or (_LANGUAGES / language.split("-")[0]).is_dir()
    return {
        "name": flow(blog.name),
        "title": blog.name,
        "url": flow(blog.url),
        "timezone": flow(blog.timezone),
        "url_format": f"      url_format: {flow(blog.url_format)}\n" if blog.url_format else "",
        "today": f"{blog.today:%Y-%m-%d}",
        "language": texts.name,
        "of_english": "" if is_translated else "lang: en\n",
        "description": flow(texts.gettext("One sentence on what readers find here.")),
        "articles": flow(texts.gettext("Articles")),
        "topics": flow(texts.gettext("Topics")),
        "archive": flow(texts.gettext("Archive")),
        "about": flow(texts.gettext("About")),
        "subscribe": flow(texts.gettext("Subscribe")),
        "imprint": flow(texts.gettext("Imprint")),
        "privacy": flow(texts.gettext("Privacy")),
    }
