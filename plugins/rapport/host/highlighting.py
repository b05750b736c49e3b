"""Code blocks coloured without looking up the same style and language for each of them."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMATTER, _LEXER = "BlockHtmlFormatter", "get_lexer_by_name"


def hasten_highlighting(highlight: Any) -> None:  # noqa: ANN401 - a module
    """Let the module `pymdownx.highlight` look up each style and language once.

    It takes both by names of its own that no manual promises. If they move, each block looks for
    itself again, and `test_private_parts` says that this module can go.
    """
    formatter, lexer = getattr(highlight, _FORMATTER, None), getattr(highlight, _LEXER, None)
    if formatter and lexer and not issubclass(formatter, _KnownStyles):
        setattr(highlight, _FORMATTER, type(_FORMATTER, (_KnownStyles, formatter), {}))
        setattr(highlight, _LEXER, _with_known_lexers(lexer))


class _KnownStyles:
    """A formatter of Pygments whose classes and colours are those of the one before it."""

    _known: dict[tuple[object, str], tuple[object, object]] = {}  # noqa: RUF012 - for all of them
    style: object
    classprefix: str
    ttype2class: object
    class2style: object

    def _create_stylesheet(self) -> None:
        known, key = self._known, (self.style, self.classprefix)
        if key not in known:
            super()._create_stylesheet()  # type: ignore[misc] # Pygments' own
            known[key] = self.ttype2class, self.class2style
        self.ttype2class, self.class2style = known[key]


def _with_known_lexers(find: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that looks through the list of languages once for each name."""
    kinds: dict[str, type[Any]] = {}

    @wraps(find)
    def lexer_by_name(name: str, **options: Any) -> Any:  # noqa: ANN401 - as Pygments'
        if name in kinds:
            return kinds[name](**options)
        lexer = find(name, **options)
        kinds[name] = type(lexer)
        return lexer

    return lexer_by_name
