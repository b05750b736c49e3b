"""The blog's language: how `theme.language` determines the theme, our own texts and dates."""

from __future__ import annotations

import json
import logging
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import ConfigurationError
from mkdocs.theme import Theme
from msgspec.structs import replace

import rapport
from rapport.blog.language_tag import read_tag
from rapport.blog.texts import Language, Texts
from rapport.engine.digests import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Catalog
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

SCRIPT_TEXTS = "assets/javascripts/texts.js"
"""The site's file with the texts for scripts."""

_UNKNOWN = (
    "`theme.language` is `%s`, which the theme does not know: the site is in English."
    " Write a tag such as `de`, `es` or `pt-BR`."
)
_NO_TEXTS = (
    "Rapport has no texts in `%s`: its own stay English. It has them in %s."
    " `translations` of rapport/articles takes a file of yours."
)
_NOT_FORMAL = "Rapport addresses readers formally in %s only: its texts in `%s` are the usual ones."
_FORMAL = "-formal"
"""The suffix of a language that addresses readers formally, `de-formal`."""

_NO_MESSAGES = "const MESSAGES = {};"
log = logging.getLogger("mkdocs.plugins.rapport")


def choose_language(config: MkDocsConfig, own_file: str | None) -> Language:
    """Return the blog's language, as named by `theme.language`; English if it is unknown.

    `own_file` is the blog's own catalogue, whose texts take precedence over ours.
    """
    named = str(config.theme.get("language") or "en").replace("_", "-")
    wanted, is_formal = _parted(named)
    known = _first_known(wanted, _theme_languages(config.theme.dirs))
    if known is None:
        log.warning(_UNKNOWN, wanted)
        wanted = known = "en"
    config.theme["language"] = known
    shipped = _catalogues(wanted, is_formal=is_formal)
    if is_formal and not _is_formal(shipped):
        log.warning(_NOT_FORMAL, ", ".join(sorted(_formal_languages())), wanted)
    if not (shipped or own_file or wanted.lower().startswith("en")):
        log.warning(_NO_TEXTS, wanted, ", ".join(sorted({"en", *shipped_languages()})))
    if not (shipped or own_file):
        return Language(wanted, Texts(wanted))
    return _load(wanted, shipped, own_file)


class UnknownLanguageError(Exception):
    """`{tag}` is not a language of the theme. There are {known}."""

    def __init__(self, tag: str, known: Iterable[str]) -> None:
        message = (self.__doc__ or "").format(tag=tag, known=", ".join(sorted(known)))
        super().__init__(message)


def texts_in(tag: str) -> Texts:
    """Return the site's own words in a language, in English where there is no catalogue.

    Raises `UnknownLanguageError` for one that the theme lacks.
    """
    themes = _theme_languages(Theme(name="material").dirs)
    wanted, is_formal = _parted(tag)
    shipped = _catalogues(wanted, is_formal=is_formal)
    if _first_known(wanted, themes) is None or (is_formal and not _is_formal(shipped)):
        raise UnknownLanguageError(tag, themes | _formal_languages())
    return _load(wanted, shipped, None).texts if shipped else Texts(wanted)


def shipped_languages() -> dict[str, Path]:
    """Return the catalogues that come with Rapport, by the tags of their languages."""
    folder = Path(rapport.__file__).parent / "languages"
    return {path.stem: path for path in sorted(folder.glob("*.po"))}


def _parted(name: str) -> tuple[str, bool]:
    """Return a language's tag, and whether readers are addressed formally: `de-formal`."""
    tag = name[: -len(_FORMAL)] if name.lower().endswith(_FORMAL) else name
    return read_tag(tag) or tag, tag != name


def _formal_languages() -> set[str]:
    return {tag for tag in shipped_languages() if tag.endswith(_FORMAL)}


def _catalogues(tag: str, *, is_formal: bool) -> list[Path]:
    """Return our catalogues for a language; the formal one comes last and holds the differences."""
    shipped = shipped_languages()
    known = _first_known(tag, shipped.keys() - _formal_languages())
    names = [known, f"{known}{_FORMAL}" if is_formal else None]
    return [shipped[name] for name in names if name and name in shipped]


def _is_formal(catalogues: Iterable[Path]) -> bool:
    return any(path.stem.endswith(_FORMAL) for path in catalogues)


def _theme_languages(folders: Iterable[str]) -> set[str]:
    return {
        path.stem
        for folder in folders
        for path in Path(folder, "partials", "languages").glob("*.html")
    }


def _first_known(tag: str, known: Iterable[str]) -> str | None:
    """Return the language itself, or the one that it is a variety of: `de` for `de-AT`."""
    by_case = {name.lower(): name for name in known}
    parts = tag.lower().split("-")
    for count in range(len(parts), 0, -1):
        if language := by_case.get("-".join(parts[:count])):
            return language
    return None


def _load(tag: str, shipped: Iterable[Path], own_file: str | None) -> Language:
    """Return a language from its catalogues; later ones take precedence."""
    from rapport.blog.catalogue import merged, script_messages, texts_of  # noqa: PLC0415 - English needs none

    data = [path.read_bytes() for path in shipped]
    catalogues = [_read(catalogue, "") for catalogue in data]
    if own_file:
        data.append(Path(own_file).read_bytes())
        catalogues.append(_read(data[-1], own_file))
    whole = reduce(merged, catalogues)
    texts = replace(texts_of(whole, tag), is_formal=_is_formal(shipped))
    return Language(tag, texts, script_messages(whole, texts), digest(tag, *data))


def _read(data: bytes, path: str) -> Catalog:
    from rapport.blog.catalogue import CatalogueError, find_catalogue_mistakes, read_catalogue  # noqa: PLC0415 - English needs none

    try:
        catalogue = read_catalogue(data)
    except CatalogueError as error:
        message = f"`translations` names {path}, which is not a gettext catalogue (.po): {error}"
        raise ConfigurationError(message) from error
    mistake = (
        next(find_catalogue_mistakes(catalogue), None) if path else None
    )  # ours are looked at by tests
    if mistake:
        raise ConfigurationError(f"{path}:{mistake.line}: {mistake.message}")
    return catalogue


def name_links(config: MkDocsConfig, texts: Texts) -> None:
    """Translate the names of the links that Markdown extensions add."""
    names = {
        "toc": ("permalink_title", texts.gettext("Permanent link")),
        "footnotes": (
            "BACKLINK_TITLE",
            texts.gettext("Jump back to footnote {} in the text"),
        ),
    }
    for extension, (option, name) in names.items():
        options = config.mdx_configs.get(extension) or {}
        config.mdx_configs[extension] = {option: name, **options}


def script_texts(language: Language, files: Files) -> dict[str, bytes]:
    """Return the file with the texts for scripts by its path, empty for English."""
    file = files.get_file_from_path(SCRIPT_TEXTS)
    if not language.script or file is None:
        return {}
    source = file.content_string
    messages = json.dumps(language.script, ensure_ascii=False, separators=(",", ":"))
    return {SCRIPT_TEXTS: source.replace(_NO_MESSAGES, f"const MESSAGES = {messages};", 1).encode()}
