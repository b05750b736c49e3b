"""The port of the blog's manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from rapport_subscriptions.rules.blog import Blog


class Manifest(Protocol):
    """Something that knows the blog as it is published now."""

    def blog(self) -> Blog:
        """Return the blog; raise BlogUnknownError if it was never readable."""
        ...

    def hurry(self) -> None:
        """Read the manifest again soon, because the blog has changed."""
        ...

    def at_hand(self) -> Blog | None:
        """Return the blog if that takes no reading and no network, else None."""
        ...

    def read_at(self) -> datetime | None:
        """Return when the blog was last read; None if it is only a stored copy."""
        ...
