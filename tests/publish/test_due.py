from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.publish.remote_site import article

if TYPE_CHECKING:
    from tests.publish.remote_site import Author, Server


def _epoch(moment: str) -> str:
    return str(int(datetime.fromisoformat(f"{moment}Z").timestamp()))


def test_a_scheduled_article_goes_online_at_its_minute_in_the_blogs_time_zone(
    server: Server, author: Author
) -> None:
    # Clocks in London go back an hour at 01:00 UTC on 25 October 2026.
    before, after = "2026-10-24 09:00", "2026-10-25 09:00"
    author.commit(
        {
            "docs/articles/summer.md": article("Summer time", date=before),
            "docs/articles/winter.md": article("Winter time", date=after),
        }
    )

    pushed = author.push(SOURCE_DATE_EPOCH=_epoch("2026-10-20T12:00:00"))

    assert pushed.code == 0, pushed.text
    first = server.live
    status = server.publish("status", SOURCE_DATE_EPOCH=_epoch("2026-10-20T12:00:00")).text
    assert "2026-10-24 09:00+01:00  Summer time (docs/articles/summer.md)" in status
    assert "2026-10-25 09:00+00:00  Winter time (docs/articles/winter.md)" in status

    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-10-24T07:59:59")).code == 0
    assert server.live == first, "not a second before"

    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-10-24T08:00:00")).code == 0
    assert server.page("articles/summer")
    assert not server.page("articles/winter")

    second = server.live
    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-10-25T08:59:59")).code == 0
    assert server.live == second, "an hour later by the clock on the wall"

    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-10-25T09:00:00")).code == 0
    assert server.page("articles/winter")
    assert server.live.commit == first.commit


def test_nothing_becomes_due_while_a_rollback_holds(server: Server, author: Author) -> None:
    author.commit({"docs/articles/two.md": article("Two", date="2026-10-24 09:00")})
    assert author.push(SOURCE_DATE_EPOCH=_epoch("2026-10-20T00:00:00")).code == 0
    assert server.publish("rollback").code == 0
    held = server.live

    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-11-01T00:00:00")).code == 0

    assert server.live == held


def test_what_came_by_time_alone_can_be_taken_back(server: Server, author: Author) -> None:
    author.commit({"docs/articles/two.md": article("Two", date="2026-10-24 09:00")})
    assert author.push(SOURCE_DATE_EPOCH=_epoch("2026-10-20T00:00:00")).code == 0
    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-11-01T00:00:00")).code == 0
    assert server.page("articles/two")

    assert server.publish("rollback").code == 0
    assert server.publish("scheduled", SOURCE_DATE_EPOCH=_epoch("2026-11-01T00:01:00")).code == 0

    assert not server.page("articles/two")
