"""The image that other sites show when somebody links to a page."""

from __future__ import annotations

from msgspec import Struct


class SocialImage(Struct, frozen=True):
    """An image at an absolute address; width and height in pixels, 0 where they are not known.

    `alt` says what is on it, empty where nobody said.
    """

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
