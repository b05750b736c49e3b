"""Articles and problems as JSON, and back: what the cache keeps of a file's reading."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass, fields
from datetime import datetime
from typing import Any

from rapport.blog.article import Article
from rapport.blog.author import Author
from rapport.blog.links import Link
from rapport.blog.located_yaml import Position
from rapport.blog.problem import Problem, Severity
from rapport.blog.tag import Tag

_TIMES = ("date", "updated", "reviewed")
_KEPT = [field.name for field in fields(Article) if field.name != "body"]


@dataclass(slots=True)
class Reading:
    """What was read of one article's file: the article, or None with the errors, and its images."""

    article: Article | None
    problems: list[Problem]
    images: list[Link]


def to_json(reading: Reading) -> str:
    """Return what was read of one file; its text is not in it."""
    article = reading.article
    kept = None if article is None else {name: getattr(article, name) for name in _KEPT}
    if kept is not None:
        kept["tags"] = [asdict(tag) for tag in kept["tags"]]
        kept["authors"] = [asdict(author) for author in kept["authors"]]
        kept["positions"] = {
            key: (place.line, place.column) for key, place in (kept["positions"] or {}).items()
        }
        for name in _TIMES:
            kept[name] = kept[name] and kept[name].isoformat()
    rest = [list(map(asdict, reading.problems)), [astuple(link) for link in reading.images]]
    return json.dumps([kept, *rest], separators=(",", ":"))


def from_json(text: str, body: str) -> Reading:
    """Return what `to_json` was given, with the article's `body` as it is in the file."""
    kept, faults, images = json.loads(text)
    problems = [Problem(**{**fault, "severity": Severity(fault["severity"])}) for fault in faults]
    reading = Reading(None, problems, [Link(*link) for link in images])
    if kept is None:
        return reading
    kept["tags"] = tuple(_tag(tag) for tag in kept["tags"])
    kept["authors"] = tuple(Author(**author) for author in kept["authors"])
    kept["aliases"] = tuple(kept["aliases"])
    kept["positions"] = {key: Position(*place) for key, place in kept["positions"].items()}
    for name in _TIMES:
        kept[name] = kept[name] and datetime.fromisoformat(kept[name])
    reading.article = Article(body=body, **kept)
    return reading


def _tag(kept: dict[str, Any]) -> Tag:
    return Tag(**{**kept, "synonyms": tuple(kept["synonyms"])})


def can_be_kept(article: Article | None) -> bool:
    """Return whether all that the author wrote for the theme is plain JSON."""
    if article is None or not article.extra:
        return True
    try:
        return bool(json.loads(json.dumps(article.extra)) == article.extra)
    except (TypeError, ValueError):
        return False
