"""Code in colours by `pymdownx.highlight`, without what it works out anew for every block."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pygments.lexers import find_lexer_class_by_name
from pygments.styles import get_style_by_name
from pygments.util import ClassNotFound
from pymdownx.highlight import Highlight, HighlightExtension

if TYPE_CHECKING:
    from pygments.lexer import Lexer


class QuickHighlight(Highlight):  # type: ignore[misc] # pymdownx has no types
    """Its own highlighter, which looks for a language once, and for colours only if HTML has them.

    Where HTML has classes, a style's colours would become rules of CSS that nobody asks for.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - the host's form
        super().__init__(*args, **settings)
        if not self.noclasses and isinstance(self.pygments_style, str):
            get_style_by_name(self.pygments_style)  # says so if there is none of this name
            self.pygments_style = ()

    def get_lexer(self, src: str, language: str, inline: bool, stripnl: bool) -> tuple[Lexer, str]:
        """Return a new lexer, and the name of its language."""
        made = None
        if language and not self.extend_pygments_lang:
            made = _lexer_class(language)
        if made is None:
            found: tuple[Lexer, str] = super().get_lexer(src, language, inline, stripnl)
            return found
        return made(stripnl=stripnl), language


@cache
def _lexer_class(language: str) -> type[Lexer] | None:
    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return None


class QuickHighlightExtension(HighlightExtension):  # type: ignore[misc] # pymdownx has no types
    """The extension, whose highlighter is the quick one."""

    def get_pymdownx_highlighter(self) -> type[Highlight]:
        """Return the class that other extensions highlight with."""
        return QuickHighlight
