"""The words of the site itself, in the blog's language: gettext, with plural forms."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING

from babel.numbers import format_decimal
from msgspec import Struct, field

from rapport.blog.dates import locale_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Texts(Struct, frozen=True):
    """The catalogue of one language; without one its messages stay as they are, in English.

    `language` is a tag of BCP 47, `pt-BR`; `is_formal` if readers are addressed formally, as by
    *Sie* in German. A message may have `%(name)s` for values, which come
    as they are to stand there, in HTML escaped.
    """

    language: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    is_formal: bool = False

    @property
    def name(self) -> str:
        """What `theme.language` calls these texts: `de`, or `de-formal`."""
        return f"{self.language}-formal" if self.is_formal else self.language

    def gettext(self, message: str, **values: object) -> str:
        """Return a message in the blog's language."""
        return _filled(self.catalogue.gettext(message), values)

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """Return a message that means one thing here and may mean another elsewhere."""
        return _filled(self.catalogue.pgettext(context, message), values)

    def ngettext(self, singular: str, plural: str, count: int, **values: object) -> str:
        """Return the form of a message that goes with `count`, which is its `%(num)s`."""
        form = self.catalogue.ngettext(singular, plural, count)
        return _filled(form, {"num": self.number(count), **values})

    def form(self, count: int) -> int:
        """Return which of a message's forms goes with `count`, the first being 0."""
        plural = getattr(self.catalogue, "plural", None)
        return int(plural(count) if plural else count != 1)

    def number(self, count: int) -> str:
        """Return a whole number as it is written in the language: `12,345`, `12.345`."""
        return str(count) if abs(count) < _GROUPED else _grouped(count, self.language)


_GROUPED = 1000
"""Below this no language parts the digits."""


def _grouped(count: int, language: str) -> str:
    return format_decimal(count, locale=locale_of(language))


def _filled(text: str, values: dict[str, object]) -> str:
    return text % values if values else text


ENGLISH = Texts()


def N_(message: str) -> str:  # noqa: N802 - its name among translators
    """Mark a message that is put into the blog's language where it is shown."""
    return message


class Language(Struct, frozen=True):
    """The language of a blog, and all texts in it; `key` stands for what they follow from.

    `script` holds the messages that scripts need, None in English.
    """

    tag: str = "en"
    texts: Texts = ENGLISH
    script: Mapping[str, object] | None = None
    key: str = ""
