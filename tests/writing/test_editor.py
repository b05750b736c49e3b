"""`/write/` as browsers ask for it: who is let in, what is saved, and what is not overwritten."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from lxml import html as lxml_html
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rapport.preview.live_site import LiveSite
from rapport.preview.web import make_app
from rapport.preview.write import make_editor
from rapport.preview.write_guard import OPEN, WriteKeys
from tests.blog_folder import BlogFolder, article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from lxml.html import HtmlElement

KEYS = WriteKeys("a secret of this test")
HERE = "http://localhost:8000"
SITE = "http://127.0.0.1:8000"
EVIL = '"><script>alert(1)</script>'


def _say(_: Request) -> Response:
    return PlainTextResponse("the service")


@asynccontextmanager
async def _nothing_runs(_: Starlette) -> AsyncIterator[None]:
    yield


def sent(form: HtmlElement) -> dict[str, str | list[str]]:
    """Return what a browser sends of a form; it drops the newline that begins a text area."""
    areas = set(form.xpath(".//textarea/@name"))
    found: dict[str, str | list[str]] = {}
    for name, value in form.form_values():  # type: ignore[attr-defined]
        text = value.removeprefix("\n") if name in areas else value
        found[name] = [*found.get(name, []), text]
    return found


class Author:
    """A browser on this machine, which keeps its cookies and follows no redirect."""

    def __init__(self, app: Starlette) -> None:
        self._transport = httpx.ASGITransport(app, client=("127.0.0.1", 50000))
        self.cookies = httpx.Cookies()

    def get(self, path: str, base: str = HERE, **headers: str) -> httpx.Response:
        return self._send("GET", base + path, headers=headers)

    def post(self, path: str, data: dict[str, str | list[str]], **headers: str) -> httpx.Response:
        headers = {"Origin": HERE, **headers}
        return self._send("POST", HERE + path, headers=headers, data=data)

    def page(self, path: str) -> HtmlElement:
        return lxml_html.document_fromstring(self.get(path).text)

    def form(self, path: str) -> dict[str, str | list[str]]:
        """Return what the editor's form would send as it stands."""
        return sent(self.page(path).xpath("//form[@method='post']")[0])

    def _send(self, method: str, url: str, **more: object) -> httpx.Response:
        return asyncio.run(self._ask(method, url, more))

    async def _ask(self, method: str, url: str, more: dict[str, object]) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, cookies=self.cookies) as client:
            answer = await client.request(method, url, **more)  # type: ignore[arg-type]
            self.cookies = client.cookies
        return answer


@pytest.fixture
def blog(blog_folder: BlogFolder) -> BlogFolder:
    return blog_folder.write(
        {
            "docs/articles/one.md": article(title="One", date="2026-05-01", body="Text.\n"),
            "docs/articles/later.md": article(title=EVIL, date="2027-01-01", body=EVIL),
            "docs/articles/idea.md": article(title="Idea", date="2026-05-02", draft=True),
            "docs/articles/broken.md": "---\ntitle: [a\n---\nText.\n",
            "docs/about.md": "# About\n",
            "secret.md": "Secret.\n",
        }
    )


@pytest.fixture
def app(blog: BlogFolder) -> Starlette:
    live = LiveSite(blog.config_file(), blog.root / "site", f"{SITE}/")
    editor = make_editor(live, KEYS)
    service = Starlette(routes=[Route("/{path:path}", _say)])
    return make_app(live, service, blog.root / "inbox", _nothing_runs, "", editor)


@pytest.fixture
def author(app: Starlette) -> Author:
    author = Author(app)
    assert author.get(f"{OPEN}{KEYS.door}/").headers["location"] == "/write/"
    return author


def test_the_editor_opens_by_its_token_only(app: Starlette) -> None:
    stranger = Author(app)
    assert stranger.get("/write/").status_code == 403
    assert stranger.get(f"{OPEN}wrong/").status_code == 403
    assert stranger.get(f"{OPEN}{KEYS.form}/").status_code == 403
    assert stranger.get("/write/").status_code == 403
    opened = stranger.get(f"{OPEN}{KEYS.door}/")
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/write/" in cookie
    assert stranger.get("/write/").status_code == 200


def test_site_and_editor_never_have_one_origin(author: Author) -> None:
    for path in ("/", "/articles/one/", "/inbox/", "/subscriptions", "/-/preview.js"):
        answer = author.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, SITE + path)
    for path in ("/write", "/write/", "/write/edit/articles/one.md?whole=1"):
        answer = author.get(path, base=SITE)
        assert (answer.status_code, answer.headers["location"]) == (307, HERE + path)
    assert author.get("//evil.example/", base=SITE).headers.get("location") is None
    assert author.get("//evil.example/").headers["location"] == f"{SITE}//evil.example/"


