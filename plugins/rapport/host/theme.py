"""The theme with Rapport's own templates and assets, opened efficiently."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.theme import Theme

import rapport
from rapport.host.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.texts import Texts
    from rapport.host.look import SiteLook


def template_dir() -> Path:
    """Return the folder of templates: packaged in a wheel, beside `plugins/` in the repository."""
    package = Path(rapport.__file__).parent
    packaged = package / "overrides"
    return packaged if packaged.is_dir() else package.parents[1] / "overrides"


def add_templates(config: MkDocsConfig, look: SiteLook) -> None:
    """Add our files after those in the blog's own `custom_dir` and before the theme's.

    Beside documentation they come after the theme's, which keeps its own icons.
    """
    ours = str(template_dir())
    dirs = config.theme.dirs
    if any(_is_same(folder, ours) for folder in dirs):
        return
    if look.is_beside:
        dirs.append(ours)
    else:
        dirs.insert(1 if _custom_dir(config) else 0, ours)


def templates_of(config: MkDocsConfig, look: SiteLook) -> Templates:
    """Return the folders in which the templates of a site are found."""
    ours, custom = str(template_dir()), _custom_dir(config)
    theme = [
        folder for folder in config.theme.dirs if folder != custom and not _is_same(folder, ours)
    ]
    return Templates(custom, ours, tuple(theme), look)


def _custom_dir(config: MkDocsConfig) -> str:
    """Return the folder of the owner's own templates, empty if there is none."""
    custom, dirs = config.theme.custom_dir, config.theme.dirs
    return str(dirs[0]) if custom and _is_same(dirs[0], custom) else ""


def _is_same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def add_texts(env: jinja2.Environment, texts: Texts) -> None:
    """Give templates the texts in the blog's language: `_`, `pgettext`, `ngettext`."""
    env.globals.update(
        _=texts.gettext,
        gettext=texts.gettext,
        pgettext=texts.pgettext,
        ngettext=texts.ngettext,
    )
    env.filters["number"] = texts.number


def add_theme_words(env: jinja2.Environment) -> None:
    """Give templates the theme's own texts by key, like Material's `partials/language.html`.

    A page that uses them depends on the files that hold them: it loads those templates.
    """

    @cache
    def finder(names: tuple[str, ...]) -> Callable[[str], str]:
        @cache
        def find(key: str) -> str:
            words = (str(env.get_template(name).module.t(key)) for name in names)  # type: ignore[attr-defined]
            return next(filter(None, words), key)

        return find

    def theme_words(language: str) -> Callable[[str], str]:
        names = (f"partials/languages/{language}.html", "partials/languages/en.html")
        for name in names:
            env.get_template(name)
        return finder(names)

    env.globals["theme_words"] = theme_words


class LeanTheme(Theme):
    """A theme whose list of files omits its thousands of icons, which are not files of a site.

    Templates still include icons by name. Compiled templates are stored in `bytecode`, if given.
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
        listed: set[str] = set()
        for root in self.searchpath:
            for folder, folders, names in os.walk(root):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = os.path.relpath(folder, root).replace(os.sep, "/")
                listed.update(name if inside == "." else f"{inside}/{name}" for name in names)
        return sorted(listed)


def open_lean(config: MkDocsConfig, bytecode: Path | None) -> None:
    """Make the configured theme a lean one with the same settings.

    A theme can't be copied by its public attributes, so all of them are taken over. If MkDocs
    stores more elsewhere, pages lack settings of the theme; without this function builds are only
    slower.
    """
    theme = config.theme
    if type(theme) is Theme:
        lean = LeanTheme.__new__(LeanTheme)
        vars(lean).update(vars(theme))
        config.theme = lean
    if isinstance(config.theme, LeanTheme):
        config.theme.bytecode = bytecode
