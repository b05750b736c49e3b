"""`rapport publish init`: a bare repository that publishes what is pushed to it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from rapport.publish.errors import GitError, SettingsError
from rapport.publish.git import Git
from rapport.publish.hooks import SERVER_HOOKS, install
from rapport.publish.house import House
from rapport.publish.settings import LEAST_KEPT, Settings, read_settings, write_settings

_RECEIVING = {
    "receive.fsckObjects": "true",
    "receive.fsck.badTimezone": "warn",
    "receive.fsck.missingEmail": "warn",
    "receive.fsck.missingNameBeforeEmail": "warn",
    "receive.fsck.missingSpaceBeforeDate": "warn",
    "receive.fsck.missingSpaceBeforeEmail": "warn",
    "receive.fsck.zeroPaddedFilemode": "warn",
    "receive.advertisePushOptions": "true",
    "receive.shallowUpdate": "true",
    "receive.denyDeleteCurrent": "ignore",
}
"""Damaged objects are refused, but for slips of old tools that harm nobody."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `init` was asked for; None leaves a setting as it is."""

    www: Path | None = None
    branch: str | None = None
    keep: int | None = None
    config: Path | None = None
    time_limit: int | None = None
    hubs: tuple[str, ...] | None = None
    notify: str | None = None


def set_up(bare: Path, wishes: Wishes) -> House:
    """Make or renew the repository; what it already holds stays."""
    _make_repository(bare)
    git = Git(bare.resolve())
    settings = _merged(_present(git), wishes)
    git.run("check-ref-format", "--branch", settings.branch)
    write_settings(git, settings)
    for name, value in _RECEIVING.items():
        git.run("config", name, value)
    git.run("symbolic-ref", "HEAD", f"refs/heads/{settings.branch}")
    (settings.www / "releases").mkdir(parents=True, exist_ok=True)
    for name in SERVER_HOOKS:
        install(git.folder / "hooks", name, f"hook {name}")
    return House(git, read_settings(git))


def _make_repository(bare: Path) -> None:
    if bare.exists() and not bare.is_dir():
        raise SettingsError(f"{bare} is a file.")
    if bare.is_dir() and any(bare.iterdir()):
        if not (bare / "HEAD").is_file() or not (bare / "objects").is_dir():
            raise SettingsError(f"{bare} is neither empty nor a bare repository.")
        return
    command = ["git", "init", "--quiet", "--bare", "--template=", str(bare)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise GitError(" ".join(done.stderr.split()))


def _present(git: Git) -> Settings | None:
    try:
        return read_settings(git)
    except SettingsError:
        return None


def _merged(present: Settings | None, wishes: Wishes) -> Settings:
    if present is None and wishes.www is None:
        raise SettingsError("say where the site goes: `--www DIR`.")
    if wishes.keep is not None and wishes.keep < LEAST_KEPT:
        raise SettingsError(f"`--keep` is {LEAST_KEPT} or more: readers still load the one before.")
    if wishes.time_limit is not None and wishes.time_limit < 1:
        raise SettingsError("`--time-limit` is a number of seconds, 1 or more.")
    if wishes.config is not None and not wishes.config.is_file():
        raise SettingsError(f"{wishes.config}: there is no such file.")
    base = present or Settings(www=(wishes.www or Path()).resolve())
    config = base.config if wishes.config is None else wishes.config.resolve()
    return replace(
        base,
        www=base.www if wishes.www is None else wishes.www.resolve(),
        branch=wishes.branch or base.branch,
        keep=wishes.keep or base.keep,
        config=config,
        time_limit=wishes.time_limit or base.time_limit,
        hubs=base.hubs if wishes.hubs is None else wishes.hubs,
        notify=base.notify if wishes.notify is None else wishes.notify,
    )
