"""Stage new files and move them at the end; an interrupted import can be resumed."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapport.importing.model import SourceError
from rapport.importing.record import RECORD, Fate, ImportRecord, digest_at, digest_of

if TYPE_CHECKING:
    from pathlib import Path

_WORK = ".cache/rapport/import"
KEPT_BESIDE = "import/changed-in-the-source"
"""Where the source's version of a file goes that both sides changed."""


@dataclass
class Staging:
    """The prepared files of an import for the blog in `folder`; `is_dry` writes nothing."""

    folder: Path
    record: ImportRecord
    is_dry: bool = False
    fates: dict[str, Fate] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """The folder of staged files."""
        return self.folder / _WORK

    @property
    def new(self) -> Path:
        """The folder of the files to be moved in."""
        return self.work / "new"

    @property
    def _list(self) -> Path:
        return self.work / "to-move.json"

    def begin(self, *, is_resumed: bool) -> None:
        """Make the folder; raises `SourceError` if an import was interrupted, and not resumed."""
        if self.is_dry:
            return
        if self.work.exists() and not is_resumed:
            message = "an import was interrupted here. Write `--resume` to go on with it, or remove"
            raise SourceError(f"{self.folder}: {message} {self.work} to start over.")
        if self._list.exists():
            self._move(json.loads(self._list.read_text("utf-8")))
        shutil.rmtree(self.new, ignore_errors=True)
        self.new.mkdir(parents=True)

    def write(self, path: str, data: bytes | str) -> Fate:
        """Stage a file, unless it would overwrite a person's edits; returns the decision."""
        content = data.encode() if isinstance(data, str) else data
        target = self._inside(path)
        new = digest_of(content)
        fate = self.record.fate(path, new, digest_at(target))
        self.fates[path] = fate
        if fate is Fate.CONFLICT:
            self._stage(f"{KEPT_BESIDE}/{path}", content)
        elif fate in (Fate.NEW, Fate.UPDATED):
            self._stage(path, content)
        if fate is not Fate.REMOVED or path in self.record.digests:
            self.record.digests[path] = new
        return fate

    def put(self, path: str, data: str) -> None:
        """Have a file ready whatever stands there: it is the import's own, or holds all that."""
        content = data.encode()
        self._inside(path)
        if digest_at(self.folder / path) != digest_of(content):
            self._stage(path, content)

    def has(self, path: str) -> bool:
        """Return whether a file is ready."""
        return (self.new / path).exists()

    def give_up(self) -> None:
        """Leave nothing behind of an import that writes nothing."""
        shutil.rmtree(self.work, ignore_errors=True)
        for folder in self.work.parents:
            if folder.is_relative_to(self.folder) and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def put_in_place(self) -> None:
        """Move all files into place, each by one rename, and the record last."""
        if self.is_dry:
            return
        self._stage(RECORD, self.record.text().encode())
        files = sorted(
            path.relative_to(self.new).as_posix() for path in self.new.rglob("*") if path.is_file()
        )
        files.sort(key=lambda path: path == RECORD)
        self._list.write_text(json.dumps(files), "utf-8")
        self._move(files)
        shutil.rmtree(self.work, ignore_errors=True)

    def _stage(self, path: str, content: bytes) -> None:
        if self.is_dry:
            return
        place = self.new / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def _move(self, files: list[str]) -> None:
        for path in files:
            source, target = self.new / path, self._inside(path)
            if source.exists():  # it was moved before the import was killed
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        self._list.unlink(missing_ok=True)

    def _inside(self, path: str) -> Path:
        """Return the full path; raises `SourceError` if it is outside of the blog."""
        target = self.folder / path
        root = os.path.realpath(self.folder)
        if os.path.commonpath([root, os.path.realpath(target)]) != root:
            raise SourceError(f"{path}: leads out of {self.folder}; nothing is written there.")
        return target
