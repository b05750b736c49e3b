"""The content of the files that an import writes: front matter and text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rapport.blog.edit import flow
from rapport.blog.keys import ARTICLE_KEYS
from rapport.importing.model import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from rapport.importing.model import ImportedArticle

_LONGEST = 80
_UNSAFE = re.compile(r"[^\w.-]+|\.{2,}|_+$")
_RESERVED = frozenset(
    ("con prn aux nul " + " ".join(f"com{n} lpt{n}" for n in range(1, 10))).split()
)
"""Names that Windows gives to no file."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def safe_name(text: str, fallback: str = "item") -> str:
    """Return a name for a file from any text: no folder, nothing hidden, no more than 80 letters.

    `../../x` is `x`, `Größe (1).JPG` is `größe-1.jpg`.
    """
    plain = unicodedata.normalize("NFC", text).lower()
    stem, dot, ending = plain.rpartition(".")
    if not dot or not re.fullmatch(r"[a-z0-9]{1,8}", ending):
        stem, dot, ending = plain, "", ""
    name = re.sub(r"-{2,}", "-", _UNSAFE.sub("-", stem.replace("_", "-"))).strip("-. ")
    name = name.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").strip("-. ")
    if not name or name.split(".")[0] in _RESERVED:
        name = f"{fallback}-{name}".rstrip("-")
    return name + dot + ending


def front_matter(
    article: ImportedArticle,
    *,
    timezone: tzinfo,
    slug: str = "",
    aliases: Iterable[str] = (),
    image: str = "",
    tags: Iterable[str] = (),
    authors: Iterable[str] = (),
) -> str:
    """Return the front matter of a new file, with lines only for known values."""
    lines = [_line("title", in_one_line(article.title))]
    if article.kind is ItemKind.ARTICLE:
        lines += _dates(article, timezone)
        lines += [
            _line(key, [in_one_line(name) for name in names])
            for key, names in (("authors", [*authors]), ("tags", [*tags]))
            if names
        ]
    if description := in_one_line(article.description):
        lines.append(_line("description", description))
    if article.kind is ItemKind.ARTICLE:
        lines += [_line("slug", slug)] if slug else []
        lines += _of_article(article, list(aliases), image)
    known = ARTICLE_KEYS.by_name
    lines += [_line(key, value) for key, value in article.extra.items() if key in known]
    return "---\n" + "\n".join(lines) + "\n---\n"


def _line(key: str, value: object) -> str:
    return f"{key}: {flow(value)}"


def _dates(article: ImportedArticle, timezone: tzinfo) -> list[str]:
    if article.date is None:
        return []
    lines = [f"date: {written_date(article.date, timezone)}"]
    if article.updated is not None and article.updated.date() > article.date.date():
        lines.append(f"updated: {written_date(article.updated, timezone)}")
    return lines


def _of_article(article: ImportedArticle, aliases: list[str], image: str) -> list[str]:
    values: dict[str, object] = {
        "image": image,
        "draft": article.is_draft,
        "pin": article.is_pinned,
        "lang": article.language,
        "aliases": aliases,
        "guid": in_one_line(article.guid),
    }
    return [_line(key, value) for key, value in values.items() if value]


def in_one_line(text: str) -> str:
    """Return text as it can stand in a line of YAML."""
    return " ".join(_CONTROLS.sub("", text).split())


def written_date(moment: datetime, timezone: tzinfo) -> str:
    """Return a time for front matter: without its offset if that is the blog's."""
    is_local = moment.utcoffset() == moment.astimezone(timezone).utcoffset()
    text = f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    offset = f"{moment:%z}"
    return text if is_local else f"{text}{offset[:3]}:{offset[3:5]}"
