"""Send messages by HTTP POST; failures are returned, never raised."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rapport.publish.announcement import Message

_SECONDS = 5.0


def post_all(messages: Sequence[Message]) -> list[str | None]:
    """Send all messages at the same time; returns the failure of each, or None."""
    with ThreadPoolExecutor(max_workers=max(1, len(messages))) as pool:
        return list(pool.map(_send, messages))


def _send(message: Message) -> str | None:
    if not message.address.startswith(("http://", "https://")):
        return "is not an address of the web; nothing was sent."
    request = Request(  # noqa: S310 - its scheme was looked at
        message.address, data=message.body, headers={"Content-Type": message.media_type}
    )
    try:
        with urlopen(request, timeout=_SECONDS):  # noqa: S310 - as above
            return None
    except (OSError, HTTPException, ValueError) as error:
        return f"could not be notified ({error}); the release is online all the same."
