"""The image that other sites show when somebody links to a page."""

from __future__ import annotations

from msgspec import Struct


class SocialImage(Struct, frozen=True):
    """An image at an absolute address; width and height in pixels, 0 if unknown.

    `alt` describes it, and is empty if there is no description.
    """

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