def test_every_page_has_a_strict_policy_and_no_inline_script_or_style(author: Author) -> None:
    for path in ("/write/", "/write/edit/articles/later.md", "/write/edit/nowhere.md"):
        answer = author.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        root = lxml_html.document_fromstring(answer.text)
        assert root.xpath("//script[not(@src)] | //style | //@style | //@onclick") == []
        sources = root.xpath("//script/@src | //link/@href | //img/@src")
        assert sources
        assert all(source.startswith("/write/-/") for source in sources)


def test_what_is_typed_stands_escaped(author: Author) -> None:
    for path in ("/write/", "/write/edit/articles/later.md", f"/write/edit/{EVIL}.md"):
        text = author.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_the_list_has_every_text_with_its_state(author: Author) -> None:
    items = author.page("/write/").xpath("//ul[@class='texts']/li")
    rows = [" ".join(item.text_content().split()) for item in items]
    assert rows[0] == "articles/broken.md Can’t be read 1 error"
    assert rows[1].startswith("Idea Draft 2026-05-02")
    assert "Scheduled 2027-01-01" in rows[2]
    assert rows[3].startswith("One Published 2026-05-01")
    assert rows[4:] == ["about.md Page"]


def test_an_article_is_begun_once(author: Author, blog: BlogFolder) -> None:
    form = author.form("/write/") | {"title": "How to: ask"}
    begun = author.post("/write/new", form)
    assert begun.headers["location"] == "/write/edit/articles/how-to-ask.md"
    text = (blog.root / "docs/articles/how-to-ask.md").read_text()
    assert "title: 'How to: ask'" in text
    again = author.post("/write/new", form)
    assert again.status_code == 422
    assert "There is an article in articles/how-to-ask.md already." in again.text
    assert author.post("/write/new", form | {"title": " "}).status_code == 422


@pytest.mark.parametrize("title", ["../../x", "..", "/etc/passwd", "a/b", "\\\\host\\share", "💥"])
def test_no_title_leads_out_of_the_folder(author: Author, blog: BlogFolder, title: str) -> None:
    before = {
        path for path in blog.root.rglob("*") if path.is_file() and ".cache" not in path.parts
    }
    author.post("/write/new", author.form("/write/") | {"title": title})
    after = {path for path in blog.root.rglob("*") if path.is_file() and ".cache" not in path.parts}
    assert all(path.parent == blog.root / "docs/articles" for path in after - before)


def test_a_save_writes_what_changed_and_nothing_else(author: Author, blog: BlogFolder) -> None:
    path = blog.root / "docs/articles/one.md"
    path.write_text("---\n# a remark\ntitle: One\ndate: 2026-05-01\nmood: calm\n---\nText.\n")
    form = author.form("/write/edit/articles/one.md") | {"key-title": "One: more"}
    answer = author.post("/write/edit/articles/one.md", form | {"body": "New text.\r\n"})
    assert answer.status_code == 303
    assert path.read_text() == (
        "---\n# a remark\ntitle: 'One: more'\ndate: 2026-05-01\nmood: calm\n---\nNew text.\n"
    )


def test_two_windows_on_one_file_lose_nothing(author: Author, blog: BlogFolder) -> None:
    path = blog.root / "docs/articles/one.md"
    first = author.form("/write/edit/articles/one.md")
    second = author.form("/write/edit/articles/one.md")
    assert author.post("/write/edit/articles/one.md", first | {"body": "A\n"}).status_code == 303
    refused = author.post("/write/edit/articles/one.md", second | {"body": "B\n"})
    assert refused.status_code == 409
    assert path.read_text().endswith("A\n")
    root = lxml_html.document_fromstring(refused.text)
    assert root.xpath("//del/text()") == ["A"]
    assert root.xpath("//ins/text()") == ["B"]
    (form,) = root.xpath("//form")
    assert author.post("/write/edit/articles/one.md", sent(form)).status_code == 303
    assert path.read_text().endswith("---\nB\n")


def test_front_matter_that_cannot_be_read_is_corrected_as_one_text(
    author: Author, blog: BlogFolder
) -> None:
    page = author.page("/write/edit/articles/broken.md")
    assert "The front matter can’t be read" in page.text_content()
    form = author.form("/write/edit/articles/broken.md")
    corrected = "---\r\ntitle: A\r\ndate: 2026-05-01\r\n---\r\nText.\r\n"
    assert author.post("/write/edit/articles/broken.md", form | {"body": corrected}).is_redirect
    text = (blog.root / "docs/articles/broken.md").read_text()
    assert text == corrected.replace("\r\n", "\n")


def test_a_problem_stands_beside_its_field_or_at_its_line(author: Author, blog: BlogFolder) -> None:
    path = blog.root / "docs/articles/one.md"
    path.write_text("---\ntitle: One\ndate: soon\n---\nText.\n\n[there](no.md)\n")
    page = author.page("/write/edit/articles/one.md")
    (beside,) = page.xpath("//*[@id='key-date-problems']")
    assert "expected a date for `date`, found `soon`" in beside.text_content()


