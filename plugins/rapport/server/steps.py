"""The steps to a server: values that say what there shall be, and nothing about how.

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
    """Packages of the system that shall be installed."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"packages: {' '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Account:
    """An account without a password, with the home and the shell that its work needs."""

    name: str
    home: PurePosixPath
    shell: str

    def __str__(self) -> str:
        return f"account {self.name}, at home in {self.home}, shell {self.shell}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with its owner and rights; what it holds stays."""

    path: PurePosixPath
    owner: str = ROOT
    mode: int = 0o755

    def __str__(self) -> str:
        return f"folder {self.path} of {self.owner}, {self.mode:03o}"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that is ours to write; one that an operator has edited since is theirs."""

    path: PurePosixPath
    text: str
    owner: str = ROOT
    mode: int = READABLE

    def __str__(self) -> str:
        return f"file {self.path} of {self.owner}, {self.mode:03o}"


@dataclass(frozen=True, slots=True)
class LineInFile:
    """A line in a file of the system, or of an account, that is not ours."""

    path: PurePosixPath
    line: str
    owner: str = ROOT
    mode: int = READABLE

    def __str__(self) -> str:
        return f"line in {self.path}: {self.line}"


@dataclass(frozen=True, slots=True)
class Variables:
    """A file of settings: `decided` ones are set, `first` ones only where there is none yet."""

    path: PurePosixPath
    decided: Mapping[str, str]
    first: Mapping[str, str]
    secret: frozenset[str] = field(default_factory=frozenset)
    """Variables whose value no terminal is shown."""

    def __str__(self) -> str:
        return f"settings {self.path} of {ROOT}, {PRIVATE:03o}"


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that is made once and never again."""

    path: PurePosixPath
    owner: str

    def __str__(self) -> str:
        return f"key {self.path} of {self.owner}, {PRIVATE:03o}; one that is there stays"


@dataclass(frozen=True, slots=True)
class Requirements:
    """The `requirements.txt` that gets this very Rapport, with a wheel where one is needed."""

    folder: PurePosixPath

    def __str__(self) -> str:
        return f"file {self.folder / 'requirements.txt'}, for this release of Rapport"


@dataclass(frozen=True, slots=True)
class Command:
    """A command that leaves the same behind however often it runs, or is not needed twice."""

    words: tuple[str, ...]
    user: str = ROOT
    not_if: tuple[str, ...] = ()
    """A question, as another command: where it prints something, this one has been done."""
    not_if_path: PurePosixPath | None = None
    """Where this is there, this command has been done."""
    with_variables: PurePosixPath | None = None
    """The file of settings that the command runs with."""
    folder: str = "/"
    """Where it is run."""
    is_final_report: bool = False
    """Whether it says how things are: its exit code is no failure of the set-up."""

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
