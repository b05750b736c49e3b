"""One reader's way through the preview of our own blog, from the home page to leaving."""

from __future__ import annotations

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
ARTICLE = "docs/articles/working-with-recruiters.md"


DATABASE = "sqlite:///.cache/rapport/preview/subscriptions.db"
"""The preview's own, as the README names it."""


@dataclass(frozen=True)
class Preview:
    """A running `rapport preview` of a copy of our blog."""

    folder: Path
    url: str
    environment: dict[str, str]

    def export(self) -> list[dict[str, str]]:
        run = subprocess.run(
            [sys.executable, "-m", "rapport.cli", "subscriptions", "export"],
            cwd=self.folder,
            env={**self.environment, "RAPPORT_DATABASE_URL": DATABASE},
            capture_output=True,
            text=True,
            check=True,
        )
        return list(csv.DictReader(StringIO(run.stdout)))


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    folder = tmp_path_factory.mktemp("blog")
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("RAPPORT_")
    }
    with (folder / "preview.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rapport.cli", "preview", "--port", str(port)],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/healthz", folder / "preview.log", process)
        yield Preview(folder, url, environment)
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1800):
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(url, timeout=60) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the preview did not start: {log.read_text()}")


def _newest_letter(page: Page, preview: Preview, subject: str) -> str:
    for _ in range(720):
        page.goto(f"{preview.url}/inbox/")
        first = page.locator("main li").first
        if first.count() and re.search(subject, first.inner_text(), re.IGNORECASE):
            first.get_by_role("link").click()
            return page.locator("pre").inner_text()
        page.wait_for_timeout(250)
    pytest.fail(f"no letter like {subject!r} came: {page.locator('main').inner_text()}")


def test_a_reader_reads_ticks_follows_subscribes_confirms_and_leaves(
    page: Page, preview: Preview
) -> None:
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(preview.url) else foreign.append(request.url)
        ),
    )
    page.goto(preview.url)
    page.get_by_role("link", name=re.compile("sending to everyone", re.IGNORECASE)).first.click()
    expect(page).to_have_url(re.compile("/articles/sending-to-everyone-reaches-no-one/$"))

    boxes = page.locator("check-list").get_by_role("checkbox")
    expect(boxes.first).to_be_visible()
    assert boxes.count() >= 4
    for number in range(3):
        boxes.nth(number).check()
    page.reload()
    for number in range(3):
        expect(boxes.nth(number)).to_be_checked()
    expect(boxes.nth(3)).not_to_be_checked()

    page.locator("article").get_by_role("link", name="Recruiters", exact=True).first.click()
    expect(page).to_have_url(re.compile("/tags/recruiters/$"))
    expect(
        page.get_by_role("link", name=re.compile("working with recruiters", re.IGNORECASE)).first
    ).to_be_visible()

    page.goto(f"{preview.url}/subscribe/")
    assert page.locator("form input:checked").evaluate_all(
        "boxes => boxes.map(({ value }) => value)"
    ) == ["weekly"]
    page.get_by_label("email address").fill("reader@example.com")
    page.locator(".subscribe__options > summary").click()
    page.get_by_label("Interviews").check()
    page.get_by_role("button", name="Subscribe").click()
    expect(page).to_have_url(f"{preview.url}/subscribe/check-your-inbox/")

    letter = _newest_letter(page, preview, "confirm")
    (link,) = set(re.findall(r"http\S+/subscriptions/confirm/\S+", letter))
    page.goto(link)
    assert [row["status"] for row in preview.export()] == ["pending"]
    page.get_by_role("button").first.click()
    expect(page).to_have_url(f"{preview.url}/subscribe/confirmed/")

    (row,) = preview.export()
    assert (row["email"], row["status"]) == ("reader@example.com", "confirmed")
    assert (row["topics"], row["cadence"]) == ("interviews", "weekly")
    assert row["wording"].startswith("w-")
    assert row["page"] == f"{preview.url}/subscribe/"
    assert row["asked_at"] <= row["confirmed_at"]

    welcome = _newest_letter(page, preview, "subscribed")
    (leave,) = set(re.findall(r"http\S+/subscriptions/unsubscribe/\S+", welcome))
    page.goto(leave)
    assert [row["status"] for row in preview.export()] == ["confirmed"]
    page.get_by_role("button").first.click()
    page.wait_for_load_state()
    assert [row["status"] for row in preview.export()] == ["unsubscribed"]
    assert foreign == []


def test_an_article_comes_by_mail_to_any_address_when_published(
    page: Page, preview: Preview
) -> None:
    page.goto(f"{preview.url}/subscribe/")
    page.get_by_label("email address").fill("zoë+each@bücher.example.com")
    page.locator(".subscribe__options > summary").click()
    page.get_by_label("As soon as it’s published").check()
    page.get_by_role("button", name="Subscribe").click()
    expect(page).to_have_url(f"{preview.url}/subscribe/check-your-inbox/")
    (link,) = set(
        re.findall(r"http\S+/subscriptions/confirm/\S+", _newest_letter(page, preview, "confirm"))
    )
    page.goto(link)
    page.get_by_role("button").first.click()
    expect(page).to_have_url(f"{preview.url}/subscribe/confirmed/")

    path = preview.folder / "docs" / "articles" / "fresh.md"
    today = datetime.now(UTC).date()  # one dated long ago would wait for the operator's decision
    head = f"---\ntitle: Fresh from the press\ndate: {today}\n"
    path.write_text(f"{head}draft: true\n---\nA first paragraph.\n")
    expect_page(page, f"{preview.url}/articles/fresh/")
    page.wait_for_timeout(3_000)
    page.goto(f"{preview.url}/inbox/")
    expect(page.get_by_text("Fresh from the press")).to_have_count(0)

    path.write_text(f"{head}---\nA first paragraph.\n")
    letter = _newest_letter(page, preview, "fresh from the press")
    assert "A first paragraph." in letter
    page.get_by_role("link", name=f"{preview.url}/articles/fresh/").click()
    expect(page.get_by_role("heading", name="Fresh from the press")).to_be_visible()
    path.unlink()


def expect_page(page: Page, url: str) -> None:
    """Wait for a page that is being built."""
    for _ in range(900):
        if page.request.get(url).ok:
            return
        page.wait_for_timeout(200)
    pytest.fail(f"{url} was never there")


def test_a_save_shows_in_the_open_browser(page: Page, preview: Preview) -> None:
    page.goto(f"{preview.url}/articles/working-with-recruiters/")
    path = preview.folder / ARTICLE
    path.write_text(path.read_text() + "\n\nA sentence that was not there before.\n")
    expect(page.get_by_text("A sentence that was not there before.")).to_be_visible(timeout=180_000)


def test_a_problem_is_shown_over_the_last_good_page_until_it_is_fixed(
    page: Page, preview: Preview
) -> None:
    page.goto(f"{preview.url}/articles/working-with-recruiters/")
    path = preview.folder / ARTICLE
    good = path.read_text()
    path.write_text(good.replace("\ndate:", "\ndaet:", 1))
    alert = page.get_by_role("alert").filter(has_text="Not published yet")
    expect(alert).to_contain_text("docs/articles/working-with-recruiters.md:", timeout=180_000)
    expect(alert).to_contain_text("did you mean `date`?")
    path.write_text(good)
    expect(alert).to_have_count(0, timeout=180_000)


def test_the_inbox_answers_to_no_other_host_name(preview: Preview) -> None:
    port = int(preview.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(
            b"GET /inbox/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        )
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400")
