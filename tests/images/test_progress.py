"""What an author sees while images are made."""

from __future__ import annotations

import io

from rapport.features.images.progress import Progress


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def shown(seconds: float, count: int, *, is_terminal: bool) -> tuple[str, list[str]]:
    """Return what a terminal and the log have after `count` of 90 pieces, each `seconds` long."""
    clock, lines, terminal = Clock(), list[str](), io.StringIO()
    stream = terminal if is_terminal else None
    with Progress("Images", 90, clock, lines.append, stream) as progress:
        for _ in range(count):
            clock.now += seconds
            progress.step()
    return terminal.getvalue(), lines


def test_a_terminal_shows_a_bar_that_is_taken_away_in_the_end() -> None:
    text, lines = shown(1, 45, is_terminal=True)
    *_, last, end = text.split("\r\033[K")
    assert last == "Images [############............] 45 of 90, about 45 s left"
    assert end == ""
    assert lines == []


def test_elsewhere_a_line_comes_every_ten_seconds() -> None:
    text, lines = shown(5, 8, is_terminal=False)
    assert lines == [
        "Images: 2 of 90 made, about 7 min left.",
        "Images: 4 of 90 made, about 7 min left.",
        "Images: 6 of 90 made, about 7 min left.",
        "Images: 8 of 90 made, about 7 min left.",
    ]
    assert text == ""


def test_short_work_shows_nothing() -> None:
    assert shown(0.1, 10, is_terminal=True) == ("", [])
    assert shown(0.1, 10, is_terminal=False) == ("", [])
