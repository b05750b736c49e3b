"""The operator's commands with wrong, missing and empty arguments."""

from __future__ import annotations

import shlex
import socket
from typing import TYPE_CHECKING

import pytest

from rapport_subscriptions.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRONG = """
rapport subscriptions                        | required: COMMAND
rapport subscriptions nope                   | invalid choice: 'nope'
rapport subscriptions serve extra            | unrecognized arguments: extra
rapport subscriptions serve --port x         | `x` is not a port
rapport subscriptions serve --port 65536     | `65536` is not a port
rapport subscriptions serve --port {taken}   | can't be used: Address already in use
rapport subscriptions serve --host no.invalid | of no.invalid can't be used
rapport subscriptions serve --workers 0      | `0`: expected a number, 1 or more
rapport subscriptions serve --mail-workers -1 | `-1`: expected a number, 0 or more
rapport subscriptions import                 | required: FILE
rapport subscriptions import ''              | argument FILE: is empty
rapport subscriptions erase                  | required: ADDRESS
rapport subscriptions erase ''               | argument ADDRESS: is empty
rapport subscriptions unsuppress ''          | argument ADDRESS: is empty
rapport subscriptions bounce --lmtp ''       | argument --lmtp: is empty
rapport subscriptions letters --test ''      | argument --test: is empty
rapport subscriptions backup                 | required: FILE
rapport subscriptions backup ''              | argument FILE: is empty
rapport subscriptions backup taken.gz        | taken.gz already exists: name a new file
rapport subscriptions restore ''             | argument FILE: is empty
"""
CASES = [
    tuple(part.strip() for part in line.split(" | ", 1)) for line in WRONG.strip().splitlines()
]


@pytest.fixture(scope="module")
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an operator whose settings are right, with a backup in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "blog.json").write_text(
        '{"version": 1, "url": "https://blog.example/", "title": "Blog", "language": "en",'
        ' "timezone": "UTC", "topics": [], "articles": [], "wordings": {"1": "I agree."}}'
    )
    (tmp_path / "taken.gz").write_bytes(b"the only good backup")
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path / 's.db'}",
        "MAIL_URL": f"maildir://{tmp_path / 'inbox'}",
        "MAIL_FROM": "Blog <blog@blog.example>",
        "SITE": str(tmp_path),
        "PUBLIC_URL": "https://letters.example",
        "SECRET_KEYS": "k" * 40,
    }.items():
        monkeypatch.setenv(f"RAPPORT_{name}", value)
    assert main(["migrate"]) == 0
    return tmp_path


@pytest.mark.parametrize(("command", "words"), CASES, ids=[case[0] for case in CASES])
def test_wrong_usage_is_one_line_and_ends_with_2(
    operator: Path, taken_port: int, capfd: pytest.CaptureFixture[str], command: str, words: str
) -> None:
    capfd.readouterr()
    try:
        code = main(shlex.split(command.replace("{taken}", str(taken_port)))[2:])
    except SystemExit as end:
        code = int(str(end.code))
    captured = capfd.readouterr()
    lines = (captured.out + captured.err).splitlines()
    assert (code, len(lines)) == (2, 1), lines
    assert words in lines[0]
    assert (operator / "taken.gz").read_bytes() == b"the only good backup"


def test_a_backup_is_written_once_and_never_over_another(operator: Path) -> None:
    assert main(["backup", "new.gz"]) == 0
    first = (operator / "new.gz").read_bytes()
    assert main(["backup", "new.gz"]) == 2
    assert (operator / "new.gz").read_bytes() == first
    assert sorted(path.name for path in operator.iterdir() if "part" in path.name) == []
