"""The look that the owner set once, for pages, cards, feeds, emails and icons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from rapport.blog.contrast import READABLE, contrast, long_form, made_readable, mixed

SCHEMES = ("light", "dark")
PAPER = ("#fbf8f3", "#171a1a")
_RAISED = ("#ffffff", "#202524")
_OURS: Mapping[str, tuple[str, str]] = {
    "accent": ("#0f5c4d", "#7fd1bd"),
    "mark": ("#a13f18", "#f0a57b"),
    "tint": ("#e8f0eb", "#20322d"),
    "accent_ink": ("#fffffe", "#0b211b"),
}
"""The colours in our own style sheets and emails by name, in light and in dark.

Each of these values is used for nothing else, so that it can be replaced: hence the odd white.
"""
_INKS = ("#ffffff", "#000000")
_TINTED = (0.1, 0.16)
_CALM = 7.0
"""The contrast of a dark colour that is computed from the light one."""


class Colours(Struct, frozen=True):
    """The four colours of a brand in one scheme; `accent_ink` is text on `accent`."""

    accent: str
    mark: str
    tint: str
    accent_ink: str


class Brand(Struct, frozen=True):
    """The owner's colours in light and dark, logo and postal address.

    `logo` is a path of the site, `images/logo.svg`, empty for none. `face` is `literata`, `system`
    or the path of a font file of the site.
    """

    light: Colours
    dark: Colours
    logo: str = ""
    face: str = "literata"
    announcement: str = ""
    postal_address: tuple[str, ...] = ()

    def replacements(self) -> Mapping[str, str]:
        """Return the colours in our style sheets, each with the one that replaces it."""
        return {
            _OURS[name][place]: colour
            for place, scheme in enumerate((self.light, self.dark))
            for name, colour in _named(scheme).items()
        }

    def as_manifest(self, site_url: str) -> Mapping[str, object]:
        """Return the brand as `blog.json` hands it to the newsletter service."""
        return {
            "light": _named(self.light),
            "dark": _named(self.dark),
            **({"logo": site_url + self.logo} if self.logo else {}),
            **({"postal_address": list(self.postal_address)} if self.postal_address else {}),
        }


def _named(colours: Colours) -> Mapping[str, str]:
    return {
        "accent": colours.accent,
        "mark": colours.mark,
        "tint": colours.tint,
        "accent_ink": colours.accent_ink,
    }


class Unreadable(Struct, frozen=True):
    """A colour with too little contrast on another, and the nearest one with enough."""

    name: str
    scheme: str
    colour: str
    ground: str
    ratio: float
    better: str


def colours(scheme: str, accent: str, mark: str) -> Colours:
    """Return the colours of a scheme; those that are not set are computed from those that are."""
    place = SCHEMES.index(scheme)
    accent, mark = long_form(accent), long_form(mark)
    ink = max(_INKS, key=lambda colour: contrast(colour, accent))
    return Colours(accent, mark, _tint(accent, place), ink)


def _tint(accent: str, place: int) -> str:
    return mixed(PAPER[place], accent, _TINTED[place])


def in_dark(colour: str) -> str:
    """Return the counterpart on dark pages of a colour for light ones."""
    return made_readable(colour, (PAPER[1], _RAISED[1]), least=_CALM)


def in_light(colour: str) -> str:
    """Return the nearest colour that is readable on light pages, including their tinted areas."""
    return _better(long_form(colour), 0, has_tint=True)


def find_unreadable(brand: Brand) -> Iterator[Unreadable]:
    """Yield each colour with a contrast of less than 4.5 : 1 to its background."""
    for place, scheme in enumerate((brand.light, brand.dark)):
        plain = (PAPER[place], _RAISED[place])
        for name, colour, grounds in (
            ("accent", scheme.accent, (*plain, scheme.tint)),
            ("mark", scheme.mark, plain),
        ):
            ratio, ground = min((contrast(colour, behind), behind) for behind in grounds)
            if ratio < READABLE:
                better = _better(colour, place, has_tint=name == "accent")
                yield Unreadable(name, SCHEMES[place], colour, ground, ratio, better)


def _better(colour: str, place: int, *, has_tint: bool) -> str:
    """Return the nearest colour that is readable, also on the tint that follows from it."""
    plain, readable, before = (PAPER[place], _RAISED[place]), colour, ""
    while readable != before:
        before = readable
        readable = made_readable(readable, (*plain, _tint(readable, place)) if has_tint else plain)
    return readable
