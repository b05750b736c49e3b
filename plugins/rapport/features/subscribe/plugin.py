"""`rapport/subscribe`: the options of the sign-up form."""

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.plugins import BasePlugin

from rapport.features.subscribe.feature import SubscribeFeature, SubscribeSettings
from rapport.features.subscribe.providers import (
    PROVIDERS,
    Provider,
    custom_provider,
    find_wrong_names,
    find_wrong_settings,
    said_of,
)
from rapport.host.renamed_option import RenamedOption, say_renamed
from rapport.host.session import register

log = logging.getLogger("mkdocs.plugins.rapport")


class FieldNames(c.DictOfItems[str]):
    """The names of a form's fields; `trap` is the former name of `honeypot`."""

    def run_validation(self, value: object) -> dict[str, str]:
        names: dict[str, str] = super().run_validation(value)
        if "trap" in names:
            names = {"honeypot": names["trap"], **names}
            del names["trap"]
            say_renamed("field_names: trap", "honeypot")
        return names


class SubscribeConfig(base.Config):
    """The options of `rapport/subscribe`."""

    provider = c.Choice(("rapport", *PROVIDERS, "custom"), default="rapport")
    """Which service stores the subscribers: `rapport`, the one that comes with Rapport, or
    `buttondown`, `listmonk`, `mailchimp`, `kit`, `custom`."""
    endpoint = c.Type(str, default="")
    """Where the service is, `https://letters.example`; for another provider, the URL that its form
    posts to. Default: the site's own origin."""
    consent_text = c.Type(str, default="")
    """The consent text that a subscriber agrees to; `{site_name}` is the blog's name. Default: a
    sentence on topics, confirming and unsubscribing."""
    previous_consent_texts = c.ListOfItems(c.Type(str), default=[])
    """Consent texts used before: submissions from pages still open with one of them are
    accepted."""
    altcha = c.Type(bool, default=False)
    """Let the form solve a proof of work, which the service requires with `RAPPORT_ALTCHA_COST`;
    only with the provider `rapport`."""
    topic_values = c.DictOfItems(c.Type(str), default={})
    """The other provider's tag, list or group for each topic, by the topic's slug."""
    list = c.Type(str, default="")
    """The list that everybody joins, for `listmonk`."""
    field_names = FieldNames(c.Type(str), default={})
    """The names of the fields `email`, `topics` and `honeypot`, for `custom`. Default:
    `{email: email}`."""
    hidden_fields = c.DictOfItems(c.Type(str), default={})
    """More fields that another provider needs, each with its value."""
    promise = c.Type(str, default="")
    """The page that says what subscribers are promised, `promise/`; the form links to it."""

    letters_dir = c.Type(str, default="letters")
    """The folder of letters below the docs folder; its files are emailed and become no pages."""

    wording = RenamedOption("consent_text")
    former_wordings = RenamedOption("previous_consent_texts")


class SubscribePlugin(BasePlugin[SubscribeConfig]):
    """Subscribing by email with double opt-in."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        provider = _provider(self.config)
        if wrong := _find_wrong(self.config, provider):
            raise ConfigurationError(f"{wrong[0]}, in rapport/subscribe.")
        if provider:
            log.info(said_of(provider))
        register(config, SubscribeFeature(_settings(self.config, provider)))
        return config


def _settings(options: SubscribeConfig, provider: Provider | None) -> SubscribeSettings:
    return SubscribeSettings(
        provider=provider,
        endpoint=options.endpoint,
        consent_text=options.consent_text,
        previous_consent_texts=tuple(options.previous_consent_texts),
        has_proof_of_work=options.altcha,
        topic_values=options.topic_values,
        mailing_list=options.list,
        hidden_fields=options.hidden_fields,
        promise=options.promise,
    )


def _provider(options: SubscribeConfig) -> Provider | None:
    """Return the provider that stores the addresses; None is our own service."""
    if options.provider == "custom":
        return custom_provider(options.endpoint, options.field_names)
    return PROVIDERS.get(options.provider)


def _find_wrong(options: SubscribeConfig, provider: Provider | None) -> Sequence[str]:
    endpoint = options.endpoint
    if provider:
        wrong = find_wrong_settings(provider, endpoint, options.topic_values, options.list)
        wrong += find_wrong_names(options.field_names)
        if options.altcha:
            wrong.append("`altcha` works with the provider `rapport` only")
        return wrong
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        return [f"`endpoint` is not a URL: '{endpoint}'"]
    return []
