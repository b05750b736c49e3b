"""What checklists cost: Python-Markdown alone, with `pymdownx.tasklist`, and with ours."""

import random
import sys
import time
from collections.abc import Sequence

from markdown import Markdown

EXTENSIONS = ["admonition", "attr_list", "footnotes", "tables", "toc", "pymdownx.superfences"]
ROUNDS = 4
WAYS: dict[str, list[str]] = {
    "Python-Markdown": [],
    "with pymdownx.tasklist": ["pymdownx.tasklist"],
    "with rapport-checklist": ["rapport-checklist"],
}
WORDS = (
    "ask answer work letter interview people reader name reason time week note offer question "
    "honest short plain useful first last before after with about *clear* **once** `file.txt` "
    "[page](https://example.org/page)"
).split()


def main(arguments: Sequence[str]) -> None:
    """Print a table for as many articles as the first argument says, 1,000 by default."""
    count = int(arguments[0]) if arguments else 1000
    articles = [article(random.Random(seed)) for seed in range(count)]  # noqa: S311
    parsers = {way: Markdown(extensions=[*EXTENSIONS, *more]) for way, more in WAYS.items()}
    best = dict.fromkeys(WAYS, 0.0)
    for text in articles:  # every way in turn, so that a busy machine slows all of them alike
        times = [{way: measure(md, text) for way, md in parsers.items()} for _ in range(ROUNDS)]
        for way in WAYS:
            best[way] += min(round_times[way] for round_times in times)
    print(f"{count} articles of 600 words and 10 tasks, CPU time, each the best of {ROUNDS}\n")
    print("| | in all | an article | over Python-Markdown |")
    print("|---|---|---|---|")
    alone = best["Python-Markdown"]
    for way, seconds in best.items():
        more = (seconds - alone) / count * 1000
        print(f"| {way} | {seconds:.2f} s | {seconds / count * 1000:.2f} ms | {more:+.2f} ms |")


def measure(md: Markdown, text: str) -> float:
    """Return the seconds of CPU time that an article takes."""
    start = time.process_time()
    md.reset().convert(text)
    return time.process_time() - start


def article(chance: random.Random) -> str:
    """Return Markdown of four sections, with a list of eight tasks, two of them nested."""
    parts = []
    for section in range(4):
        parts.append(f"## {sentence(chance, 4)} {section}")
        parts += [sentence(chance, 45) for _ in range(3)]
    tasks = [f"- [{chance.choice(' x')}] {sentence(chance, 9)}" for _ in range(8)]
    tasks[4:4] = [f"    - [ ] {sentence(chance, 6)}" for _ in range(2)]
    parts.insert(8, "\n".join(tasks))
    return "\n\n".join(parts)


def sentence(chance: random.Random, words: int) -> str:
    """Return so many words with a full stop."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


if __name__ == "__main__":
    main(sys.argv[1:])
