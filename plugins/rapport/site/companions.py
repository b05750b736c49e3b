"""The files beside the articles: tags, authors and redirects."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from msgspec import Struct

from rapport.blog.author import Authors, read_authors
from rapport.blog.build_state import SiteSettings
from rapport.blog.problem import Problem, Severity
from rapport.blog.redirect import Redirect, read_redirects
from rapport.blog.tag import OPEN_VOCABULARY, Vocabulary, read_vocabulary

ReadText = Callable[[str], bytes]
"""Returns the bytes of a source; raises FileNotFoundError if there is none."""


class Companions(Struct, frozen=True):
    """The content of these files, and the problems in them."""

    vocabulary: Vocabulary
    authors: Authors
    redirects: tuple[Redirect, ...]
    problems: tuple[Problem, ...]


def read_companions(settings: SiteSettings, read: ReadText) -> Companions:
    """Return what the files beside the articles say."""
    vocabulary, wrong_tags = read_vocabulary_file(settings, read)
    authors, wrong_authors = read_authors_file(settings, read)
    redirects, wrong_redirects = read_redirects_file(settings, read)
    problems = (*wrong_tags, *wrong_authors, *wrong_redirects)
    return Companions(vocabulary, authors, redirects, problems)


def read_vocabulary_file(
    settings: SiteSettings, read: ReadText
) -> tuple[Vocabulary, list[Problem]]:
    """Return the tags of the blog; without a vocabulary file every tag is allowed."""
    text, path, problems = _companion(settings, settings.vocabulary_file, read)
    return (OPEN_VOCABULARY, problems) if text is None else read_vocabulary(text, path)


def read_authors_file(settings: SiteSettings, read: ReadText) -> tuple[Authors, list[Problem]]:
    """Return the authors of the blog: of its own file, else of the one that Material's blog has."""
    others = _authors_files_of_material(settings)
    text, path, problems = _companion(settings, settings.authors_file, read)
    is_own = text is not None or bool(problems)
    for name in others:
        if text is not None or problems:
            break
        text, path, problems = _companion(settings, name, read)
    authors, wrong = (Authors({}), problems) if text is None else read_authors(text, path)
    unread = [name for name in others if is_own and _companion(settings, name, read)[0] is not None]
    return authors, [*wrong, *(_unread(settings, name, path) for name in unread)]


def _authors_files_of_material(settings: SiteSettings) -> list[str]:
    """Return where Material's blog keeps its authors, the nearest to the articles first."""
    folders = [
        folder
        for articles in settings.articles_dirs
        for folder in (articles, posixpath.dirname(articles), "")
    ]
    names = dict.fromkeys(posixpath.join(folder, ".authors.yml") for folder in folders)
    return [name for name in names if name != posixpath.normpath(settings.authors_file)]


def _unread(settings: SiteSettings, name: str, path: str) -> Problem:
    message = f"this file is not read, as `{path}` is there."
    hint = "Keep the authors in one of the two, and remove the other."
    place = (posixpath.join(settings.docs_path, name), 1, 1)
    return Problem(*place, "authors-unread", message, hint, Severity.WARNING)


def read_redirects_file(
    settings: SiteSettings, read: ReadText
) -> tuple[tuple[Redirect, ...], list[Problem]]:
    """Return the redirects of the blog."""
    text, path, problems = _companion(settings, settings.redirects_file, read)
    return ((), problems) if text is None else read_redirects(text, path)


def _companion(
    settings: SiteSettings, name: str, read: ReadText
) -> tuple[str | None, str, list[Problem]]:
    """Return the text of a file beside the articles, None if it is absent, and its path."""
    path = posixpath.join(settings.docs_path, name)
    if not name:
        return None, path, []
    try:
        data = read(name)
    except (FileNotFoundError, IsADirectoryError):
        return None, path, []
    text, problems = decoded(data, path)
    return text, path, problems


def decoded(data: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a file, or the position at which it is not UTF-8."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8."
        hint = "Save the file as UTF-8."
        return None, [Problem(path, line, column, "not-utf-8", message, hint)]
