"""A corpus on disk in the dialect of one generator, which is edited and built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.aside import put_aside
from bench.dialects import SITE
from bench.peers import CACHE, InstalledPeer
from bench.process import ProcessRun, run

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from bench.corpus import Corpus, Sample


@dataclass(slots=True)
class BenchmarkBlog:
    """The articles of `corpus` as `installed` wants them; `uses` counts the articles of a tag."""

    installed: InstalledPeer
    corpus: Corpus
    root: Path
    uses: Counter[str]
    slugs: list[str]
    is_built: bool = False
    changes: int = 0
    _current: dict[str, Sample] = field(default_factory=dict)

    @property
    def site(self) -> Path:
        """The folder of what was built."""
        return self.root / SITE

    def put(self, sample: Sample) -> None:
        """Write an article, a new one or one that already exists."""
        old = self._current.get(sample.slug)
        if old is None and sample.slug in self.slugs:
            number = self.slugs.index(sample.slug)
            old = self.corpus.sample(number)
        if old is None:
            self.slugs.append(sample.slug)
        else:
            self.uses.subtract(old.tags)
        self.uses.update(sample.tags)
        self._current[sample.slug] = sample
        self.installed.peer.dialect.write(sample, self.root)

    def sample(self, number: int) -> Sample:
        """Return an article as it stands now."""
        sample = self.corpus.sample(number)
        return self._current.get(sample.slug, sample)

    def build(self, *, sample_memory: bool = False) -> ProcessRun:
        """Build the site with the peer's own command."""
        result = run(self.installed.command, self.root, sample_memory=sample_memory)
        self.is_built = True
        return result

    def forget(self) -> None:
        """Take away the site and everything that a generator kept for the next time."""
        for cached in (SITE, ".cache", "resources", "__pycache__", ".hugo_build.lock"):
            put_aside(self.root / cached, CACHE.absolute())


def new_blog(installed: InstalledPeer, corpus: Corpus) -> BenchmarkBlog:
    """Return a blog that is written but not built."""
    root = CACHE.absolute() / "blogs" / f"{installed.peer.name}-{corpus.size}"
    put_aside(root, CACHE.absolute())
    installed.peer.dialect.write_all(corpus, root)
    slugs = [sample.slug for sample in corpus.samples()]
    return BenchmarkBlog(installed, corpus, root, corpus.uses.copy(), slugs)
