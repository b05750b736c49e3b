"""Takes the figures of one row: everybody in turns, after one turn that doesn't count."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.blog import Blog, new_blog
from bench.changes import next_edited
from bench.corpus import Corpus
from bench.outcome import check_page, check_site
from bench.preview import Preview
from bench.rows import Row, Unit, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.peers import InstalledPeer

_SMALLER = 10
"""The row of two sizes compares with a tenth of the articles."""


@dataclass(slots=True)
class Bench:
    """The installed peers by name, with their blogs, which are written when first needed."""

    peers: Mapping[str, InstalledPeer]
    corpus: Corpus
    runs: int
    _blogs: dict[tuple[str, int], Blog] = field(default_factory=dict)

    def measure(self, row: Row) -> dict[str, list[float]]:
        """Return the figures of each contestant by name; what they made was checked."""
        if row.way is Way.PREVIEW:
            return {"rapport": self._preview(row)}
        if row.way is Way.SCALE:
            smaller = Corpus(self.corpus.size // _SMALLER, self.corpus.seed)
            blogs = {
                f"Rapport at {corpus.size:,}": self._blog("rapport", corpus)
                for corpus in (self.corpus, smaller)
            }
        else:
            names = [name for name in ("rapport", *row.peers) if name in self.peers]
            blogs = {name: self._blog(name, self.corpus) for name in names}
        return self._in_turns(row, blogs)

    def _in_turns(self, row: Row, blogs: Mapping[str, Blog]) -> dict[str, list[float]]:
        figures: dict[str, list[float]] = {name: [] for name in blogs}
        for turn in range(-1, self.runs):
            for name, blog in blogs.items():
                figure = _one_turn(row, blog)
                _say(row, name, figure, counts=turn >= 0)
                if turn >= 0:
                    figures[name].append(figure)
        for blog in blogs.values():
            check_site(blog)
        return figures

    def _preview(self, row: Row) -> list[float]:
        blog = self._blog("rapport", self.corpus)
        figures = []
        with Preview(blog) as preview:
            for turn in range(-1, self.runs):
                figure = preview.time_to_page(row.change, next_edited(blog)) * 1000
                _say(row, "rapport", figure, counts=turn >= 0)
                if turn >= 0:
                    figures.append(figure)
        blog.is_built = False
        return figures

    def _blog(self, name: str, corpus: Corpus) -> Blog:
        place = (name, corpus.size)
        if place not in self._blogs:
            self._blogs[place] = new_blog(self.peers[name], corpus)
        return self._blogs[place]


def _one_turn(row: Row, blog: Blog) -> float:
    if not blog.is_built:
        blog.build()
    effect = row.change(blog)
    result = blog.build(sample_memory=row.way is Way.MEMORY)
    check_page(blog, effect.slug, effect.text)
    return _FIGURES[row.unit](result.seconds, result.peak_bytes, len(blog.slugs))


_FIGURES: dict[Unit, Callable[[float, int, int], float]] = {
    Unit.SECONDS: lambda seconds, _, __: seconds,
    Unit.MEGABYTES: lambda _, peak, __: peak / 1e6,
    Unit.MILLISECONDS_EACH: lambda seconds, _, articles: seconds * 1000 / articles,
}


def _say(row: Row, name: str, figure: float, *, counts: bool) -> None:
    note = "" if counts else " (warm-up)"
    print(f"{row.key} · {name} · {figure:.2f} {row.unit.value}{note}", file=sys.stderr)
