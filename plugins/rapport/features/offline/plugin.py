"""`rapport/offline`: what a reader has opened can be read without a network; off unless named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.plugins import BasePlugin

from rapport.blog.output import NewFile, NewPage
from rapport.host.build import build_of
from rapport.host.pages import add_files, add_pages

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rapport.blog.texts import Texts

_WORKERS = Path(__file__).parent / "workers"


class OfflineConfig(base.Config):
    """The options of `rapport/offline`."""

    end = c.Type(bool, default=False)
    """Whether readers' browsers are to forget the pages that they keep, and to keep no more."""


class OfflinePlugin(BasePlugin[OfflineConfig]):
    """Reading without a network, by a worker in the reader's browser."""

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        build.site_facts["offline"] = repr(not self.config.end)
        if not self.config.end:
            add_pages([offline_page(build.texts)], files, config, build)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        env.globals["keeps_pages"] = not self.config.end
        worker = _WORKERS / ("offline-end.js" if self.config.end else "offline-worker.js")
        add_files([NewFile("offline-worker.js", worker.read_bytes())], files, config)


def offline_page(texts: Texts) -> NewPage:
    """Return the page that is shown in place of one which was never opened."""
    return NewPage("offline/", "offline.html", texts.gettext("No network"), lambda _: {}, shows=())
