"""Check the content of a pushed commit before any of it is written to disk."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.blog.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

CACHE = ".cache"
"""The folder of the build cache."""

SITE = "site"
"""The default output folder of a build."""

LARGE = 5_000_000
"""The size in bytes from which a file gets a warning: it loads slowly on a train."""

_LINK, _SUBMODULE = "120000", "160000"
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>")
CONFLICT_PATTERN = "^(<<<<<<<( |$)|=======$|>>>>>>>( |$))"
"""The pattern for `git grep -E`; `conflicts` parses the output."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a commit; `size` is in bytes, and 0 for a submodule."""

    mode: str
    blob: str
    size: int
    path: str

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == _LINK


def read_tree(listing: bytes) -> tuple[TreeEntry, ...]:
    """Return the entries of `git ls-tree -r -l -z`."""
    entries = []
    for line in listing.split(b"\0"):
        if line:
            facts, _, path = line.partition(b"\t")
            mode, _, blob, size = facts.decode().split()
            number = int(size) if size.isdigit() else 0
            entries.append(TreeEntry(mode, blob, number, path.decode(errors="surrogateescape")))
    return tuple(entries)


def tree_problems(
    entries: Sequence[TreeEntry], targets: Mapping[str, str], known: Collection[str] = ()
) -> list[Problem]:
    """Return problems of the files: unsafe paths and large files; `targets` are links by path.

    Blobs that are `known` were spoken of at an earlier push.
    """
    problems: list[Problem] = [*_cached(entries), *_built(entries, known)]
    for entry in entries:
        problems += _odd_path(entry)
        if entry.mode == _SUBMODULE:
            problems.append(_submodule(entry))
        elif entry.path.startswith(f"{CACHE}/"):
            continue
        elif entry.is_link:
            problems += _outside(entry, targets.get(entry.path, ""))
        elif entry.size >= LARGE and entry.blob not in known:
            problems.append(_large(entry))
    return sorted(problems)


def leads_outside(path: str, target: str) -> bool:
    """Return whether a link from `path` to `target` leaves the tree, judged by names alone."""
    if posixpath.isabs(target) or "\0" in target:
        return True
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return goal == ".." or goal.startswith("../")


def conflicts(output: bytes) -> list[Problem]:
    """Return the merge conflicts left in files, from `git grep -n -z`: `path NUL line NUL text`."""
    lines: dict[str, list[tuple[int, str]]] = {}
    for record in output.split(b"\n"):
        parts = record.decode(errors="replace").split("\0", 2)
        if len(parts) == 3:  # noqa: PLR2004 - path, line, text
            path = parts[0].partition(":")[2]
            lines.setdefault(path, []).append((int(parts[1]), parts[2]))
    return sorted(problem for path, marks in lines.items() for problem in _left_over(path, marks))


def _left_over(path: str, marks: Sequence[tuple[int, str]]) -> Iterator[Problem]:
    start, reached = 0, 0
    for number, text in marks:
        if text.startswith(_MARKERS[0]):
            start, reached = number, 1
        elif reached and text.startswith(_MARKERS[reached]):
            reached += 1
        if reached == len(_MARKERS):
            message = f"a merge conflict is left here, from this line to line {number}."
            hint = "Keep the text you want and remove the three marker lines."
            yield Problem(path, start, 1, "conflict-marker", message, hint)
            reached = 0


def _odd_path(entry: TreeEntry) -> Iterator[Problem]:
    parts = entry.path.split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        message = "the path leads out of the tree."
        yield Problem(entry.path, 1, 1, "path-outside", message, "Take the file out of the commit.")
    if re.search(r"[\x00-\x1f\x7f]", entry.path):
        message = "the file's name holds a control character."
        yield Problem(repr(entry.path), 1, 1, "path-wrong", message, "Rename the file.")
    if not _is_text(entry.path):
        shown = entry.path.encode(errors="surrogateescape").decode(errors="replace")
        message = "the file's name is not UTF-8."
        yield Problem(shown, 1, 1, "path-wrong", message, "Rename the file.")


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _submodule(entry: TreeEntry) -> Problem:
    message = "this is a submodule, another repository, which a push does not include."
    hint = f"Put its files here instead: `git rm --cached {entry.path}`, then add them."
    return Problem(entry.path, 1, 1, "submodule", message, hint)


def _cached(entries: Sequence[TreeEntry]) -> Iterator[Problem]:
    """Yield one problem for the whole folder, at its first file."""
    first = next((entry for entry in entries if entry.path.startswith(f"{CACHE}/")), None)
    if first is not None:
        message = f"`{CACHE}/` is the build cache; it must not be committed."
        hint = f"`git rm -r --cached {CACHE}`, and put `{CACHE}/` into `.gitignore`."
        yield Problem(first.path, 1, 1, "cache-pushed", message, hint)


def _built(entries: Sequence[TreeEntry], known: Collection[str]) -> Iterator[Problem]:
    """Yield one warning for a committed site, unless an earlier push already contained it."""
    paths = {entry.path for entry in entries}
    is_site = bool(paths & {f"{SITE}/index.html", f"{SITE}/blog.json", f"{SITE}/sitemap.xml"})
    pushed = [entry for entry in entries if entry.path.startswith(f"{SITE}/")]
    if is_site and any(entry.blob not in known for entry in pushed):
        message = f"`{SITE}/` is made by the build, so it need not be committed."
        hint = f"`git rm -r --cached {SITE}`, and put `/{SITE}/` into `.gitignore`."
        yield Problem(pushed[0].path, 1, 1, "site-pushed", message, hint, Severity.WARNING)


def _outside(entry: TreeEntry, target: str) -> Iterator[Problem]:
    if leads_outside(entry.path, target):
        message = f"this symbolic link leads out of the blog, to `{target}`."
        hint = "Put the file itself in its place."
        yield Problem(entry.path, 1, 1, "link-outside", message, hint)


def _large(entry: TreeEntry) -> Problem:
    message = f"the file has {entry.size / 1_000_000:.1f} MB, and every visitor downloads it."
    hint = "Make it smaller before you publish it, or link to where it is."
    return Problem(entry.path, 1, 1, "large-file", message, hint, Severity.WARNING)
