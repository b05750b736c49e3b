"""Changes to an author's files that leave all other lines untouched."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.located_yaml import Value, read_mapping

_PLAIN = re.compile(
    r"(?:[A-Za-z/]|\d+/(?=[\w/]))[\w/.?=&%-]*(?:(?: |:(?=[\w/]))[\w/.%][\w/.?=&%-]*)*", re.ASCII
)
_ENDS_IN_LISTS = re.compile(r"[:?]")
_WORDS_OF_YAML = frozenset(("true", "false", "yes", "no", "on", "off", "null"))
"""What is no text in YAML 1.1 unless it is quoted, of all that `_PLAIN` lets through."""


def with_list(text: str, key: str, values: Sequence[str]) -> str:
    """Return an article's source with `key: [values]` as this key's line of front matter."""
    return _with_line(text, key, f"{key}: {flow(list(values))}")


def with_value(text: str, key: str, value: str) -> str:
    """Return an article's source with `key: value` as this key's line of front matter."""
    return _with_line(text, key, f"{key}: {flow(value)}")


def with_yaml(text: str, key: str, written: str) -> str:
    """Return an article's source with a key of front matter set to `written`, one line of YAML."""
    return _with_line(text, key, f"{key}: {written}")


def without(text: str, key: str) -> str:
    """Return an article's source without a key of its front matter."""
    return _with_line(text, key, "")


def flow(value: object) -> str:
    """Return a value as YAML on one line, quoted only where it must be: `[a, 'b: c']`."""
    if isinstance(value, str) and _is_plain(value):
        return value  # as nearly always, and a hundred times faster
    if isinstance(value, list) and all(
        isinstance(item, str) and _is_plain(item) and not _ENDS_IN_LISTS.search(item)
        for item in value
    ):
        return f"[{', '.join(value)}]"
    written = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False
    )
    return str(written).removesuffix("\n").removesuffix("\n...")


def _is_plain(value: str) -> bool:
    """Return whether YAML reads a text as that text, and no longer or shorter."""
    return bool(_PLAIN.fullmatch(value)) and value.lower() not in _WORDS_OF_YAML


def with_renamed(text: str, keys: Sequence[str], rename: Callable[[str], str]) -> str:
    """Return an article's source with the texts below `keys` renamed.

    Equal texts elsewhere stay. If a name then occurs twice in one list, one of them is removed.
    """
    block, _ = split_front_matter(text, "")
    fields, _ = read_mapping(block.yaml, "", block.yaml_line)
    for key in keys:
        if key not in fields:
            continue
        value = fields[key][1]
        items = value.items()
        old = [item.text or "" for item in ([value] if items is None else items)]
        new = list(dict.fromkeys(map(rename, old)))
        if new != old:
            renamed = with_list(text, key, new) if items is not None else ""
            text = renamed or with_value(text, key, new[0])
    return text


def _with_line(text: str, key: str, line: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    block, _ = split_front_matter("\n".join(lines), "")
    fields, _ = read_mapping(block.yaml, "", block.yaml_line)
    if key in fields:
        position, value = fields[key]
        end = _last_line(value, lines, position.line)
        lines[position.line - 1 : end] = [line] if line else []
    elif not line:
        return text
    elif block.body_line > 1:
        lines.insert(block.body_line - 2, line)
    else:
        lines[:0] = ["---", line, "---"]
    return mark + newline.join(lines)


def _last_line(value: Value, lines: Sequence[str], first: int) -> int:
    """Return the number of a value's last line, without blank lines and comments after it."""
    place = value.end
    is_before = place.line > len(lines) or not lines[place.line - 1][: place.column - 1].strip()
    end = max(first, place.line - (1 if is_before else 0))
    while end > first and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def with_tag(text: str, old: str, new: str, facts: Mapping[str, Any]) -> str:
    """Return a vocabulary's source in which the entry `old` is `new` with these facts.

    An empty `old` adds the entry at the end, an empty `new` removes the old one.
    """
    top, _ = read_mapping(text, "")
    entries = top["tags"][1].pairs() or []
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    starts = [position.line for _, position, _ in entries]
    if len(set(starts)) < len(starts) or top["tags"][0].line in starts:
        return _rewritten(text, old, new, facts)
    indent = " " * (entries[0][1].column - 1 if entries else 2)
    block = _entry(new, facts, indent) if new else []
    for key, position, value in entries:
        if key == old:
            lines[position.line - 1 : _last_line(value, lines, position.line)] = block
            return "\n".join(lines) + "\n"
    return "\n".join([*lines, *block]) + "\n"


def _entry(slug: str, facts: Mapping[str, Any], indent: str) -> list[str]:
    return [f"{indent}{flow(slug)}:"] + [
        f"{indent}  {key}: {flow(value)}" for key, value in facts.items()
    ]


def _rewritten(text: str, old: str, new: str, facts: Mapping[str, Any]) -> str:
    tags = yaml.safe_load(text)["tags"] or {}
    renamed = {
        (new if key == old else key): value for key, value in tags.items() if key != old or new
    }
    if new:
        renamed[new] = dict(facts)
    return str(yaml.safe_dump({"tags": renamed}, allow_unicode=True, sort_keys=False))
