"""What a blog is built with: versions that are too old or past their end of life, and conflicts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

from mkdocs.exceptions import ConfigurationError
from packaging.requirements import Requirement

from rapport.host.foreign_events import full_build_reason
from rapport.host.settings_check import check_settings
from rapport.installation import DISTRIBUTION

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

PYTHON_ENDS = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
"""The last days of security fixes: PEP 664, 693, 719 and 745, each five years after the release."""
PACKAGE_ENDS = {"mkdocs-material": date(2027, 5, 5)}
"""The last days of fixes that makers of packages have named."""
_SHOWN = ("mkdocs", "mkdocs-material", "markdown", "pillow", "jinja2", "lxml")
_SOON_DAYS = 180
_DISTURBING = {
    "rss": "makes feeds beside those of `rapport/feeds`: readers find two; keep one of the plugins",
    "material/social": "draws cards that those of `rapport/images` replace; take it out",
    "material/offline": "changes links for reading without a server; `rapport/offline` needs none",
    "minify": "rewrites every page, so no saved page is shown before a whole build",
    "git-revision-date-localized": "asks git about each page, in every build",
}
"""Plugins that work with ours at a cost, with that cost."""


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined, and how to fix it if needed."""

    about: str
    level: Level
    message: str


Installed = Callable[[str], str | None]
"""Returns the version of an installed package, None if it is not installed."""


def examine(config: MkDocsConfig, today: date) -> list[Finding]:
    """Return findings about the programs that build this blog, on this machine."""
    return [
        Finding("rapport", Level.OK, version(DISTRIBUTION)),
        python(sys.version_info[:2], today),
        *packages(map(Requirement, requires(DISTRIBUTION) or ()), installed_version, today),
        _theme(config),
        *plugins(config.plugins, full_build_reason(config)),
        *_settings(config),
    ]


def installed_version(name: str) -> str | None:
    """Return the version of a package on this machine."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def python(running: tuple[int, int], today: date) -> Finding:
    """Return how long the running Python gets security fixes."""
    shown, end = ".".join(map(str, running)), PYTHON_ENDS.get(running)
    if end is None:
        message = f"{shown}, which is not tested: use {_tested()}"
        return Finding("python", Level.WARNING, message)
    level, words = _end(end, today)
    advice = f"; use {_tested()}" if level is Level.ERROR else ""
    return Finding("python", level, f"{shown}, {words}{advice}")


def packages(needed: Iterable[Requirement], installed: Installed, today: date) -> Iterator[Finding]:
    """Yield each package that is too old, too new or past its end of life.

    A package that only an extra needs (`extra == "service"`) counts if it is installed.
    """
    for requirement in needed:
        version = installed(requirement.name)
        is_extra = requirement.marker is not None and "extra" in str(requirement.marker)
        if version is None:
            if not is_extra:
                message = f"is missing: `pip install '{_shown(requirement)}'`"
                yield Finding(requirement.name, Level.ERROR, message)
        elif not requirement.specifier.contains(version, prereleases=True):
            message = f"{version} is installed: `pip install --upgrade '{_shown(requirement)}'`"
            yield Finding(requirement.name, Level.ERROR, message)
        elif requirement.name in PACKAGE_ENDS:
            level, words = _end(PACKAGE_ENDS[requirement.name], today)
            yield Finding(requirement.name, level, f"{version}, {words}")
        elif requirement.name in _SHOWN:
            yield Finding(requirement.name, Level.OK, version)


def plugins(names: Iterable[str], full_build: str) -> Iterator[Finding]:
    """Yield the plugins, and why every build is a full one, if `full_build` says so."""
    listed = list(names)
    yield Finding("plugins", Level.OK, ", ".join(listed))
    for name in listed:
        if name in _DISTURBING:
            yield Finding(name, Level.WARNING, _DISTURBING[name])
    if full_build:
        message = f"every build writes every page, because {full_build}"
        yield Finding("builds", Level.WARNING, message)


def _theme(config: MkDocsConfig) -> Finding:
    folder = config.theme.custom_dir
    overrides = f", with files of your own in {folder}" if folder else ""
    return Finding("theme", Level.OK, f"{config.theme.name}{overrides}")


def _settings(config: MkDocsConfig) -> Iterator[Finding]:
    try:
        check_settings(config)
    except ConfigurationError as error:
        yield Finding("settings", Level.ERROR, str(error))


def _end(end: date, today: date) -> tuple[Level, str]:
    if today > end:
        return Level.ERROR, f"without security fixes since {end}"
    level = Level.WARNING if (end - today).days < _SOON_DAYS else Level.OK
    return level, f"with security fixes until {end}"


def _tested() -> str:
    first, *_, last = (".".join(map(str, end)) for end in PYTHON_ENDS)
    return f"{first} to {last}"


def _shown(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"
