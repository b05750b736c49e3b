"""What mails and pages say of a series, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.series import Pace, SeriesState
from rapport_subscriptions.rules.texts import N_

if TYPE_CHECKING:
    from rapport_subscriptions.rules.series import Series, SeriesReader
    from rapport_subscriptions.rules.texts import Texts

PACES = {
    Pace.DAILY: N_("one part a day"),
    Pace.THIRD_DAY: N_("one part every three days"),
    Pace.WEEKLY: N_("one part a week"),
}
STATES = {
    SeriesState.ACTIVE: N_("running"),
    SeriesState.PAUSED: N_("paused"),
    SeriesState.STOPPED: N_("stopped"),
    SeriesState.ENDED: N_("finished"),
}
FASTER, SLOWER, PAUSE, RESUME, STOP = "faster", "slower", "pause", "resume", "stop"
SLOW_TO_FAST = (Pace.WEEKLY, Pace.THIRD_DAY, Pace.DAILY)


def pace_in_words(pace: Pace, texts: Texts) -> str:
    """Return a pace as a phrase: `one part a week`."""
    return texts.gettext(PACES[pace])


def state_in_words(reader: SeriesReader, texts: Texts) -> str:
    """Return where a reader stands: `running, one part a week`."""
    state = texts.gettext(STATES[reader.state])
    return f"{state}, {pace_in_words(reader.pace, texts)}" if reader.is_live else state


def pace_after(reader: SeriesReader, series: Series | None, change: str) -> Pace | None:
    """Return the next pace that a series offers to go faster, or slower; None at the end."""
    if series is None or change not in {FASTER, SLOWER}:
        return None
    step = 1 if change == FASTER else -1
    offered = [pace for pace in SLOW_TO_FAST if pace in series.paces or pace is reader.pace]
    place = offered.index(reader.pace) + step
    return offered[place] if 0 <= place < len(offered) else None


def quick_changes(reader: SeriesReader, series: Series | None, texts: Texts) -> dict[str, str]:
    """Return the changes that a reader can make to a series that runs, with their words."""
    _ = texts.gettext
    if not reader.is_live:
        return {}
    found: dict[str, str] = {}
    for change, words in ((FASTER, N_("Faster: %(pace)s")), (SLOWER, N_("Slower: %(pace)s"))):
        pace = pace_after(reader, series, change)
        if pace:
            found[change] = _(words, pace=pace_in_words(pace, texts))
    if reader.state is SeriesState.PAUSED:
        found[RESUME] = _("Go on with this series")
    else:
        found[PAUSE] = _("Pause this series")
    return {**found, STOP: _("Stop this series")}
