"""`site.webmanifest`: what a device calls the blog, and shows of it, on a reader's home screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rapport.blog.output import NewFiles, one_file

if TYPE_CHECKING:
    from rapport.blog.build_state import SiteSettings

WEB_MANIFEST = "site.webmanifest"
_PAPER, _ACCENT = "#fbf8f3", "#0f5c4d"
_ICONS = (("favicon.svg", "any", "image/svg+xml"), ("apple-touch-icon.png", "180x180", "image/png"))


def web_manifest(settings: SiteSettings) -> NewFiles:
    """Return the file, in the colours of the blog (https://www.w3.org/TR/appmanifest/).

    All its addresses are relative, so that it is right in a preview and in a folder, too.
    """
    brand = settings.brand
    icons = [
        {"src": f"assets/images/{name}", "sizes": sizes, "type": kind}
        for name, sizes, kind in _ICONS
    ]
    manifest = {
        "name": settings.site_name,
        **({"description": settings.description} if settings.description else {}),
        "lang": settings.locale,
        "start_url": f"./{settings.home}",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": brand.light.accent if brand else _ACCENT,
        "icons": icons,
    }
    return one_file(WEB_MANIFEST, json.dumps(manifest, ensure_ascii=False).encode() + b"\n")
