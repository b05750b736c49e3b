"""The texts and the design of a social card."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.blog.article import Article
    from rapport.blog.brand import Brand
    from rapport.blog.tag import Tag

BOOK_FACE = Path(__file__).parent / "fonts" / "Literata-Bold.ttf"
"""The typeface that comes with Rapport: Latin, Greek, Cyrillic, Vietnamese (SIL OFL 1.1)."""
CARD_SIZE = (1200, 630)
COLOURS = {"paper": "#fbf8f3", "ink": "#24211c", "accent": "#0f5c4d", "mark": "#a13f18"}
"""The light colours of the style sheet `tokens.css`."""
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class CardText(Struct, frozen=True):
    """The texts on a card: a topic, a title, and the blog's name."""

    eyebrow: str
    title: str
    foot: str


class CardStyle(Struct, frozen=True):
    """The colours of a card, `#fbf8f3`, and its font file."""

    paper: str
    ink: str
    accent: str
    mark: str
    font: Path = BOOK_FACE


def card_style(colours: Mapping[str, Any], font: Path) -> CardStyle:
    """Return the style of a blog's cards; raises `ValueError` with what is wrong."""
    for name, colour in colours.items():
        if name not in COLOURS:
            raise ValueError(f"`{name}` is not a colour of a card; there are {', '.join(COLOURS)}.")
        if not _COLOUR.fullmatch(str(colour)):
            raise ValueError(f"`{name}: {colour}` is not a colour. Write one like '#0f5c4d'.")
    if not _is_font(font):
        raise ValueError(f"`card_font: {font.name}` is not a font file.")
    return CardStyle(**{**COLOURS, **colours}, font=font)


def branded(style: CardStyle, brand: Brand | None) -> CardStyle:
    """Return the style of cards in a brand's colours, unless `card_colors` sets others."""
    if brand is None:
        return style
    scheme = brand.light
    return replace(
        style,
        accent=scheme.accent if style.accent == COLOURS["accent"] else style.accent,
        mark=scheme.mark if style.mark == COLOURS["mark"] else style.mark,
    )


def _is_font(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _FONTS
    except OSError:
        return False


def article_card_text(article: Article, blog_name: str) -> CardText | None:
    """Return the texts of an article's card; None if front matter disables it or names an image.

    `social: {cards: false}` disables it; `cards_layout_options: {title: …}` sets another title.
    """
    social = (article.extra or {}).get("social")
    wishes = social if isinstance(social, dict) else {}
    if article.image or social is False or wishes.get("cards") is False:
        return None
    options = wishes.get("cards_layout_options")
    title = options.get("title") if isinstance(options, dict) else None
    return CardText(_topic(article.tags), str(title or article.title), blog_name)


def _topic(tags: tuple[Tag, ...]) -> str:
    """Return the name of the first topic among an article's tags, else of the first tag."""
    topics = [tag.name for tag in tags if tag.is_topic]
    return next(iter([*topics, *(tag.name for tag in tags)]), "")
