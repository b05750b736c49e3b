"""Takes the figures of one row: everybody in turns, after one turn that doesn't count."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.blog import BenchmarkBlog, new_blog
from bench.changes import next_edited
from bench.corpus import Corpus
from bench.outcome import check_page, check_site
from bench.preview import Preview
from bench.rows import BenchmarkRow, Unit, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.peers import InstalledPeer

_SMALLER = 10
"""The row of two sizes compares with a tenth of the articles."""


@dataclass(slots=True)
class Bench:
    """The installed peers by name, with their blogs, which are written when first needed."""

    peers: Mapping[str, InstalledPeer]
    corpus: Corpus
    runs: int
    _blogs: dict[tuple[str, int], BenchmarkBlog] = field(default_factory=dict)
    _clean: dict[int, list[float]] = field(default_factory=dict)

    def measure(self, row: BenchmarkRow) -> dict[str, list[float]]:
        """Return the figures of each contestant by name; what they made was checked."""
        if row.way is Way.PREVIEW:
            return {"rapport": self._preview(row)}
        if row.way is Way.SCALE:
            return self._scale(row)
        figures = self._in_turns(row, self._of(row), 1 if row.way is Way.MEMORY else self.runs)
        if row.key == "clean":
            self._clean[self.corpus.size] = figures["rapport"]
        return figures

    def measure_together(self, rows: Sequence[BenchmarkRow]) -> dict[str, dict[str, list[float]]]:
        """Return the figures of rows by their keys; a peer builds once a turn, after all changes.

        That spares those who make everything anew whatever changed, and minutes where a blog is
        large: each row gets the figure of that build.
        """
        blogs = self._of(rows[0])
        figures = {row.key: {name: list[float]() for name in blogs} for row in rows}
        for turn in range(-1, self.runs):
            for name, blog in blogs.items():
                groups = [[row] for row in rows] if name == "rapport" else [rows]
                for group in groups:
                    figure = _one_turn(group, blog)
                    for row in group:
                        _say(row, name, figure, counts=turn >= 0)
                        figures[row.key][name] += [figure] if turn >= 0 else []
        for blog in blogs.values():
            check_site(blog)
        return figures

    def _of(self, row: BenchmarkRow) -> dict[str, BenchmarkBlog]:
        names = [name for name in ("rapport", *row.peers) if name in self.peers]
        return {name: self._blog(name, self.corpus) for name in names}

    def _scale(self, row: BenchmarkRow) -> dict[str, list[float]]:
        """Return what an article costs in two sizes; clean builds measured before count."""
        figures: dict[str, list[float]] = {}
        for size in (self.corpus.size, self.corpus.size // _SMALLER):
            seconds = self._clean.get(size)
            name, blog = (
                f"Rapport at {size:,}",
                self._blog("rapport", Corpus(size, self.corpus.seed)),
            )
            if seconds is None:
                figures |= self._in_turns(row, {name: blog}, self.runs)
            else:
                figures[name] = [second * 1000 / size for second in seconds]
        return figures

    def _in_turns(
        self, row: BenchmarkRow, blogs: Mapping[str, BenchmarkBlog], runs: int
    ) -> dict[str, list[float]]:
        figures: dict[str, list[float]] = {name: [] for name in blogs}
        first = 0 if row.way is Way.MEMORY else -1  # memory needs no warming up
        for turn in range(first, runs):
            for name, blog in blogs.items():
                figure = _one_turn([row], blog)
                _say(row, name, figure, counts=turn >= 0)
                if turn >= 0:
                    figures[name].append(figure)
        for blog in blogs.values():
            check_site(blog)
        return figures

    def _preview(self, row: BenchmarkRow) -> list[float]:
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

    def _blog(self, name: str, corpus: Corpus) -> BenchmarkBlog:
        place = (name, corpus.size)
        if place not in self._blogs:
            self._blogs[place] = new_blog(self.peers[name], corpus)
        return self._blogs[place]


def _one_turn(rows: Sequence[BenchmarkRow], blog: BenchmarkBlog) -> float:
    """Return the figure of one build after the changes of all `rows`."""
    if not blog.is_built:
        blog.build()
    effects = [row.change(blog) for row in rows]
    result = blog.build(sample_memory=rows[0].way is Way.MEMORY)
    for effect in effects:
        check_page(blog, effect.slug, effect.text)
    return _FIGURES[rows[0].unit](result.seconds, result.peak_bytes, len(blog.slugs))


_FIGURES: dict[Unit, Callable[[float, int, int], float]] = {
    Unit.SECONDS: lambda seconds, _, __: seconds,
    Unit.MEGABYTES: lambda _, peak, __: peak / 1e6,
    Unit.MILLISECONDS_EACH: lambda seconds, _, articles: seconds * 1000 / articles,
}


def _say(row: BenchmarkRow, name: str, figure: float, *, counts: bool) -> None:
    note = "" if counts else " (warm-up)"
    print(f"{row.key} · {name} · {figure:.2f} {row.unit.value}{note}", file=sys.stderr)
