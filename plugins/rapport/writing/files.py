"""Find, read and atomically write files in the docs folder, never outside of it."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rapport.blog.texts import N_
from rapport.writing.errors import WritingError

_LONGEST_NAME = 200
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows lacks it, and makes links only for its admins
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe in the folder must not stop the preview
_REASONS = {
    errno.ENOSPC: N_("The disk is full, so %(file)s could not be saved. It is as it was."),
    errno.EDQUOT: N_("The disk is full, so %(file)s could not be saved. It is as it was."),
    errno.EACCES: N_("%(file)s may not be written: look at its rights. It is as it was."),
    errno.EPERM: N_("%(file)s may not be written: look at its rights. It is as it was."),
    errno.EROFS: N_("%(file)s lies on a disk that can only be read. It is as it was."),
}
_OTHERWISE = N_("%(file)s could not be saved (%(reason)s). It is as it was.")


@dataclass(frozen=True, slots=True)
class EditedFile:
    """The content of a Markdown file; `digest` is the SHA-256 of its bytes, as hexadecimal."""

    source: str
    text: str
    digest: str


class ChangedMeanwhileError(Exception):
    """The file has changed since the author opened it; `now` is its content, None if deleted."""

    def __init__(self, now: EditedFile | None) -> None:
        super().__init__("the file changed meanwhile")
        self.now = now


def find_file(docs: Path, source: str, suffixes: tuple[str, ...] = (".md",)) -> Path:
    """Return the path of a source such as `articles/a.md`, whether or not it exists.

    Raises `WritingError` for a path that leaves the docs folder, passes through a symbolic link,
    is hidden, or has another suffix.
    """
    parts = PurePosixPath(source).parts
    is_plain = "/".join(parts) == source and all(map(_is_plain, parts))
    if not parts or not is_plain or not parts[-1].lower().endswith(suffixes):
        message = N_("“%(file)s” is no name of a text below the docs folder.")
        raise WritingError(message, file=source)
    path = docs.resolve()
    for part in parts:
        path = path / part
        if path.is_symlink():
            message = N_(
                "%(file)s is or lies behind a symbolic link, which is not written through."
            )
            raise WritingError(message, file=source)
    return path


def read_file(docs: Path, source: str) -> EditedFile:
    """Return a text; raises `WritingError` if it can't be read or is not UTF-8."""
    path = find_file(docs, source)
    try:
        data = _bytes(path)
    except FileNotFoundError:
        raise WritingError(N_("There is no file %(file)s any more."), file=source) from None
    except OSError as error:
        message = N_("%(file)s can’t be read (%(reason)s).")
        raise WritingError(message, file=source, reason=_reason(error)) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = str(data.count(b"\n", 0, error.start) + 1)
        message = N_(
            "%(file)s is not written in UTF-8 (line %(line)s). Save it as UTF-8 in the program "
            "that it comes from; here it would be damaged."
        )
        raise WritingError(message, file=source, line=line) from None
    return EditedFile(source, text, _digest(data))


def save_file(docs: Path, source: str, text: str, expected: str) -> EditedFile:
    """Write a text atomically, if the file still has the digest `expected`.

    An empty `expected` is for a file that is not there yet. Raises `ChangedMeanwhileError` where
    somebody else wrote, and `WritingError` where it can't be saved; both leave the file as it is.
    """
    path = find_file(docs, source)
    now = read_file(docs, source) if path.exists() else None
    if (now.digest if now else "") != expected:
        raise ChangedMeanwhileError(now)
    data = text.encode("utf-8")
    write_bytes(path, data, source)
    return EditedFile(source, text, _digest(data))


def write_bytes(path: Path, data: bytes, shown: str) -> None:
    """Write `data` to `path` atomically, with the permissions of the previous file.

    The file beside it has a name that nobody can have laid a link at. Raises `WritingError`.
    """
    new = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.parent / f".{secrets.token_hex(8)}.new"
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        if new is not None:
            with suppress(OSError):
                new.unlink(missing_ok=True)
        message = _REASONS.get(error.errno or 0, _OTHERWISE)
        raise WritingError(message, file=shown, reason=_reason(error)) from error


def _bytes(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no ordinary file")
        return file.read()


def _is_plain(part: str) -> bool:
    return (
        not part.startswith(".")
        and len(part) <= _LONGEST_NAME
        and part.isprintable()
        and not set(part) & set('\\/:*?"<>|')
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
