"""Text that every format can hold, and addresses that are valid URIs."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")


def clean(text: str) -> str:
    """Return `text` without control characters, which XML 1.0 forbids or discourages.

    See https://www.w3.org/TR/xml/#charsets; spaces, tabs and line ends are kept.
    """
    return _NOT_XML.sub("", text)


def first_of(*texts: str) -> str:
    """Return the first of `texts` that is not blank, clean; or an empty string."""
    return next((text for text in map(str.strip, map(clean, texts)) if text), "")


def uri(address: str) -> str:
    """Return an address with all characters percent-encoded that RFC 3986 does not allow."""
    return _NOT_URI.sub(_escaped, clean(address))


def has_scheme(address: str) -> bool:
    """Return whether an address is absolute: `https:…`, `mailto:…` (RFC 3986, section 3.1)."""
    return _SCHEME.match(address) is not None


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