def test_a_text_is_checked_before_it_is_saved(author: Author, blog: BlogFolder) -> None:
    path = blog.root / "docs/articles/one.md"
    before = path.read_text()
    (blog.root / "docs/articles/broken.md").unlink()
    form = author.form("/write/edit/articles/one.md")
    form |= {"key-title": "", "body": "Text.\n\n[there](no.md)\n"}
    found = author.post("/write/check/articles/one.md", form).json()["problems"]
    assert [(problem["key"], problem["line"]) for problem in found if problem["is_error"]] == [
        ("title", 0)
    ]
    form |= {"key-title": "One"}
    found = author.post("/write/check/articles/one.md", form).json()["problems"]
    assert [problem["line"] for problem in found if "no.md" in problem["text"]] == [3]
    assert path.read_text() == before


@pytest.mark.parametrize(
    "path", ["/write/new", "/write/edit/articles/one.md", "/write/check/articles/one.md"]
)
def test_only_a_form_of_the_editor_changes_anything(
    author: Author, blog: BlogFolder, path: str
) -> None:
    before = (blog.root / "docs/articles/one.md").read_text()
    form = author.form("/write/edit/articles/one.md") | {"title": "New", "body": "Other."}
    for origin in ("http://evil.example", SITE, "null", ""):
        assert author.post(path, form, Origin=origin).status_code == 403
    assert author.post(path, form | {"token": "wrong"}).status_code == 403
    assert author.post(path, form | {"token": KEYS.door}).status_code == 403
    author.cookies.clear()
    assert author.post(path, form).status_code == 403
    assert (blog.root / "docs/articles/one.md").read_text() == before
    assert not (blog.root / "docs/articles/new.md").exists()


@pytest.mark.parametrize(
    "path",
    ["../secret.md", "%2e%2e/secret.md", "..%2fsecret.md", "articles/%2e%2e/%2e%2e/secret.md"],
)
def test_no_address_reads_or_writes_outside_of_the_docs_folder(
    author: Author, blog: BlogFolder, path: str
) -> None:
    form = author.form("/write/edit/about.md")
    assert "Secret." not in author.get(f"/write/edit/{path}").text
    author.post(f"/write/edit/{path}", form | {"body": "Other.", "digest": ""})
    assert (blog.root / "secret.md").read_text() == "Secret.\n"


def test_a_request_that_is_too_large_or_has_no_length_is_refused(author: Author) -> None:
    form = author.form("/write/edit/about.md")
    length = {"Content-Length": str(10**9)}
    assert author.post("/write/edit/about.md", form, **length).status_code == 413
    text = "x" * 3_000_000
    assert author.post("/write/edit/about.md", form | {"body": text}).status_code == 303


def test_broken_settings_are_said_and_end_nothing(author: Author, blog: BlogFolder) -> None:
    settings = blog.root / "mkdocs.yml"
    text = settings.read_text()
    settings.write_text(text + "nav: [")
    answer = author.get("/write/")
    assert answer.status_code == 422
    assert "settings can’t be read" in lxml_html.document_fromstring(answer.text).text_content()
    settings.write_text(text)
    assert author.get("/write/").status_code == 200


def test_tokens_are_the_same_after_a_restart_and_differ_from_each_other() -> None:
    again = WriteKeys("a secret of this test")
    assert (again.door, again.form) == (KEYS.door, KEYS.form)
    assert len({KEYS.door, KEYS.form, WriteKeys("another").door}) == 3
    assert re.fullmatch("[0-9a-f]{64}", KEYS.door)


def test_another_text_is_found_with_its_address_as_seen_from_this_one(author: Author) -> None:
    found = author.get("/write/links/articles/one.md").json()["texts"]
    assert {text["title"]: text["address"] for text in found} == {
        "Idea": "idea.md",
        EVIL: "later.md",
        "about.md": "../about.md",
    }
    assert author.get("/write/links/%2e%2e/secret.md").status_code == 422


def test_what_is_typed_is_shown_without_being_saved(author: Author, blog: BlogFolder) -> None:
    form = author.form("/write/edit/articles/one.md") | {"body": "Typed.\n"}
    assert author.post("/write/beside/articles/one.md", form).json() == {"is_shown": False}
    author.post("/write/new", author.form("/write/") | {"title": "A new one"})
    (blog.root / "docs/articles/broken.md").unlink()
    author.post("/write/new", author.form("/write/") | {"title": "Another one"})
    form = author.form("/write/edit/articles/another-one.md") | {"body": "Typed.\n"}
    assert author.post("/write/beside/articles/another-one.md", form).json() == {"is_shown": True}
    page = "/articles/another-one/"
    assert "<p>Typed.</p>" in author.get(f"{page}?unsaved", base=SITE).text
    assert "<p>Typed.</p>" not in author.get(page, base=SITE).text
    assert "<p>Typed.</p>" not in author.get("/articles/one/?unsaved", base=SITE).text
    retitled = form | {"key-title": "Retitled", "body": "More.\n"}
    assert author.post("/write/beside/articles/another-one.md", retitled).json() == {
        "is_shown": False
    }
    assert author.post("/write/beside/articles/another-one.md", form).json() == {"is_shown": True}
