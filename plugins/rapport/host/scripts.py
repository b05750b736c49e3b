"""Joins our scripts, each a module with one concept, into few files for a page.

A file is a group of modules in order of their dependencies. Each module becomes a function that
returns its exports, so that names can't clash; the group exports what other files import. The only
syntax that must be recognised is `import {…} from "./module.js"`, `import("./module.js")` and
`export` before a declaration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_LATER = re.compile(r'\bimport\("\./([\w-]+)\.js"\)')
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|class|const) ([\w$]+))", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*\*(?:(?!\*/)[\s\S])*\*/|//.*)\n", re.MULTILINE)
"""Comments on lines of their own, types among them: browsers don't need them."""
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class JoinError(Exception):
    """`{line}` in {module}.js is not an import or export that can be joined."""

    def __init__(self, module: str, line: str) -> None:
        super().__init__((self.__doc__ or "").format(module=module, line=line))


@dataclass(frozen=True, slots=True)
class _Module:
    name: str
    body: str
    exports: tuple[str, ...]
    imports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


def join(
    modules: Mapping[str, str], groups: Mapping[str, Sequence[str]], file_name: Mapping[str, str]
) -> dict[str, str]:
    """Return the text of each group of `modules`, which are texts by name.

    A module without a group forms one by itself; `file_name` returns the file of a group. Raises
    `JoinError`.
    """
    parsed = {name: _parse(name, text) for name, text in modules.items()}
    placed = {module: group for group, members in groups.items() for module in members}
    members = {**{name: (name,) for name in parsed if name not in placed}, **groups}
    group_of = {name: placed.get(name, name) for name in parsed}
    wanted = _wanted(parsed.values(), group_of)
    return {
        group: _written([parsed[name] for name in names], group_of, wanted, file_name)
        for group, names in members.items()
    }


def _parse(name: str, text: str) -> _Module:
    imports: dict[str, tuple[str, ...]] = {}
    for names, source in _IMPORT.findall(text):
        imports[source] = tuple(filter(None, (imported.strip() for imported in names.split(","))))
    body = _COMMENT.sub("", _EXPORT.sub(r"\1", _IMPORT.sub("", text)))
    if other := _OTHER.search(body):
        raise JoinError(name, other[0])
    exports = tuple(export[1] for export in _EXPORT.findall(text))
    return _Module(name, body, exports, imports, frozenset(_LATER.findall(text)))


def _wanted(modules: Iterable[_Module], group_of: Mapping[str, str]) -> dict[str, set[str]]:
    """Return which names of each module other files import; `*` means all of them."""
    wanted: dict[str, set[str]] = {name: set() for name in group_of}
    for module in modules:
        for source, names in module.imports.items():
            if group_of.get(source) not in (None, group_of[module.name]):
                wanted[source].update(name.partition(" as ")[0] for name in names)
        for source in module.later & group_of.keys():
            wanted[source].add("*")
    return wanted


def _written(
    modules: Sequence[_Module],
    group_of: Mapping[str, str],
    wanted: Mapping[str, set[str]],
    file_name: Mapping[str, str],
) -> str:
    here = {module.name for module in modules}
    others = sorted(
        {group_of[name] for module in modules for name in module.imports if name not in here}
    )
    lines = [f'import * as {_value(group)} from "./{file_name[group]}";' for group in others]
    for module in modules:
        taken = [
            f"const {{ {', '.join(names).replace(' as ', ': ')} }} = "
            f"{_value(name if name in here else group_of[name])};"
            for name, names in module.imports.items()
        ]
        body = _LATER.sub(lambda match: f'import("./{file_name[group_of[match[1]]]}")', module.body)
        returned = f"return {{ {', '.join(module.exports)} }};"
        lines += [f"const {_value(module.name)} = (() => {{", *taken, body, returned, "})();"]
        names = wanted[module.name]
        exported = [name for name in module.exports if name in names or "*" in names]
        if exported:
            lines.append(f"export const {{ {', '.join(exported)} }} = {_value(module.name)};")
    return "\n".join(lines) + "\n"


def _value(name: str) -> str:
    return "$" + name.replace("-", "_")
