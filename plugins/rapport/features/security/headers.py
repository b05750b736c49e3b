"""The headers of a blog's responses, and `_headers`, the file that static hosts read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADERS_FILE = "_headers"
"""Read by Netlify, Cloudflare Pages and their like, at the root of the site."""

_REFUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")

SOON_AGAIN = "stale-while-revalidate=86400"
"""What is older than its time is shown at once all the same for a day, and fetched behind it."""
_PAGE_TIME = f"public, max-age=60, {SOON_AGAIN}"
_TIMES = {
    "/assets/javascripts/*": f"public, max-age=300, {SOON_AGAIN}",
    "/assets/stylesheets/*": f"public, max-age=300, {SOON_AGAIN}",
    "/assets/fonts/*": f"public, max-age=300, {SOON_AGAIN}",
    "/assets/pictures/*": "public, max-age=31536000, immutable",
    "/assets/cards/*": "public, max-age=31536000, immutable",
}
"""How long browsers keep what is no page. `_headers` knows no pattern for a fingerprint in a name:
only folders in which every name has one are kept for a year."""


def security_headers(policy: str, *, has_sign_in_window: bool = False) -> Mapping[str, str]:
    """Return the headers of every answer, by name; HSTS holds for a year (RFC 6797).

    A page that opens a window of another site to sign in hears nothing from it under
    `Cross-Origin-Opener-Policy`, and static hosts can't take a header back for one page.
    """
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _REFUSED),
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    }
    return (
        headers if has_sign_in_window else {**headers, "Cross-Origin-Opener-Policy": "same-origin"}
    )


def page_headers(below: str = "/") -> Mapping[str, str]:
    """Return how long pages of a blog in the folder `below` are kept, and what is fetched ahead."""
    return {"Cache-Control": _PAGE_TIME, "Speculation-Rules": f'"{below}speculation.json"'}


def headers_file(headers: Mapping[str, str], written: str, below: str = "/") -> str:
    """Return `_headers` with these for every path, and below them what the author wrote there.

    No path gets a header twice: hosts would put both values into one.
    """
    rules = {
        "/*": headers,
        "/": page_headers(below),
        "/*/": page_headers(below),
        "/speculation.json": {"Content-Type": "application/speculationrules+json"},
        **{path: {"Cache-Control": time} for path, time in _TIMES.items()},
    }
    lines = [
        line
        for path, named in rules.items()
        for line in (path, *(f"  {name}: {value}" for name, value in named.items()))
    ]
    return "\n".join([*lines, written.rstrip()]).rstrip() + "\n"
