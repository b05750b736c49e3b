"""A gettext catalogue (`.po`) in the forms that pages and scripts need, and the mistakes in it."""

from __future__ import annotations

import re
from collections import Counter
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from msgspec import Struct

from rapport.blog.dates import locale_of
from rapport.blog.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from babel.messages.catalog import Catalog, Message

ScriptMessages = dict[str, str | dict[str, str]]
"""Messages by their English text, those with a number by the CLDR names of their plural forms."""

_HOLDER = re.compile(r"%\((\w+)\)s|%.?|\{\w*\}")
_TAG = re.compile(r"</?[a-z][^<>]*>")
_MARKUP = re.compile(r'[<>&"]')
_COUNTS = (*range(201), 1_000, 1_000_000)
"""Enough numbers to meet every plural form that CLDR has for whole numbers."""


class CatalogueError(ValueError):
    """The file is not a gettext catalogue."""


class CatalogueMistake(Struct, frozen=True):
    """A mistake in one message of a catalogue, with its line in the file."""

    line: int
    message: str


def read_catalogue(data: bytes) -> Catalog:
    """Return the messages of a `.po` file; raises `CatalogueError` if it is not one."""
    try:
        return read_po(BytesIO(data), charset="utf-8", abort_invalid=True)
    except (PoFileError, ValueError, UnicodeError) as error:
        raise CatalogueError(str(error)) from error


def merged(catalogue: Catalog, additions: Catalog) -> Catalog:
    """Return the catalogue with the messages of another taking precedence."""
    for message in additions:
        if not message.id or not _is_whole(message):
            continue
        there = catalogue.get(message.id, message.context)
        if there is None:
            catalogue[message.id] = message
        else:
            there.string = message.string
    return catalogue


def texts_of(catalogue: Catalog, language: str) -> Texts:
    """Return the texts of pages in this catalogue's language; untranslated ones stay English."""
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(language, GNUTranslations(compiled))


def script_messages(catalogue: Catalog, texts: Texts) -> ScriptMessages:
    """Return the messages that scripts use, by the source locations in the catalogue.

    If a catalogue has no locations, all of its messages are returned.
    """
    messages = [
        message
        for message in catalogue
        if message.id and _is_whole(message) and not message.context
    ]
    has_places = any(message.locations for message in messages)
    chosen = [message for message in messages if not has_places or _is_in_script(message)]
    forms = _forms(catalogue, texts)
    return {originals(message)[0]: _said(message, forms) for message in chosen}


def find_catalogue_mistakes(catalogue: Catalog) -> Iterator[CatalogueMistake]:
    """Yield a mistake for each message whose translation has other placeholders or other HTML."""
    for message in catalogue:
        if not message.id or not _is_whole(message):
            continue
        *_, plural = english = originals(message)
        holders = {frozenset(_HOLDER.findall(text)) for text in english}
        tags = [Counter(_TAG.findall(text)) for text in english]
        for text in translations(message):
            if frozenset(_HOLDER.findall(text)) not in holders:
                yield _mistake(message, text, "other values than", plural)
            elif Counter(_TAG.findall(text)) not in tags:
                yield _mistake(message, text, "other HTML than", plural)
            elif _MARKUP.search(_TAG.sub("", text)):
                yield _mistake(message, text, 'one of < > & " that is none of', plural)


def _mistake(message: Message, translation: str, what: str, original: str) -> CatalogueMistake:
    return CatalogueMistake(message.lineno or 1, f"`{translation}` has {what} `{original}`.")


def originals(message: Message) -> tuple[str, ...]:
    """Return a message's English text, or its singular and its plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    """Return a message's forms in the catalogue's language; empty ones are not translated yet."""
    translation = message.string or ""
    return (translation,) if isinstance(translation, str) else tuple(translation)


def _said(message: Message, forms: Mapping[str, int]) -> str | dict[str, str]:
    translation = translations(message)
    return (
        translation[0]
        if len(originals(message)) == 1
        else {name: translation[at] for name, at in forms.items()}
    )


def _is_whole(message: Message) -> bool:
    return not message.fuzzy and all(translations(message))


def _is_in_script(message: Message) -> bool:
    return any(path.endswith(".js") for path, _ in message.locations)


def _forms(catalogue: Catalog, texts: Texts) -> Mapping[str, int]:
    """Return which form of a message goes with each name of a plural form in CLDR."""
    name_of = locale_of(texts.language).plural_form
    forms: dict[str, int] = {}
    for count in _COUNTS:
        forms.setdefault(name_of(count), texts.form(count))
    return {**forms, "other": forms.get("other", catalogue.num_plurals - 1)}
