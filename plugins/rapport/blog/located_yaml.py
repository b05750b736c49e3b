"""YAML that keeps line and column of every key and value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from msgspec import Struct

from rapport.blog.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml.nodes import Node

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_KINDS = {
    yaml.ScalarNode: "a text",
    yaml.SequenceNode: "a list",
    yaml.MappingNode: "a map of keys",
}


_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Position(Struct, frozen=True):
    """A place in a file, both counted from 1."""

    line: int = 1
    column: int = 1


class Value(Struct, frozen=True):
    """One value of the document, as its author wrote it."""

    _node: Node
    _first_line: int

    @property
    def position(self) -> Position:
        """Where the value begins."""
        mark = self._node.start_mark
        return Position(self._first_line + mark.line, mark.column + 1)

    @property
    def end(self) -> Position:
        """Where the value ends, or what follows it begins."""
        mark = self._node.end_mark
        return Position(self._first_line + mark.line, mark.column + 1)

    @property
    def kind(self) -> str:
        """`a text`, `a list` or `a map of keys`, for messages."""
        return _KINDS[type(self._node)]

    @property
    def found(self) -> str:
        """The value as messages name it: a text as it is written, else its kind."""
        return self.kind if self.text is None else f"`{self.text}`"

    @property
    def is_null(self) -> bool:
        """Whether the value is empty: `key:`, `key: ~`, `key: null` or `key: ""`."""
        return self._node.tag == _TAG + "null" or self.text == ""

    @property
    def text(self) -> str | None:
        """The scalar as written (`2024-05-07`, `yes`, `A title`), or None for a list or map."""
        node = self._node
        return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else None

    @property
    def flag(self) -> bool | None:
        """True or false, even if it is quoted; None for anything else."""
        return _FLAGS.get((self.text or "").lower())

    def items(self) -> list[Value] | None:
        """Return the values of a list, or None for anything else."""
        if not isinstance(self._node, yaml.SequenceNode):
            return None
        return [Value(node, self._first_line) for node in self._node.value]

    def pairs(self) -> list[tuple[str, Position, Value]] | None:
        """Return the keys of a map with their places and values, or None for anything else."""
        if not isinstance(self._node, yaml.MappingNode):
            return None
        first_line = self._first_line
        pairs = []
        for key, value in self._node.value:
            name = str(key.value).strip() if isinstance(key, yaml.ScalarNode) else ""
            mark = key.start_mark
            place = Position(first_line + mark.line, mark.column + 1)
            pairs.append((name, place, Value(value, first_line)))
        return pairs

    def mapping(self) -> dict[str, tuple[Position, Value]]:
        """Return the keys of a map by their names, none for anything else."""
        return {key: (position, value) for key, position, value in self.pairs() or []}

    def tree(self) -> Any:  # noqa: ANN401 - lists and maps of texts
        """Return the value with its texts as they are written, to compare with another."""
        pairs, items = self.pairs(), self.items()
        if pairs is not None:
            return {name: value.tree() for name, _, value in pairs}
        return self.text if items is None else [value.tree() for value in items]

    def plain(self) -> Any:  # noqa: ANN401 - it is whatever the author wrote
        """Return the value as Python's own types; raises `yaml.YAMLError`."""
        loader = _Loader("")
        try:
            return loader.construct_document(self._node)
        finally:
            loader.dispose()


def read_mapping(
    text: str, path: str, first_line: int = 1
) -> tuple[Mapping[str, tuple[Position, Value]], list[Problem]]:
    """Return the top-level keys of `text`, which begins on `first_line` of `path`.

    If the YAML is broken or holds a key twice, the problems say so and no key is returned.
    """
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return {}, [_syntax_problem(error, text, path, first_line)]
    except yaml.YAMLError:
        return {}, [_character_problem(text, path, first_line)]
    if node is None:
        return {}, []
    whole = Value(node, first_line)
    pairs = whole.pairs()
    if pairs is None:
        return {}, [
            Problem(
                path,
                whole.position.line,
                whole.position.column,
                "yaml-syntax",
                f"expected keys with values, found {whole.kind}.",
                "Write each as `key: value` on a line of its own.",
            )
        ]
    mapping = {key: (position, value) for key, position, value in pairs}
    problems = find_repeats(whole, path) if len(mapping) < len(pairs) else []
    return ({}, problems) if problems else (mapping, [])


def find_repeats(value: Value, path: str) -> list[Problem]:
    """Return a problem for every duplicate key in a map."""
    first: dict[str, Position] = {}
    problems = []
    for key, position, _ in value.pairs() or []:
        if first.setdefault(key, position) is not position:
            message = f"`{key}` is set twice, first on line {first[key].line}."
            hint = "Keep one of the two."
            problems.append(
                Problem(path, position.line, position.column, "key-twice", message, hint)
            )
    return problems


_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no YAML file may contain (YAML 1.1, section 5.1)."""


def _character_problem(text: str, path: str, first_line: int) -> Problem:
    match = _FORBIDDEN.search(text)
    before = text[: match.start()] if match else ""
    line, column = before.count("\n"), len(before) - before.rfind("\n")
    character = f"U+{ord(match[0]):04X}" if match else "that"
    message = f"the character {character} is not allowed in YAML."
    return Problem(path, first_line + line, column, "yaml-syntax", message, "Remove it.")


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines() or [""]
    line = min(line, len(lines) - 1)
    reason = error.problem or error.context or "this is not YAML"
    hint = ""
    if "mapping values are not allowed" in reason:
        key = lines[line].split(":", 1)[0].strip()
        reason = f"a second colon in the value of `{key}`"
        hint = f'Put the value in quotes: `{key}: "…"`.'
    elif "quoted scalar" in (error.context or "") and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
        reason = "the quote that opens here never closes, or text follows it"
        hint = "Close it at the end of the value; write a quote inside it twice."
    elif "could not find expected ':'" in reason:
        if error.context_mark:
            line, column = error.context_mark.line, error.context_mark.column
        shown = lines[line].strip()[:40]
        reason = f"`{shown}` is not a `key: value`"
        hint = "Is the closing `---` missing, or a quote around a longer value?"
    elif "cannot start any token" in reason and "\t" in lines[line]:
        reason = "a tab stands where YAML takes only spaces"
        hint = "Indent with spaces."
    elif (value := _SPECIAL_VALUE.match(lines[line])) is not None:
        key, column = value["key"].strip(), value.start("first")
        reason = f"the value of `{key}` begins with a character that YAML reads otherwise"
        hint = f'Put the value in quotes: `{key}: "…"`.'
    return Problem(path, first_line + line, column + 1, "yaml-syntax", f"{reason}.", hint)


_SPECIAL_VALUE = re.compile(r"(?P<key>[^:]*):\s+(?P<first>[`*&!|>%@\[{])")
