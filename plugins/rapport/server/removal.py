"""Remove a server: the installed files are removed, and people's content stays."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rapport.publish.durable import remove as remove_tree
from rapport.publish.durable import write_whole
from rapport.server.plan import BARE, CADDY, DATA, DKIM_KEY, ENABLED, OWN, RAPPORT, VARIABLES, WWW
from rapport.server.running import ask
from rapport.starter.requirements import REQUIREMENTS, WHEELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rapport.server.machine import Machine

KEPT = (BARE, WWW, DATA, VARIABLES, DKIM_KEY)
"""The blog, the site, the database with its backups, the secrets and the key."""

_PROGRAM = (RAPPORT, OWN / WHEELS, OWN / REQUIREMENTS)


def remove(machine: Machine) -> Iterator[str]:
    """Remove what a set-up installed; yield a line for each thing removed or kept."""
    record = machine.record()
    if machine.is_real:
        ask("systemctl", "disable", "--now", *ENABLED)
    for name in sorted(record.files):
        target = machine.at(PurePosixPath(name))
        if not target.exists():
            continue
        if record.is_ours(name, target.read_text(encoding="utf-8")):
            target.unlink()
            _remove_if_empty(target.parent)
            yield f"removed: {name}"
        else:
            yield f"yours, because you have edited it: {name}"
    yield from _forget_line(machine)
    for path in _PROGRAM:
        if machine.at(path).exists():
            remove_tree(machine.at(path))
            yield f"removed: {path}"
    machine.at(machine.kept_in).unlink(missing_ok=True)
    if machine.is_real:
        ask("systemctl", "daemon-reload")
        ask("systemctl", "reload-or-restart", "caddy")
    for path in KEPT:
        if machine.at(path).exists():
            yield f"kept: {path}"


def _remove_if_empty(folder: Path) -> None:
    """Remove a drop-in folder (`….d`) if it is empty."""
    if folder.suffix == ".d" and not any(folder.iterdir()):
        folder.rmdir()


def _forget_line(machine: Machine) -> Iterator[str]:
    """Remove our line from the web server's file; the other lines are not ours."""
    target = machine.at(CADDY / "Caddyfile")
    if not target.exists():
        return
    lines = target.read_text(encoding="utf-8").splitlines(keepends=True)
    left = [line for line in lines if line.strip() != "import rapport.caddyfile"]
    if left != lines:
        write_whole(target, "".join(left))
        target.chmod(0o644)
        yield f"removed: a line of {CADDY}/Caddyfile"
