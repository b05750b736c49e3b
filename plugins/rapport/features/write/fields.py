"""The form of the editor: a field for each key of front matter, from the one table of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapport.blog.field_kind import FieldKind, field_kind
from rapport.blog.key_labels import LABELS, MAIN, Label
from rapport.blog.keys import ARTICLE_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rapport.blog.key_table import Key

Field = dict[str, Any]

_NEEDED = ("title", "date")
"""The keys that the editor requires; without a title nobody finds an article again."""


def fields(
    choices: Mapping[str, Sequence[Mapping[str, str]]], translate: Callable[[str], str]
) -> list[Field]:
    """Return the fields of an article, the most frequent ones first, and its text.

    `choices` are the options of a key, each as `label` and `value`. Keys without a field stay in
    the file as they are. The text is one plain field: nothing parses and rewrites its Markdown.
    """
    names = dict.fromkeys((*MAIN, *ARTICLE_KEYS.by_name))
    widgets = [_field(ARTICLE_KEYS.by_name[name], choices, translate) for name in names]
    return [*filter(None, widgets), _text(translate)]


def _text(translate: Callable[[str], str]) -> Field:
    return {"name": "body", "label": translate("Text"), "widget": "richtext", "modes": ["raw"]}


def _field(
    key: Key,
    choices: Mapping[str, Sequence[Mapping[str, str]]],
    translate: Callable[[str], str],
) -> Field | None:
    widget = _widget(key, choices.get(key.name, ()))
    if widget is None:
        return None
    label = LABELS.get(key.name, Label(key.name))
    field: Field = {"name": key.name, "label": translate(label.name), **widget}
    if label.hint:
        field["hint"] = translate(label.hint)
    return {**field, "required": key.name in _NEEDED}


def _widget(key: Key, choices: Sequence[Mapping[str, str]]) -> Field | None:
    """Return the editor's widget for a key; None for one that it would write differently."""
    match field_kind(key):
        case FieldKind.TEXT | FieldKind.DATE:
            return {"widget": "string"}
        case FieldKind.FLAG if key.type.missing is False:
            # The editor writes each flag. Of one whose absence does not mean `false`, it would
            # change what it means.
            return {"widget": "boolean"}
        case FieldKind.CHOICE:
            return {"widget": "select", "options": list(key.type.schema["enum"])}
        case FieldKind.LIST if choices:
            return {"widget": "select", "multiple": True, "options": list(choices)}
        case FieldKind.LIST:
            return {"widget": "list"}
    return None
