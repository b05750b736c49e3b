"""The site's own texts, in the blog's language: gettext, with plural forms."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING

from babel.numbers import format_decimal
from msgspec import Struct, field

from rapport.blog.dates import locale_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Texts(Struct, frozen=True):
    """The catalogue of one language; untranslated messages stay in English.

    `language` is a tag of BCP 47, `pt-BR`; `is_formal` if readers are addressed formally, as by
    *Sie* in German. A message may have `%(name)s` for values, which are inserted as they are:
    escape them for HTML first.
    """

    language: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    is_formal: bool = False

    @property
    def name(self) -> str:
        """The name of these texts in `theme.language`: `de`, or `de-formal`."""
        return f"{self.language}-formal" if self.is_formal else self.language

    def gettext(self, message: str, **values: object) -> str:
        """Return a message in the blog's language."""
        return _filled(self.catalogue.gettext(message), values)

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """Return a message whose meaning depends on its context."""
        return _filled(self.catalogue.pgettext(context, message), values)

    def ngettext(self, singular: str, plural: str, count: int, **values: object) -> str:
        """Return the plural form of a message for `count`, which is its `%(num)s`."""
        form = self.catalogue.ngettext(singular, plural, count)
        return _filled(form, {"num": self.number(count), **values})

    def form(self, count: int) -> int:
        """Return the index of the plural form for `count`."""
        plural = getattr(self.catalogue, "plural", None)
        return int(plural(count) if plural else count != 1)

    def number(self, count: int) -> str:
        """Return a whole number as it is written in the language: `12,345`, `12.345`."""
        return str(count) if abs(count) < _GROUPED else _grouped(count, self.language)


_GROUPED = 1000
"""Below this number no language groups the digits."""


def _grouped(count: int, language: str) -> str:
    return format_decimal(count, locale=locale_of(language))


def _filled(text: str, values: dict[str, object]) -> str:
    return text % values if values else text


ENGLISH = Texts()


def N_(message: str) -> str:  # noqa: N802 - its name among translators
    """Mark a message that is translated where it is shown."""
    return message


class Language(Struct, frozen=True):
    """The language of a blog with all its texts; `key` is a digest of what they follow from.

    `script` holds the messages that scripts need, None in English.
    """

    tag: str = "en"
    texts: Texts = ENGLISH
    script: Mapping[str, object] | None = None
    key: str = ""
