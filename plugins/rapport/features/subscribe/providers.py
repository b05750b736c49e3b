"""Other newsletter services: the URLs of their forms, and the names of their fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

LOST = (
    "a confirmation that mail scanners can't press",
    "the record of the words a reader agreed to, and its receipt",
    "how often a reader wants mail",
    "one mail a day to one address, whoever types it",
    "an answer that tells nobody who is subscribed",
)
"""What Rapport's service does and other providers may not."""

Field = tuple[str, str]
"""A field's name and value."""


class Provider(Struct, frozen=True):
    """One provider: `endpoint` is the URL that its form posts to, in the shape of `example`.

    `topic` makes the field of a topic from its slug and the value that the blog set, `""` for none;
    it returns None if that topic can't be offered. `honeypot` returns the name of the field that
    people leave empty, given the endpoint.
    """

    title: str
    endpoint: re.Pattern[str]
    example: str
    email: str
    topic: Callable[[str, str], Field | None]
    value: re.Pattern[str]
    value_example: str
    hidden: tuple[Field, ...] = ()
    honeypot: Callable[[str], str] = lambda _: ""
    needs_list: bool = False


def _mailchimp_honeypot(endpoint: str) -> str:
    """Return `b_<u>_<id>`, as its embedded form has it."""
    query = parse_qs(urlsplit(endpoint).query)
    return f"b_{query['u'][0]}_{query['id'][0]}"


BUTTONDOWN = Provider(
    title="Buttondown",
    endpoint=re.compile(r"https://buttondown\.(com|email)/api/emails/embed-subscribe/[\w.-]+"),
    example="https://buttondown.com/api/emails/embed-subscribe/NAME",
    email="email",
    topic=lambda slug, value: ("tag", value or slug),
    value=re.compile(r".+"),
    value_example="interviews",
    hidden=(("embed", "1"),),
)
"""As its code under Settings › Embedding (docs.buttondown.com); each `tag` is a topic."""

LISTMONK = Provider(
    title="listmonk",
    endpoint=re.compile(r"https?://[^/?#]+(/[^?#]*)?/subscription/form"),
    example="https://lists.example.org/subscription/form",
    email="email",
    topic=lambda _, value: ("l", value) if value else None,
    value=re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    value_example="eb420c55-4cfb-4972-92ba-c93c34ba475d",
    honeypot=lambda _: "nonce",
    needs_list=True,
)
"""As `static/public/templates/subscription-form.html` in its sources; each `l` is a list."""

MAILCHIMP = Provider(
    title="Mailchimp",
    endpoint=re.compile(
        r"https://[\w-]+\.[\w-]+\.list-manage\.com/subscribe/post\?(?=(.*&)?u=\w+)(?=(.*&)?id=\w+)[\w=&]+"
    ),
    example="https://NAME.us1.list-manage.com/subscribe/post?u=U&id=ID",
    email="EMAIL",
    topic=lambda _, value: (value, value.rpartition("[")[2].rstrip("]")) if value else None,
    value=re.compile(r"group\[\d+\]\[\d+\]"),
    value_example="group[3385][1]",
    honeypot=_mailchimp_honeypot,
)
"""As its code under Audience › Signup forms › Embedded form; a topic is one box of a group."""

KIT = Provider(
    title="Kit",
    endpoint=re.compile(r"https://app\.(kit|convertkit)\.com/forms/\d+/subscriptions"),
    example="https://app.kit.com/forms/ID/subscriptions",
    email="email_address",
    topic=lambda _, value: ("tags[]", value) if value else None,
    value=re.compile(r"\d+"),
    value_example="2131965",
)
"""As its code under a form's Embed › HTML; `tags[]` holds the numbers of tags."""

PROVIDERS: Mapping[str, Provider] = {
    "buttondown": BUTTONDOWN,
    "listmonk": LISTMONK,
    "mailchimp": MAILCHIMP,
    "kit": KIT,
}


def custom_provider(endpoint: str, names: Mapping[str, str]) -> Provider:
    """Return a provider that is not known here, by the names of its fields."""
    topics = names.get("topics", "")
    return Provider(
        title=urlsplit(endpoint).hostname or "",
        endpoint=re.compile(r"https?://[^/?#]+.*"),
        example="https://letters.example.org/subscribe",
        email=names.get("email", "email"),
        topic=lambda slug, value: (topics, value or slug) if topics else None,
        value=re.compile(r".+"),
        value_example="interviews",
        honeypot=lambda _: names.get("honeypot", ""),
    )


def find_wrong_names(names: Mapping[str, str]) -> list[str]:
    """Return a sentence for each name that is not a field of the form."""
    known = ("email", "topics", "honeypot")
    return [
        f"`field_names` has `{name}`, expected some of {', '.join(known)}"
        for name in names
        if name not in known
    ]


def find_wrong_settings(
    provider: Provider, endpoint: str, topic_values: Mapping[str, str], list_id: str
) -> list[str]:
    """Return a sentence for each setting that this provider can't use."""
    wrong = []
    if not provider.endpoint.fullmatch(endpoint):
        wrong.append(f"`endpoint` is '{endpoint}', {provider.title} wants {provider.example}")
    wrong += [
        f"`topic_values` has '{value}' for {slug}, {provider.title} wants one such as "
        f"{provider.value_example}"
        for slug, value in topic_values.items()
        if not provider.value.fullmatch(value)
    ]
    if provider.needs_list and not provider.value.fullmatch(list_id):
        wrong.append(
            f"`list` is '{list_id}', {provider.title} wants the id of the list that everybody "
            f"joins, such as {provider.value_example}"
        )
    return wrong


def said_of(provider: Provider) -> str:
    """Return what an author should know about a provider, in one line."""
    return (
        f"rapport/subscribe: {provider.title} keeps the addresses and sends the emails. "
        f"What the service of Rapport would add is lost: {'; '.join(LOST)}."
    )
