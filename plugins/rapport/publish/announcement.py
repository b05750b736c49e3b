"""Notify hubs and the subscription service of a release; a failure does not affect it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from rapport.blog.feed_format import FEED_FILES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rapport.publish.release import Release
    from rapport.publish.repository import Repository
    from rapport.publish.terminal import Say


@dataclass(frozen=True, slots=True)
class Message:
    """A POST request; `body` is sent to `address` with the media type `media_type`."""

    address: str
    media_type: str
    body: bytes


def changed_feeds(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return the paths of the feeds that have new entries, from two manifests."""
    return sorted(
        path
        for path, digest in new.items()
        if path.rpartition("/")[2] in FEED_FILES and old.get(path) != digest
    )


def messages(site: str, feeds: Sequence[str], hubs: Sequence[str], notify: str) -> list[Message]:
    """Return the messages: WebSub's publish request to each hub, the manifest's address to one.

    The hub's form is that of WebSub hubs in use: `hub.mode=publish&hub.url=…`, repeated.
    """
    messages = []
    if feeds:
        fields = [("hub.mode", "publish"), *(("hub.url", site + quote(feed)) for feed in feeds)]
        body = urlencode(fields).encode()
        messages += [Message(hub, "application/x-www-form-urlencoded", body) for hub in hubs]
    if notify:
        body = json.dumps({"manifest": f"{site}blog.json"}).encode()
        messages.append(Message(notify, "application/json", body))
    return messages


def announce(repository: Repository, old: Release | None, new: Release, say: Say) -> None:
    """Send all messages at the same time, and report those that failed.

    A hub that no setting of the server names is that of the site's own feeds.
    """
    from rapport.publish.hub import feeds_of, hubs_of  # noqa: PLC0415 - it uses `messages`

    settings, folder = repository.settings, repository.releases.folder(new)
    hubs = settings.hubs or hubs_of(folder, feeds_of(folder))
    if not hubs and not settings.notify:
        return
    site = site_address(folder)
    if site is None:
        say("Nobody was notified: the site has no blog.json with its URL.")
        return
    manifests = (
        repository.releases.checksums(old) if old else {},
        repository.releases.checksums(new),
    )
    to_send = messages(site, changed_feeds(*manifests), hubs, settings.notify)
    from rapport.publish.post import post_all  # noqa: PLC0415 - most releases need no network

    for message, error in zip(to_send, post_all(to_send), strict=True):
        say(f"Notified {message.address}." if error is None else f"{message.address}: {error}")


def site_address(folder: Path) -> str | None:
    """Return the site's address from its `blog.json`, with a slash at the end."""
    try:
        url = json.loads((folder / "blog.json").read_text("utf-8"))["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return f"{url.rstrip('/')}/" if isinstance(url, str) and url else None
