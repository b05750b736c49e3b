"""`rapport/tags`: one spelling of each tag, a page for each, and the index of topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.plugins import BasePlugin

from rapport.blog.tag import read_vocabulary
from rapport.blog.urls import as_file
from rapport.features.tags.pages import synonym_pages, tag_pages
from rapport.host.build import build_of
from rapport.host.pages import add_files, add_pages
from rapport.host.reading import read_companion

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


class TagsConfig(base.Config):
    """The options of `rapport/tags`."""

    vocabulary = c.Type(str, default="tags.yml")
    """The file that lists the tags in use, below the docs folder."""


class TagsPlugin(BasePlugin[TagsConfig]):
    """Tags with pages of their own."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        build_of(config).has_tag_pages = True
        return config

    def on_pre_build(self, config: MkDocsConfig) -> None:  # before the articles are read
        build = build_of(config)
        build.vocabulary_file = self.config.vocabulary
        text, path, problems = read_companion(config, self.config.vocabulary)
        if text is not None:
            build.vocabulary, problems = read_vocabulary(text, path)
        build.problems += problems

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        add_pages(tag_pages(build.blog, build.per_page, build.texts), files, config, build)
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        build = build_of(config)
        address = str if config.use_directory_urls else as_file
        add_files(synonym_pages(build.blog, build.site_url, build.locale, address), files, config)
