"""Errors of Markdown extensions, reported with the line of the text that caused them."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

from mkdocs.utils.yaml import RelativeDirPlaceholder

from rapport.blog.problem import MISSING_SNIPPET, Problem, Severity

if TYPE_CHECKING:
    import markdown
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

SNIPPETS = "pymdownx.snippets"
_QUOTED = re.compile(r"'([^']+)'|`([^`]+)`|\"([^\"]+)\"")
_NOT_OTHERS = ("rapport.", "mkdocs.", "markdown.")
_NO_PLACE = (1, 1)


class TextError(Exception):
    """An extension failed on a text; `extension` is its module."""

    def __init__(self, extension: str, error: Exception) -> None:
        super().__init__(" ".join(str(error).split()) or type(error).__name__)
        self.extension = extension
        self.error = error

    @property
    def is_missing_snippet(self) -> bool:
        """Return whether the error is a missing snippet; told without loading the extension."""
        kind = type(self.error)
        return (kind.__module__, kind.__name__) == (SNIPPETS, "SnippetMissingError")


def modules_of(parser: markdown.Markdown) -> set[str]:
    """Return the modules of everything that takes part in a parser's work.

    An extension need not register itself, so what it added is examined as well.
    """
    steps: Iterable[object] = chain(
        parser.registeredExtensions,
        parser.preprocessors,
        parser.parser.blockprocessors,
        parser.treeprocessors,
        parser.inlinePatterns,
        parser.postprocessors,
    )
    return {type(step).__module__ for step in steps}


@contextmanager
def named_extension(parser: markdown.Markdown) -> Iterator[None]:
    """Turn an exception of somebody else's extension into a `TextError` that names it."""
    try:
        yield
    except Exception as error:
        known = {name for name in modules_of(parser) if not name.startswith(_NOT_OTHERS)}
        frames = traceback.walk_tb(error.__traceback__)
        others = [name for frame, _ in frames if (name := frame.f_globals["__name__"]) in known]
        if not others:  # an error of ours, or of Markdown's own
            raise
        if isinstance(error.__context__, HTTPError):
            error.__context__.close()  # the answer that the extension left open
        raise TextError(others[-1], error) from error


@contextmanager
def current_page(config: MkDocsConfig, page: Page) -> Iterator[None]:
    """Tell settings that are relative to a text's folder (`!relative`) which text is rendered."""
    outer = config._current_page  # noqa: SLF001 - MkDocs sets it so for its own rendering
    config._current_page = page  # noqa: SLF001 - as above
    try:
        yield
    finally:
        config._current_page = outer  # noqa: SLF001 - as above


def depends_on_page(settings: object) -> bool:
    """Return whether settings of extensions differ between texts, by `!relative`."""
    if isinstance(settings, RelativeDirPlaceholder):
        return True
    if isinstance(settings, Mapping):
        return any(map(depends_on_page, settings.values()))
    return isinstance(settings, (list, tuple)) and any(map(depends_on_page, settings))


def is_silent_about_snippets(config: MkDocsConfig) -> bool:
    """Return whether a missing snippet leaves no trace."""
    if SNIPPETS not in config.markdown_extensions:
        return False
    return not (config.mdx_configs or {}).get(SNIPPETS, {}).get("check_paths")


def told_of_snippets(configs: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings of extensions in which a missing snippet is an error."""
    return {**configs, SNIPPETS: {**configs.get(SNIPPETS, {}), "check_paths": True}}


def missing_snippet(error: TextError, path: str, lines: Iterable[str]) -> Problem:
    """Return the warning for a missing snippet."""
    return Problem(
        path,
        *_place(str(error), lines),
        MISSING_SNIPPET,
        _sentence(str(error)),
        "Write its path relative to `base_path` of `pymdownx.snippets`. It is left out.",
        Severity.WARNING,
    )


def failed_text(error: TextError, path: str, lines: Iterable[str]) -> Problem:
    """Return the error for a text that an extension failed on; `lines` are its file's."""
    place, code = _place(str(error), lines), "markdown-extension"
    if error.is_missing_snippet:
        code = MISSING_SNIPPET
        hint = "Write its path relative to `base_path` of `pymdownx.snippets`."
        if "download" in str(error):
            hint = "Look at its address, or keep a copy of it beside your texts."
        return Problem(path, *place, code, _sentence(str(error)), hint)
    message = f"`{error.extension}` can't make anything of this text: {_sentence(str(error))}"
    hint = f"Change the text, or the options of `{error.extension}` in mkdocs.yml."
    if isinstance(error.error, OSError):
        hint = "If it needs the network or a file, see that it is there."
    return Problem(path, *place, code, message, hint)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _place(words: str, lines: Iterable[str]) -> tuple[int, int]:
    """Return line and column of what an error message quotes, or the file's start."""
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(words)]
    for number, line in enumerate(lines, 1):
        for needle in quoted:
            if needle in line:
                return number, line.index(needle) + 1
    return _NO_PLACE
