"""The owner's choices for the look, and what follows if there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.brand import Brand, colours, in_dark, in_light
from rapport.blog.palette import palette_colour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.features.look.plugin import LookConfig

_ACCENT, _MARK = "#0f5c4d", "#a13f18"


def chosen_brand(options: LookConfig, theme: Mapping[str, object]) -> Brand:
    """Return the look by the options of `rapport/look`, or by the settings of the theme."""
    palette = theme.get("palette")
    accent, accent_dark = _pair(options.accent, options.accent_dark, palette, "primary")
    mark, mark_dark = _pair(options.mark, options.mark_dark, palette, "accent")
    mark = mark or (accent or _MARK)
    accent = accent or _ACCENT
    return Brand(
        colours("light", accent, mark),
        colours("dark", accent_dark or in_dark(accent), mark_dark or in_dark(mark)),
        options.logo or str(theme.get("logo") or ""),
        options.font,
        options.announcement,
        tuple(filter(None, (line.strip() for line in options.postal_address.split(",")))),
    )


def _pair(light: str | None, dark: str | None, palette: object, key: str) -> tuple[str, str]:
    """Return a colour in light and in dark, empty if neither option nor palette has one."""
    if light:
        return light, dark or ""
    named = palette_colour(palette, key, "default")
    named_dark = palette_colour(palette, key, "slate")
    return (in_light(named) if named else ""), dark or (in_dark(named_dark) if named_dark else "")
