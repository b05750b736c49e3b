"""What readers agree to when they sign up, and its version."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.blog.texts import Texts


def wording_version(wording: str) -> str:
    """Return the version of a wording, `w-` and 12 hex digits: other words, another version."""
    return "w-" + sha256(wording.encode()).hexdigest()[:12]


def series_wording(texts: Texts, series: str, site_name: str) -> str:
    """Return what readers of a series by email agree to."""
    return texts.gettext(
        "Send me the series “%(series)s” from %(site)s by email, at the pace I chose here. Nothing "
        "is sent until I confirm by email. Every part has links to pause and to stop, and after "
        "the last one nothing more comes.",
        series=series,
        site=site_name,
    )
