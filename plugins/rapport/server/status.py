"""The status of a server: the live release, the running services, the last backup's age."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rapport.server.plan import AUTHOR, BARE, DATA, ENABLED, RAPPORT, VARIABLES
from rapport.server.running import ask
from rapport.server.steps import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport.server.machine import Machine


def status(machine: Machine) -> Iterator[str]:
    """Yield one line per part, beginning with `ok` or `FIX`; the blog's own lines follow."""
    record = machine.record()
    yield f"blog: https://{record.domain}/"
    database = "PostgreSQL" if record.postgres else "SQLite"
    is_set = "RAPPORT_MAIL_URL" in machine.variables(VARIABLES)
    yield _line("settings", VARIABLES if is_set else "RAPPORT_MAIL_URL is not set", is_fine=is_set)
    yield f"ok   database: {database}"
    for name in sorted(record.files):
        target = machine.at(PurePosixPath(name))
        text = target.read_text(encoding="utf-8") if target.exists() else None
        if text is None:
            yield _line(name, "is gone: `rapport server setup` writes it again", is_fine=False)
        elif not record.is_ours(name, text):
            yield f"ok   {name}: edited by you"
    yield _backup(machine)
    if machine.is_real:
        for unit in ("caddy.service", *ENABLED):
            state = _said("systemctl", "is-active", unit)
            yield _line(unit, state, is_fine=state == "active")
        yield _said(
            *(f"{RAPPORT}/bin/rapport", "publish", "status", "--bare", str(BARE)), user=AUTHOR
        )


def _backup(machine: Machine) -> str:
    backups = sorted(machine.at(DATA).glob("backup-*.gz"), key=lambda path: path.stat().st_mtime)
    if not backups:
        return "ok   backup: none yet; the first one is made at night"
    moment = datetime.fromtimestamp(backups[-1].stat().st_mtime, UTC)
    age = datetime.now(UTC) - moment
    return _line("backup", f"{backups[-1].name}, {age.days} days old", is_fine=age.days <= 1)


def _line(about: object, state: object, *, is_fine: bool) -> str:
    return f"{'ok  ' if is_fine else 'FIX '} {about}: {state}"


def _said(*words: str, user: str = ROOT) -> str:
    done = ask(*words, user=user)
    return done.stdout.strip() or done.stderr.strip()
