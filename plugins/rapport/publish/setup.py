"""`rapport publish init`: a bare repository that publishes what is pushed to it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from rapport.publish.errors import GitError, SettingsError
from rapport.publish.git import Git, run_program
from rapport.publish.hooks import SERVER_HOOKS, install, refuse_other_hook
from rapport.publish.repository import Repository
from rapport.publish.settings import LEAST_KEPT, PublishSettings, read_settings, write_settings
from rapport.publish.web_folder import check_folder, claim_folder
from rapport.publish.workspace import docs_folder, read_config

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
"""Damaged objects are refused, except for harmless mistakes of old tools."""


@dataclass(frozen=True, slots=True)
class ChangedSettings:
    """The options of `init`; None leaves a setting unchanged."""

    www: Path | None = None
    branch: str | None = None
    keep: int | None = None
    config: Path | None = None
    time_limit: int | None = None
    hubs: tuple[str, ...] | None = None
    notify: str | None = None
    warnings: str | None = None


def set_up(bare: Path, changes: ChangedSettings) -> Repository:
    """Create or update the repository; its content stays.

    Everything is looked at before anything is made: raises `SettingsError` or `GitError`.
    """
    is_there = is_repository(bare)
    git = Git(bare.resolve())
    settings = _merged(_present(git) if is_there else None, changes)
    check_settings(settings)
    check_folder(settings.www, git.folder)
    for name in SERVER_HOOKS:
        refuse_other_hook(git.folder / "hooks", name)
    if not is_there:
        _run_git("init", "--quiet", "--bare", "--template=", str(bare))
    _write(git, settings)
    return Repository(git, read_settings(git))


def _write(git: Git, settings: PublishSettings) -> None:
    write_settings(git, settings)
    for name, value in _RECEIVING.items():
        git.run("config", name, value)
    git.run("symbolic-ref", "HEAD", f"refs/heads/{settings.branch}")
    claim_folder(settings.www, git.folder)
    renewal = shlex.join(["rapport", "publish", "init", "--bare", str(git.folder)])
    for name in SERVER_HOOKS:
        install(git.folder / "hooks", name, f"hook {name}", renewal)


def is_repository(bare: Path) -> bool:
    """Return whether a repository exists; raises `SettingsError` if none can be created."""
    if bare.exists() and not bare.is_dir():
        raise SettingsError(f"{bare} is a file: name a folder for the repository.")
    if not bare.is_dir() or not any(bare.iterdir()):
        return False
    if not (bare / "HEAD").is_file() or not (bare / "objects").is_dir():
        raise SettingsError(f"{bare} is neither empty nor a bare repository.")
    return True


def check_settings(settings: PublishSettings) -> None:
    """Raise `SettingsError` for settings that would make a push fail."""
    if settings.keep < LEAST_KEPT:
        raise SettingsError(f"`--keep` is {LEAST_KEPT} or more: readers still load the one before.")
    if settings.time_limit < 1:
        raise SettingsError("`--time-limit` is a number of seconds, 1 or more.")
    if settings.config is not None:
        if not settings.config.is_file():
            raise SettingsError(f"{settings.config}: there is no such file.")
        docs_folder(read_config(settings.config))
    for option, address in (("--notify", settings.notify), *(("--hub", h) for h in settings.hubs)):
        if address and not address.startswith(("http://", "https://")):
            raise SettingsError(f"`{option} {address}` is not an address: begin it with https://")
    _run_git("check-ref-format", "--branch", settings.branch)


def _run_git(*arguments: str) -> None:
    """Run git outside of any repository; raises `GitError` with its error output."""
    done = run_program(["git", *arguments])
    if done.returncode:
        raise GitError(" ".join(done.stderr.split()))


def _present(git: Git) -> PublishSettings | None:
    try:
        return read_settings(git)
    except SettingsError:
        return None


def _merged(present: PublishSettings | None, changes: ChangedSettings) -> PublishSettings:
    if present is None and changes.www is None:
        raise SettingsError("say where the site goes: `--www DIR`.")
    base = present or PublishSettings(www=(changes.www or Path()).resolve())
    warnings = changes.warnings
    return replace(
        base,
        www=base.www if changes.www is None else changes.www.resolve(),
        branch=base.branch if changes.branch is None else changes.branch,
        keep=base.keep if changes.keep is None else changes.keep,
        config=base.config if changes.config is None else changes.config.resolve(),
        time_limit=base.time_limit if changes.time_limit is None else changes.time_limit,
        hubs=base.hubs if changes.hubs is None else changes.hubs,
        notify=base.notify if changes.notify is None else changes.notify,
        allows_warnings=base.allows_warnings if warnings is None else warnings == "allow",
    )
