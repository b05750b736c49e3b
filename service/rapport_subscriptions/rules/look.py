"""The blog's own look, as its manifest tells it: the same colours in emails as on its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_OURS: Mapping[str, Mapping[str, str]] = {
    "light": {"accent": "#0f5c4d", "mark": "#a13f18", "accent_ink": "#fffffe"},
    "dark": {"accent": "#7fd1bd", "mark": "#f0a57b", "accent_ink": "#0b211b"},
}
"""What stands in our style sheet and emails, by scheme and name, and for nothing else there."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Look:
    """Colours by those of ours whose place they take, a logo's address, and a postal address."""

    colours: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
    postal_address: tuple[str, ...] = ()
    is_own: bool = False
    """Whether the blog has a look of its own; else it wears ours, with our sign."""

    @property
    def logo_origin(self) -> str:
        """The origin of the logo, `https://blog.example`."""
        parts = urlsplit(self.logo)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def mail_logo(self) -> str:
        """The logo's address, if mail programs show such a picture."""
        return "" if urlsplit(self.logo).path.lower().endswith(".svg") else self.logo

    def painted(self, text: str) -> str:
        """Return a style sheet or page in these colours."""
        return _COLOUR.sub(lambda match: self.colours.get(match[0], match[0]), text)


OUR_LOOK = Look()


def read_look(values: object) -> Look:
    """Return the look that a manifest tells; what is no colour or address in it is left out."""
    if not isinstance(values, dict):
        return OUR_LOOK
    colours = {}
    for scheme, ours in _OURS.items():
        of_scheme = values.get(scheme)
        for name, colour in ours.items():
            value = str(of_scheme.get(name)) if isinstance(of_scheme, dict) else ""
            if _COLOUR.fullmatch(value):
                colours[colour] = value
    logo = str(values.get("logo") or "")
    lines = values.get("postal_address")
    return Look(
        MappingProxyType(colours),
        logo if urlsplit(logo).scheme in {"http", "https"} else "",
        tuple(str(line) for line in lines) if isinstance(lines, list) else (),
        is_own=True,
    )
