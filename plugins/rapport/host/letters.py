"""Letters: taken out of the site, checked like articles, and written to a file beside the site.

`site/` is public, so letters are not in it: `site.letters.json` is beside it.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.letter import (
    Letter,
    LetterSettings,
    beside_site,
    is_letter,
    read_letter,
    write_letters,
)
from rapport.blog.letter_blocks import letter_blocks
from rapport.host.renderer import Renderer
from rapport.host.session import SUBSCRIBE, docs_path, site_url_of
from rapport.site.companions import decoded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

    from rapport.blog.problem import Problem
    from rapport.host.session import BuildSession


def letters_dir(config: MkDocsConfig) -> str:
    """Return the folder of letters below the docs folder; empty if no letters are emailed."""
    plugin = config.plugins.get(SUBSCRIBE)
    if plugin is None or plugin.config["provider"] != "rapport":
        return ""
    return posixpath.normpath(plugin.config["letters_dir"].strip("/") or ".").removeprefix(".")


def take_letters(files: Files, config: MkDocsConfig) -> list[File]:
    """Take the letters out of the site's files, and return them."""
    folder = letters_dir(config)
    letters = [file for file in files.documentation_pages() if is_letter(file.src_uri, folder)]
    for file in letters:
        files.remove(file)
    return letters


def put_back_archived(files: Files, config: MkDocsConfig, session: BuildSession) -> None:
    """Put the archived letters whose time has come back among the site's files."""
    again = take_letters(files, config)  # the host may have listed its files afresh
    taken = {file.src_uri: file for file in (*(file for _, file in session.letters), *again)}
    for article in session.read.blog.published:
        if article.is_letter:
            files.append(taken[article.source])


def read_letters(
    taken: list[File],
    config: MkDocsConfig,
    session: BuildSession,
    parts: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Read the letters, of which some are `parts` of series; return their problems."""
    problems: list[Problem] = []
    session.letters = []
    timezone, vocabulary = session.settings.timezone, session.read.vocabulary
    settings = LetterSettings(letters_dir(config), timezone, vocabulary, parts)
    for file in sorted(taken, key=lambda file: file.src_uri):
        path = posixpath.join(docs_path(config), file.src_uri)
        text, wrong = decoded(file.content_bytes, path)
        if text is not None:
            letter, wrong = read_letter(text, file.src_uri, path, settings)
            if letter:
                session.letters.append((letter, file))
        problems += wrong
    return problems


def make_letters(
    files: Files, config: MkDocsConfig, session: BuildSession, series: Sequence[object]
) -> str:
    """Return letters and series as the service reads them; empty if there are none."""
    if not session.letters and not series:
        return ""
    renderer = Renderer(files, config, session.article_extensions)

    def blocks(letter: Letter, file: File) -> list[dict[str, object]]:
        rendered = renderer.render(letter.body, file, lambda _: None, is_article=True)
        return letter_blocks(rendered.html, site_url_of(config) + file.url)

    parts = session.read.letters_in_series
    mailed = ((letter, file) for letter, file in session.letters if letter.source not in parts)
    return write_letters([(letter, blocks(letter, file)) for letter, file in mailed], series)


def put_beside(site: Path, letters: str) -> None:
    """Write the letters beside the site's folder, or remove those of an earlier build."""
    path = beside_site(site)
    if not letters:
        path.unlink(missing_ok=True)
        return
    if path.is_file() and path.read_text("utf-8", "replace") == letters:
        return
    draft = path.with_name(f".{path.name}")
    draft.write_text(letters, "utf-8")
    draft.replace(path)
