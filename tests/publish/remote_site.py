"""A server and its authors, with real git between them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapport.publish.repository import Repository, open_repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rapport.publish.release import Release

CONFIG = """\
site_name: The Blog
site_url: https://blog.example/
theme: {name: material, font: false}
plugins:
  - rapport/articles: {timezone: Europe/London}
  - rapport/feeds
"""


def article(title: str, body: str = "Some text.", date: str = "2026-01-02", **more: str) -> str:
    """Return the source of an article."""
    head = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"---\ntitle: {title}\ndate: {date}\n{head}---\n{body}\n"


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and every line it wrote, without git's `remote: `."""

    code: int
    text: str

    @property
    def lines(self) -> list[str]:
        return [line.removeprefix("remote: ").rstrip() for line in self.text.splitlines()]

    def has(self, line: str) -> bool:
        return any(line in seen for seen in self.lines)


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment with nobody's git configuration in it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") and name not in ("SOURCE_DATE_EPOCH", "REMOTE_USER")
    }
    isolated = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Ann Author",
        "GIT_AUTHOR_EMAIL": "ann@blog.example",
        "GIT_COMMITTER_NAME": "Ann Author",
        "GIT_COMMITTER_EMAIL": "ann@blog.example",
    }
    return {**kept, **isolated, **more}


def run(
    *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Outcome:
    """Run a command to its end."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**environment(), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(errors="replace"))


@dataclass(frozen=True)
class Server:
    """A publishing repository `bare` and the folder `www` that readers see."""

    bare: Path
    www: Path

    @property
    def repository(self) -> Repository:
        return open_repository(self.bare)

    @property
    def live(self) -> Release:
        release = self.repository.releases.live()
        assert release is not None, "nothing is online"
        return release

    def publish(self, command: str, *arguments: str | Path, **env: str) -> Outcome:
        """Run `rapport publish …` on the server."""
        program = (sys.executable, "-m", "rapport.cli", "publish", command)
        return run(*program, *arguments, "--bare", self.bare, env=env)

    def page(self, path: str) -> str:
        """Return what a reader gets at `path`, or an empty text where there is nothing."""
        file = self.www / "current" / path / "index.html"
        return file.read_text("utf-8") if file.exists() else ""

    def is_whole(self) -> bool:
        return self.repository.releases.differences(self.live) == []


@dataclass(frozen=True)
class Author:
    """Somebody's clone."""

    folder: Path
    remote: str
    env: Mapping[str, str] = field(default_factory=dict)

    def git(self, *arguments: str | Path) -> str:
        done = run("git", *arguments, cwd=self.folder, env=self.env)
        assert done.code == 0, done.text
        return done.text.strip()

    def write(self, files: Mapping[str, str | bytes]) -> Author:
        for path, content in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def commit(self, files: Mapping[str, str | bytes] | None = None, message: str = "Edit") -> str:
        self.write(files or {}).git("add", "--all", ".")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def push(self, *arguments: str, **env: str) -> Outcome:
        command = ("git", "push", self.remote, *(arguments or ("main",)))
        return run(*command, cwd=self.folder, env={**self.env, **env})


def new_server(folder: Path, *options: str | Path) -> Server:
    """Set up a server below `folder`, whose names have spaces and letters of other alphabets."""
    server = Server(folder / "der blög.git", folder / "wéb сайт")
    done = server.publish("init", "--www", server.www, *options)
    assert done.code == 0, done.text
    return server


def new_author(folder: Path, remote: str | Path, **env: str) -> Author:
    """Return somebody with a blog of one article, not committed yet."""
    folder.mkdir(parents=True)
    author = Author(folder, str(remote), env)
    author.git("init", "--quiet", "--initial-branch=main")
    return author.write({"mkdocs.yml": CONFIG, "docs/articles/one.md": article("One")})


def clone_of(server: Server, folder: Path, *options: str) -> Author:
    """Return somebody who cloned the server's repository."""
    done = run("git", "clone", "--quiet", *options, f"file://{server.bare}", folder)
    assert done.code == 0, done.text
    return Author(folder, str(server.bare))


def copy_server(server: Server, folder: Path) -> Server:
    """Return a server like `server`, with all that it published."""
    copied = Server(folder / server.bare.name, folder / server.www.name)
    shutil.copytree(server.bare, copied.bare, symlinks=True)
    shutil.copytree(server.www, copied.www, symlinks=True)
    done = copied.publish("init", "--www", copied.www)
    assert done.code == 0, done.text
    return copied
