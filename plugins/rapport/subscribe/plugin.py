"""`rapport/subscribe`: the form on its page and under each article, and the pages around it."""

from __future__ import annotations

from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from rapport.host.build import build_of
from rapport.host.pages import add_pages
from rapport.subscribe.form import (
    Form,
    default_wording,
    make_form,
    subscribe_pages,
    wording_version,
)


class SubscribeConfig(base.Config):
    """The options of `rapport/subscribe`."""

    provider = c.Choice(("rapport",), default="rapport")
    """Who keeps the subscribers: `rapport`, our own service."""
    endpoint = c.Type(str, default="")
    """Where the service is, `https://letters.example`; empty: at the site's own origin."""
    wording = c.Type(str, default="")
    """What a subscriber agrees to; `{site_name}` is the blog's name. Else our own words."""
    former_wordings = c.ListOfItems(c.Type(str), default=[])
    """Wordings used before: a page that a reader still has open with one of them is not refused."""


class SubscribePlugin(BasePlugin[SubscribeConfig]):
    """Subscribing by e-mail with double opt-in."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        endpoint = self.config.endpoint
        if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
            message = f"`endpoint` of rapport/subscribe is no URL: '{endpoint}'."
            raise ConfigurationError(message)
        build = build_of(config)
        if endpoint:
            build.sources.setdefault("form-action", []).append(_origin(endpoint))
        wordings = build.wordings
        for text in (self._wording(config), *self.config.former_wordings):
            wording = _shown(text, config)
            wordings[wording_version(wording)] = wording
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        add_pages(subscribe_pages(build.texts), files, config, build)
        build.site_facts["subscribe"] = repr(self._form(config))
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        env.globals["subscribe_form"] = self._form(config)

    def _form(self, config: MkDocsConfig) -> Form:
        build = build_of(config)
        wording = _shown(self._wording(config), config)
        return make_form(self.config.endpoint, wording, build.vocabulary.topics, build.texts)

    def _wording(self, config: MkDocsConfig) -> str:
        return self.config.wording or default_wording(build_of(config).texts)


def _origin(url: str) -> str:
    """Return the part of an address that a policy names, `https://letters.example`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _shown(wording: str, config: MkDocsConfig) -> str:
    """Return a wording as the form shows it."""
    return " ".join(wording.replace("{site_name}", config.site_name).split())
