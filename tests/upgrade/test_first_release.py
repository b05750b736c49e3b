"""A blog, a database and a mail of release 0.1.0, made by it, upgraded by the manual's steps.

`first_release/` was made by that release's own commands: `init`, `new`, `build`, and `serve` with
two sign-ups by its form, one of them confirmed. `welcome.eml` is what it mailed then.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

FIRST = Path(__file__).parent / "first_release"
KEY = "a-key-of-the-first-release-which-is-long-enough"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the server had it: the blog with its last manifest, and the database."""
    root: Path = tmp_path_factory.mktemp("server")
    shutil.copytree(FIRST, root / "blog")
    with closing(sqlite3.connect(root / "subscriptions.db")) as database:
        database.executescript((FIRST / "subscriptions.sql").read_text("utf-8"))
    return root


def rapport(server: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this release, with the settings that the first one had."""
    settings = {
        "RAPPORT_DATABASE_URL": f"sqlite:///{server}/subscriptions.db",
        "RAPPORT_MAIL_URL": f"maildir://{server}/mail",
        "RAPPORT_MAIL_FROM": "Ana <ana@blog.example>",
        "RAPPORT_SITE": f"{server}/blog/site",
        "RAPPORT_PUBLIC_URL": "https://blog.example",
        "RAPPORT_SECRET_KEYS": KEY,
    }
    others = {k: v for k, v in os.environ.items() if not k.startswith("RAPPORT_")}
    command = [sys.executable, "-m", "rapport.cli", *arguments]
    return subprocess.run(
        command, cwd=server / "blog", env={**others, **settings}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(server: Path) -> Path:
    """The site as this release builds it, with every URL that the first release had published."""
    checked = rapport(server, "check")
    assert checked.returncode == 0, checked.stdout
    done = rapport(server, "build", "--published", str(FIRST / "blog.json"))
    assert done.returncode == 0, done.stderr
    return server / "blog/site"


def test_the_blog_builds_with_every_article_at_its_address_and_with_its_id(built: Path) -> None:
    before = json.loads((FIRST / "blog.json").read_text("utf-8"))
    now = json.loads((built / "blog.json").read_text("utf-8"))
    places = {article["id"]: article["url"] for article in before["articles"]}
    assert len(places) == 2
    assert {article["id"]: article["url"] for article in now["articles"]} == places
    assert (built / "articles/asking-for-advice/index.html").is_file()
    for feed in ("feed.xml", "atom.xml", "feed.json"):
        assert (built / feed).is_file()


def test_the_database_is_migrated_with_everybody_in_it_and_old_links_work(
    server: Path, built: Path
) -> None:
    migrated = rapport(server, "subscriptions", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    listed = rapport(server, "subscriptions", "export")
    assert listed.returncode == 0, listed.stderr
    assert "jo@reader.example" in listed.stdout
    welcome = email.message_from_bytes(
        (FIRST / "welcome.eml").read_bytes(), policy=email.policy.default
    )
    link = str(welcome["List-Unsubscribe"]).strip("<>").removeprefix("https://blog.example")
    asked = subprocess.run(
        [sys.executable, "-c", _UNSUBSCRIBE, link, str(server), KEY],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.stdout, asked.stderr) == ("200\n", "")
    with closing(sqlite3.connect(server / "subscriptions.db")) as database:
        rows = dict(database.execute("SELECT email, status FROM subscriptions"))
    assert rows == {"jo@reader.example": "unsubscribed", "kim@reader.example": "pending"}


_UNSUBSCRIBE = """
import asyncio, sys
import httpx
from rapport_subscriptions.app import create_app
from rapport_subscriptions.mail.transports import open_mailer
from rapport_subscriptions.runtime.clock import SystemClock
from rapport_subscriptions.settings import Settings
from rapport_subscriptions.store.sql.database import open_store
link, server, key = sys.argv[1:]
settings = Settings(
    mail_url=f"maildir://{server}/mail", mail_from="Ana <ana@blog.example>",
    site=f"{server}/blog/site", public_url="https://blog.example",
    site_url="https://blog.example/", secret_keys=(key,),
    database_url=f"sqlite:///{server}/subscriptions.db",
)
app = create_app(
    settings, open_store(settings.database_url), open_mailer(settings.mail_url), SystemClock(),
    run_worker=False,
)
async def ask():
    asked = {"transport": httpx.ASGITransport(app), "base_url": "https://blog.example"}
    async with app.router.lifespan_context(app):
        async with httpx.AsyncClient(**asked) as client:
            answer = await client.post(link, data={"List-Unsubscribe": "One-Click"})
    print(answer.status_code)
asyncio.run(ask())
"""
