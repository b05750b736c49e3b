"""`rapport/subscribe`: the form on its page and under each article, and the pages around it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files

from rapport.features.subscribe.form import (
    Form,
    default_wording,
    make_form,
    make_provider_form,
    subscribe_pages,
    wording_version,
)
from rapport.features.subscribe.providers import (
    PROVIDERS,
    Provider,
    custom_provider,
    find_wrong_names,
    find_wrong_settings,
    said_of,
)
from rapport.host.build import build_of
from rapport.host.pages import add_pages

log = logging.getLogger("mkdocs.plugins.rapport")


class SubscribeConfig(base.Config):
    """The options of `rapport/subscribe`."""

    provider = c.Choice(("rapport", *PROVIDERS, "custom"), default="rapport")
    """Who keeps the subscribers: `rapport`, our own service, or another."""
    endpoint = c.Type(str, default="")
    """Where the service is, `https://letters.example`; empty: at the site's own origin."""
    wording = c.Type(str, default="")
    """What a subscriber agrees to; `{site_name}` is the blog's name. Else our own words."""
    former_wordings = c.ListOfItems(c.Type(str), default=[])
    """Wordings used before: a page that a reader still has open with one of them is not refused."""
    altcha = c.Type(bool, default=False)
    """Whether the form does a proof of work; only with `rapport`, which must ask for it."""
    topic_values = c.DictOfItems(c.Type(str), default={})
    """What another provider calls a topic: its tag, list or group, by the topic's slug."""
    list = c.Type(str, default="")
    """The list that everybody joins, where the provider has lists."""
    field_names = c.DictOfItems(c.Type(str), default={})
    """Names of fields for `custom`: `email`, `topics`, `trap`."""
    hidden_fields = c.DictOfItems(c.Type(str), default={})
    """More fields that another provider wants, each with its value."""


class SubscribePlugin(BasePlugin[SubscribeConfig]):
    """Subscribing by e-mail with double opt-in."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if wrong := self._find_wrong():
            raise ConfigurationError(f"{wrong[0]}, in rapport/subscribe.")
        build = build_of(config)
        if endpoint := self.config.endpoint:
            build.sources.setdefault("form-action", []).append(_origin(endpoint))
            if self.config.altcha:
                build.sources.setdefault("connect-src", []).append(_origin(endpoint))
        wordings = build.wordings
        for text in (self._wording(config), *self.config.former_wordings):
            wording = _shown(text, config)
            wordings[wording_version(wording)] = wording
        if provider := self._provider():
            log.info(said_of(provider))
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        build = build_of(config)
        pages = subscribe_pages(build.texts, is_ours=self._provider() is None)
        add_pages(pages, files, config, build)
        build.site_facts["subscribe"] = repr(self._form(config))
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        env.globals["subscribe_form"] = self._form(config)

    def _find_wrong(self) -> Sequence[str]:
        options, endpoint = self.config, self.config.endpoint
        provider = self._provider()
        if provider:
            wrong = find_wrong_settings(provider, endpoint, options.topic_values, options.list)
            wrong += find_wrong_names(options.field_names)
            if options.altcha:
                wrong.append("`altcha` works with the provider `rapport` only")
            return wrong
        if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
            return [f"`endpoint` is no URL: '{endpoint}'"]
        return []

    def _provider(self) -> Provider | None:
        """Return who else keeps the addresses; None is our own service."""
        if self.config.provider == "custom":
            return custom_provider(self.config.endpoint, self.config.field_names)
        return PROVIDERS.get(self.config.provider)

    def _form(self, config: MkDocsConfig) -> Form:
        build, options = build_of(config), self.config
        wording = _shown(self._wording(config), config)
        topics = build.vocabulary.topics
        provider = self._provider()
        if provider is None:
            return make_form(options.endpoint, wording, topics, build.texts, altcha=options.altcha)
        hidden = dict(options.hidden_fields)
        if provider.needs_list:
            hidden["l"] = options.list
        return make_provider_form(
            provider, options.endpoint, wording, topics, options.topic_values, hidden.items()
        )

    def _wording(self, config: MkDocsConfig) -> str:
        is_ours = self._provider() is None
        return self.config.wording or default_wording(build_of(config).texts, is_ours=is_ours)


def _origin(url: str) -> str:
    """Return the part of an address that a policy names, `https://letters.example`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _shown(wording: str, config: MkDocsConfig) -> str:
    """Return a wording as the form shows it."""
    return " ".join(wording.replace("{site_name}", config.site_name).split())
