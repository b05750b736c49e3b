"""Bring a machine to the state that the steps describe; every run gives the same result.

Below another root than `/`, files are written and nothing is run: a folder to look at, or to copy
from. Accounts, owners and commands belong to the machine itself.
"""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatchmethod
from pathlib import Path, PurePosixPath

from rapport.errors import UsageError
from rapport.publish.durable import remove, write_whole
from rapport.server.keys import new_private_key
from rapport.server.record import ServerRecord, digest, read_record, write_record
from rapport.server.running import ask, is_installed, run
from rapport.server.steps import (
    PRIVATE,
    ROOT,
    Account,
    Command,
    Folder,
    LineInFile,
    Packages,
    PrivateKey,
    Requirements,
    Step,
    TextFile,
    Variables,
)
from rapport.server.variables import UnreadableVariableError, read_variables, with_variables
from rapport.starter.requirements import REQUIREMENTS, WHEELS, NoWheelError, write_requirements

RECORD = PurePosixPath("/etc/rapport/server.json")
DEBIAN = Path("/etc/debian_version")


@dataclass(slots=True)
class Machine:
    """The server: `/` itself, or a folder in its place."""

    root: Path
    say: Callable[[str], None]
    """Prints a line for the operator."""
    kept_in: PurePosixPath = RECORD
    """The path of the record of written files."""

    @property
    def is_real(self) -> bool:
        """Whether steps change this machine itself."""
        return self.root == Path("/")

    def at(self, path: PurePosixPath) -> Path:
        """Return the local path of a server path."""
        return self.root / path.relative_to("/")

    def record(self) -> ServerRecord:
        """Return the record of the last set-up."""
        return read_record(self.at(self.kept_in))

    def variables(self, path: PurePosixPath) -> dict[str, str]:
        """Return the settings in a file, none if the file does not exist."""
        try:
            return read_variables(_text(self.at(path)) or "")
        except UnreadableVariableError as error:
            raise UsageError(f"{path}: {error}") from None

    def take(self, steps: list[Step], record: ServerRecord) -> None:
        """Run each step in order, and record the written files.

        Raises `UsageError` where one can't be taken: those before it are done, and taking all of
        them again goes on from there.
        """
        try:
            for step in steps:
                self.say(f"{self._take(step, record)}: {step}")
        finally:
            target = self.at(self.kept_in)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, write_record(record))

    @singledispatchmethod
    def _take(self, step: object, record: ServerRecord) -> str:
        raise NotImplementedError(type(step))

    @_take.register
    def _(self, step: Packages, record: ServerRecord) -> str:
        del record
        if not self.is_real:
            return "to install"
        missing = [name for name in step.names if not is_installed(name)]
        if not missing:
            return "kept"
        run("apt-get", "update", "--quiet")
        run(
            *("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing),
            more={"DEBIAN_FRONTEND": "noninteractive"},
        )
        return "installed"

    @_take.register
    def _(self, step: Account, record: ServerRecord) -> str:
        del record
        if not self.is_real:
            return "to make"
        if any(entry.pw_name == step.name for entry in pwd.getpwall()):
            return "kept"
        run(
            *("useradd", "--system", "--user-group", "--home-dir", str(step.home)),
            *("--shell", step.shell, step.name),
        )
        return "made"

    @_take.register
    def _(self, step: Folder, record: ServerRecord) -> str:
        del record
        folder = self.at(step.path)
        was_there = folder.is_dir()
        folder.mkdir(parents=True, exist_ok=True)
        self._own(folder, step.owner, step.mode)
        return "kept" if was_there else "made"

    @_take.register
    def _(self, step: TextFile, record: ServerRecord) -> str:
        present = _text(self.at(step.path))
        if present is not None and not (
            present == step.text or record.is_ours(str(step.path), present)
        ):
            beside = step.path.with_name(f"{step.path.name}.rapport-new")
            self._write(beside, step.text, step.owner, step.mode)
            return f"yours, because you have edited it; the new version is {beside.name}"
        record.files[str(step.path)] = digest(step.text)
        return self._written(step.path, present, step.text, step.owner, step.mode)

    @_take.register
    def _(self, step: LineInFile, record: ServerRecord) -> str:
        del record
        present = _text(self.at(step.path))
        lines = (present or "").splitlines()
        if step.line in (line.strip() for line in lines):
            return "kept"
        text = "".join(f"{line}\n" for line in (*lines, step.line))
        return self._written(step.path, present, text, step.owner, step.mode)

    @_take.register
    def _(self, step: Variables, record: ServerRecord) -> str:
        del record
        self.variables(step.path)
        present = _text(self.at(step.path))
        text = with_variables(present or "", step.decided, step.first)
        return self._written(step.path, present, text, ROOT, PRIVATE)

    @_take.register
    def _(self, step: PrivateKey, record: ServerRecord) -> str:
        del record
        present = _text(self.at(step.path))
        text = present if present is not None else new_private_key()
        return self._written(step.path, present, text, step.owner, PRIVATE)

    @_take.register
    def _(self, step: Requirements, record: ServerRecord) -> str:
        del record
        folder = self.at(step.folder)
        new = folder / ".new"
        remove(new)
        new.mkdir(parents=True)
        try:
            write_requirements(new)
        except NoWheelError as error:
            remove(new)
            raise UsageError(str(error)) from None
        for name in (WHEELS, REQUIREMENTS):
            remove(folder / name)
            if (new / name).exists():
                (new / name).replace(folder / name)
        remove(new)
        return "written"

    @_take.register
    def _(self, step: Command, record: ServerRecord) -> str:
        del record
        if step.not_if_path is not None and self.at(step.not_if_path).exists():
            return "done before"
        if not self.is_real:
            return "to run"
        if step.not_if and run(*step.not_if, user=step.user).strip():
            return "done before"
        given = self.variables(step.with_variables) if step.with_variables else {}
        how = {"user": step.user, "at": step.folder}
        if step.is_final_report:
            done = ask(*step.words, more=given, **how)
            self.say(f"{done.stdout}{done.stderr}".rstrip())
        else:
            run(*step.words, more=given, **how)
        return "run"

    def _written(
        self, path: PurePosixPath, present: str | None, text: str, owner: str, mode: int
    ) -> str:
        self._write(path, text, owner, mode)
        if present is None:
            return "written"
        return "kept" if present == text else "changed"

    def _write(self, path: PurePosixPath, text: str, owner: str, mode: int) -> None:
        """Write a text to a path, with its owner and permissions set before the first byte."""
        target = self.at(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        before = os.umask(0o077)
        try:
            write_whole(target, text)
        finally:
            os.umask(before)
        self._own(target, owner, mode)

    def _own(self, target: Path, owner: str, mode: int) -> None:
        if self.is_real:
            os.chown(target, pwd.getpwnam(owner).pw_uid, grp.getgrnam(owner).gr_gid)
        target.chmod(mode)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
