"""What a service shows when much waits, much is old, and it runs for long: as Markdown."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bench.service import backlog
from bench.service.markdown import head, line, stores, verdict
from bench.service.soak import soak

if TYPE_CHECKING:
    from pathlib import Path

WAITING = 5_000
SIGN_UPS = 10_000
OLD_MAILS = 400_000
TARGET_RATE, TARGET_P99 = 500, 250


def backlog_table(folder: Path) -> str:
    """Measure how fast sign-ups that wait are worked off."""
    lines = head("store", "worked off/s", "processor time each, mail included", "fsyncs/s", "")
    for title, room, database, _ in stores(folder):
        done = backlog.work_off(room, database, WAITING)
        lines += line(
            title,
            f"{done.rate:,.0f}",
            f"{done.cpu:.2f} ms",
            f"{done.fsyncs:,.0f}",
            verdict(met=done.rate >= TARGET_RATE),
        )
    return (
        f"**Working off** {WAITING:,} sign-ups that wait, by one sender, which mails them "
        f"meanwhile. Target: {TARGET_RATE}/s.\n\n{lines}"
    )


def tidying_table(folder: Path) -> str:
    """Measure sign-ups while old mails are deleted."""
    lines = head(
        "store", "99 of 100 without tidying", "median", "99 of 100 within", "deleted meanwhile", ""
    )
    for title, room, database, _ in stores(folder):
        done = backlog.tidy(room, database, OLD_MAILS, SIGN_UPS)
        lines += line(
            title,
            f"{done.p99_before:.0f} ms",
            f"{done.median:.0f} ms",
            f"{done.p99:.0f} ms",
            f"{done.deleted:,}",
            verdict(met=done.p99 <= TARGET_P99),
        )
    return (
        f"**Tidying**: {SIGN_UPS:,} sign-ups while {OLD_MAILS:,} old mails are deleted. Target: 99 "
        f"of 100 within {TARGET_P99} ms.\n\n{lines}"
    )


def soak_table(folder: Path) -> str:
    """Run for an hour, or RAPPORT_SOAK_MINUTES, and check who got what."""
    minutes = float(os.environ.get("RAPPORT_SOAK_MINUTES", "60"))
    titles = "kills", "sign-ups", "confirmed", "left", "bounced", "articles", "letters"
    lines = head("store", *titles, "doubles, same id", "failures", "")
    for title, room, database, _ in stores(folder):
        done = soak(room, database, minutes)
        numbers = (
            done.kills,
            done.asked,
            done.confirmed,
            done.left,
            done.bounced,
            done.articles,
            done.letters,
            done.doubled,
            len(done.failures),
        )
        lines += line(title, *(f"{number:,}" for number in numbers), verdict(met=not done.failures))
        for failure in done.failures[:10]:
            print(f"soak on {title}: {failure}", file=sys.stderr)
    return (
        f"**Soak**: {minutes:g} minutes of sign-ups, confirmations, letters, leavings and bounces "
        "while web and sender are killed every few seconds. A failure is a letter that somebody "
        f"did not get, got twice under two Message-IDs, or should not have got.\n\n{lines}"
    )
