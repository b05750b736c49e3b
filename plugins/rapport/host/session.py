"""The state of one build in MkDocs' configuration: features, the engine, and the stages so far."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from os.path import dirname, relpath
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import ConfigurationError

from rapport.engine.graph import Graph
from rapport.engine.store import Store
from rapport.host.languages import choose_language
from rapport.host.look import SiteLook, choose_look
from rapport.host.templates import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.feature import Feature
    from rapport.blog.letter import Letter
    from rapport.blog.output import NewPage
    from rapport.blog.previous import Published
    from rapport.blog.texts import Language
    from rapport.engine.outputs import Outputs
    from rapport.host.page_writer import PageWriter

CACHE = Path(".cache/rapport")
"""The build cache, below the folder of `mkdocs.yml`."""

ARTICLES = "rapport/articles"
SUBSCRIBE = "rapport/subscribe"
_KEY = "_rapport_session"


@dataclass(slots=True)
class Incremental:
    """The engine's part of a build; `full_build_reason` says why it can't be incremental."""

    outputs: Outputs
    full_build_reason: str = ""
    mark: Callable[[str], None] = lambda _: None


@dataclass(slots=True)
class BuildSession:
    """One build's features and stages; reading a stage too early is an error.

    `unsaved` are texts that replace the contents of the files with these names
    (`values.file_name`). `pages` are those that features asked for, `made` the paths of the files
    that they made, and `known` digests of all files that the engine wrote, in this build or before.
    `article_extensions` are Markdown extensions, with their options, for articles only. `letters`
    are those of the newsletter, and `letters_text` is what the service reads.
    """

    features: dict[str, Feature] = field(default_factory=dict)
    language: Language | None = None
    chosen_look: SiteLook | None = None
    previous: Published | None = None
    incremental: Incremental | None = None
    store: Store = field(default_factory=Store)
    graph: Graph = field(init=False)
    unsaved: dict[str, bytes] = field(default_factory=dict)
    checks_links: bool = True
    files: Files | None = None
    nav: Navigation | None = None
    writer: PageWriter | None = None
    article_extensions: dict[str, object] = field(default_factory=dict)
    letters: list[tuple[Letter, File]] = field(default_factory=list)
    letters_text: str = ""
    pages: list[NewPage] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    known: Mapping[str, str] = field(default_factory=dict)
    _settings: SiteSettings | None = None
    _read: BlogRead | None = None

    def __post_init__(self) -> None:
        """Begin with a graph that is discarded at the end."""
        self.graph = Graph(self.store)

    @property
    def settings(self) -> SiteSettings:
        """The settings of the site."""
        assert self._settings is not None, "there are no settings before every plugin's on_config"
        return self._settings

    @settings.setter
    def settings(self, settings: SiteSettings) -> None:
        self._settings = settings

    @property
    def read(self) -> BlogRead:
        """The blog; available from the `files` event on."""
        assert self._read is not None, "the blog is read by the time of on_files"
        return self._read

    @read.setter
    def read(self, read: BlogRead) -> None:
        self._read = read

    @property
    def has_settings(self) -> bool:
        """Whether the settings were read; after that no feature can be added."""
        return self._settings is not None

    def mark(self, stage: str) -> None:
        """Mark the end of a stage, for `--timings`."""
        if self.incremental is not None:
            self.incremental.mark(stage)

    @property
    def look(self) -> SiteLook:
        """Whose look pages have; known once the settings are read."""
        return self.chosen_look or SiteLook()

    @property
    def template_prefix(self) -> str:
        """The prefix of template names on the blog's own pages."""
        return OURS if self.look.is_beside else ""

    @property
    def is_incremental(self) -> bool:
        """Whether only what changed is rebuilt."""
        return self.incremental is not None and not self.incremental.full_build_reason


def session_of(config: MkDocsConfig) -> BuildSession:
    """Return the session of this build."""
    session = config.data.get(_KEY)
    if not isinstance(session, BuildSession):
        session = config.data[_KEY] = BuildSession()
    return session


def begin_session(config: MkDocsConfig) -> BuildSession:
    """Begin a session, so that a configuration can be built more than once."""
    session = config.data[_KEY] = BuildSession()
    return session


def end_session(config: MkDocsConfig) -> None:
    """Forget the session's engine, which ends with its build."""
    session_of(config).incremental = None


def finish_later(config: MkDocsConfig, stop: Event) -> bool:
    """Do the work that the build of `config` postponed; return whether there was any."""
    features = list(session_of(config).features.values())
    return any([feature.finish_later(stop) for feature in features])  # noqa: C419 - asks each


def register(config: MkDocsConfig, feature: Feature) -> None:
    """Add a feature to the build, which the plugin `rapport/articles` drives."""
    if ARTICLES not in config.plugins:
        message = "Rapport's plugins need `rapport/articles` in the list of plugins."
        raise ConfigurationError(message)
    session_of(config).features[type(feature).__name__] = feature


def extend_markdown(config: MkDocsConfig, extension: str, options: Mapping[str, object]) -> None:
    """Add a Markdown extension of ours before all others.

    Beside documentation only articles get it; other pages stay as they were.
    """
    if look_of(config).is_beside and extension not in config.markdown_extensions:
        session_of(config).article_extensions[extension] = dict(options)
        return
    others = [other for other in config.markdown_extensions if other != extension]
    config.markdown_extensions = [extension, *others]
    config.mdx_configs[extension] = dict(options)


def language_of(config: MkDocsConfig) -> Language:
    """Return the blog's language."""
    session = session_of(config)
    if session.language is None:
        options = config.plugins[ARTICLES].config
        session.language = choose_language(config, options["translations"])
    return session.language


def look_of(config: MkDocsConfig) -> SiteLook:
    """Return whose look the site's pages have."""
    session = session_of(config)
    if session.chosen_look is None:
        options = config.plugins[ARTICLES].config
        session.chosen_look = choose_look(config, options["other_pages"], options["header"])
    return session.chosen_look


def site_url_of(config: MkDocsConfig) -> str:
    """Return the site's address, which ends with a slash or is empty."""
    site_url = config.site_url or ""
    return site_url if site_url.endswith("/") or not site_url else site_url + "/"


def home_of(config: MkDocsConfig) -> Path:
    """Return the folder of `mkdocs.yml`."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def cache_folder(config: MkDocsConfig) -> Path:
    """Return the folder of the build cache."""
    return home_of(config) / CACHE


def docs_path(config: MkDocsConfig) -> str:
    """Return the docs folder as messages name it: relative to that of `mkdocs.yml`."""
    start = dirname(config.config_file_path) if config.config_file_path else "."
    return posixpath.normpath(relpath(config.docs_dir, start).replace("\\", "/"))
