"""The headers of a blog's responses, and `_headers`, the file that static hosts read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADERS_FILE = "_headers"
"""Read by Netlify, Cloudflare Pages and their like, at the root of the site."""

_REFUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


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


def headers_file(headers: Mapping[str, str], written: str) -> str:
    """Return `_headers` with these for every path, and below them what the author wrote there."""
    lines = [f"  {name}: {value}" for name, value in headers.items()]
    return "\n".join(["/*", *lines, written.rstrip()]).rstrip() + "\n"
