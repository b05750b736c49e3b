"""The steps of a server set-up: values that describe the goal, not how to reach it.

As text, a step says what it is about, without its secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

ROOT = "root"
READABLE, PRIVATE = 0o644, 0o600


@dataclass(frozen=True, slots=True)
class Packages:
    """System packages to install."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"packages: {' '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Account:
    """An account without a password, with the home and the shell that it needs."""

    name: str
    home: PurePosixPath
    shell: str

    def __str__(self) -> str:
        return f"account {self.name}, at home in {self.home}, shell {self.shell}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with its owner and permissions; its content stays."""

    path: PurePosixPath
    owner: str = ROOT
    mode: int = 0o755

    def __str__(self) -> str:
        return f"folder {self.path} of {self.owner}, {self.mode:03o}"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that the set-up writes, unless an operator has edited it."""

    path: PurePosixPath
    text: str
    owner: str = ROOT
    mode: int = READABLE

    def __str__(self) -> str:
        return f"file {self.path} of {self.owner}, {self.mode:03o}"


@dataclass(frozen=True, slots=True)
class LineInFile:
    """A line in a file of the system or of an account; the rest of the file is not ours."""

    path: PurePosixPath
    line: str
    owner: str = ROOT
    mode: int = READABLE

    def __str__(self) -> str:
        return f"line in {self.path}: {self.line}"


@dataclass(frozen=True, slots=True)
class Variables:
    """A settings file: `decided` values are always set, `first` ones only if missing."""

    path: PurePosixPath
    decided: Mapping[str, str]
    first: Mapping[str, str]
    secret: frozenset[str] = field(default_factory=frozenset)
    """Variables whose values are never printed."""

    def __str__(self) -> str:
        return f"settings {self.path} of {ROOT}, {PRIVATE:03o}"


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that is created once and never replaced."""

    path: PurePosixPath
    owner: str

    def __str__(self) -> str:
        return f"key {self.path} of {self.owner}, {PRIVATE:03o}; one that is there stays"


@dataclass(frozen=True, slots=True)
class Requirements:
    """The `requirements.txt` that installs the same Rapport, with a wheel if necessary."""

    folder: PurePosixPath

    def __str__(self) -> str:
        return f"file {self.folder / 'requirements.txt'}, for this release of Rapport"


@dataclass(frozen=True, slots=True)
class Command:
    """A command that is idempotent, or that is skipped once it has been run."""

    words: tuple[str, ...]
    user: str = ROOT
    not_if: tuple[str, ...] = ()
    """A command to run first: if it prints something, this step is complete."""
    not_if_path: PurePosixPath | None = None
    """If this path exists, the step is complete."""
    with_variables: PurePosixPath | None = None
    """The settings file that the command runs with."""
    folder: str = "/"
    """The working directory of the command."""
    is_final_report: bool = False
    """Whether the command only reports: a non-zero exit code does not stop the set-up."""

    def __str__(self) -> str:
        return f"as {self.user}: {' '.join(self.words)}"


Step = (
    Packages
    | Account
    | Folder
    | TextFile
    | LineInFile
    | Variables
    | PrivateKey
    | Requirements
    | Command
)
