"""How long a `git push` takes until the site is online: real git, real builds, each stage."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.corpus import Corpus, with_sentence
from bench.dialects import RAPPORT
from bench.process import BenchError

SIZES = (1, 100, 1000)
EDITS = 5
STAGES = ("checked out", "built", "installed")
_STAGE = re.compile(rf"({'|'.join(STAGES)})\s+([\d.]+) s")
_RAPPORT = (sys.executable, "-m", "rapport.cli")


@dataclass(frozen=True, slots=True)
class Push:
    """One command: its seconds from the shell, and those of its stages."""

    seconds: float
    stages: Mapping[str, float]


@dataclass(slots=True)
class Publishing:
    """A server, and an author's clone of a corpus; `changes` counts what was pushed."""

    root: Path
    corpus: Corpus
    changes: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """The author's folder."""
        return self.root / "author"

    def begin(self) -> None:
        """Make the server's repository and the author's blog."""
        self.environment = _without_git_settings()
        bare, www = self.root / "blog.git", self.root / "www"
        self.run(*_RAPPORT, "publish", "init", "--bare", bare, "--www", www, cwd=self.root)
        RAPPORT.write_all(self.corpus, self.work)
        for command in (["init", "-q", "-b", "main"], ["remote", "add", "origin", bare]):
            self.run("git", *command)

    def push(self) -> Push:
        """Commit and push everything; raises `BenchError` unless it is online."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "-q", "-m", f"Change {self.changes}")
        done = self.run("git", "push", "-q", "origin", "main")
        if "Live: " not in done.output:
            raise BenchError(f"The push did not come online:\n{done.output}")
        return done.push

    def edit(self) -> Push:
        """Add a sentence to an article, and push it; the page online must hold it."""
        self.changes += 1
        text = f"This was added in change {self.changes}."
        sample = with_sentence(self.corpus.sample(self.changes % self.corpus.size), text)
        RAPPORT.write(sample, self.work)
        push = self.push()
        page = self.root / "www/current" / RAPPORT.page.format(slug=sample.slug)
        if text not in page.read_text("utf-8"):
            raise BenchError(f"{page} does not hold what was pushed.")
        return push

    def refused(self) -> Push:
        """Push an article with a key that is none; it must come back with its line."""
        path = self.work / RAPPORT.folder / f"{self.corpus.sample(0).slug}.md"
        text = path.read_text("utf-8")
        path.write_text(text.replace("---\n", "---\ndraf: true\n", 1), "utf-8")
        self.run("git", "commit", "-qam", "A slip")
        done = self.run("git", "push", "-q", "origin", "main", succeeds=False)
        if f"{path.name}:2:1: error[unknown-key]" not in done.output:
            raise BenchError(f"The mistake was not named:\n{done.output}")
        self.run("git", "reset", "-q", "--hard", "HEAD~1")
        return done.push

    def roll_back(self) -> Push:
        """Go back to the release before."""
        return self.publish("rollback").push

    def publish(self, command: str) -> _Done:
        """Run a command of the server."""
        return self.run(*_RAPPORT, "publish", command, cwd=self.root / "blog.git")

    def run(self, *command: str | Path, cwd: Path | None = None, succeeds: bool = True) -> _Done:
        """Run a command to its end; raises `BenchError` if it ends otherwise than it should."""
        begun = perf_counter()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        seconds = perf_counter() - begun
        output = done.stdout.decode(errors="replace")
        if (done.returncode == 0) != succeeds:
            raise BenchError(
                f"{' '.join(map(str, command))} ended with {done.returncode}:\n{output}"
            )
        return _Done(
            Push(seconds, {name: float(time) for name, time in _STAGE.findall(output)}), output
        )


@dataclass(frozen=True, slots=True)
class _Done:
    push: Push
    output: str


def main(arguments: Sequence[str]) -> None:
    """Print a table for the sizes that are given, for 1, 100 and 1,000 articles by default."""
    sizes = [int(argument) for argument in arguments] or SIZES
    print(f"Seconds, the median of {EDITS} where there are several; `git push` over a path.\n")
    print(f"| articles | work | from the shell | {' | '.join(STAGES)} |")
    print(f"|---|---|---|{'---|' * len(STAGES)}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            publishing = Publishing(Path(folder), Corpus(size))
            publishing.begin()
            _print(size, "first push", [publishing.push()])
            _print(size, "push of one edit", _times(EDITS, publishing.edit))
            _print(size, "push that is refused", [publishing.refused()])
            _print(size, "rollback", [publishing.roll_back()])


def _times(count: int, work: Callable[[], Push]) -> list[Push]:
    return [work() for _ in range(count)]


def _print(size: int, work: str, pushes: Sequence[Push]) -> None:
    cells = [f"{median(push.seconds for push in pushes):.2f}"]
    for stage in STAGES:
        known = [push.stages[stage] for push in pushes if stage in push.stages]
        cells.append(f"{median(known):.2f}" if known else "")
    print(f"| {size:,} | {work} | {' | '.join(cells)} |", flush=True)


def _without_git_settings() -> dict[str, str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    person = {"NAME": "Author", "EMAIL": "author@blog.example"}
    who = {f"GIT_{role}_{key}": person[key] for role in ("AUTHOR", "COMMITTER") for key in person}
    return {**variables, **who, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


if __name__ == "__main__":
    main(sys.argv[1:])
