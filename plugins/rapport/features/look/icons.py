"""Icons of a blog without its own: the first letter of its name on its accent colour."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.blog.brand import Brand

ICONS: Mapping[str, int] = {
    "favicon.ico": 48,
    "assets/images/favicon.png": 48,
    "assets/images/favicon.svg": 0,
    "assets/images/apple-touch-icon.png": 180,
}
"""Where browsers look for icons, and their sides in pixels; 0 is a vector graphic."""


def initial(name: str) -> str:
    """Return the first letter or digit of a name in capitals, empty if it has none."""
    return next((letter.upper() for letter in name if letter.isalnum()), "")


def icon_svg(name: str, brand: Brand) -> str:
    """Return the icon for browsers that draw it in the device's light or dark colours."""
    light, dark = brand.light, brand.dark
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>'
        f"rect {{ fill: {light.accent} }} text {{ fill: {light.accent_ink} }}"
        f"@media (prefers-color-scheme: dark) {{ rect {{ fill: {dark.accent} }}"
        f" text {{ fill: {dark.accent_ink} }} }}</style>"
        '<rect width="32" height="32" rx="7"/><text x="16" y="23" text-anchor="middle"'
        f' font-family="Georgia, serif" font-weight="700" font-size="21">{escape(initial(name))}'
        "</text></svg>\n"
    )
