"""The table of a plugin's options, from its config class: names, sentences and defaults."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mkdocs.config.config_options import Deprecated

from handbook.rows import NOTHING, cell, table
from handbook.sentences import sentences
from rapport.host.renamed_option import RenamedOption

if TYPE_CHECKING:
    from mkdocs.config.base import Config


def option_table(plugin: str) -> str:
    """Return the options of a plugin such as `rapport/feeds`; those of old are left out."""
    options = config_class(plugin)
    said = sentences(options)
    schema = [(name, option) for name, option in options._schema if not _is_old(option)]  # noqa: SLF001 - no other way
    if silent := [name for name, _ in schema if name not in said]:
        raise ValueError(f"{options.__name__}: no sentence below {', '.join(silent)}")
    return table(
        ("option", "meaning", "default"),
        (
            (f"`{name}`", cell(said[name].meaning), cell(said[name].default or shown(option)))
            for name, option in schema
        ),
    )


def config_class(plugin: str) -> type[Config]:
    """Return the class of a plugin's options."""
    (entry,) = entry_points(group="mkdocs.plugins", name=plugin)
    options: type[Config] = entry.load().config_class
    return options


def shown(option: Any) -> str:  # noqa: ANN401 - MkDocs' options share no typed default
    """Return an option's default as it would be written in `mkdocs.yml`."""
    default = getattr(option, "default", None)
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case ZoneInfo():
            return f"`{default.key}`"
        case list() if default:
            return f"`[{', '.join(map(str, default))}]`"
        case None | "" | {} | []:
            return NOTHING
        case _:
            return f"`{default}`"


def _is_old(option: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(option, (Deprecated, RenamedOption))
