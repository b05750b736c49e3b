"""Convert the cards of Ghost's editors (blocks that are not text) to plain HTML."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from typing import Any

from rapport.importing.html.embeds import page_of

Card = Mapping[str, Any]


def card_html(name: str, card: Card, unknown: Counter[str]) -> str:  # noqa: PLR0911 - one a kind
    """Return the content of a card; unknown cards are counted."""
    plain = name.lower()
    if plain in ("hr", "horizontalrule", "paywall"):
        return "" if plain == "paywall" else "<hr>"
    if plain in ("html", "markdown", "card-markdown"):
        return _written(plain, card)
    if plain in ("image", "gallery", "video", "audio", "file"):
        return _media(plain, card)
    if plain in ("code", "codeblock"):
        language = html.escape(_of(card, "language"))
        code = html.escape(_of(card, "code"), quote=False)
        return f'<pre><code class="language-{language}">{code}</code></pre>'
    if plain in ("embed", "bookmark"):
        return _link(card)
    if plain in ("callout", "toggle", "product", "header"):
        parts = (
            _of(card, "heading", "productTitle", "header"),
            _of(card, "calloutText", "content", "productDescription", "subheader"),
        )
        return (
            "<blockquote>" + "".join(f"<p>{part}</p>" for part in parts if part) + "</blockquote>"
        )
    if plain in ("button", "email-cta", "call-to-action"):
        address, text = _of(card, "buttonUrl"), _of(card, "buttonText")
        return f'<p><a href="{html.escape(address)}">{html.escape(text)}</a></p>' if address else ""
    unknown[name] += 1
    return ""


def _of(card: Card, *names: str) -> str:
    return next((str(card[name]) for name in names if card.get(name)), "")


def _written(name: str, card: Card) -> str:
    if name == "html":
        return _of(card, "html")
    import markdown  # noqa: PLC0415 - old posts alone need it

    return markdown.markdown(_of(card, "markdown"), extensions=["tables", "fenced_code"])


def _media(name: str, card: Card) -> str:
    caption = _of(card, "caption")
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    if name == "gallery":
        images = card.get("images")
        shown = [_image(image) for image in images or () if isinstance(image, dict)]
        figures = "".join(f"<figure>{image}</figure>" for image in shown)
        below = f"<p><em>{caption}</em></p>" if caption else ""
        return f'<div class="kg-gallery-card">{figures}</div>{below}'
    if name == "image":
        return f"<figure>{_image(card)}{below}</figure>"
    address = html.escape(_of(card, "src"))
    if name == "file":
        label = html.escape(_of(card, "fileTitle", "fileName", "src"))
        return f'<p><a href="{address}">{label}</a></p>'
    return f'<{name} controls src="{address}"></{name}>' + (
        f"<p><em>{caption}</em></p>" if caption else ""
    )


def _image(card: Card) -> str:
    return f'<img src="{html.escape(_of(card, "src"))}" alt="{html.escape(_of(card, "alt"))}">'


def _link(card: Card) -> str:
    data = card.get("metadata")
    title = _of(data, "title") if isinstance(data, dict) else ""
    address = _of(card, "url")
    if not address:
        return _of(card, "html")
    page = page_of(address) or address
    return f'<p><a href="{html.escape(page)}">{html.escape(title or page)}</a></p>'
