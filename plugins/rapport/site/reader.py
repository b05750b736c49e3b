"""The site as pages and files read it; the engine records each read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from rapport.blog.problem import Problem
from rapport.blog.rendering import Rendering

if TYPE_CHECKING:
    from rapport.blog.article import Article
    from rapport.blog.listing import Entry
    from rapport.engine.tasks import Reader


class RecordingReader:
    """A `SiteReader` over the engine's."""

    __slots__ = ("engine",)

    def __init__(self, engine: Reader) -> None:
        self.engine = engine

    def get(self, kind: str, key: str = "") -> Any:  # noqa: ANN401 - as many types as kinds
        """Return a named value of the site."""
        return self.engine.get(kind, key)

    def digest(self, kind: str, key: str = "") -> str:
        """Return the digest of a named value, if the value itself is not needed."""
        return self.engine.digest(kind, key)

    def report(self, problems: Iterable[Problem]) -> None:
        """Report a problem of the output being made."""
        for problem in problems:
            self.engine.say(msgspec.json.encode(problem).decode())

    def article(self, source: str) -> Article:
        """Return an article's front matter."""
        article: Article = self.engine.get("article", source)
        return article

    def rendering(self, source: str) -> Rendering:
        """Return an article's text as HTML, and what was read out of it."""
        return Rendering(_Parts(self.engine, source))

    def entry(self, source: str) -> Entry:
        """Return an article as lists show it."""
        entry: Entry = self.engine.get("entry", source)
        return entry


class _Parts(Mapping[str, str]):
    """The parts of one rendering, each read if it is asked for."""

    __slots__ = ("_reader", "_source")

    def __init__(self, reader: Reader, source: str) -> None:
        self._reader = reader
        self._source = source

    def __getitem__(self, name: str) -> str:
        text: str = self._reader.get(f"rendering/{name}", self._source)
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(())  # which parts there are, nobody asks

    def __len__(self) -> int:
        return 0
