"""Which pages and files an incremental build makes anew, and what all of them depend on."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

import rapport
from rapport.blog.digest import digest
from rapport.host.cache import Cache, Kept, Output, file_state
from rapport.host.seal import FileState, scan

PLAN = "_rapport_plan"
"""Under this name the configuration of an incremental build holds its plan."""

OWN_PLUGINS = ("rapport/",)
"""Plugins whose work on a page is known to follow from what the plan looks at."""


@dataclass(slots=True)
class Plan:
    """What the last build left, and what this one decided; paths are below the site's folder.

    `target` is the site's folder, and `found` the files that were in it; `why_full` says why
    everything is made anew, if it is.
    """

    cache: Cache
    target: Path
    why_full: str
    heads: Mapping[str, tuple[str, str]]
    kept: Mapping[str, Kept]
    old: Mapping[str, Output]
    found: Mapping[str, FileState]
    keys: dict[str, str] = field(default_factory=dict)
    stages: list[tuple[str, float]] = field(default_factory=list)
    _fresh: dict[str, bool] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        """Note that `stage` ends now; what came since the mark before was it."""
        self.stages.append((stage, perf_counter()))

    def decide(self, path: str, key: str) -> bool:
        """Return whether the file at `path`, made from what `key` stands for, is to be made."""
        self.keys[path] = key
        is_fresh = self._fresh.get(path)
        if is_fresh is None:
            is_fresh = self._is_fresh(path, key)
            self._fresh[path] = is_fresh
        return not is_fresh

    def _is_fresh(self, path: str, key: str) -> bool:
        old = self.old.get(path)
        if self.why_full or old is None or old.key != key:
            return False
        return self.found.get(path) == (old.size, old.mtime)

    def finish(
        self, expected: Iterable[str], sources: set[str], read: set[str]
    ) -> dict[str, FileState]:
        """Remember the site as it is now, for the next build; returns the state of its files."""
        fresh, found, target = self._fresh, self.found, str(self.target)
        states = {
            path: found[path] if fresh.get(path) else file_state(os.path.join(target, path))
            for path in expected
        }
        outputs = {
            path: Output(key, *states[path]) for path, key in self.keys.items() if path in states
        }
        self.cache.commit(sources, read, outputs, self.old)
        return states


def file_key(file: File) -> str:
    """Return what a copy of a file depends on."""
    source = file.abs_src_path
    return file.src_uri if source is None else "{} {} {}".format(file.src_uri, *file_state(source))


def make_plan(cache: Cache, config: MkDocsConfig, target: Path) -> Plan:
    """Return the plan of a build into `target`."""
    try:
        heads, kept, old = cache.heads(), cache.renderings(), cache.outputs()
    except (ValueError, KeyError, TypeError):
        heads, kept, old = {}, {}, {}
    return Plan(cache, target, why_full(config), heads, kept, old, scan(str(target)))


def why_full(config: MkDocsConfig) -> str:
    """Return why this blog can't be built in part, empty if it can."""
    foreign = [name for name in config.plugins if not name.startswith(OWN_PLUGINS)]
    if foreign:
        return f"the plugin `{foreign[0]}` may change any page"
    if config.hooks:
        return "`hooks` may change any page"
    return ""


def markdown_key(config: MkDocsConfig) -> str:
    """Return what every article's HTML depends on, beside its own text and links."""
    return digest(
        _plain(config.markdown_extensions),
        _plain(config.mdx_configs),
        _plain(dict(config.validation)),
        config.use_directory_urls,
        config.site_url,
        versions(),
    )


_NO_SETTINGS = frozenset(
    ("plugins", "theme", "site_dir", "docs_dir", "config_file_path", "_rapport_build", PLAN)
)
"""What the configuration holds beside settings, and where the blog happens to lie."""


def site_key(config: MkDocsConfig, site_facts: Mapping[str, str]) -> str:
    """Return what every page depends on: settings, templates, assets, versions."""
    settings = {name: _plain(value) for name, value in config.items() if name not in _NO_SETTINGS}
    plugins = {
        name: _plain({key: value for key, value in plugin.config.items() if key != "previous"})
        for name, plugin in config.plugins.items()
    }
    theme = _plain({name: config.theme[name] for name in config.theme})
    templates = [file_digest for folder in own_folders(config) for file_digest in _digests(folder)]
    return digest(
        json.dumps([settings, plugins, theme], sort_keys=True),
        sorted(site_facts.items()),
        templates,
        versions(),
    )


@cache
def versions() -> str:
    """Return the versions of everything that shapes the output, Rapport's own to the byte."""
    installed = [f"{name} {_version(name)}" for name in _SHAPERS]
    own = _digests(Path(rapport.__file__).parent, (".py", ".po"))
    return digest(platform.python_version(), installed, list(own))


_SHAPERS = (
    "babel feedgen jinja2 lxml markdown markupsafe mkdocs mkdocs-material pillow pygments "
    "pymdown-extensions pyyaml".split()
)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def own_folders(config: MkDocsConfig) -> list[Path]:
    """Return the folders of templates that can change without a new version."""
    return [
        Path(folder)
        for folder in config.theme.dirs
        if "site-packages" not in Path(folder).parts and Path(folder).is_dir()
    ]


def _digests(folder: Path, suffixes: tuple[str, ...] = ()) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if name.endswith(suffixes or "") and not name.endswith(".pyc"):
                content = blake2b(path.read_bytes(), digest_size=16).hexdigest()
                yield f"{path.relative_to(folder)} {content}"


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a setting as JSON; functions and classes by their names, so that runs compare."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in sorted(value.items(), key=str)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    name = getattr(value, "__qualname__", None)
    if name:
        return f"{getattr(value, '__module__', '')}.{name}"
    inner = getattr(value, "__dict__", None)
    shown = str(value)
    return shown if " object at 0x" not in shown else [type(value).__name__, _plain(inner)]
