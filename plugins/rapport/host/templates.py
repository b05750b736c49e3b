"""Which file a template's name stands for.

On a blog a name is the owner's file in `custom_dir`, else ours, else the theme's. Beside
documentation, plain names are the owner's and the theme's only; for what the blog's own pages
extend and include, Jinja adds the prefix `rapport:`, and then ours take precedence. In both cases a
template that extends `base.html`, as Material tells owners to do in their `main.html`, extends
ours; ours extends the theme's by the name `theme/base.html`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import jinja2
from jinja2.loaders import split_template_path
from msgspec import Struct

from rapport.host.look import SiteLook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OURS = "rapport:"
"""The prefix of template names on the blog's own pages."""

_THEME = "theme/"
_BASE = "base.html"
_MAIN = "main.html"
_ALWAYS_OURS = frozenset(("sitemap.xml",))
_HEADER = frozenset(f"partials/{name}.html" for name in ("header", "footer", "logo", "search"))
_FORMER = {
    "unsubscribed.html": "left.html",
    "partials/browse.html": "partials/ways-in.html",
    "partials/envelope.html": "partials/letter.html",
}
"""Former names of templates by the present ones; they work for one release in owners' files."""
OWNERS = "rapport"
"""The folder in `custom_dir` for overriding our templates beside documentation."""


class Templates(Struct, frozen=True):
    """The folders of templates: the owner's, if there is one, ours, and the theme's."""

    custom: str
    ours: str
    theme: tuple[str, ...]
    look: SiteLook

    def find(self, name: str) -> str:
        """Return the file of a template, empty if there is none."""
        is_ours = name.startswith(OURS)
        plain = "/".join(split_template_path(name.removeprefix(OURS)))
        for folder, inner in self._places(plain, is_ours=is_ours):
            for file in (inner, *([_FORMER[inner]] if inner in _FORMER else [])):
                path = os.path.join(folder, file)
                if folder and os.path.isfile(path):
                    return path
        return ""

    def renamed(self) -> Iterator[tuple[str, str]]:
        """Yield the former and the present name of each owner's file that has a former one."""
        folder = os.path.join(self.custom, OWNERS) if self.look.is_beside else self.custom
        for present, former in _FORMER.items():
            if self.custom and os.path.isfile(os.path.join(folder, former)):
                yield former, present

    def _places(self, name: str, *, is_ours: bool) -> Iterator[tuple[str, str]]:
        """Yield the folders in which a template may be, in order of precedence."""
        custom, ours = (self.custom, name), (self.ours, name)
        theme = [(folder, name) for folder in self.theme]
        if name.startswith(_THEME):
            yield from ((folder, name.removeprefix(_THEME)) for folder in self.theme)
        elif self.look.is_beside and not is_ours and name not in _ALWAYS_OURS:
            yield from (custom, *theme)
        elif name == _BASE:
            yield from (ours, *theme)
        elif not self.look.is_beside or name in (_MAIN, *_ALWAYS_OURS):
            yield from (custom, ours, *theme)
        elif self.look.has_theme_header and name in _HEADER:
            yield from (custom, *theme)
        else:
            owners = os.path.join(self.custom, OWNERS) if self.custom else ""
            yield from ((owners, name), ours, custom, *theme)


def join_names(template: str, parent: str) -> str:
    """Return what a name means within the template `parent`, which extends or includes it."""
    is_bare = parent.startswith(OURS) and not template.startswith(OURS)
    return OURS + template if is_bare else template


class TemplateLoader(jinja2.BaseLoader):
    """Loads templates by their names, as `Templates` finds them."""

    def __init__(self, templates: Templates, listed: Callable[[], list[str]]) -> None:
        self._templates = templates
        self._listed = listed

    def get_source(
        self,
        environment: jinja2.Environment,  # noqa: ARG002 - Jinja's form
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, its file, and a function that tells whether it is unchanged."""
        path = self._templates.find(template)
        if not path:
            raise jinja2.TemplateNotFound(template)
        changed = os.path.getmtime(path)
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        return text, path, lambda: os.path.isfile(path) and os.path.getmtime(path) == changed

    def list_templates(self) -> list[str]:
        """Return the files of the theme, as the previous loader listed them."""
        return self._listed()


def find_in(env: jinja2.Environment, templates: Templates) -> None:
    """Let an environment find templates by these names from now on."""
    loader = env.loader
    env.loader = TemplateLoader(templates, loader.list_templates if loader else list)
    env.join_path = join_names  # type: ignore[method-assign]  # what Jinja's manual offers it for
