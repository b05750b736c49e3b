"""A social card: the preview of a page on other sites, 1200 by 630 pixels, a PNG of 16 colours."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw

from rapport.features.images.card_design import CARD_SIZE, CardStyle, CardText
from rapport.features.images.text_layout import (
    Lines,
    Typeface,
    is_right_to_left,
    set_text,
    typeface,
)

_WIDTH, _HEIGHT = CARD_SIZE
_MARGIN = 80
_STRIPE = 22
_TITLE_TOP, _TITLE_BOTTOM = 150, 480
_TITLE_SIZES = (96, 84, 74, 66, 58, 50)
_LEADING = 1.18
_EYEBROW_SIZE, _FOOT_SIZES = 34, (38, 30)
_FOOT = 548
_FINE = 4
_LONGEST = 400
"""No card has room for more characters than this."""
_INK, _ACCENT, _MARK = (1, 8), (9, 4), (13, 3)
"""The palette's shades from paper to a colour, and how many there are; 0 is paper."""


def draw_card(text: CardText, style: CardStyle) -> bytes:
    """Return the card as PNG; characters that the typeface lacks are left out."""
    face = typeface(style.font)
    card = _ground(style).copy()
    foot = face.readable(text.foot[:_LONGEST])
    title = face.readable(text.title[:_LONGEST]) or foot
    lines = set_text(title, face, _WIDTH - 2 * _MARGIN, _space(), _TITLE_SIZES, _LEADING)
    _write(card, lines, face, _title_top(lines), _INK)
    _write(
        card,
        _one_line(face.readable(text.eyebrow[:_LONGEST]), face, _EYEBROW_SIZE),
        face,
        84,
        _ACCENT,
    )
    if title != foot:
        _write_foot(card, foot, face)
    stream = io.BytesIO()
    card.save(stream, "PNG", bits=4, compress_level=4)
    return stream.getvalue()


def is_readable(text: CardText, style: CardStyle) -> bool:
    """Return whether the typeface has every letter of the title."""
    return bool(typeface(style.font).readable(text.title[:_LONGEST]))


def _space() -> int:
    return _TITLE_BOTTOM - _TITLE_TOP


def _title_top(lines: Lines) -> int:
    """Return where the title begins: a short one is lower, in the middle of its space."""
    return _TITLE_TOP + int((_space() - len(lines.lines) * lines.size * _LEADING) / 2)


def _one_line(text: str, face: Typeface, size: int, width: int = _WIDTH - 2 * _MARGIN) -> Lines:
    return set_text(text, face, width, size * 2, (size,), 2.0)


def _write(
    card: Image.Image, lines: Lines, face: Typeface, top: int, place: tuple[int, int]
) -> None:
    font, height = face.at(lines.size), round(lines.size * _LEADING)
    size = (_WIDTH, height * len(lines.lines) + lines.size)
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for number, line in enumerate(lines.lines):
        on_right = is_right_to_left(line)
        at = (_WIDTH - _MARGIN if on_right else _MARGIN, height * number)
        pen.text(at, line, font=font, fill=255, anchor="ra" if on_right else "la")
    _lay(card, mask, (0, top), place)


def _write_foot(card: Image.Image, text: str, face: Typeface) -> None:
    """Write the blog's name beside its mark, in two lines if it is long."""
    left = _MARGIN + 88
    lines = set_text(text, face, _WIDTH - _MARGIN - left, 96, _FOOT_SIZES, _LEADING)
    height = round(lines.size * _LEADING)
    whole = height * len(lines.lines)
    mask = Image.new("L", (_WIDTH, whole + height // 2))
    pen, font = ImageDraw.Draw(mask), face.at(lines.size)
    for number, line in enumerate(lines.lines):
        pen.text((left, height * number + height // 2), line, font=font, fill=255, anchor="lm")
    _lay(card, mask, (0, _FOOT - whole // 2), _INK)


def _lay(card: Image.Image, mask: Image.Image, at: tuple[int, int], place: tuple[int, int]) -> None:
    """Apply a colour to the card through a mask, in the palette's shades of it."""
    shades, is_drawn = _shades(*place)
    card.paste(mask.point(shades), at, mask.point(is_drawn))


@lru_cache(maxsize=8)
def _shades(first: int, count: int) -> tuple[list[int], list[int]]:
    """Return for each level of a mask its index in the palette, and whether anything is drawn."""
    steps = [round(level * count / 255) for level in range(256)]
    return [step and first + step - 1 for step in steps], [255 if step else 0 for step in steps]


@lru_cache(maxsize=4)
def _ground(style: CardStyle) -> Image.Image:
    """Return a card without text: the paper, the edge of an airmail letter, the mark."""
    card = Image.new("P", (_WIDTH, _HEIGHT), 0)
    card.putpalette(_palette(style))
    _lay(card, _stripes(0), (0, 0), _ACCENT)
    _lay(card, _stripes(1), (0, 0), _MARK)
    _lay(card, _envelope(is_stamp=False), (_MARGIN, _FOOT - 24), _ACCENT)
    _lay(card, _envelope(is_stamp=True), (_MARGIN, _FOOT - 24), _MARK)
    return card


def _palette(style: CardStyle) -> list[int]:
    paper = ImageColor.getrgb(style.paper)[:3]
    colours = list(paper)
    for name, (_, count) in ((style.ink, _INK), (style.accent, _ACCENT), (style.mark, _MARK)):
        colour = ImageColor.getrgb(name)[:3]
        for step in range(1, count + 1):
            colours += [
                round(a + (b - a) * step / count) for a, b in zip(paper, colour, strict=True)
            ]
    return colours


def _stripes(turn: int) -> Image.Image:
    mask = Image.new("L", (_WIDTH * _FINE, _STRIPE * _FINE))
    pen = ImageDraw.Draw(mask)
    width, gap, slant = 46 * _FINE, 22 * _FINE, 14 * _FINE
    step = 2 * (width + gap)
    for left in range(-step + turn * (width + gap), _WIDTH * _FINE + step, step):
        right = left + width
        foot = _STRIPE * _FINE
        pen.polygon([(left + slant, 0), (right + slant, 0), (right, foot), (left, foot)], fill=255)
    return mask.resize((_WIDTH, _STRIPE), Image.Resampling.BOX)


def _envelope(*, is_stamp: bool) -> Image.Image:
    """Return the blog's mark: a letter with two lines and a stamp."""
    mask = Image.new("L", (64 * _FINE, 48 * _FINE))
    pen = ImageDraw.Draw(mask)
    unit = 2 * _FINE

    def box(*sides: float) -> list[float]:
        return [side * unit for side in sides]

    if is_stamp:
        pen.rectangle(box(20.5, 5.5, 26.5, 12.5), fill=255)
    else:
        pen.rounded_rectangle(box(1, 1, 31, 23), radius=3 * unit, outline=255, width=2 * unit)
        pen.line(box(7, 13, 15, 13), fill=255, width=2 * unit)
        pen.line(box(7, 17.5, 20, 17.5), fill=255, width=2 * unit)
    return mask.resize((64, 48), Image.Resampling.BOX)
