"""Lists as other programs export them: who left stays left, and nobody is asked by mistake."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.lists.import_list import ListOptions, decoded, read_list
from rapport_subscriptions.rules.consent import Act
from rapport_subscriptions.rules.subscription import Status
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.use_cases.import_subscribers import (
    ImportResult,
    import_rows,
    preview_rows,
)
from tests.service.service_under_test import BLOG, START, ServiceUnderTest, ask
from tests.service.serving import environment, run

if TYPE_CHECKING:
    from pathlib import Path

    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.subscription import Subscription

pytestmark = pytest.mark.anyio

EXPORTS = {
    "mailchimp subscribed": (
        (
            '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,'  # noqa: E501 - a line as it was exported
            "CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,"
            "NOTES,TAGS\n"
            'in@mail.example.org,Jo,Doe,2,,,"2024-01-31 09:00:00",192.0.2.7,,,,,,,,,1,x,,\n'
        ),
        {"in": Status.CONFIRMED},
    ),
    "mailchimp unsubscribed": (
        (
            '"Email Address","First Name",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,LEID,EUID\n'
            'left@mail.example.org,Jo,"2024-01-31 09:00:00",May,NORMAL,1,x\n'
        ),
        {"left": Status.UNSUBSCRIBED},
    ),
    "mailchimp cleaned": (
        (
            '"Email Address","First Name",CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,LEID,EUID\n'
            'dead@mail.example.org,Jo,"2024-01-31 09:00:00",May,1,x\n'
        ),
        {"dead": Status.SUPPRESSED},
    ),
    "substack": (
        (
            "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
            "in@mail.example.org,false,,other,false,2024-01-31T09:00:00.000Z,\n"
            "left@mail.example.org,false,,other,true,2024-01-31T09:00:00.000Z,\n"
        ),
        {"in": Status.PENDING, "left": Status.UNSUBSCRIBED},
    ),
    "ghost": (
        (
            "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,"
            "deleted_at,labels,tiers\n"
            "1,in@mail.example.org,Jo,,true,false,,2024-01-31T09:00:00.000Z,,,\n"
            "2,left@mail.example.org,Jo,,false,false,,2024-01-31T09:00:00.000Z,,,\n"
            "3,gone@mail.example.org,Jo,,true,false,,2024-01-31T09:00:00.000Z,2024-02-01T09:00:00Z,,\n"
        ),
        {"in": Status.PENDING, "left": Status.UNSUBSCRIBED, "gone": Status.UNSUBSCRIBED},
    ),
    "kit": (
        (
            "id,first_name,email,status,created_at,tags\n"
            "1,Jo,in@mail.example.org,active,2024-01-31 09:00:00 UTC,\n"
            "2,Jo,left@mail.example.org,cancelled,2024-01-31 09:00:00 UTC,\n"
            "3,Jo,dead@mail.example.org,bounced,2024-01-31 09:00:00 UTC,\n"
        ),
        {"in": Status.CONFIRMED, "left": Status.UNSUBSCRIBED, "dead": Status.SUPPRESSED},
    ),
    "buttondown": (
        (
            "email,notes,metadata,tags,referrer_url,subscriber_type,creation_date,unsubscription_date\n"
            "in@mail.example.org,,{},,,regular,2024-01-31T09:00:00Z,\n"
            "left@mail.example.org,,{},,,unsubscribed,2024-01-31T09:00:00Z,2024-02-01T09:00:00Z\n"
            "new@mail.example.org,,{},,,unactivated,2024-01-31T09:00:00Z,\n"
        ),
        {"in": Status.CONFIRMED, "left": Status.UNSUBSCRIBED, "new": Status.PENDING},
    ),
    "listmonk": (
        (
            "uuid,email,name,attributes,status,created_at,updated_at\n"
            "1,in@mail.example.org,Jo,{},enabled,2024-01-31T09:00:00Z,\n"
            "2,left@mail.example.org,Jo,{},blocklisted,2024-01-31T09:00:00Z,\n"
        ),
        {"in": Status.CONFIRMED, "left": Status.UNSUBSCRIBED},
    ),
    "brevo": (
        (
            "CONTACT ID;EMAIL;FIRSTNAME;LASTNAME;SMS;EMAIL_BLACKLISTED;ADDED_TIME;MODIFIED_TIME\n"
            "1;in@mail.example.org;Jo;Doe;;No;2024-01-31 09:00:00;\n"
            "2;left@mail.example.org;Jo;Doe;;Yes;2024-01-31 09:00:00;\n"
        ),
        {"in": Status.PENDING, "left": Status.UNSUBSCRIBED},
    ),
    "mailerlite": (
        (
            "Subscriber,Subscribed,Sent,Opens,Clicks,Location,Status,Unsubscribed date\n"
            "in@mail.example.org,2024-01-31 09:00:00,3,1,0,,Active,\n"
            "left@mail.example.org,2024-01-31 09:00:00,3,1,0,,Unsubscribed,2024-02-01\n"
            "dead@mail.example.org,2024-01-31 09:00:00,3,1,0,,Junk,\n"
        ),
        {"in": Status.CONFIRMED, "left": Status.UNSUBSCRIBED, "dead": Status.SUPPRESSED},
    ),
    "mailman": (
        "in@mail.example.org\nJo Doe <jo@mail.example.org>\n",
        {"in": Status.PENDING, "jo": Status.PENDING},
    ),
    "mailpoet": (
        (
            "Email,First name,Last name,List name,Global status,Created at\n"
            "in@mail.example.org,Jo,Doe,News,Subscribed,2024-01-31 09:00:00\n"
            "left@mail.example.org,Jo,Doe,News,Unsubscribed,2024-01-31 09:00:00\n"
            "new@mail.example.org,Jo,Doe,News,Unconfirmed,2024-01-31 09:00:00\n"
            "dead@mail.example.org,Jo,Doe,News,Bounced,2024-01-31 09:00:00\n"
        ),
        {
            "in": Status.CONFIRMED,
            "left": Status.UNSUBSCRIBED,
            "new": Status.PENDING,
            "dead": Status.SUPPRESSED,
        },
    ),
    "jetpack": (
        "Email,Date subscribed\nin@mail.example.org,2024-01-31 09:00:00\n",
        {"in": Status.PENDING},
    ),
    "rapport's first release": (
        (
            "email,status,left_at\nleft@mail.example.org,left,2024-01-31T09:00:00Z\n"
            "also@mail.example.org,,2024-01-31T09:00:00Z\n"
        ),
        {"left": Status.UNSUBSCRIBED, "also": Status.UNSUBSCRIBED},
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_as_its_program_meant_it(name: str) -> None:
    text, expected = EXPORTS[name]
    read = read_list(text, BLOG)
    assert read.problems == []
    assert read.unknown_columns == []
    found = {row.email.typed.partition("@")[0]: row.status for row in read.rows}
    assert found == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator_of_a_spreadsheet_is_read(encoding: str, separator: str) -> None:
    lines = ["E-Mail-Adresse,Name,Status", "jö@mail.example.org,Jörg,Subscribed", ",,"]
    raw = "\r\n".join(lines).replace(",", separator).encode(encoding)
    read = read_list(decoded(raw), BLOG)
    assert [row.email.typed for row in read.rows] == ["jö@mail.example.org"]
    assert read.problems == []


def test_times_of_confirmation_are_proof_with_a_text_and_a_page_told_once() -> None:
    text, _ = EXPORTS["mailchimp subscribed"]
    options = ListOptions(consent_text="Yes, weekly.", consent_page="https://blog.example/join/")
    (row,) = read_list(text, BLOG, options).rows
    assert row.is_proven()
    assert (row.text, row.page, row.network) == (
        "Yes, weekly.",
        "https://blog.example/join/",
        "192.0.2.7",
    )
    (without,) = read_list(text, BLOG).rows
    assert not without.is_proven()


def test_tags_and_groups_become_topics_by_a_map() -> None:
    options = ListOptions(topic_of={"jobinterviews": "interviews", "net": "networking"})
    text = 'email,Tags\na@mail.example.org,"Job Interviews, Other, net"\n'
    (row,) = read_list(text, BLOG, options).rows
    assert row.choice.topics == ("interviews", "networking")


async def test_leaving_wins_over_everybody_who_is_known_already(store: Store) -> None:
    service = ServiceUnderTest(store)
    for name in ("left", "dead", "in"):
        await service.join(f"{name}@mail.example.org")
    await service.sign_up("pending@mail.example.org")
    text = (
        "email,status,left_at\n"
        "left@mail.example.org,left,2024-01-31T09:00:00Z\n"
        "dead@mail.example.org,suppressed,\n"
        "in@mail.example.org,confirmed,\n"
        "pending@mail.example.org,unsubscribed,\n"
    )
    results = service.parts.do(import_rows, read_list(text, BLOG).rows)
    assert results == [
        ImportResult.UNSUBSCRIBED,
        ImportResult.UNSUBSCRIBED,
        ImportResult.KNOWN,
        ImportResult.UNSUBSCRIBED,
    ]
    found = {reader.email.typed.partition("@")[0]: reader.status for reader in service.everything()}
    assert found == {
        "left": "unsubscribed",
        "dead": "suppressed",
        "in": "confirmed",
        "pending": "unsubscribed",
    }


def test_unknown_columns_are_named_and_nobody_is_asked_until_they_are_understood(
    tmp_path: Path,
) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    file = tmp_path / "list.csv"
    file.write_text("email,wants_mail,name\na@mail.example.org,no,Jo\n")
    refused = run(environ, "import", str(file), "--ask-permission")
    assert refused.returncode == 1
    assert b"unknown columns: wants_mail\n" in refused.stderr
    assert b"--ignore-columns 'wants_mail'" in refused.stderr
    done = run(environ, "import", str(file), "--ask-permission", "--ignore-columns", "wants_mail")
    assert b"1  asked for permission, once" in done.stdout


def test_a_dry_run_shows_what_each_row_becomes_and_why_and_changes_nothing(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    file = tmp_path / "list.csv"
    file.write_text(
        "email,status,confirmed_at,page,text\n"
        "in@mail.example.org,confirmed,2024-01-31T09:00:00Z,/x/,Yes.\n"
        "half@mail.example.org,confirmed,2024-01-31T09:00:00Z,,\n"
        "left@mail.example.org,unsubscribed,,,\n"
        "bad@,,,,\n"
    )
    shown = run(environ, "import", "--dry-run", str(file))
    assert shown.returncode == 0
    assert shown.stdout.decode().splitlines() == [
        "line,email,becomes,why",
        "2,in@mail.example.org,confirmed,status is confirmed",
        (
            '3,half@mail.example.org,pending permission,"it does not say where (page), to what text '  # noqa: E501 - a line as it was exported
            '(text) its owner agreed"'
        ),
        "4,left@mail.example.org,unsubscribed or suppressed,its owner unsubscribed",
    ]
    assert b"line 5, email: " in shown.stderr
    assert run(environ, "export").stdout.count(b"\n") == 1
    assert not (tmp_path / "x.journal").exists()
    refused = run(environ, "import", str(file))
    assert refused.returncode == 1
    assert b"--skip-bad" in refused.stderr
    assert run(environ, "export").stdout.count(b"\n") == 1
    done = run(environ, "import", "--skip-bad", str(file))
    assert b"1  skipped" in done.stdout
    assert run(environ, "export").stdout.count(b"\n") == 4


def test_people_are_asked_at_a_pace_and_after_confirmations(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1, RAPPORT_MAILS_PER_MINUTE="30")
    file = tmp_path / "list.csv"
    file.write_text("email\n" + "".join(f"r{number}@mail.example.org\n" for number in range(5)))
    run(environ, "import", str(file), "--ask-permission")
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    with store.reading() as tx:
        mails = [mail for reader in tx.subscriptions.all() for mail in tx.outbox.of(reader.id)]
    store.close()
    waits = sorted((mail.not_before - mail.created_at).total_seconds() for mail in mails)
    assert waits == [2, 4, 6, 8, 10]


async def test_the_mail_that_asks_carries_a_one_click_no(store: Store) -> None:
    service = ServiceUnderTest(store)
    service.parts.do(import_rows, read_list("email\na@mail.example.org\n", BLOG).rows)
    ask(service.parts, service.everything()[0])
    await service.send()
    (mail,) = service.mailbox.to("a@mail.example.org")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].strip("<>")
    answer = await service.client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert service.everything() == []
    rows = read_list("email\na@mail.example.org\n", BLOG).rows
    assert service.parts.do(import_rows, rows) == [ImportResult.UNSUBSCRIBED]


def test_a_field_of_any_length_is_no_traceback() -> None:
    text = f"email,note\na@mail.example.org,{'x' * 200_000}\n"
    assert len(read_list(text, BLOG).rows) == 1


async def test_rows_of_one_transaction_become_what_they_become_one_by_one(store: Store) -> None:
    service = ServiceUnderTest(store)
    await service.join("known@mail.example.org")
    text = "email,status,confirmed_at,page,text\n" + "".join(
        f"{email},{status},2024-01-31T09:00:00Z,/x/,Yes.\n"
        for email, status in (
            ("in@mail.example.org", "confirmed"),
            ("IN@mail.example.org", "confirmed"),
            ("in@mail.example.org", "unsubscribed"),
            ("out@mail.example.org", "unsubscribed"),
            ("out@mail.example.org", "confirmed"),
            ("dead@mail.example.org", "bounced"),
            ("dead@mail.example.org", "unsubscribed"),
            ("known@mail.example.org", "bounced"),
            ("known@mail.example.org", "confirmed"),
        )
    )
    rows = read_list(text, BLOG).rows
    expected = [
        ImportResult.CONFIRMED,
        ImportResult.KNOWN,
        ImportResult.UNSUBSCRIBED,
        ImportResult.UNSUBSCRIBED,
        ImportResult.KNOWN,
        ImportResult.UNSUBSCRIBED,
        ImportResult.KNOWN,
        ImportResult.UNSUBSCRIBED,
        ImportResult.KNOWN,
    ]
    assert service.parts.look(preview_rows, rows, {}) == expected
    met: dict[str, Subscription] = {}  # the same, a row at a time
    assert [service.parts.look(preview_rows, [row], met)[0] for row in rows] == expected
    assert [reader.status for reader in service.everything()] == ["confirmed"]
    assert service.parts.do(import_rows, rows) == expected
    found = {reader.email.key.partition("@")[0]: reader.status for reader in service.everything()}
    assert found == {
        "in": "unsubscribed",
        "out": "unsubscribed",
        "dead": "suppressed",
        "known": "suppressed",
    }
    acts = {
        name: [line.act for line in ledger_of(store, f"{name}@mail.example.org")]
        for name in ("in", "out", "dead", "known")
    }
    assert acts == {
        "in": [Act.IMPORTED, Act.UNSUBSCRIBED],
        "out": [Act.IMPORTED],
        "dead": [Act.IMPORTED],
        "known": [Act.ASKED, Act.CONFIRMED, Act.SUPPRESSED],
    }


def test_people_who_sign_up_while_a_list_moves_in_are_taken_between_its_rows(
    tmp_path: Path,
) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    run(environ, "migrate")
    file = tmp_path / "list.csv"
    addresses = (f"r{number}@mail.example.org\n" for number in range(6_000))
    file.write_text("email\n" + "".join(addresses))
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    seen: set[int] = set()
    moving_in = Thread(target=run, args=(environ, "import", str(file), "--ask-permission"))
    moving_in.start()
    while moving_in.is_alive():
        with store.transaction() as tx:
            tx.counters.add("somebody signs up", START)
            seen.add(tx.numbers().get("subscriptions.pending", 0))
    store.close()
    between = seen - {0, 6_000}
    assert len(between) >= 3, seen


def test_a_dry_run_waits_for_no_writer_and_holds_up_none(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    run(environ, "migrate")
    file = tmp_path / "list.csv"
    file.write_text("email\na@mail.example.org\n")
    store = open_store(f"sqlite:///{tmp_path}/x.db")
    with store.transaction() as tx:
        tx.counters.add("somebody signs up", START)
        shown = run(environ, "import", "--dry-run", str(file))
    store.close()
    assert shown.returncode == 0
    assert b"a@mail.example.org,pending permission" in shown.stdout


def ledger_of(store: Store, email: str) -> list[Consent]:
    with store.reading() as tx:
        reader = tx.subscriptions.by_address(email)
        assert reader
        return list(tx.consents.of(reader.id))
