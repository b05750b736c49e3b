"""The author's letters in the preview: each as readers would get it, and nothing is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from rapport.preview.letters import LetterPreview
from rapport.preview.live_site import LiveSite
from rapport.preview.web import make_app
from rapport_subscriptions.rules.letter import read_letters
from rapport_subscriptions.store.memory.database import MemoryStore
from tests.preview.test_visitors import SERVICE, _nothing_runs
from tests.service.service_under_test import ServiceUnderTest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def letter(name: str, **more: object) -> dict[str, object]:
    words = {"kind": "text", "runs": [{"text": f"Words of {name} & <more>."}]}
    return {"id": name, "subject": f"On {name} & <us>", "blocks": [words], **more}


async def test_an_author_sees_every_letter_as_it_would_go_and_none_is_sent(
    tmp_path: Path,
) -> None:
    service = ServiceUnderTest(MemoryStore())
    listed = [letter("welcome"), letter("2026/a b", send="2099-12-01T08:00:00+00:00")]
    known = read_letters(json.dumps({"version": 1, "letters": listed}))
    service.manifest.known = replace(service.manifest.known, letters=known)
    live = LiveSite("mkdocs.yml", tmp_path / "site", "http://127.0.0.1:8000/")
    app = make_app(
        live, SERVICE, tmp_path / "inbox", _nothing_runs, letters=LetterPreview(service.parts)
    )
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=("127.0.0.1", 1)),
        base_url="http://127.0.0.1:8000",
    )
    page = (await client.get("/inbox/")).text
    assert 'href="/inbox/letters/welcome/"' in page
    assert 'href="/inbox/letters/2026/a%20b/"' in page
    assert "On 2026/a b &amp; &lt;us&gt;" in page
    shown = (await client.get("/inbox/letters/2026/a%20b/")).text
    assert "Words of 2026/a b &amp; &lt;more&gt;." in shown
    assert "/subscriptions/unsubscribe/" in shown
    assert "You confirmed on" in (await client.get("/inbox/letters/welcome/")).text
    assert (await client.get("/inbox/letters/none/")).headers["Location"] == "/inbox/"
    assert service.mailbox.letters == []
