"""Colours as numbers: the contrast between two (WCAG 2.2, 1.4.3), and mixtures of both."""

from __future__ import annotations

import re

_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
READABLE = 4.5
"""The minimum contrast of text (WCAG 2.2, level AA)."""
_STEPS = 50


def is_colour(text: object) -> bool:
    """Return whether a text is a colour, `#0b3d66` or `#036`."""
    return isinstance(text, str) and bool(_COLOUR.fullmatch(text))


def long_form(colour: str) -> str:
    """Return a colour with six digits in small letters: `#003366` for `#036`."""
    digits = colour[1:].lower()
    return "#" + (digits if len(digits) > 3 else "".join(digit * 2 for digit in digits))  # noqa: PLR2004 - `#abc`


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, part: float) -> str:
    """Return a mixture of two colours: 0 is the first, 1 the other."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def made_readable(colour: str, grounds: tuple[str, ...], *, least: float = READABLE) -> str:
    """Return the colour, or the nearest one towards black or white that all grounds allow."""
    towards = max("#000000", "#ffffff", key=lambda end: min(contrast(end, g) for g in grounds))
    for step in range(_STEPS + 1):
        candidate = mixed(long_form(colour), towards, step / _STEPS)
        if all(contrast(candidate, ground) >= least for ground in grounds):
            return candidate
    return towards


def _channels(colour: str) -> tuple[int, int, int]:
    digits = long_form(colour)[1:]
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, definitions)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
