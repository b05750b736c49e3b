"""`rapport/security`: what browsers let the pages do, in each page and for servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.blog.output import NewFile
from rapport.features.security.headers import HEADERS_FILE, headers_file, security_headers
from rapport.features.security.policy import content_security_policy, find_wrong_sources
from rapport.host.build import Build, build_of
from rapport.host.pages import add_files

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


class SecurityConfig(Config):
    """The options of `rapport/security`."""

    meta = c.Type(bool, default=True)
    """Whether every page carries the policy itself, for hosts that let you set no headers."""
    headers_file = c.Type(bool, default=False)
    """Whether `_headers` is written, which Netlify and Cloudflare Pages read."""
    sources = c.DictOfItems(c.ListOfItems(c.Type(str)), default={})
    """More that pages may load, by directive: `img-src: [https://images.example]`."""


class SecurityPlugin(BasePlugin[SecurityConfig]):
    """A Content-Security-Policy without inline scripts, and the headers that go with it."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if wrong := find_wrong_sources(self.config.sources):
            raise ConfigurationError(f"`sources` of rapport/security: {wrong[0]}.")
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        build.site_facts["security"] = self._in_page(build)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        env.globals["page_policy"] = self._in_page(build)
        if self.config.headers_file:
            there = files.get_file_from_path(HEADERS_FILE)
            written = there.content_string if there else ""
            headers = security_headers(content_security_policy(self._sources(build)))
            text = headers_file(headers, written)
            add_files([NewFile(HEADERS_FILE, text.encode())], files, config, build.plan)

    def _in_page(self, build: Build) -> str:
        if not self.config.meta:
            return ""
        return content_security_policy(self._sources(build), in_page=True)

    def _sources(self, build: Build) -> dict[str, list[str]]:
        both = {name: list(sources) for name, sources in build.sources.items()}
        for name, sources in self.config.sources.items():
            both.setdefault(name, []).extend(sources)
        return both
