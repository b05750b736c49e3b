"""The theme with Rapport's own templates and assets in it, opened without waste."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.theme import Theme

import rapport

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.texts import Texts


def template_dir() -> Path:
    """Return the folder of templates: packaged in a wheel, beside `plugins/` in the repository."""
    package = Path(rapport.__file__).parent
    packaged = package / "overrides"
    return packaged if packaged.is_dir() else package.parents[1] / "overrides"


def add_templates(config: MkDocsConfig) -> None:
    """Let our templates serve after the blog's own `custom_dir` and before the theme's."""
    ours = str(template_dir())
    dirs = config.theme.dirs
    if any(os.path.realpath(folder) == os.path.realpath(ours) for folder in dirs):
        return
    custom = config.theme.custom_dir
    dirs.insert(1 if custom and os.path.realpath(dirs[0]) == os.path.realpath(custom) else 0, ours)


def add_texts(env: jinja2.Environment, texts: Texts) -> None:
    """Let templates say their texts in the blog's language: `_`, `pgettext`, `ngettext`."""
    env.globals.update(
        _=texts.gettext,
        gettext=texts.gettext,
        pgettext=texts.pgettext,
        ngettext=texts.ngettext,
    )
    env.filters["number"] = texts.number


class LeanTheme(Theme):
    """A theme whose files are listed without its thousands of icons, which are no files of a site.

    Templates still include icons by name. What was compiled is kept in `bytecode`, if given.
    """

    bytecode: Path | None = None

    def get_env(self) -> jinja2.Environment:
        """Return the environment of the theme's templates."""
        env: jinja2.Environment = super().get_env()
        env.loader = _LeanLoader(self.dirs)
        if self.bytecode is not None:
            self.bytecode.mkdir(parents=True, exist_ok=True)
            env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(self.bytecode))
        return env


class _LeanLoader(jinja2.FileSystemLoader):
    def list_templates(self) -> list[str]:
        """Return every file of the theme outside folders that begin with a dot."""
        found: set[str] = set()
        for root in self.searchpath:
            for folder, folders, names in os.walk(root):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = os.path.relpath(folder, root).replace(os.sep, "/")
                found.update(name if inside == "." else f"{inside}/{name}" for name in names)
        return sorted(found)


def open_lean(config: MkDocsConfig, bytecode: Path | None) -> None:
    """Make the configured theme a lean one; its settings stay as they are."""
    theme = config.theme
    if type(theme) is Theme:
        lean = LeanTheme.__new__(LeanTheme)
        vars(lean).update(vars(theme))
        config.theme = lean
    if isinstance(config.theme, LeanTheme):
        config.theme.bytecode = bytecode
