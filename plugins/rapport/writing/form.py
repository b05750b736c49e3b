"""The front matter as a form: a field for each known key, and the author's changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.blog.edit import with_list, with_value, with_yaml, without
from rapport.blog.field_kind import FieldKind, field_kind, schema_types
from rapport.blog.front_matter_block import find_bare_front_matter, split_front_matter
from rapport.blog.key_table import Key, KeyTable
from rapport.blog.keys import ARTICLE_KEYS
from rapport.blog.located_yaml import read_mapping
from rapport.blog.page_keys import PAGE_KEYS
from rapport.blog.texts import N_
from rapport.writing.errors import WritingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rapport.blog.located_yaml import Position, Value
    from rapport.blog.problem import Problem

PAGE_FORM = KeyTable(
    "a page",
    (*(ARTICLE_KEYS.by_name[name] for name in ("title", "description")), *PAGE_KEYS.keys),
)
"""The fields of an ordinary page; its other keys belong to the theme."""

_TRUE, _FALSE = "true", "false"
_FLAGS = {"true": _TRUE, "yes": _TRUE, "on": _TRUE, "false": _FALSE, "no": _FALSE, "off": _FALSE}
_NUMBER = re.compile("[0-9]{1,4}")
_DAY = re.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter: `values` is empty for an empty one, `true` for a checked box."""

    key: Key
    kind: FieldKind
    values: tuple[str, ...]

    @property
    def value(self) -> str:
        """The text of a field with a single value."""
        return self.values[0] if self.values else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The options to choose from."""
        return tuple(self.key.type.schema.get("enum", ()))


@dataclass(frozen=True, slots=True)
class EditorForm:
    """A file in parts; `others` are the keys that no field shows.

    `first_lines` are the lines on which the keys begin. With `problems` the front matter can't be
    read, and there are no fields: the file is edited as one text.
    """

    fields: tuple[Field, ...]
    others: tuple[str, ...]
    body: str
    body_line: int
    first_lines: Mapping[str, int]
    problems: tuple[Problem, ...] = ()

    def key_at(self, line: int) -> str:
        """Return the key to which a line of the front matter belongs, or ``."""
        before = [key for key, first in self.first_lines.items() if first <= line < self.body_line]
        return max(before, key=lambda key: self.first_lines[key], default="")


def read_form(text: str, path: str, table: KeyTable = ARTICLE_KEYS) -> EditorForm:
    """Return the form of a file; messages refer to the file as `path`."""
    block, problems = split_front_matter(text, path)
    problems = problems or find_bare_front_matter(block, path)
    written: Mapping[str, tuple[Position, Value]] = {}
    if not problems:
        written, problems = read_mapping(block.yaml, path, block.yaml_line)
    if problems:
        return EditorForm((), (), "", 1, {}, tuple(problems))
    fields = []
    for key in table.keys:
        field = _field(key, written[key.name][1] if key.name in written else None)
        if field is not None:
            fields.append(field)
    shown = {field.key.name for field in fields}
    return EditorForm(
        tuple(fields),
        tuple(name for name in written if name not in shown),
        block.body,
        block.body_line,
        {name: position.line for name, (position, _) in written.items()},
    )


def changed_text(
    text: str, form: EditorForm, posted: Mapping[str, Sequence[str]], body: str | None
) -> str:
    """Return the file with the author's changes; all other lines stay unchanged.

    `posted` has the values of each field by its key, `body` the Markdown. Raises `WritingError`
    where a key can't be changed without touching another.
    """
    result = text
    for field in form.fields:
        if field.key.name in posted:
            values = _normal(field, posted[field.key.name])
            if values != field.values:
                result = _with_values(result, field, values)
    return result if body is None else _with_body(result, body)


def _with_values(text: str, field: Field, values: tuple[str, ...]) -> str:
    name = field.key.name
    if not values:
        new = without(text, name)
    elif field.kind is FieldKind.LIST:
        new = with_list(text, name, values)
    elif _needs_no_quotes(field, values[0]):
        new = with_yaml(text, name, values[0])
    else:
        new = with_value(text, name, values[0])
    if _plain(new, name) != _plain(text, name):
        message = N_(
            "`%(key)s` stands on one line with other keys, so it can’t be changed by itself. "
            "Edit the whole file."
        )
        raise WritingError(message, key=name)
    return new


def _needs_no_quotes(field: Field, value: str) -> bool:
    if "integer" in schema_types(field.key):
        return bool(_NUMBER.fullmatch(value))
    is_date = field.kind is FieldKind.DATE and _DAY.fullmatch(value) is not None
    return field.kind is FieldKind.FLAG or is_date


def _plain(text: str, but: str) -> dict[str, str]:
    """Return all other keys with their values, for comparison."""
    block, _ = split_front_matter(text, "")
    written, _ = read_mapping(block.yaml, "", block.yaml_line)
    return {name: repr(value.tree()) for name, (_, value) in written.items() if name != but}


def with_newlines_of(before: str, text: str) -> str:
    """Return a text from a browser with the line endings and byte order mark of the file."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain == before.replace("\r\n", "\n").replace("\r", "\n"):
        return before
    mark = "\ufeff" if before.startswith("\ufeff") and not plain.startswith("\ufeff") else ""
    return mark + (plain.replace("\n", "\r\n") if "\r\n" in before else plain)


def _with_body(text: str, body: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    block, _ = split_front_matter(plain, "")
    start = plain.removesuffix(block.body)
    if start and not start.endswith("\n"):  # a file that ends with its front matter
        start += "\n"
    return with_newlines_of(text, start + body)


def _normal(field: Field, posted: Sequence[str]) -> tuple[str, ...]:
    """Return the value of a browser's field as the file would store it."""
    if field.kind is FieldKind.FLAG:
        value = _TRUE if _TRUE in posted else _FALSE
        is_default = value == _default(field.key)
        return field.values if is_default and not field.values else (value,)
    values = tuple(filter(None, (" ".join(value.split()) for value in posted)))
    return values if field.kind is FieldKind.LIST else values[:1]


def _field(key: Key, value: Value | None) -> Field | None:
    """Return the field of a key, None if a form can't represent its value."""
    kind = field_kind(key)
    if kind is None:
        return None
    if value is None or value.is_null:
        return Field(key, kind, ())
    items = value.items()
    texts = [item.text for item in ([value] if items is None else items)]
    lines = tuple(" ".join(text.split()) for text in texts if text is not None)
    if len(lines) < len(texts) or (items is not None and kind is not FieldKind.LIST):
        return None
    return Field(key, kind, lines) if kind is FieldKind.LIST else _scalar(key, kind, lines[0])


def _scalar(key: Key, kind: FieldKind, text: str) -> Field:
    """Return the field of a single value; a value of the wrong kind is shown unchanged."""
    if kind is FieldKind.FLAG and text.lower() in _FLAGS:
        return Field(key, kind, (_FLAGS[text.lower()],))
    fits = kind is not FieldKind.FLAG and text in key.type.schema.get("enum", (text,))
    return Field(key, kind if fits else FieldKind.TEXT, (text,))


def _default(key: Key) -> str:
    return _TRUE if key.type.schema.get("default") else _FALSE


def is_ticked(field: Field) -> bool:
    """Return whether a flag is set, by default or in the file."""
    return (field.value or _default(field.key)) == _TRUE
