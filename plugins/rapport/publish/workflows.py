"""The workflows by which GitHub and GitLab publish a blog and propose updates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from rapport.publish.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLACES = {
    "github.yml": ".github/workflows/publish.yml",
    "gitlab.yml": ".gitlab-ci.yml",
    "dependabot.yml": ".github/dependabot.yml",
}
"""The path of each template in a blog."""

INSTALL = "pip install -r requirements.txt"
"""The line that differs if a blog contains its own Rapport package."""

_BEGIN = "    # When articles are due, in UTC; `rapport publish ci` writes these lines."
_FORMER_BEGIN = _BEGIN.replace("publish ci", "publish hosts")
"""The same line in earlier releases."""

_END = "    # So far."
_YEAR = timedelta(days=365)


def template(name: str) -> str:
    """Return the text of a template."""
    return (files("rapport.publish") / "templates" / name).read_text("utf-8")


def write(folder: Path) -> list[Path]:
    """Write the files to a blog's folder, and return those written; existing files stay."""
    written = []
    for name, place in PLACES.items():
        path = folder / place
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(template(name), encoding="utf-8")
            written.append(path)
    return written


def schedule(folder: Path, due: Iterable[datetime], now: datetime) -> bool:
    """Schedule GitHub builds at the minutes in `due`; returns whether the workflow changed.

    Raises `SettingsError` for a file that has no lines for it.
    """
    path = folder / PLACES["github.yml"]
    old = path.read_text("utf-8")
    try:
        new = with_due(old, due, now)
    except ValueError:
        message = f"{path}: there is no line `{_BEGIN.strip()}` and `{_END.strip()}` after it."
        raise SettingsError(message) from None
    if new == old:
        return False
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(new, encoding="utf-8")
    beside.replace(path)
    return True


def with_due(workflow: str, due: Iterable[datetime], now: datetime) -> str:
    """Return the workflow with a schedule line for each due minute within a year.

    GitHub's schedules are POSIX cron in UTC, and name no year. Raises `ValueError` where the
    workflow has no place for them.
    """
    lines = workflow.splitlines(keepends=True)
    bare = [line.rstrip() for line in lines]
    begin = bare.index(_FORMER_BEGIN if _FORMER_BEGIN in bare else _BEGIN) + 1
    end = bare.index(_END, begin)
    times = sorted({moment.astimezone(UTC) for moment in due if now < moment < now + _YEAR})
    crons = [f'    - cron: "{at.minute} {at.hour} {at.day} {at.month} *"\n' for at in times]
    return "".join([*lines[:begin], *dict.fromkeys(crons), *lines[end:]])
