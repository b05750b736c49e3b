"""The named colours of Material for MkDocs, as a blog takes them over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_PRIMARY: Mapping[str, str] = {
    "red": "#ef5552",
    "pink": "#e92063",
    "purple": "#ab47bd",
    "deep purple": "#7e56c2",
    "indigo": "#4051b5",
    "blue": "#2094f3",
    "light blue": "#02a6f2",
    "cyan": "#00bdd6",
    "teal": "#009485",
    "green": "#4cae4f",
    "light green": "#8bc34b",
    "lime": "#cbdc38",
    "yellow": "#ffec3d",
    "amber": "#ffc105",
    "orange": "#ffa724",
    "deep orange": "#ff6e42",
    "brown": "#795649",
    "grey": "#757575",
    "blue grey": "#546d78",
}
_ACCENT: Mapping[str, str] = {
    "red": "#ff1a47",
    "pink": "#f50056",
    "purple": "#df41fb",
    "deep purple": "#7c4dff",
    "indigo": "#526cfe",
    "blue": "#4287ff",
    "light blue": "#0091eb",
    "cyan": "#00bad6",
    "teal": "#00bda4",
    "green": "#00c753",
    "light green": "#63de17",
    "lime": "#b0eb00",
    "yellow": "#ffd500",
    "amber": "#ffaa00",
    "orange": "#ff9100",
    "deep orange": "#ff6e42",
}
"""The values of `primary` and `accent` in `theme.palette`, as the theme's style sheet has them."""
_OURS = {"primary": _PRIMARY, "accent": _ACCENT}
_NO_COLOUR = ("", "custom")
"""The value that leaves a colour to the owner's style sheet."""


def palette_colour(palette: object, key: str, scheme: str) -> str:
    """Return the colour of a `key`, `primary` or `accent`, in a scheme; empty if none is named."""
    for entry in _entries(palette):
        if entry.get("scheme", "default") == scheme:
            return _OURS[key].get(_name(entry.get(key)), "")
    return ""


def foreign_colours(palette: object) -> Iterator[tuple[str, str]]:
    """Yield the keys of a palette whose colours are unknown here, with these colours."""
    for entry in _entries(palette):
        for key, table in _OURS.items():
            name = _name(entry.get(key))
            if name not in table and name not in _NO_COLOUR:
                yield key, name


def named_colours(palette: object) -> Iterator[tuple[str, str]]:
    """Yield the keys of a palette with the colours that they name."""
    for entry in _entries(palette):
        for key in _OURS:
            if (name := _name(entry.get(key))) not in _NO_COLOUR:
                yield key, name


def _entries(palette: object) -> list[Mapping[str, object]]:
    entries = palette if isinstance(palette, list) else [palette]
    return [entry for entry in entries if isinstance(entry, dict)]


def _name(value: object) -> str:
    return str(value or "").replace("-", " ").lower()
