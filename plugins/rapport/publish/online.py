"""Fetch the `blog.json` of the live site."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "blog.json"
_SECONDS = 5.0
_LARGEST = 64_000_000


def manifest_address(site_url: str) -> str:
    """Return the address of a site's manifest; empty for a site without an address."""
    return f"{site_url.rstrip('/')}/{MANIFEST}" if site_url else ""


def fetch(address: str) -> str | None:
    """Return the manifest at a web address, or None if it can't be fetched."""
    if not address.startswith(("http://", "https://")):
        return None
    try:
        with urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - its scheme was looked at
            text: str = answer.read(_LARGEST).decode()
        json.loads(text)
    except (OSError, HTTPException, ValueError):
        return None
    return text


def save(text: str | None, folder: Path) -> None:
    """Make `folder` hold that manifest, or nothing, as `rapport build --published` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    if text is not None:
        (folder / MANIFEST).write_text(text, encoding="utf-8")
