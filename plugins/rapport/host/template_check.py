"""Errors in the owner's templates, reported before images are encoded, not when a page is made."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes

from rapport.blog.problem import Problem
from rapport.host.templates import join_names
from rapport.host.theme import template_dir, templates_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.host.session import BuildSession
    from rapport.host.templates import Templates

_MAYBE = (nodes.If, nodes.For, nodes.Macro, nodes.CondExpr)
"""Constructs whose content may be skipped: a template named only there may never be loaded."""


def start_names(session: BuildSession, chosen: Iterable[str]) -> list[str]:
    """Return the templates of our pages; `chosen` are those named in front matter."""
    pages = [path.name for path in template_dir().glob("*.html")]
    return [session.template_prefix + name for name in (*pages, *chosen)]


def used_templates(templates: Templates, start: Iterable[str]) -> dict[str, str]:
    """Return the files of all templates that these extend or include by plain names, by name."""
    waiting, used = list(start), dict[str, str]()
    while waiting:
        name = waiting.pop()
        path = "" if name in used else templates.find(name)
        if path:
            used[name] = path
            waiting += [join_names(named, name) for named, _, _ in _named_in(path)]
    return used


def find_template_errors(
    config: MkDocsConfig, session: BuildSession, chosen: Iterable[str]
) -> Iterator[Problem]:
    """Yield an error for each mistake in those of the owner's templates that pages use."""
    custom = config.theme.custom_dir
    if not custom or not Path(custom).is_dir():
        return
    folder = Path(custom).resolve()
    home = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    templates, seen = templates_of(config, session.look), set[Path]()
    for name, file in used_templates(templates, start_names(session, chosen)).items():
        path = Path(file).resolve()
        if not path.is_relative_to(folder) or path in seen:
            continue
        seen.add(path)
        shown = (path.relative_to(home) if path.is_relative_to(home) else path).as_posix()
        if error := _syntax_error(file):
            line, words = error
            hint = "Jinja's manual has the syntax."
            yield Problem(shown, line, 1, "template-syntax-wrong", f"{words}.", hint)
        for wanted, line, is_needed in _named_in(file):
            if is_needed and not templates.find(join_names(wanted, name)):
                message = f"there is no template `{wanted}`."
                hint = "Write its path relative to the template folder, or `ignore missing`."
                yield Problem(shown, line, 1, "template-missing", message, hint)


@cache
def _parsed(text: str) -> nodes.Template | tuple[int, str]:
    env = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.loopcontrols"])
    try:
        return env.parse(text)
    except jinja2.TemplateSyntaxError as error:
        return error.lineno, str(error.message).rstrip(".")


def _tree(path: str) -> nodes.Template | tuple[int, str]:
    return _parsed(Path(path).read_text("utf-8", "replace"))


def _syntax_error(path: str) -> tuple[int, str] | None:
    tree = _tree(path)
    return tree if isinstance(tree, tuple) else None


def _named_in(path: str) -> list[tuple[str, int, bool]]:
    """Return the templates that a template names, with lines, and whether they are required."""
    tree = _tree(path)
    return [] if isinstance(tree, tuple) else list(_names(tree, is_sure=True))


def _names(node: nodes.Node, *, is_sure: bool) -> Iterator[tuple[str, int, bool]]:
    if isinstance(node, (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        named = list(_constants(node.template))
        is_needed = is_sure and len(named) == 1 and not getattr(node, "ignore_missing", False)
        yield from ((name, node.lineno, is_needed) for name in named)
    is_sure = is_sure and not isinstance(node, _MAYBE)
    for child in node.iter_child_nodes():
        yield from _names(child, is_sure=is_sure)


def _constants(node: nodes.Expr) -> Iterator[str]:
    items = node.items if isinstance(node, (nodes.List, nodes.Tuple)) else [node]
    for item in items:
        if isinstance(item, nodes.Const) and isinstance(item.value, str):
            yield item.value
