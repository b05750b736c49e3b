"""From a formula in TeX to MathML (MathML Core, W3C), which browsers show without any script."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from latex2mathml.converter import convert
from lxml import etree

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
_STYLES = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "bold-script": "BOLD SCRIPT",
    "fraktur": "FRAKTUR",
    "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "bold-sans-serif": "SANS-SERIF BOLD",
    "monospace": "MONOSPACE",
}
"""What browsers no longer read as `mathvariant`, by what Unicode calls such letters."""
_LETTER = re.compile(r"LATIN (?P<size>SMALL|CAPITAL) LETTER (?P<letter>[A-Z])")


class FormulaError(Exception):
    """The formula can't be read: {reason}."""

    def __init__(self, reason: str) -> None:
        super().__init__((self.__doc__ or "").format(reason=reason))


def as_mathml(tex: str, *, is_block: bool) -> str:
    r"""Return a `<math>` element for TeX such as `\frac{a}{b}`; raises `FormulaError`.

    Its `alttext` is the TeX, for programs that show no MathML.
    """
    try:
        written = convert(tex, display="block" if is_block else "inline")
    except Exception as error:  # the library raises errors of many kinds, `IndexError` among them
        raise FormulaError(_reason(error)) from error
    try:
        root = etree.fromstring(_BARE_AMPERSAND.sub("&amp;", written))
    except etree.XMLSyntaxError as error:
        raise FormulaError("it makes no sound MathML") from error
    for element in root.iter():
        _settle(element)
    root.set("alttext", " ".join(tex.split()))
    return str(etree.tostring(root, encoding="unicode"))


def unknown_commands(html: str) -> list[str]:
    r"""Return the commands that stand in MathML as they were written, each once: `\foo`."""
    return list(dict.fromkeys(_UNKNOWN.findall(html)))


_UNKNOWN = re.compile(r"<mi>(\\[A-Za-z]+)</mi>")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _reason(error: Exception) -> str:
    """Return an error's class in words: `double subscripts` for `DoubleSubscriptsError`."""
    words = _WORDS.sub(" ", type(error).__name__.removesuffix("Error")).lower()
    return escape(words)


def _settle(element: etree._Element) -> None:
    """Leave no link in a formula, and write letters of another style as such letters."""
    element.attrib.pop("href", None)
    style = _STYLES.get(element.get("mathvariant", ""))
    if style is None:
        return
    letters = [part for part in element.iter() if part.text and part.text.strip()]
    if letters == [element]:
        element.text = "".join(_styled(character, style) for character in element.text or "")
        del element.attrib["mathvariant"]


def _styled(character: str, style: str) -> str:
    named = _LETTER.fullmatch(unicodedata.name(character, ""))
    if named is None:
        return character
    name = f"{style} {named['size']} {named['letter']}"
    for whole in (f"MATHEMATICAL {name}", f"{style} {named['size']} {named['letter']}"):
        try:
            return unicodedata.lookup(whole)
        except KeyError:  # a few are older than their block: ℝ, ℋ
            continue
    return character
