"""A series by email: asked for, confirmed, mailed at the pace of its reader, and then over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from rapport_subscriptions.mail import compose
from rapport_subscriptions.rules.outbox import MailKind, Outcome, Verdict
from rapport_subscriptions.rules.series import LAST_WORD, MailedPart, Pace, SeriesState
from rapport_subscriptions.rules.subscription import Cadence, Status
from rapport_subscriptions.store.journal import FileJournal
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.keep_promise import count
from rapport_subscriptions.use_cases.mail_series import write_parts
from rapport_subscriptions.use_cases.replay_journal import replay
from tests.service.series_blog import AGREED, JO, OTHER, SERIES, SeriesReaders, part
from tests.service.service_under_test import START, ServiceUnderTest, article, links_in, text_of
from tests.service.test_store_series import member, place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.anyio
BO = "bo@mail.example.org"
ALL = ["p1", "p2", "p3", "p4", "p5"]


@pytest.fixture
def readers(service: ServiceUnderTest) -> SeriesReaders:
    return SeriesReaders(service)


async def test_nothing_is_mailed_before_the_button_behind_the_emailed_link(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    assert await readers.ask() == 303
    link = service.link(JO, "series-confirm")
    shown = await service.client.get(link)
    assert AGREED in shown.text
    await service.wait(days=2)
    assert readers.got() == []
    assert [mail["Subject"] for mail in service.mailbox.to(JO)] == ["Please confirm: First steps"]
    assert (await service.client.post(link)).status_code == 200
    await service.send()
    assert readers.got() == ["p1"]


async def test_a_series_of_five_parts_is_finished_at_two_paces(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join(JO, pace="daily")
    await readers.join(BO, pace="every-third-day")
    got = []
    for _ in range(14):
        got.append((len(readers.got(JO)), len(readers.got(BO))))
        await service.wait(days=1)
    days = [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (5, 2), (5, 3), (5, 3), (5, 3), (5, 4)]
    assert got[:10] == days
    assert readers.got(JO) == readers.got(BO) == ALL
    for email in (JO, BO):
        assert readers.place(email).state is SeriesState.ENDED
        assert "This was the last part." in text_of(service.letters(email)[-1])
        assert service.subscription(email).choice.cadence is Cadence.NONE
    before = len(service.mailbox.letters)
    await service.publish(article("new"))
    await service.wait(days=40)
    assert len(service.mailbox.letters) == before, "nobody is moved to another list"


async def test_parts_go_on_the_days_and_at_the_hour_of_the_series_where_the_blog_is() -> None:
    workdays = replace(SERIES, days=frozenset(range(5)), at=time(7, 30))
    berlin = ZoneInfo("Europe/Berlin")
    friday = datetime(2026, 3, 27, 22, 0, tzinfo=UTC)
    saturday = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    assert workdays.next_due(Pace.DAILY, friday, berlin) == datetime(2026, 3, 30, 5, 30, tzinfo=UTC)
    at_night = replace(SERIES, at=time(2, 30))  # which the clocks skip on 29 March
    assert at_night.next_due(Pace.DAILY, saturday, berlin) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    assert at_night.next_due(Pace.WEEKLY, saturday, berlin).day == 4


async def test_a_reader_of_articles_keeps_them_and_one_of_a_series_gets_none(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await service.publish(article("old"))
    await service.join(JO, cadence="each")
    await readers.join(JO)
    await readers.join(BO)
    await service.publish(article("old"), article("new"))
    await service.wait(hours=1)
    subjects = {to: mail["Subject"] for to, mail in service.mailbox.letters[-1:]}
    assert subjects == {JO: "About new"}
    assert readers.got(JO) == readers.got(BO) == ["p1"]


async def test_who_gets_a_series_only_may_ask_for_articles_and_confirms_that_by_itself(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    await service.sign_up(JO, cadence="each")
    assert service.subscription().choice.cadence is Cadence.NONE
    answer = await service.client.post(service.link(JO, "confirm"))
    assert answer.status_code == 303
    assert service.subscription().choice.cadence is Cadence.EACH
    with service.store.reading() as tx:
        line = tx.consents.of(service.subscription().id)[-1]
    assert (line.act.value, line.wording, line.series) == ("confirmed", "2026-11", "")
    await service.wait(days=1)
    assert readers.got() == ["p1", "p2"]


async def test_an_unconfirmed_sign_up_for_articles_is_not_confirmed_by_a_series(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await service.sign_up(JO, cadence="each")
    of_articles = service.link(JO, "confirm")
    service.clock.forward(days=2)
    await readers.join()
    assert service.subscription().choice.cadence is Cadence.NONE
    assert (await service.client.post(of_articles)).status_code == 303
    assert service.subscription().choice.cadence is Cadence.EACH


@pytest.mark.parametrize(
    ("changes", "pace"), [(["slower"], "weekly"), (["faster"], "daily"), (["slower", "faster"], "")]
)
async def test_each_part_has_a_link_to_go_faster_and_one_to_go_slower(
    service: ServiceUnderTest, readers: SeriesReaders, changes: list[str], pace: str
) -> None:
    await readers.join(pace="every-third-day")
    for change in changes:
        await readers.press(change)
    assert readers.place().pace.value == (pace or "every-third-day")
    days = {"weekly": 7, "daily": 1, "": 3}[pace]
    await service.wait(days=days - 1, hours=22)
    assert readers.got() == ["p1"]
    await service.wait(hours=2)
    assert readers.got() == ["p1", "p2"]


async def test_a_pause_lasts_until_the_reader_goes_on(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    await readers.press("pause")
    await service.wait(days=30)
    assert readers.got() == ["p1"]
    await readers.press("resume")
    assert readers.got() == ["p1", "p2"]


async def test_a_pause_of_everything_pauses_the_series_too(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    await service.client.post(service.link(JO, "manage"), data={"action": "pause", "months": "1"})
    await service.wait(days=29)
    assert readers.got() == ["p1"]
    await service.wait(days=3)
    assert readers.got() == ["p1", "p2"]


async def test_the_one_click_of_a_mail_program_stops_this_series_and_nothing_else(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await service.join(JO, cadence="each")
    await readers.join(JO)
    await readers.join(JO, "second-steps")
    header = next(
        mail["List-Unsubscribe"]
        for mail in service.letters()
        if "series-first-steps." in mail["List-Id"]
    )
    assert header.startswith("<https://"), "no address of a mailbox: that would stop everything"
    link = header.strip("<>")
    assert (await service.client.get(link)).status_code == 200
    assert readers.place().state is SeriesState.ACTIVE, "a scanner opened it"
    for _ in range(2):
        answer = await service.client.post(link, content=b"List-Unsubscribe=One-Click")
        assert answer.status_code == 200
    assert readers.place().state is SeriesState.STOPPED
    assert readers.place(series="second-steps").state is SeriesState.ACTIVE
    assert service.subscription().status is Status.CONFIRMED
    await service.wait(days=1)
    assert readers.got() == ["p1", "p1", "p2"]


async def test_who_stopped_and_signs_up_again_goes_on_where_they_were(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    await readers.press("stop")
    await service.wait(days=9)
    await readers.join()
    assert readers.got() == ["p1", "p2"]


async def test_stopping_takes_a_part_out_of_the_outbox_that_waits_there(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    service.clock.forward(days=1)
    service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - the letter is written, not sent
    await readers.press("stop")
    assert readers.got() == ["p1"]
    await readers.join()
    assert readers.got() == ["p1", "p2"]


async def test_unsubscribing_from_everything_stops_series_and_undoing_it_brings_them_back(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    page = await service.client.post(service.link(JO, "unsubscribe"))
    await service.wait(hours=23)
    assert readers.place().state is SeriesState.STOPPED
    undo = page.text.partition('action="')[2].partition('"')[0]
    await service.client.post(undo)
    await service.send()
    assert readers.got() == ["p1", "p2"]


async def test_coming_back_to_articles_after_unsubscribing_brings_no_series_back(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    await service.client.post(service.link(JO, "unsubscribe"))
    await service.join(JO)
    await service.wait(days=9)
    assert readers.got() == ["p1"]


async def test_a_part_that_vanished_is_skipped_and_the_next_mail_says_so_once(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    readers.publish_parts(part(n, blocks=()) if n == 2 else part(n) for n in range(1, 6))
    await service.wait(days=1)
    await service.wait(days=1)
    assert readers.got() == ["p1", "p3", "p4"]
    said = ["“Step 2” is not available" in text_of(mail) for mail in service.letters()]
    assert said == [False, True, False]


async def test_a_part_withdrawn_while_its_mail_waits_is_not_mailed(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    service.clock.forward(days=1)
    service.app.state.mail_worker._watcher.work()  # noqa: SLF001 - the letter is written, not sent
    readers.publish_parts(part(n, blocks=()) if n == 2 else part(n) for n in range(1, 6))
    await service.send()
    assert readers.got() == ["p1", "p3"]


async def test_where_all_parts_to_come_vanished_one_mail_says_that_the_series_ends(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    readers.publish_parts(part(n, blocks=() if n > 1 else part(1).blocks) for n in range(1, 6))
    await service.wait(days=9)
    await service.wait(days=9)
    last = service.letters()[-1]
    assert len(service.letters()) == 2
    assert last["Subject"] == "The end of “First steps”"
    assert "“Step 5” is not available" in text_of(last)
    assert readers.place().state is SeriesState.ENDED
    assert readers.place().parts[-1].id == LAST_WORD


async def test_new_parts_come_to_those_still_in_it_and_not_to_those_at_the_end(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    readers.publish_parts([part(1), part(2)])
    await readers.join(JO, pace="daily")
    await readers.join(BO, pace="weekly")
    await service.wait(days=1)
    assert readers.place(JO).state is SeriesState.ENDED
    renamed = replace(part(1), id="another-name")
    readers.publish_parts([part(7), renamed, part(2), part(3)])
    for _ in range(5):
        await service.wait(days=7)
    assert readers.got(JO) == ["p1", "p2"]
    assert readers.got(BO) == ["p1", "p7", "p2", "p3"]


async def test_a_series_that_is_not_on_the_blog_waits_for_it_to_come_back(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    readers.publish(OTHER)
    await service.wait(days=3)
    assert (await service.client.get(readers.link())).status_code == 200
    readers.publish(SERIES, OTHER)
    await service.wait(hours=2)
    assert readers.got() == ["p1", "p2"]


async def test_the_next_part_waits_until_the_one_before_it_has_gone(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    service.mailbox.outcomes = [Outcome(Verdict.LATER, "x")]
    await service.wait(days=1)
    service.clock.forward(days=2)
    service.mailbox.outcomes = [Outcome(Verdict.UNKNOWN, "x"), Outcome(Verdict.SENT)]
    await service.send()
    assert readers.got() == ["p1", "p2"]
    await service.wait(hours=1)
    assert readers.got() == ["p1", "p2", "p2"], "it may not have arrived"
    twice = service.letters()[-2:]
    assert twice[0]["Message-ID"] == twice[1]["Message-ID"]
    await service.wait(days=1)
    assert readers.got()[-1] == "p3"


async def test_erasing_takes_the_series_along_and_the_export_has_it(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    place = await readers.join()
    account = await service.account_link()
    stored = (await service.client.get(f"{account}/download")).json()
    assert [(row["series"], row["pace"], row["parts"]) for row in stored["series"]] == [
        ("first-steps", "daily", ["Step 1"])
    ]
    acts = [(line["act"], line["series"], line["wording"]["text"]) for line in stored["ledger"]]
    assert acts == [
        ("series asked", "first-steps", AGREED),
        ("series confirmed", "first-steps", AGREED),
    ]
    await service.client.post(service.link(JO, "manage"), data={"action": "erase"})
    await service.send()
    await service.client.post(service.link(JO, "erase"))
    with service.store.reading() as tx:
        assert tx.series.get(place.id) is None


async def test_the_manage_page_leads_to_each_series_and_to_the_form_for_articles(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join()
    manage = service.link(JO, "manage")
    shown = (await service.client.get(manage)).text
    assert "First steps" in shown
    assert "running, one part a day" in shown
    assert 'value="choose"' not in shown
    assert "https://blog.example/subscribe/" in shown
    fields = {"action": "choose", "cadence": "each"}
    await service.client.post(manage, data=fields)
    assert service.subscription().choice.cadence is Cadence.NONE, "that needs its own consent"


async def test_each_part_says_why_it_came_and_how_to_change_that(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join(pace="every-third-day")
    (mail,) = service.letters()
    text = text_of(mail)
    assert "First steps, part 1 of 5" in text
    assert "The next part, “Step 2”, comes on 5 November 2026" in text
    assert [change in text for change in ("?do=faster", "?do=slower", "?do=pause", "?do=stop")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"series": "no-such"}, "no such series"),
        ({"pace": "hourly"}, "how often the next part comes"),
        ({"wording": "2026-11"}, "the text you agreed to"),
    ],
)
async def test_a_sign_up_that_the_series_does_not_offer_is_refused_in_words(
    service: ServiceUnderTest, readers: SeriesReaders, fields: dict[str, str], wrong: str
) -> None:
    del readers
    form = {"email": JO, "series": "first-steps", "pace": "daily", "wording": "w-series", **fields}
    answer = await service.client.post("/subscriptions", data=form)
    assert answer.status_code == 422
    assert wrong in answer.text
    assert "Topics" not in answer.text


async def test_a_link_of_another_purpose_or_an_old_one_opens_nothing(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.ask()
    link = service.link(JO, "series-confirm")
    token = link.rpartition("/")[2]
    for path in (f"confirm/{token}", f"series/{token}", "series-confirm/x", "series-stop/x"):
        assert (
            await service.client.post(f"/subscriptions/{path}", data={"action": "stop"})
        ).status_code == 404
    service.clock.forward(days=4)
    assert (await service.client.post(link)).status_code == 410
    assert service.subscription().status is Status.PENDING


async def test_a_stranger_who_signs_a_subscriber_up_changes_nothing_and_no_link_refuses_all(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    before = await service.join(JO)
    await readers.ask(JO)
    mail = service.mailbox.to(JO)[-1]
    assert mail["Subject"] == "Please confirm: First steps"
    assert links_in(mail, "refuse") == []
    assert service.subscription() == before


async def test_the_promise_counts_those_in_a_series_with_the_proof_of_that_very_consent(
    service: ServiceUnderTest, readers: SeriesReaders
) -> None:
    await readers.join(JO)
    await readers.join(BO)
    await readers.press("stop", BO)
    promise = service.parts.look(count)
    assert (promise.subscribers, promise.in_series) == (2, 1)
    assert (promise.added_without_permission, promise.with_full_proof) == (0, 2)


async def test_a_part_is_rendered_once_and_has_each_reader_s_own_links_and_day(
    service: ServiceUnderTest, readers: SeriesReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[MailKind] = []
    write_body = compose.write_body

    def counted(kind: MailKind, values: Mapping[str, object]) -> compose.MailBody:
        rendered.append(kind)
        return write_body(kind, values)

    monkeypatch.setattr(compose, "write_body", counted)
    await readers.join(JO, pace="weekly")
    service.clock.forward(hours=16)
    await readers.join(BO, pace="weekly")
    await readers.join("eve@mail.example.org", pace="daily")
    await readers.join("ann@mail.example.org", pace="daily")
    assert rendered.count(MailKind.SERIES_PART) == 3, "by pace, and by the day of the next part"
    texts = {}
    for email in (JO, BO):
        (mail,) = service.letters(email)
        link = links_in(mail, "manage")[0]
        token = readers.link(email).rpartition("/")[2]
        texts[email] = text_of(mail).replace(link, "").replace(token, "")
        assert service.link(email, "unsubscribe") in text_of(mail)
        assert (await service.client.get(readers.link(email))).status_code == 200
    assert "on 2 November 2026" in texts[JO]
    assert "on 3 November 2026" in texts[BO]
    assert readers.link(JO) != readers.link(BO)


async def test_a_series_that_was_stopped_after_the_backup_stays_stopped_when_it_is_restored(
    service: ServiceUnderTest, readers: SeriesReaders, tmp_path: Path
) -> None:
    service.app.state.service = replace(service.parts, journal=FileJournal(tmp_path / "x.journal"))
    store = service.store
    assert isinstance(store, MemoryStore)
    await readers.join(JO)
    await readers.join(BO)
    backup = store._state.copied()  # noqa: SLF001 - as it is in a file of another store
    await readers.press("stop", JO)
    store._state = backup  # noqa: SLF001 - as above
    assert readers.place(JO).state is SeriesState.ACTIVE
    service.parts.do(replay)
    await service.wait(days=1)
    assert readers.got(JO) == ["p1"]
    assert readers.got(BO) == ["p1", "p2"]


def test_two_workers_at_once_write_one_mail_of_each_part(database: str) -> None:
    stores = [open_store(database), open_store(database)]
    services = [ServiceUnderTest(store) for store in stores]
    for service in services:
        SeriesReaders(service)
    names = [f"r{number}" for number in range(30)]
    with stores[0].transaction() as tx:
        for name in names:
            tx.subscriptions.put(member(name))
            tx.series.put(place(name, next_at=START))

    def work_all(service: ServiceUnderTest) -> None:
        while service.parts.do(write_parts, 4):
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work_all, services))
    with stores[0].reading() as tx:
        parts = [[mail.part for mail in tx.outbox.of(name)] for name in names]
        had = [place.parts for name in names for place in tx.series.of(name)]
    for store in stores:
        store.close()
    assert parts == [["p1"]] * len(names)
    assert had == [(MailedPart("p1", "Step 1"),)] * len(names)
