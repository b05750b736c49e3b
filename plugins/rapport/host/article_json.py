"""Articles and problems as JSON, and back: what the cache keeps of a file's reading."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from rapport.blog.article import Article
from rapport.blog.author import Author
from rapport.blog.digest import digest
from rapport.blog.links import Link
from rapport.blog.listing import shown_of
from rapport.blog.located_yaml import Position
from rapport.blog.problem import Problem, Severity
from rapport.blog.tag import Tag

_TIMES = ("date", "updated", "reviewed")
_KEPT = [field.name for field in fields(Article) if field.name != "body"]


@dataclass(frozen=True, slots=True)
class HeadKeys:
    """Digests of what an article's head says: all of it, and what lists show of it."""

    shown: str
    whole: str


def head_keys(article: Article) -> HeadKeys:
    """Return what stands for an article's head, wherever in its file it is written."""
    shown = digest(repr(shown_of(article)))
    rest = (article.updated, article.reviewed, article.image, article.aliases, article.extra)
    return HeadKeys(shown, digest(shown, *map(str, rest)))


@dataclass(slots=True)
class Reading:
    """What was read of one article's file: the article, or None with the errors, and its images."""

    article: Article | None
    problems: list[Problem]
    images: list[Link]
    keys: HeadKeys | None = None


def to_json(reading: Reading) -> str:
    """Return what was read of one file; its text is not in it."""
    article, keys = reading.article, reading.keys
    kept = None if article is None else {name: getattr(article, name) for name in _KEPT}
    if kept is not None:
        kept["tags"] = [_written(tag) for tag in kept["tags"]]
        kept["authors"] = [_written(author) for author in kept["authors"]]
        kept["positions"] = {
            key: (place.line, place.column) for key, place in (kept["positions"] or {}).items()
        }
        for name in _TIMES:
            kept[name] = kept[name] and kept[name].isoformat()
    rest = [list(map(asdict, reading.problems)), [astuple(link) for link in reading.images]]
    return json.dumps([kept, keys and astuple(keys), *rest], separators=(",", ":"))


def _written(value: Tag | Author) -> str:
    return json.dumps(asdict(value), separators=(",", ":"))


def from_json(text: str, body: str) -> Reading:
    """Return what `to_json` was given, with the article's `body` as it is in the file."""
    kept, keys, faults, images = json.loads(text)
    reading = Reading(None, [_problem(one) for one in faults], [Link(*link) for link in images])
    if kept is None:
        return reading
    kept["tags"] = tuple(map(_tag, kept["tags"]))
    kept["authors"] = tuple(map(_author, kept["authors"]))
    kept["aliases"] = tuple(kept["aliases"])
    kept["positions"] = {key: Position(*place) for key, place in kept["positions"].items()}
    for name in _TIMES:
        kept[name] = kept[name] and datetime.fromisoformat(kept[name])
    reading.article = Article(body=body, **kept)
    reading.keys = HeadKeys(*keys)
    return reading


def _problem(kept: dict[str, Any]) -> Problem:
    return Problem(**{**kept, "severity": Severity(kept["severity"])})


@cache  # a few stand on all articles
def _tag(text: str) -> Tag:
    kept = json.loads(text)
    return Tag(**{**kept, "synonyms": tuple(kept["synonyms"])})


@cache
def _author(text: str) -> Author:
    return Author(**json.loads(text))


def can_be_kept(article: Article | None) -> bool:
    """Return whether all that the author wrote for the theme is plain JSON."""
    if article is None or not article.extra:
        return True
    try:
        return bool(json.loads(json.dumps(article.extra)) == article.extra)
    except (TypeError, ValueError):
        return False
