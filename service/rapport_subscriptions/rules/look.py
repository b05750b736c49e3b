"""The blog's own look, from its manifest: the same colours in emails as on its pages."""

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
"""The colours in our style sheet and emails, by scheme and name; each is used only for that."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Look:
    """Colours by those of ours that they replace, the logo's URL, and a postal address."""

    colours: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
    postal_address: tuple[str, ...] = ()
    is_own: bool = False
    """Whether the blog has its own look; else it has ours, with our sign."""

    @property
    def logo_origin(self) -> str:
        """The origin of the logo, `https://blog.example`."""
        parts = urlsplit(self.logo)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def mail_logo(self) -> str:
        """The logo's URL, if mail programs can show it."""
        return "" if urlsplit(self.logo).path.lower().endswith(".svg") else self.logo

    def painted(self, text: str) -> str:
        """Return a style sheet or page in these colours."""
        return _COLOUR.sub(lambda match: self.colours.get(match[0], match[0]), text)


OUR_LOOK = Look()


def read_look(values: object) -> Look:
    """Return the look in a manifest, without invalid colours and URLs."""
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
