"""The inputs that come from MkDocs, as named values of the engine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rapport
from rapport.blog.image_size import HEAD_LENGTH
from rapport.blog.media import MediaFile, below_site
from rapport.engine.digests import digest
from rapport.engine.files import Files as ReadFiles
from rapport.engine.files import state_of
from rapport.engine.tasks import ABSENT, Source
from rapport.engine.versions import local_code, versions
from rapport.host.foreign_events import html_options
from rapport.host.nav import find_page, nav_text
from rapport.host.renderer import link_target
from rapport.host.session import BuildSession, home_of
from rapport.host.text_errors import depends_on_page
from rapport.site.values import plain_source

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from rapport.engine.graph import Graph


def define_files(graph: Graph, session: BuildSession, config: MkDocsConfig) -> None:
    """Define files by path, and the versions of all code that is loaded for this blog."""
    files = ReadFiles(str(home_of(config)), session.store, session.unsaved)
    graph.define("file", files.source())
    graph.define(
        "source-text",
        Source(
            lambda source: graph.value(f"file {file_name(config, source)}").decode("utf-8-sig"),
            lambda source: graph.digest(f"file {file_name(config, source)}"),
        ),
    )
    loaded = versions([Path(rapport.__file__).parent, *local_code(_providers(config))])
    graph.define("versions", Source(lambda _: loaded, lambda _: loaded, is_shared=True))


def _providers(config: MkDocsConfig) -> set[str]:
    """Return the modules of the extensions, plugins and hooks that this blog names."""
    modules = {name.partition(":")[0] for name in config.markdown_extensions}
    modules |= {type(plugin).__module__ for plugin in config.plugins.values()}
    return modules | {str(hook) for hook in config.hooks}


def file_name(config: MkDocsConfig, source: str) -> str:
    """Return the name of a file of the docs folder: relative to `mkdocs.yml`, if it is below."""
    path = os.path.join(config.docs_dir, source)
    home = str(home_of(config).resolve()) + os.sep
    return path.removeprefix(home)


def define_settings(graph: Graph, config: MkDocsConfig, session: BuildSession) -> None:
    """Define the settings on which every page, and every text, depends."""
    shaped = digest(
        plain(config.markdown_extensions),
        plain(config.mdx_configs),
        plain(dict(config.validation)),
        config.use_directory_urls,
        config.site_url,
        plain(session.article_extensions),
        plain(html_options(config)),
        sorted(name for feature in session.settings.features for name in feature.derive()),
    )
    graph.define("markdown-settings", Source(lambda _: shaped, lambda _: shaped, is_shared=True))
    whole = digest(json.dumps(_settings(config), sort_keys=True))
    graph.define("settings", Source(lambda _: whole, lambda _: whole, is_shared=True))


def define_site_files(graph: Graph, files: Files, session: BuildSession) -> None:
    """Define the files of the site: as link targets, as images, as pages with titles."""
    by_source = files.src_uris
    articles = {article.source: article for article in session.read.blog.published}
    find = partial(find_page, files, articles)
    site_url = session.settings.site_url

    def named(source: str) -> File | None:
        """Return a file by its source, or by its path from the server's root: `/blog/a.png`."""
        path = below_site(source, site_url) if source.startswith("/") else source
        return by_source.get(path or "")

    graph.define("target", plain_source(lambda path: link_target(by_source.get(path))))
    graph.define("title", plain_source(find))
    graph.define(
        "media",
        Source(
            lambda source: _media(named(source)),
            lambda source: _media_state(named(source)),
        ),
    )


def define_nav(graph: Graph, nav: Navigation) -> None:
    """Define the navigation that every page shows."""
    text = nav_text(nav)
    graph.define("nav", Source(lambda _: text, lambda _: digest(text), is_shared=True))


def define_templates(graph: Graph, find: Callable[[str], str]) -> None:
    """Define templates by name; `find` gives the file of one, or none."""

    def template(name: str) -> str:
        path = find(name)
        return graph.digest(f"file {os.path.abspath(path)}") if path else ABSENT

    graph.define("template", Source(template, template, is_shared=True))


def _media(file: File | None) -> MediaFile | None:
    """Return a file's facts without reading all of it."""
    if file is None or file.is_documentation_page():
        return None
    path = file.abs_src_path
    if path is None:
        data = file.content_bytes
        return MediaFile(file.src_uri, file.url, len(data), data[:HEAD_LENGTH])
    with open(path, "rb") as stream:
        return MediaFile(file.src_uri, file.url, os.stat(path).st_size, stream.read(HEAD_LENGTH))


def _media_state(file: File | None) -> str:
    if file is None or file.is_documentation_page():
        return ABSENT
    path = file.abs_src_path
    if path is None:
        return digest(file.url, file.content_bytes)
    try:
        return f"{file.url} {state_of(os.stat(path))}"
    except OSError:
        return ABSENT


_NO_SETTINGS = frozenset(
    ("plugins", "theme", "site_dir", "docs_dir", "config_file_path", "_rapport_session", "hooks")
)
"""Parts of the configuration that are not settings, and the absolute paths of the blog."""


def _settings(config: MkDocsConfig) -> list[Any]:
    settings = {name: plain(value) for name, value in config.items() if name not in _NO_SETTINGS}
    plugins = {
        name: plain({key: value for key, value in plugin.config.items() if key != "published"})
        for name, plugin in config.plugins.items()
        if name not in config.hooks  # a hook is a module, and has no options
    }
    return [settings, plugins, plain({name: config.theme[name] for name in config.theme})]


def plain(value: object) -> Any:  # noqa: ANN401, PLR0911 - whatever JSON can hold, a case a line
    """Return a setting as JSON; functions and classes by name, so that runs compare equal."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in sorted(value.items(), key=str)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, partial):
        return [plain(value.func), plain(value.args), plain(value.keywords)]
    name = getattr(value, "__qualname__", None)
    if name:
        return f"{getattr(value, '__module__', '')}.{name}"
    if depends_on_page(value):
        return "the folder of the text"
    shown = str(value)
    if " object at 0x" not in shown:
        return shown
    return [type(value).__name__, plain(getattr(value, "__dict__", None))]
