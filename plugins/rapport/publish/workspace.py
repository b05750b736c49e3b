"""The workspace in which a pushed commit is built, kept between pushes for speed."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.problem import Problem
from rapport.publish.durable import remove
from rapport.publish.errors import RefusedError, SettingsError
from rapport.publish.tree import CACHE, TreeEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport.publish.git import Git

_CONFIG = "mkdocs.yml"
_OURS = frozenset({CACHE, ".git", "site"})


@dataclass(frozen=True, slots=True)
class Workspace:
    """A checkout with its build cache and its built site."""

    folder: Path

    @property
    def tree(self) -> Path:
        """The pushed files."""
        return self.folder / "tree"

    @property
    def site(self) -> Path:
        """The site of the last build, which is not public."""
        return self.folder / "site"

    @property
    def unfinished(self) -> Path:
        """A file that exists during a build, so that an interrupted build is noticed."""
        return self.folder / "unfinished"

    def check_out(self, git: Git, commit: str, entries: Iterable[TreeEntry]) -> None:
        """Write the commit's files; raises `RefusedError` if a link leads out of the checkout."""
        if self.unfinished.exists():
            self.wipe()
        self.tree.mkdir(parents=True, exist_ok=True)
        git.check_out(commit, self.tree, self.folder / "index", CACHE)
        problems = [problem for entry in entries if entry.is_link for problem in self._link(entry)]
        if problems:
            raise RefusedError("Nothing was published.", problems)

    def config_file(self, trusted: Path | None) -> Path:
        """Return the `mkdocs.yml` to build with: the pushed one, or one set up from `trusted`."""
        if trusted is not None:
            return self._set_up(trusted)
        if not (self.tree / _CONFIG).is_file():
            message = "the commit holds no `mkdocs.yml`, so it is not a blog."
            hint = "Push the folder that `rapport init` made."
            raise RefusedError(
                "Nothing was published.", [Problem(_CONFIG, 1, 1, "no-blog", message, hint)]
            )
        return self.tree / _CONFIG

    def wipe(self) -> None:
        """Remove the workspace, so that the next build starts from nothing."""
        remove(self.folder)

    def _link(self, entry: TreeEntry) -> Iterable[Problem]:
        root = os.path.realpath(self.tree)
        goal = os.path.realpath(self.tree / entry.path)
        if os.path.commonpath([root, goal]) != root or not Path(goal).exists():
            target = (self.tree / entry.path).readlink()
            message = f"this symbolic link leads to `{target}`, which is not in the blog."
            hint = "Put the file itself in its place."
            yield Problem(entry.path, 1, 1, "link-outside", message, hint)

    def _set_up(self, trusted: Path) -> Path:
        """Make a folder with everything beside `trusted`, and only the docs from the push.

        Templates and hooks run code, so they come from the same place as the settings.
        """
        if not trusted.is_file():
            raise SettingsError(f"{trusted}: there is no such file; it is `rapport.config` here.")
        folder = self.folder / "trusted"
        folder.mkdir(parents=True, exist_ok=True)
        docs = docs_folder(read_config(trusted))
        links = {docs: self.tree / docs}
        for path in trusted.parent.iterdir():
            if path.name not in (*_OURS, docs, trusted.name):
                links[path.name] = path.resolve()
        for old in folder.iterdir():
            if old.name not in (*links, CACHE, _CONFIG):
                remove(old)
        for name, goal in links.items():
            if not (folder / name).is_symlink() or (folder / name).readlink() != goal:
                remove(folder / name)
                (folder / name).symlink_to(goal)
        shutil.copy2(trusted, folder / _CONFIG)
        if not (self.tree / docs).is_dir():
            message = f"the commit has no folder `{docs}`, where articles are."
            raise RefusedError("Nothing was published.", [Problem(docs, 1, 1, "no-blog", message)])
        return folder / _CONFIG


def read_config(path: Path) -> str:
    """Return the text of a `mkdocs.yml`; raises `SettingsError` if it can't be read."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: byte {error.start} is not UTF-8.") from error


def docs_folder(config: str) -> str:
    """Return the `docs_dir` of a `mkdocs.yml`, without running code that it names."""
    name = scalar(config, "docs_dir").strip("/") or "docs"
    if not re.fullmatch(r"[^/.][^/]*", name):
        raise SettingsError(f"`docs_dir: {name}` must be a folder beside `mkdocs.yml`.")
    return name


def scalar(config: str, key: str) -> str:
    """Return the text of a top-level key of a YAML file; empty if it does not exist."""
    import yaml  # noqa: PLC0415 - most pushes need none, and it takes its time

    try:
        node = yaml.compose(config, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise SettingsError(f"{_CONFIG}: {' '.join(str(error).split())}") from error
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return ""
