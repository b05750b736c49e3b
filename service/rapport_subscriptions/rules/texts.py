"""The texts of the service's pages and emails, in the blog's language (gettext)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from datetime import date, datetime
    from importlib.resources.abc import Traversable


@dataclass(frozen=True)
class Texts:
    """The catalogue of one language; untranslated messages stay in English."""

    language: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)

    def gettext(self, message: str, **values: object) -> str:
        """Return a message in the blog's language, its `%(name)s` filled in."""
        translation = self.catalogue.gettext(message)
        return translation % values if values else translation

    def ngettext(self, singular: str, plural: str, count: int, **values: object) -> str:
        """Return the plural form of a message for `count`, which is its `%(num)s`."""
        return self.catalogue.ngettext(singular, plural, count) % {"num": count, **values}

    def day(self, at: datetime) -> str:
        """Return a day as it is written: `2 January 2026`, `2. Januar 2026`."""
        return _day(self.language, at.date())


ENGLISH = Texts()

_FORMAL = "-formal"


def N_(message: str) -> str:  # noqa: N802 - its name among translators
    """Mark a message that is translated where it is shown."""
    return message


@cache
def texts_for(name: str) -> Texts:
    """Return the texts of a language such as `de` or `de-AT`; English if there are none.

    The name `de-formal` is German that addresses readers formally. Its catalogue holds the
    differences from the usual one.
    """
    language = name.removesuffix(_FORMAL)
    known = next(filter(_is_known, (language, language.partition("-")[0])), None)
    if known is None:
        return ENGLISH
    catalogue = _read(known)
    if language != name and _is_known(f"{known}{_FORMAL}"):
        formal = _read(f"{known}{_FORMAL}")
        formal.add_fallback(catalogue)
        return Texts(language, formal)
    return Texts(language, catalogue)


def _source(tag: str) -> Traversable:
    return files("rapport_subscriptions") / "languages" / f"{tag}.po"


def _is_known(tag: str) -> bool:
    return tag.replace("-", "").isalnum() and _source(tag).is_file()


def _read(tag: str) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(_source(tag).read_bytes()), charset="utf-8"))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=256)
def _day(language: str, day: date) -> str:
    locale = _locale(language)
    return dates.format_date(day, "d MMMM y" if locale.language == "en" else "long", locale)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
