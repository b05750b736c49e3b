"""The settings of a publishing repository, stored in its git `config` below `[rapport]`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.publish.errors import GitError, SettingsError

if TYPE_CHECKING:
    from rapport.publish.git import Git

DEFAULT_BRANCH = "main"
LEAST_KEPT = 2


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """The options of `rapport publish init`."""

    www: Path
    """The folder of the releases; the web server's root is `current` in it."""
    branch: str = DEFAULT_BRANCH
    """The branch that is published; other branches are previews."""
    keep: int = 10
    """The number of releases kept for a rollback."""
    config: Path | None = None
    """The `mkdocs.yml` to build with, instead of the pushed one."""
    time_limit: int = 300
    """The time limit of a build in seconds."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs to notify of changed feeds."""
    notify: str = ""
    """The URL that receives a POST with the manifest's address after a release."""
    allows_warnings: bool = False
    """Whether a push is published even if `build --strict` would fail."""
    umask: int = 0o022
    """The umask of new files; a repository shared by a group lets the group write."""


def read_settings(git: Git) -> PublishSettings:
    """Return the settings of a repository; raises `SettingsError` if there are none."""
    values = _values(git)
    if "rapport.www" not in values:
        raise SettingsError(
            f"{git.folder} is not set up for publishing: run `rapport publish init` on it."
        )
    given = PublishSettings(www=Path(values["rapport.www"][-1]))
    config = _last(values, "config", "")
    return PublishSettings(
        www=given.www,
        branch=_last(values, "branch", given.branch),
        keep=_number(values, "keep", given.keep, LEAST_KEPT),
        config=Path(config) if config else None,
        time_limit=_number(values, "timelimit", given.time_limit, 1),
        hubs=tuple(values.get("rapport.hub", ())),
        notify=_last(values, "notify", given.notify),
        allows_warnings=_last(values, "warnings", "refuse") == "allow",
        umask=_umask(git),
    )


def write_settings(git: Git, settings: PublishSettings) -> None:
    """Write the settings to the repository, replacing the previous ones."""
    single = {
        "rapport.www": str(settings.www),
        "rapport.branch": settings.branch,
        "rapport.keep": str(settings.keep),
        "rapport.config": str(settings.config or ""),
        "rapport.timelimit": str(settings.time_limit),
        "rapport.notify": settings.notify,
        "rapport.warnings": "allow" if settings.allows_warnings else "refuse",
    }
    for name, value in single.items():
        git.run("config", "--replace-all", name, value)
    if "rapport.hub" in _values(git):
        git.run("config", "--unset-all", "rapport.hub")
    for hub in settings.hubs:
        git.run("config", "--add", "rapport.hub", hub)


def _values(git: Git) -> dict[str, list[str]]:
    try:
        printed = git.run("config", "-z", "--get-regexp", r"^rapport\.")
    except GitError:
        return {}
    values: dict[str, list[str]] = {}
    for entry in printed.decode(errors="surrogateescape").split("\0"):
        name, _, value = entry.partition("\n")
        if name:
            values.setdefault(name, []).append(value)
    return values


def _last(values: dict[str, list[str]], name: str, default: str) -> str:
    return values.get(f"rapport.{name}", [default])[-1]


def _number(values: dict[str, list[str]], name: str, default: int, least: int) -> int:
    value = _last(values, name, str(default))
    if not value.isdecimal() or int(value) < least:
        message = f"`rapport.{name}` is `{value}`: expected a number, {least} or more."
        raise SettingsError(message)
    return int(value)


def _umask(git: Git) -> int:
    try:
        shared = git.run("config", "--get", "core.sharedRepository").decode().strip()
    except GitError:
        return 0o022
    return 0o002 if shared.lower() in ("group", "true", "1", "all", "world", "2") else 0o022
