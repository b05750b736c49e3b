"""`python -m bench`: Rapport and its peers side by side, as tables."""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.aside import delete_aside
from bench.changes import forget_all
from bench.corpus import Corpus
from bench.machine import load, machine
from bench.measuring import Bench
from bench.peers import CACHE, PEERS, install
from bench.process import BenchError
from bench.report import Measured, circumstances, put_section, remember
from bench.rows import LARGE, OTHERS_MOST, ROWS, SMALL, BenchmarkRow, Way
from bench.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SCRIPTS = {
    "incremental": "Incremental builds",
    "checklists": "Checklists",
    "front-matter": "Front matter",
    "sources": "Markdown unrendered",
    "feeds": "Feeds",
    "images": "Images",
    "publish": "Publishing",
    "subscriptions": "Subscriptions",
    "reading": "Reading",
}
"""Scripts with measurements of their own, and the headings of the Markdown that they print."""
_RUNS = 5
_TITLES = {peer.name: peer.title for peer in PEERS}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write down; returns 0, or 1 when a peer failed or made too little."""
    options = _parser().parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    keys = options.rows or _usual_rows(options.articles)
    try:
        _measure([row for row in ROWS if row.key in keys], options)
        for script in (script for script in SCRIPTS if script in keys):
            _visit(script, write=options.write)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    finally:
        delete_aside(CACHE)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    keys = [*(row.key for row in ROWS), *SCRIPTS]
    names = [peer.name for peer in PEERS if peer.name != "rapport"]
    parser.add_argument("--articles", type=int, default=SMALL, metavar="N")
    parser.add_argument(
        "--rows", type=_some_of(keys), help=f"separated by commas; of {', '.join(keys)}"
    )
    parser.add_argument(
        "--peers", type=_some_of(names), help=f"separated by commas; of {', '.join(names)}"
    )
    parser.add_argument("--runs", type=int, default=_RUNS, help="counted turns, after a warm-up")
    parser.add_argument("--seed", type=int, default=1, help="of the articles' texts")
    parser.add_argument(
        "--no-write", dest="write", action="store_false", help="print, and leave RESULTS.md alone"
    )
    return parser


def _some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Return a reader of lists such as `clean,edit` that knows what may stand in them."""

    def read(text: str) -> list[str]:
        unknown = [key for key in text.split(",") if key not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}")
        return text.split(",")

    return read


def _usual_rows(articles: int) -> list[str]:
    rows = [row.key for row in ROWS if row.way is not Way.SCALE or articles >= LARGE]
    return [*rows, *SCRIPTS] if articles == SMALL else rows


def _measure(rows: Sequence[BenchmarkRow], options: argparse.Namespace) -> None:
    wanted = {"rapport"} | {name for row in rows for name in row.peers}
    if options.peers is not None:
        wanted &= {"rapport", *options.peers}
    if options.peers is None and options.articles > OTHERS_MOST:
        wanted &= {"rapport", "hugo"}
    installed = {peer.name: install(peer) for peer in PEERS if peer.name in wanted}
    bench = Bench(installed, Corpus(options.articles, options.seed), options.runs)
    is_whole = options.peers is None and options.runs >= _RUNS
    versions = {contestant.peer.title: contestant.versions for contestant in installed.values()}
    for group in _groups(rows, options.articles):
        day, busy = _today(), load()
        files = (
            {group[0].key: bench.measure(group[0])}
            if len(group) == 1
            else bench.measure_together(group)
        )
        for row in group:
            figures = files[row.key]
            print(table([(row, figures)], options.articles, _TITLES), flush=True)
            if options.write and is_whole:
                _write(options.articles, row, Measured(figures, day, busy, versions))
    if rows and options.write and not is_whole:
        print("Not written to RESULTS.md: that takes all peers and five runs.", file=sys.stderr)


def _groups(rows: Sequence[BenchmarkRow], size: int) -> list[list[BenchmarkRow]]:
    """Return the rows one by one; of a large blog, those after small changes together."""
    small = [row for row in rows if row.way is Way.BUILD and row.change is not forget_all]
    together = small if size >= LARGE else []
    alone = [[row] for row in rows if row not in together]
    return [*alone[:1], together, *alone[1:]] if together else alone


def _write(size: int, row: BenchmarkRow, measured: Measured) -> None:
    """Put the rows of this size that are known, this one included, into `RESULTS.md`."""
    known = remember(size, row.key, measured)
    rows = [(row, known[row.key].figures) for row in ROWS if row.key in known]
    about = _list([machine(), *circumstances(known.values())])
    put_section(f"{size:,} articles", f"{about}\n\n{table(rows, size, _TITLES)}")


def _visit(script: str, *, write: bool) -> None:
    """Run the measurements of another script, where there are any; they print Markdown."""
    if not (Path(__file__).parent / f"{script}.py").is_file():
        return
    command = [sys.executable, "-m", f"bench.{script}"]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(result.stdout, flush=True)
    if result.returncode:
        raise BenchError(f"bench.{script} failed.")
    if write:
        put_section(SCRIPTS[script], f"{_list([machine(), _today()])}\n\n{result.stdout}")


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
