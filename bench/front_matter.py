"""What reading front matter costs: 10,000 articles parsed and checked, beside PyYAML alone."""

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import yaml

from rapport.blog.blog import find_conflicts, gather
from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.tag import read_vocabulary

TAGS = [f"topic-{number}" for number in range(60)]
DATES = ("2019-05-07 10:00:00 -0400", "2024-2-9", "2026-05-07T09:30", '"2025-12-31"')
ROUNDS = 3


def main(arguments: Sequence[str]) -> None:
    """Print a table for as many articles as the first argument says, 10,000 by default."""
    count = int(arguments[0]) if arguments else 10_000
    texts = [article(number, random.Random(number)) for number in range(count)]  # noqa: S311
    words = "tags:\n" + "".join(f"  {tag}: {{name: {tag.title()}}}\n" for tag in TAGS)
    vocabulary, _ = read_vocabulary(words, "tags.yml")
    settings = BlogSettings(timezone=ZoneInfo("Europe/London"), vocabulary=vocabulary)
    blocks = [split_front_matter(text, "")[0].yaml for text in texts]

    def read_all() -> None:
        readings = [
            read_article(text, f"articles/a-{number}.md", settings)
            for number, text in enumerate(texts)
        ]
        articles = [article for article, _ in readings if article is not None]
        if len(articles) != count or find_conflicts(articles, {}):
            sys.exit("The front matter is not read as they should be: the figures mean nothing.")
        gather(articles, vocabulary, datetime.now(UTC), settings.timezone)

    def parse_all() -> None:
        for text in blocks:
            yaml.load(text, yaml.CSafeLoader)

    alone, ours = best(parse_all), best(read_all)
    print(f"Front matter of 8 keys in {count} articles, CPU time, each the best of {ROUNDS}\n")
    print("| | in all | an article | of PyYAML alone |")
    print("|---|---|---|---|")
    rows = (
        ("PyYAML's C loader alone", alone),
        ("read, checked and put in order by Rapport", ours),
    )
    for name, seconds in rows:
        each = seconds / count * 1000
        print(f"| {name} | {seconds:.2f} s | {each:.3f} ms | {seconds / alone:.2f} |")


def article(number: int, chance: random.Random) -> str:
    """Return the source of one article with front matter such as people write."""
    tags = ", ".join(chance.sample(TAGS, 4))
    return (
        f'---\ntitle: "On letters, part {number}: one reader"\n'
        f"date: {chance.choice(DATES)}\nid: letters-{number}\n"
        f"description: One letter, one reader, one question.\nauthors: [editors, A Guest]\n"
        f"tags: [{tags}]\naliases: [old/letters-{number}/]\nhide: [toc]\n---\n\nText.\n"
    )


def best(work: Callable[[], None]) -> float:
    """Return the least CPU time of several runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


if __name__ == "__main__":
    main(sys.argv[1:])
