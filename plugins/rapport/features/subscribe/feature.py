"""The sign-up form on its page and under each article, and the pages after it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from rapport.blog.feature import Feature
from rapport.blog.wording import wording_version
from rapport.features.subscribe.form import (
    SignupForm,
    default_wording,
    make_form,
    make_provider_form,
    previous_default_texts,
    subscribe_pages,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.output import NewPage, Values
    from rapport.features.subscribe.providers import Provider


class SubscribeSettings(Struct, frozen=True):
    """The owner's settings for subscribing; `provider` is None for Rapport's own service.

    `endpoint` is the URL of the service, empty for the site's own origin. `consent_text` is what a
    subscriber agrees to, `previous_consent_texts` what pages still open may contain. `topic_values`
    are another provider's names of topics, by slug, and `mailing_list` the list that everybody
    joins there; `hidden_fields` are added to its form. `promise` is the address of a page of the
    site, `promise/`, that says what subscribers are promised.
    """

    provider: Provider | None = None
    endpoint: str = ""
    consent_text: str = ""
    previous_consent_texts: tuple[str, ...] = ()
    has_proof_of_work: bool = False
    topic_values: Mapping[str, str] = field(default_factory=dict)
    mailing_list: str = ""
    hidden_fields: Mapping[str, str] = field(default_factory=dict)
    promise: str = ""


class SubscribeFeature(Feature):
    """Subscribing by email with double opt-in."""

    def __init__(self, settings: SubscribeSettings) -> None:
        self._settings = settings

    def wordings(self, settings: SiteSettings) -> Mapping[str, str]:
        """Return the current consent text and the previous ones by version."""
        is_default = not (self._settings.provider or self._settings.consent_text)
        former = previous_default_texts(settings.texts) if is_default else ()
        shown = [
            _shown(text, settings.site_name)
            for text in (self._wording(settings), *self._settings.previous_consent_texts, *former)
        ]
        return {wording_version(text): text for text in shown}

    def policy_sources(self) -> Mapping[str, list[str]]:
        """Return the origin that the form posts to, and that of the challenge."""
        endpoint = self._settings.endpoint
        if not endpoint:
            return {}
        sources = {"form-action": [_origin(endpoint)]}
        if self._settings.has_proof_of_work:
            sources["connect-src"] = [_origin(endpoint)]
        return sources

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the page of the form, and the pages that our service redirects to."""
        return subscribe_pages(site.settings.texts, is_ours=self._settings.provider is None)

    def values(self, site: BlogRead) -> Values:
        """Return the form."""
        form = replace(self._form(site), promise_url=self._settings.promise)
        return {"subscribe_form": form}

    def _form(self, site: BlogRead) -> SignupForm:
        settings, texts = self._settings, site.settings.texts
        wording = _shown(self._wording(site.settings), site.settings.site_name)
        topics, provider = site.vocabulary.topics, settings.provider
        if provider is None:
            proof = settings.has_proof_of_work
            return make_form(settings.endpoint, wording, topics, texts, altcha=proof)
        hidden = dict(settings.hidden_fields)
        if provider.needs_list:
            hidden["l"] = settings.mailing_list
        return make_provider_form(
            provider, settings.endpoint, wording, topics, settings.topic_values, hidden.items()
        )

    def _wording(self, settings: SiteSettings) -> str:
        is_ours = self._settings.provider is None
        return self._settings.consent_text or default_wording(settings.texts, is_ours=is_ours)


def _origin(url: str) -> str:
    """Return the part of an address that a policy names, `https://letters.example`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _shown(wording: str, site_name: str) -> str:
    """Return a consent text as the form shows it."""
    return " ".join(wording.replace("{site_name}", site_name).split())
