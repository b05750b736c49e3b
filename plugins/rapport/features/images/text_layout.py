"""Text in one typeface: which characters the typeface has, and where lines break."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from PIL import ImageFont

_NO_CHARACTER = "\U0010ffff"
_WIDE_SCRIPTS = frozenset("WF")
_ELLIPSIS = "…"


@dataclass(slots=True)
class Typeface:
    """One font file, its sizes loaded on demand."""

    path: Path
    _shown: dict[str, bool] = field(default_factory=dict)
    _sizes: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict)
    _widths: dict[tuple[int, str], float] = field(default_factory=dict)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font at a size in pixels."""
        font = self._sizes.get(size)
        if font is None:
            font = self._sizes[size] = ImageFont.truetype(str(self.path), size)
        return font

    def width(self, text: str, size: int) -> float:
        """Return the width of a text in pixels."""
        width = self._widths.get((size, text))
        if width is None:
            width = self._widths[size, text] = self.at(size).getlength(text)
        return width

    def shows(self, character: str) -> bool:
        """Return whether the typeface has this character."""
        is_shown = self._shown.get(character)
        if is_shown is None:
            is_shown = self._shown[character] = self._look(character) != self._look(_NO_CHARACTER)
        return is_shown

    def _look(self, character: str) -> tuple[bytes, tuple[int, int]]:
        mask = self.at(32).getmask(character)
        return bytes(mask), mask.size

    def readable(self, text: str) -> str:
        """Return the text that the typeface can show; empty if letters would be missing.

        Emoji, control characters and the like are left out, because nothing is lost with them.
        """
        characters = []
        for character in unicodedata.normalize("NFC", text):
            if character.isspace():
                characters.append(" ")
            elif unicodedata.category(character)[0] == "C":
                continue
            elif self.shows(character):
                characters.append(character)
            elif unicodedata.category(character)[0] in "LN":
                return ""
        return " ".join("".join(characters).split())


@lru_cache(maxsize=4)
def typeface(path: Path) -> Typeface:
    """Return the typeface of a font file, loaded once in a process."""
    return Typeface(path)


class Lines(Struct, frozen=True):
    """A text in lines, at a size in pixels."""

    size: int
    lines: tuple[str, ...]


def set_text(
    text: str, face: Typeface, width: int, height: int, sizes: tuple[int, ...], leading: float
) -> Lines:
    """Return a text in lines that fill a box, in the largest of `sizes` that fits, else cut."""
    for size in sizes:
        lines = _balanced(text, face, size, width)
        fits = len(lines) * size * leading <= height
        if fits and (size == sizes[-1] or not _is_torn(lines, text)):
            return Lines(size, tuple(lines))
    most = max(1, int(height / (sizes[-1] * leading)))
    lines = _broken(text, face, sizes[-1], width)[:most]
    lines[-1] = _cut(lines[-1], face, sizes[-1], width)
    return Lines(sizes[-1], tuple(lines))


def _cut(line: str, face: Typeface, size: int, width: float) -> str:
    while " " in line and face.width(line + _ELLIPSIS, size) > width:
        line = line.rpartition(" ")[0]
    while line and face.width(line + _ELLIPSIS, size) > width:
        line = line[:-1]
    return line.rstrip(" ,;:.–—-") + _ELLIPSIS


def _balanced(text: str, face: Typeface, size: int, width: int) -> list[str]:
    """Return lines of about the same length, as few as the width allows."""
    lines = _broken(text, face, size, width)
    low, high = width // 2, width
    if _is_torn(lines, text):
        return lines
    while high - low > 8 and len(lines) > 1:  # noqa: PLR2004 - finer is not seen
        middle = (low + high) // 2
        narrower = _broken(text, face, size, middle)
        if len(narrower) == len(lines) and not _is_torn(narrower, text):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _is_torn(lines: list[str], text: str) -> bool:
    """Return whether a word was broken; scripts without spaces may break anywhere."""
    return len(" ".join(lines).split()) > len(" ".join(_pieces(text)).split())


def _broken(text: str, face: Typeface, size: int, width: float) -> list[str]:
    lines: list[str] = [""]
    used = 0.0
    for piece in _pieces(text):
        length = face.width(piece, size)
        if used and used + face.width(piece.rstrip(), size) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0.0
        while not used and face.width(piece.rstrip(), size) > width:
            fitting = _fitting(piece, face, size, width)
            lines[-1] = piece[:fitting]
            lines.append("")
            piece = piece[fitting:]  # noqa: PLW2901 - what is left of it
            length = face.width(piece, size)
        lines[-1] += piece
        used += length
    return [line.strip() for line in lines if line.strip()] or [""]


def _fitting(word: str, face: Typeface, size: int, width: float) -> int:
    """Return how many characters of an overlong word fit into a line."""
    font, low, high = face.at(size), 1, len(word)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if font.getlength(word[:middle]) <= width else (low, middle)
    return low


@lru_cache(maxsize=64)
def _pieces(text: str) -> list[str]:
    """Return a text in pieces between which a line may break, each with the space after it."""
    pieces: list[str] = []
    begin = 0
    for at, character in enumerate(text):
        is_wide = unicodedata.east_asian_width(character) in _WIDE_SCRIPTS
        if character == " " or (is_wide and text[at + 1 : at + 2] not in "、。，．」』）！？ー"):
            pieces.append(text[begin : at + 1])
            begin = at + 1
    return [*pieces, text[begin:]] if begin < len(text) else pieces


def is_right_to_left(text: str) -> bool:
    """Return whether a text begins on the right, by its first letter (UAX 9, P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
