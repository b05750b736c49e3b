"""Parse foreign front matter as a map: YAML, TOML, JSON or `Key: value` lines."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import yaml

from rapport.importing.notes import Note, to_do

_FENCED = re.compile(
    r"\A\s*(?P<mark>---|\+\+\+|;;;)[ \t]*(?:\w+)?\r?\n(?P<keys>.*?)^(?P=mark)[ \t]*\r?$\n?",
    re.DOTALL | re.MULTILINE,
)
_META = re.compile(r"\A(?:[A-Za-z][\w -]{0,30}:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+\s*\n?")
_META_LINE = re.compile(r"^([A-Za-z][\w -]{0,30}):[ \t]*(.*(?:\n[ \t]+.*)*)$", re.MULTILINE)
_NIKOLA = re.compile(r"\A\s*(?:<!--\s*\n)?(?P<keys>(?:\.\. [\w-]+:[^\n]*\n)+)\s*(?:-->)?\s*")
_NIKOLA_LINE = re.compile(r"^\.\. ([\w-]+):[ \t]*(.*)$", re.MULTILINE)
_RST = re.compile(
    r"\A\s*(?:(?:[#=*]{3,}\n)?(?P<title>[^\n:]+)\n[#=*-]{3,}\n\s*)?"
    r"(?P<keys>(?::[\w -]+:[^\n]*\n)+)"
)
_RST_LINE = re.compile(r"^:([\w -]+):[ \t]*(.*)$", re.MULTILINE)
_ALIASES = re.compile(r"[&*][A-Za-z_]")
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class TextWithFrontMatter:
    """The front matter and text of a file; `notes` report unreadable front matter."""

    values: Mapping[str, Any]
    body: str
    notes: tuple[Note, ...] = ()


def split_any_front_matter(text: str, *, plain_keys: bool = False) -> TextWithFrontMatter:
    """Return a text with its front matter; `plain_keys` if lines of `Key: value` are one."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if match := _FENCED.match(text):
        values, notes = _read(match["mark"], match["keys"])
        return TextWithFrontMatter(values, text[match.end() :], notes)
    if text.lstrip().startswith("{"):
        return _read_json(text)
    if nikola := _NIKOLA.match(text):
        values = {
            name.lower(): value.strip() for name, value in _NIKOLA_LINE.findall(nikola["keys"])
        }
        return TextWithFrontMatter(values, text[nikola.end() :])
    if rst := _RST.match(text):
        values = {name.lower(): value.strip() for name, value in _RST_LINE.findall(rst["keys"])}
        values = {"title": rst["title"].strip(), **values} if rst["title"] else values
        return TextWithFrontMatter(values, text[rst.end() :])
    if plain_keys and (meta := _META.match(text)):
        lines = _META_LINE.findall(meta[0])
        values = {name.strip().lower(): " ".join(value.split()) for name, value in lines}
        return TextWithFrontMatter(values, text[meta.end() :])
    return TextWithFrontMatter({}, text)


def _read(mark: str, block: str) -> tuple[Mapping[str, Any], tuple[Note, ...]]:
    try:
        if mark == "+++":
            values: Any = tomllib.loads(block)
        elif mark == ";;;":
            values = json.loads(block)
        else:
            values = _load_yaml(block)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        complaint = " ".join(str(error).split())[:160]
        fields = {
            name.strip().lower(): value.strip().strip("'\"")
            for name, value in _META_LINE.findall(block)
        }
        return fields, (to_do(f"its front matter can't be read whole: {complaint}"),)
    return (values if isinstance(values, dict) else {}), ()


def _load_yaml(block: str) -> Any:  # noqa: ANN401 - whatever stands there
    if len(block) > _LONGEST:
        raise ValueError("it is longer than any front matter")
    if _ALIASES.search(block) and block.count("*") > 100:  # noqa: PLR2004 - more aliases than anybody writes
        raise ValueError("it refers to itself too often")
    return yaml.load(block, Loader=_Loader)  # noqa: S506 - a safe loader that takes unknown tags as text


class _Loader(yaml.CSafeLoader):
    """Loads plain values; a custom tag such as `!!python/…` gives None."""


def _nothing(loader: _Loader, suffix: str, node: yaml.Node) -> None:
    del loader, suffix, node


_Loader.add_multi_constructor("", _nothing)


def load_config(text: str) -> Mapping[str, Any]:
    """Return a YAML settings file as plain values; other values are left out."""
    try:
        config = _load_yaml(text)
    except (ValueError, yaml.YAMLError, RecursionError):
        return {}
    return config if isinstance(config, dict) else {}


def _read_json(text: str) -> TextWithFrontMatter:
    try:
        values, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return TextWithFrontMatter({}, text)
    return (
        TextWithFrontMatter(values, text.lstrip()[end:])
        if isinstance(values, dict)
        else TextWithFrontMatter({}, text)
    )


def as_text(value: object) -> str:
    """Return a value of front matter as text; dates as they are written."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | dict | list) or value is None:
        return ""
    return str(value).strip()


def as_list(value: object, *, by_spaces: bool = False) -> list[str]:
    """Return a value as a list: of a list, or of text with commas; by spaces where Jekyll does."""
    if isinstance(value, list):
        return [text for item in value if (text := as_text(item) or _name_in(item))]
    text = as_text(value)
    if not text:
        return []
    parts = text.split(",") if "," in text else text.split(";")
    if len(parts) == 1 and by_spaces:
        parts = text.split()
    return [part.strip() for part in parts if part.strip()]


def _name_in(value: object) -> str:
    return as_text(value.get("name") or value.get("title")) if isinstance(value, dict) else ""


def as_flag(value: object) -> bool | None:
    """Return whether a flag is set; None if it is missing."""
    text = as_text(value).lower()
    if text in ("true", "yes", "1", "on"):
        return True
    return False if text in ("false", "no", "0", "off") else None
