"""The commands as an operator runs them, each in a process of its own."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import sqlite3
import time
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions import cli
from rapport_subscriptions.commands.people import open_service
from rapport_subscriptions.rules.consent import Origin
from rapport_subscriptions.settings import read_settings
from rapport_subscriptions.store.sql.database import open_store
from rapport_subscriptions.store.sql.schema import newest_version
from rapport_subscriptions.use_cases.unsubscribe import unsubscribe
from tests.ports import free_port
from tests.service.postgres import fresh_database
from tests.service.service_under_test import KEY, form
from tests.service.serving import environment, run, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JO = "jo@mail.example.org"


def test_serve_takes_a_reader_from_sign_up_to_leaving(tmp_path: Path) -> None:
    port = free_port()
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/new.db", port)
    with serving(environ, port) as server:
        answer = server.client.post("/subscriptions", data=form())
        assert answer.status_code == 303
        large = server.client.get("/healthz", headers={"x-large": "y" * 40_000})
        assert large.status_code == 400, "the limits of web/connection.py hold"
        confirm = links(tmp_path, "confirm")
        assert server.client.get(confirm).status_code == 200
        assert exported(environ)[0]["status"] == "pending"
        assert server.client.post(confirm).status_code == 303
        (row,) = exported(environ)
        assert (row["status"], row["wording"], row["page"]) == (
            "confirmed",
            "2026-11",
            "/articles/first/",
        )
        assert row["confirmed_at"]
        leave = links(tmp_path, "unsubscribe")
        server.client.post(leave, data={"List-Unsubscribe": "One-Click"})
        assert exported(environ)[0]["status"] == "unsubscribed"
        metrics = server.client.get("/metrics").text
        assert 'rapport_subscriptions{status="unsubscribed"} 1' in metrics
        assert 'rapport_mails{state="sent"} 2' in metrics
        assert server.stop() in {0, -signal.SIGTERM}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RAPPORT_DATABASE_URL", "mysql://x"),
        ("RAPPORT_DATABASE_URL", "sqlite:////nowhere/x.db"),
        ("RAPPORT_MAIL_URL", ""),
        ("RAPPORT_MAIL_URL", "smtp://host:25?tls=maybe"),
        ("RAPPORT_MAIL_URL", "http://x"),
        ("RAPPORT_MAIL_URL", "smtp://host:x"),
        ("RAPPORT_MAIL_FROM", "nobody"),
        ("RAPPORT_SITE", "/nowhere"),
        ("RAPPORT_SITE", "http://127.0.0.1:1/"),
        ("RAPPORT_PUBLIC_URL", "subscriptions.example"),
        ("RAPPORT_PUBLIC_URL", "https://blog.example/below"),
        ("RAPPORT_SECRET_KEYS", "short"),
        ("RAPPORT_SECRET_KEYS", f"{KEY},short"),
        ("RAPPORT_TRUSTED_PROXIES", "proxy"),
        ("RAPPORT_BOUNCES_TO", "bounces"),
        ("RAPPORT_DKIM_KEY", "/nowhere/key.pem"),
        ("RAPPORT_MAILS_PER_HOUR", "many"),
        ("RAPPORT_METRICS_FOR", "everybody"),
        ("RAPPORT_MAIL_URL", "smtp://us#er:password@mail.example.org:587"),
        ("RAPPORT_MAIL_URL", "smtp://user:pass#word@mail.example.org:587"),
        ("RAPPORT_DATABASE_URL", "postgresql://user:password@host:5x32/blog"),
        ("RAPPORT_DATABASE_URL", "postgresql://user:pass#word@host/blog"),
        ("RAPPORT_DKIM_KEY", __file__),
        ("RAPPORT_LETTER_WEEKLY", "monday 08:00"),
        ("RAPPORT_SECRET_KEY", KEY),
        ("RAPPORT_mail_from", "A Word <hello@blog.example>"),
    ],
)
def test_a_wrong_setting_stops_serve_with_one_line_that_names_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
) -> None:
    for name, usual in environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1).items():
        monkeypatch.setenv(name, usual)
    monkeypatch.setenv(variable, value)
    assert cli.main(["serve"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert len(out.err.splitlines()) == 1
    assert variable in out.err
    assert "password" not in out.err
    assert "pass#word" not in out.err


@pytest.mark.parametrize(
    "database", ["sqlite:////nowhere/x.db", "postgresql://user:password@127.0.0.1:1/blog"]
)
def test_a_database_that_no_command_reaches_is_one_line_that_names_its_setting(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    database: str,
) -> None:
    for name, value in environment(tmp_path, database, 1).items():
        monkeypatch.setenv(name, value)
    assert cli.main(["letters"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "RAPPORT_DATABASE_URL" in line
    assert "password" not in line


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgresql"), "restored")
    return f"sqlite:///{tmp_path}/restored.db"


def test_a_settings_repr_shows_no_secret(tmp_path: Path) -> None:
    settings = read_settings(environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1))
    assert KEY not in repr(settings)


def test_a_database_of_another_version_stops_serve_with_the_way_out(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    assert run(environ, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    ended = run(environ, "serve")
    assert ended.returncode == 2
    assert b"rapport subscriptions migrate" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_a_backup_is_restored_into_either_database(database: str, tmp_path: Path) -> None:
    environ = environment(tmp_path, database, 1)
    file = tmp_path / "people.csv"
    lines = [f"r{number}@mail.example.org,2026-01-31T09:00:00Z,/x/,2026-11" for number in range(25)]
    file.write_text(
        "\n".join(
            ["email,confirmed_at,page,wording,status", *(f"{item},confirmed" for item in lines)]
        )
    )
    assert run(environ, "import", str(file)).returncode == 0
    assert run(environ, "erase", "r7@mail.example.org").returncode == 0
    before = run(environ, "export").stdout
    assert before.count(b"confirmed") == 25
    saved = run(environ, "backup", str(tmp_path / "backup.gz"))
    assert saved.returncode == 0, saved.stderr
    assert (tmp_path / "backup.gz").stat().st_mode & 0o077 == 0
    elsewhere = environment(tmp_path, f"sqlite:///{tmp_path}/restored.db", 1)
    assert (
        run(elsewhere, "restore", "--without-journal", str(tmp_path / "backup.gz")).returncode == 0
    )
    assert run(elsewhere, "export").stdout == before
    again = run(elsewhere, "import", str(file))
    assert b"24  known already" in again.stdout
    assert b"1  erased by the reader" in again.stdout
    refused = run(elsewhere, "restore", "--without-journal", str(tmp_path / "backup.gz"))
    assert refused.returncode == 1
    assert b"not empty" in refused.stderr


def test_who_said_no_after_the_backup_stays_out_after_the_restore(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    file = tmp_path / "people.csv"
    names = ("stays", "left", "erased")
    lines = [
        f"{name}@mail.example.org,confirmed,2026-01-31T09:00:00Z,/x/,2026-11" for name in names
    ]
    file.write_text("\n".join(["email,status,confirmed_at,page,wording", *lines]))
    assert run(environ, "import", str(file)).returncode == 0
    assert run(environ, "backup", str(tmp_path / "b.gz")).returncode == 0
    assert run(environ, "erase", "erased@mail.example.org").returncode == 0
    service = open_service(environ)
    with service.store.reading() as tx:
        left = tx.subscriptions.by_address("left@mail.example.org")
    assert left is not None
    secret = service.links.unsubscribe(left).rpartition("/")[2]
    assert service.do(unsubscribe, secret, Origin()) is not None
    service.store.close()
    target = environment(tmp_path, f"sqlite:///{tmp_path}/new.db", 1)
    refused = run(target, "restore", str(tmp_path / "b.gz"))
    assert refused.returncode == 1
    assert b"there is no journal at" in refused.stderr
    target["RAPPORT_JOURNAL"] = str(tmp_path / "x.journal")
    restored = run(target, "restore", str(tmp_path / "b.gz"))
    assert restored.returncode == 0, restored.stderr
    assert b"2 subscriptions ended since that backup" in restored.stdout
    statuses = {row["email"][:-17]: row["status"] for row in exported(target)}
    assert statuses == {"stays": "confirmed", "left": "unsubscribed"}
    assert b"all letters are held" in run(target, "letters").stdout
    empty = environment(tmp_path, f"sqlite:///{tmp_path}/empty.db", 1)
    empty["RAPPORT_JOURNAL"] = str(tmp_path / "x.journal")
    imported = run(empty, "import", str(file)).stdout
    assert b"1  confirmed" in imported
    assert b"1  unsubscribed or suppressed" in imported
    assert b"1  erased by the reader" in imported


def test_a_restored_database_goes_on_counting(postgresql: str, tmp_path: Path) -> None:
    source = environment(tmp_path, fresh_database(postgresql, "source", "migrated"), 1)
    file = tmp_path / "people.csv"
    file.write_text("email\na@mail.example.org\n")
    run(source, "import", str(file))
    run(source, "backup", str(tmp_path / "b.gz"))
    target = environment(tmp_path, fresh_database(postgresql, "target"), 1)
    assert run(target, "restore", "--without-journal", str(tmp_path / "b.gz")).returncode == 0
    file.write_text("email\nb@mail.example.org\n")
    assert run(target, "import", str(file)).returncode == 0
    assert len(exported(target)) == 2


@pytest.mark.parametrize("command", ["serve", "migrate", "export", "doctor", "backup"])
def test_a_database_of_a_newer_release_is_refused_in_one_line(tmp_path: Path, command: str) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    assert run(environ, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    ended = run(environ, command, *([str(tmp_path / "b.gz")] if command == "backup" else []))
    said = ended.stdout if command == "doctor" else ended.stderr
    lines = [line for line in said.decode().splitlines() if "9999" in line]
    assert len(lines) == 1
    assert "newer release" in lines[0]
    assert ended.returncode in {1, 2}
    assert command == "doctor" or len(said.splitlines()) == 1
    assert not (tmp_path / "b.gz").exists()


@pytest.mark.parametrize("damage", ["cut", "newer", "table", "column", "row"])
def test_a_restore_that_fails_leaves_nothing_so_that_the_next_one_works(
    empty_url: str, tmp_path: Path, damage: str
) -> None:
    source = environment(tmp_path, f"sqlite:///{tmp_path}/source.db", 1)
    file = tmp_path / "list.csv"
    file.write_text("email\n" + "".join(f"r{n}@mail.example.org\n" for n in range(1_100)))
    assert run(source, "import", str(file)).returncode == 0
    good, bad = tmp_path / "good.gz", tmp_path / "bad.gz"
    assert run(source, "backup", str(good)).returncode == 0
    assert good.stat().st_mode & 0o777 == 0o600
    lines = gzip.decompress(good.read_bytes()).decode().splitlines(keepends=True)
    head = json.loads(lines[0])
    if damage == "newer":
        lines[0] = json.dumps({**head, "version": "9999"}) + "\n"
    elif damage == "table":
        lines.append('["horoscopes", {"id": "x"}]\n')
    elif damage == "column":
        name, row = json.loads(lines[-1])
        lines.append(json.dumps([name, {**row, "zodiac": "x"}]) + "\n")
    elif damage == "row":
        lines.append(lines[-1])
    packed = gzip.compress("".join(lines).encode())
    bad.write_bytes(packed[: len(packed) // 2] if damage == "cut" else packed)
    target = environment(tmp_path, empty_url, 1)
    ended = run(target, "restore", "--without-journal", str(bad))
    assert ended.returncode in {1, 2}
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    named = {"newer": b"9999", "table": b"horoscopes", "column": b"zodiac"}
    assert named.get(damage, b"") in ended.stderr
    ended = run(target, "restore", "--without-journal", str(good))
    assert ended.returncode == 0, ended.stderr
    assert len(exported(target)) == 1_100


def test_what_the_service_writes_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
        assert run(environ, "migrate").returncode == 0
        assert run(environ, "backup", str(tmp_path / "b.gz")).returncode == 0
    finally:
        os.umask(before)
    found = {
        path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir() if path.is_file()
    }
    assert {"x.db", "b.gz"} <= set(found)
    assert set(found.values()) == {0o600}, found


def test_an_operator_sees_what_one_person_got_and_all_that_is_stored(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    assert run(environ, "migrate").returncode == 0
    nobody = run(environ, "show", JO)
    assert (nobody.returncode, nobody.stdout) == (1, b"nothing is stored about this address\n")
    file = tmp_path / "list.csv"
    file.write_text(
        "email,status,confirmed_at,page,wording,topics,cadence\n"
        f"{JO},confirmed,2026-01-01T00:00:00Z,/,2026-11,networking,weekly\n"
    )
    assert run(environ, "import", str(file)).returncode == 0
    shown = run(environ, "show", JO.upper())
    assert shown.returncode == 0
    assert shown.stdout.decode().splitlines()[:2] == [
        f"{JO}: confirmed",
        "gets networking, weekly",
    ]
    assert " imported" in shown.stdout.decode()
    told = json.loads(run(environ, "show", JO, "--json").stdout)
    assert (told["email"], told["status"]) == (JO, "confirmed")
    assert [line["act"] for line in told["ledger"]] == ["imported"]
    wrong = run(environ, "show", "nobody")
    assert wrong.returncode == 1
    assert len(wrong.stderr.splitlines()) == 1


def test_a_broken_backup_restores_nothing(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    (tmp_path / "b.gz").write_bytes(b"\x1f\x8b broken")
    ended = run(environ, "restore", "--without-journal", str(tmp_path / "b.gz"))
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def test_a_restore_that_fails_leaves_the_database_empty_for_the_next(
    database: str, tmp_path: Path, postgresql: str
) -> None:
    source = environment(tmp_path, database, 1)
    file = tmp_path / "people.csv"
    file.write_text("email\n" + "".join(f"r{n}@mail.example.org\n" for n in range(900)))
    run(source, "import", str(file))
    assert run(source, "backup", str(tmp_path / "good.gz")).returncode == 0
    good = gzip.decompress((tmp_path / "good.gz").read_bytes()).decode()
    target_url = (
        fresh_database(postgresql, "target")
        if database.startswith("postgresql")
        else f"sqlite:///{tmp_path}/target.db"
    )
    target = environment(tmp_path, target_url, 1)
    newer = good.replace(newest_version() or "", "9999", 1)
    invalid = {
        "cut": (tmp_path / "good.gz").read_bytes()[:-2000],
        "newer": gzip.compress(newer.encode()),
        "table": gzip.compress((good + '["no_table", {"a": 1}]\n').encode()),
    }
    for name, raw in invalid.items():
        (tmp_path / f"{name}.gz").write_bytes(raw)
        ended = run(target, "restore", "--without-journal", str(tmp_path / f"{name}.gz"))
        assert ended.returncode == 1, name
        assert len(ended.stderr.splitlines()) == 1, ended.stderr
    restored = run(target, "restore", "--without-journal", str(tmp_path / "good.gz"))
    assert restored.returncode == 0, restored.stderr
    assert len(exported(target)) == 900


def test_a_database_of_a_newer_release_is_named_and_not_touched(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    assert run(environ, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("serve",), ("migrate",), ("backup", str(tmp_path / "b.gz"))):
        ended = run(environ, *command)
        assert ended.returncode in {1, 2}
        assert b"version 9999 is of a newer release" in ended.stderr, ended.stderr
        assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "b.gz").exists()


def test_a_bounce_from_standard_input_suppresses(tmp_path: Path) -> None:
    port = free_port()
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", port)
    with serving(environ, port) as server:
        server.client.post("/subscriptions", data=form())
        server.client.post(links(tmp_path, "confirm"))
        links(tmp_path, "unsubscribe")
    welcome = letters(tmp_path)[-1]
    returned = (
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        b"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        b"Final-Recipient: rfc822; x\nAction: failed\nStatus: 5.1.1\n\n"
        b"--x\nContent-Type: message/rfc822\n\n" + welcome + b"\n--x--\n"
    )
    assert run(environ, "bounce", said=returned).stdout == b"hard\n"
    assert exported(environ)[0]["status"] == "suppressed"
    assert run(environ, "bounce", said=b"Subject: hello\n\nhello\n").stdout == b"nothing\n"


def test_the_doctor_says_what_to_fix(tmp_path: Path) -> None:
    environ = environment(tmp_path, f"sqlite:///{tmp_path}/x.db", 1)
    ended = run(environ, "doctor")
    assert ended.returncode == 1
    assert b"FIX  public URL: RAPPORT_PUBLIC_URL is not https" in ended.stdout
    assert b"ok   database" in ended.stdout
    assert b"Traceback" not in ended.stderr


def test_migrating_twice_is_migrating_once(database: str, tmp_path: Path) -> None:
    environ = environment(tmp_path, database, 1)
    for _ in range(2):
        assert run(environ, "migrate").returncode == 0
    store = open_store(database)
    store.check()
    store.close()


def letters(folder: Path) -> list[bytes]:
    found = sorted((folder / "inbox" / "new").iterdir())
    return [file.read_bytes() for file in found]


def links(folder: Path, purpose: str) -> str:
    """Wait for a mail with such a link; return the newest one's."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        inbox = letters(folder) if (folder / "inbox" / "new").exists() else []
        for link in _links(reversed(inbox), purpose):
            return link
        time.sleep(0.05)
    raise AssertionError(f"no mail with a {purpose} link")


def _links(raw: Iterator[bytes], purpose: str) -> Iterator[str]:
    for item in raw:
        body = message_from_bytes(item, policy=policy.default).get_body(("plain",))
        assert body is not None
        yield from re.findall(rf"http://\S+/subscriptions/{purpose}/\S+", body.get_content())


def exported(environ: dict[str, str]) -> list[dict[str, str]]:
    ended = run(environ, "export")
    assert ended.returncode == 0, ended.stderr
    return list(csv.DictReader(io.StringIO(ended.stdout.decode())))
