"""What looking at Markdown unrendered costs: our reading of it, beside markdown-it-py."""

import sys
import time
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt

from bench.corpus import Corpus
from bench.dialects import RAPPORT
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.links import find_links
from rapport.blog.source import MarkdownText, read_source
from rapport.features.checklists.checks import find_problems

ROUNDS = 5


def main(arguments: Sequence[str]) -> None:
    """Print a table for as many articles as the first argument says, 200 by default."""
    corpus = Corpus(int(arguments[0]) if arguments else 200)
    bodies = [split_front_matter(RAPPORT.text(sample), "")[0].body for sample in corpus.samples()]
    blocks = MarkdownIt("commonmark").disable("inline")

    def links_and_checklists(body: str) -> None:
        read_source.cache_clear()
        find_problems(body)
        find_links(body)

    rows: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("markdown-it-py", MarkdownIt("commonmark").parse),
        ("markdown-it-py, its blocks alone", blocks.parse),
        ("lines, fences and comments by Rapport", MarkdownText),
        ("the same with links, images and the problems of checklists", links_and_checklists),
    )
    print(f"{len(bodies)} articles of 600 words, CPU time, each the best of {ROUNDS}\n")
    print("| | an article |")
    print("|---|---|")
    for name, work in rows:
        print(f"| {name} | {best(work, bodies) / len(bodies) * 1000:.3f} ms |")


def best(work: Callable[[str], object], bodies: list[str]) -> float:
    """Return the least CPU time of several runs over all bodies, in seconds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for body in bodies:
            work(body)
        times.append(time.process_time() - begin)
    return min(times)


if __name__ == "__main__":
    main(sys.argv[1:])
