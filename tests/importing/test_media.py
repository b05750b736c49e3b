"""Pictures are fetched politely, checked, and stored beside the article that shows them."""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from rapport.importing.fetching import Fetcher, FetchError
from rapport.importing.placing import Places
from rapport.importing.record import ImportRecord
from rapport.importing.sources.wordpress import WordPress
from rapport.importing.staging import Staging
from tests.importing.moved import MovedBlog, move_in
from tests.importing.wxr import Wxr


def picture(kind: str = "PNG", colour: str = "red") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(data, kind)
    return data.getvalue()


Answer = tuple[int, dict[str, str], bytes]


class Site:
    """What a local server answers, path by path, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: Counter[str] = Counter()
        self.url = ""

    def put(
        self,
        path: str,
        data: bytes,
        kind: str = "image/png",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.answers.setdefault(path, []).append(
            (status, {"Content-Type": kind, **(headers or {})}, data)
        )


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            found = site.answers.get(
                self.path, [(404, {"Content-Type": "text/html"}, b"<p>no</p>")]
            )
            status, headers, data = found.pop(0) if len(found) > 1 else found[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def moved(tmp_path: Path, site: Site, *contents: str, options: tuple[str, ...] = ()) -> MovedBlog:
    wxr = Wxr()
    for content in contents:
        wxr.add(content.replace("SITE", site.url))
    path = tmp_path / "a.xml"
    path.write_text(wxr.text().replace("https://old.example", site.url), encoding="utf-8")
    return move_in(path, tmp_path / "blog", "--private", "--rate", "500", *options)


def test_the_largest_original_is_stored_once_beside_the_article(tmp_path: Path, site: Site) -> None:
    site.put("/up/My%20Desk_(1).png", picture())
    site.put("/up/My%20Desk_(1)-300x200.png", picture(colour="blue"))
    site.put("/up/copy.png", picture())
    blog = moved(
        tmp_path,
        site,
        '<img src="/up/My%20Desk_(1)-300x200.png" alt="A desk">'
        ' <img src="SITE/up/copy.png" alt="b">',
        '<img src="SITE/up/My%20Desk_(1).png" alt="The same">',
    )
    stored = sorted((blog.folder / "docs/articles").rglob("*.png"))
    assert [path.relative_to(blog.folder / "docs/articles").as_posix() for path in stored] == [
        "post-1/my-desk-1.png"
    ]
    assert stored[0].read_bytes() == picture()
    assert blog.article("post-1")[1] == "![A desk](post-1/my-desk-1.png) ![b](post-1/my-desk-1.png)"
    assert blog.article("post-2")[1] == "![The same](post-1/my-desk-1.png)"


def test_what_is_no_picture_stays_out_and_is_listed(tmp_path: Path, site: Site) -> None:
    site.put("/page.png", b"<html>moved</html>", "text/html")
    site.put("/odd.png", b"not a picture at all")
    site.put(
        "/evil.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"></svg>', "image/svg+xml"
    )
    site.put("/good.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>', "image/svg+xml")
    site.put("/named.png", picture("JPEG"))
    site.put("/empty.png", b"")
    names = ("page.png", "odd.png", "evil.svg", "good.svg", "named.png", "empty.png", "gone.png")
    blog = moved(
        tmp_path, site, "".join(f'<p><img src="SITE/{name}" alt="x"></p>' for name in names)
    )
    stored = {path.name for path in (blog.folder / "docs/articles/post-1").iterdir()}
    assert stored == {"good.svg", "named.jpg"}
    for name in ("page.png", "odd.png", "evil.svg", "empty.png", "gone.png"):
        assert f"- `{site.url}/{name}`: " in blog.report
        assert f"({site.url}/{name})" in blog.article("post-1")[1]


def test_files_of_the_blog_come_and_those_of_others_stay(tmp_path: Path, site: Site) -> None:
    site.put("/up/list.pdf", b"%PDF-1.4 x", "application/pdf")
    site.put("/up/run.exe", b"MZ", "application/octet-stream")
    blog = moved(
        tmp_path,
        site,
        '<a href="/up/list.pdf">a</a> <a href="https://else.example/x.pdf">b</a>'
        ' <a href="/up/run.exe">c</a>',
    )
    assert blog.article("post-1")[1].startswith(
        "[a](post-1/list.pdf) [b](https://else.example/x.pdf)"
    )
    assert site.asked["/up/run.exe"] == 0


def test_missing_alternative_texts_are_work_to_do(tmp_path: Path, site: Site) -> None:
    site.put("/a.png", picture())
    blog = moved(tmp_path, site, '<p>first</p><p><img src="/a.png"></p>')
    assert "post-1.md:10`: a picture has no alternative text." in blog.report
    assert "![](post-1/a.png)" in blog.text("docs/articles/post-1.md").split("\n")[9]


def test_a_second_import_asks_for_no_picture_again(tmp_path: Path, site: Site) -> None:
    site.put("/a.png", picture())
    for _ in range(2):
        blog = moved(tmp_path, site, '<img src="/a.png" alt="x">')
    assert site.asked["/a.png"] == 1
    assert blog.article("post-1")[1] == "![x](post-1/a.png)"


def test_an_import_that_goes_on_asks_for_no_picture_again(tmp_path: Path, site: Site) -> None:
    site.put("/a.png", picture())
    wxr = Wxr().add(f'<img src="{site.url}/a.png" alt="x">').write(tmp_path / "a.xml")
    blog = move_in(wxr, tmp_path / "blog", "--private")
    work = blog.folder / ".cache/rapport/import/fetched"
    assert not work.exists()
    from rapport.importing.media import Media  # noqa: PLC0415 - one part of it, as a kill leaves it

    new = tmp_path / "other"
    staging = Staging(new, ImportRecord())
    staging.begin(is_resumed=False)
    article = next(iter(WordPress([tmp_path / "a.xml"]).articles()))
    media = Media(staging, site.url, Fetcher(allows_private=True))
    media.place(f"{site.url}/a.png", Places(site.url).place(article), "", None, is_picture=True)
    asked = site.asked["/a.png"]
    move_in(wxr, new, "--private", "--resume")
    assert site.asked["/a.png"] == asked
    assert (new / "docs/articles/post-1/a.png").read_bytes() == picture()


def test_offline_takes_pictures_from_a_folder_of_the_old_site(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    (uploads / "2014/05").mkdir(parents=True)
    (uploads / "2014/05/desk.png").write_bytes(picture())
    (tmp_path / "outside.png").write_bytes(picture())
    wxr = Wxr().add(
        '<img src="https://old.example/wp-content/uploads/2014/05/desk-300x200.png" alt="x">'
        '<img src="https://old.example/wp-content/uploads/../../outside.png" alt="y">'
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog", "--offline", str(uploads))
    assert blog.article("post-1")[1].startswith("![x](post-1/desk.png)")
    assert "outside.png`: it is not in" in blog.report


def test_a_busy_server_is_asked_again_when_it_says(site: Site) -> None:
    waited: list[float] = []
    site.put("/a.png", b"", status=429, headers={"Retry-After": "7"})
    site.put("/a.png", b"", status=503)
    site.put("/a.png", picture())
    fetcher = Fetcher(allows_private=True, rate=1000, sleep=waited.append)
    assert fetcher.get(f"{site.url}/a.png")[0] == picture()
    assert 7.0 in waited


def test_one_host_is_asked_no_more_often_than_said(site: Site) -> None:
    site.put("/a.png", picture())
    moment, asked_at = 100.0, []

    def wait(seconds: float) -> None:
        nonlocal moment
        moment += seconds

    fetcher = Fetcher(allows_private=True, rate=20, sleep=wait, now=lambda: moment)
    for _ in range(5):
        fetcher.get(f"{site.url}/a.png")
        asked_at.append(moment)
    assert site.asked["/a.png"] == 5
    assert asked_at == pytest.approx([100.0, 100.05, 100.1, 100.15, 100.2])


REFUSED = {
    "a file that is too large": ("/big.png", "larger"),
    "a file that grows beyond what it says": ("/growing.png", "larger"),
    "a file that breaks off": ("/broken.png", "broke off"),
    "a redirect without end": ("/round", "302"),
    "a server's problem": ("/problem.png", "500"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_can_not_be_had_is_an_error_that_says_why(site: Site, name: str) -> None:
    site.put("/big.png", b"x" * 2000)
    site.put("/growing.png", b"x" * 2000, headers={"Content-Length": "500000"})
    site.put("/broken.png", b"x" * 20, headers={"Content-Length": "900"})
    site.put("/round", b"", status=302, headers={"Location": "/round"})
    site.put("/problem.png", b"", status=500)
    path, words = REFUSED[name]
    fetcher = Fetcher(limit=1000, rate=1000, allows_private=True, sleep=lambda _: None)
    with pytest.raises(FetchError, match=words):
        fetcher.get(site.url + path)


PRIVATE = (
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://[fd00::1]/",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_network_is_asked_unless_said(address: str) -> None:
    with pytest.raises(FetchError, match="private address"):
        Fetcher(sleep=lambda _: None).get(address)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://x.example/a", "gopher://x/", "http://a:b@x.example/", "//x"],
)
def test_nothing_but_http_is_asked(address: str) -> None:
    with pytest.raises(FetchError):
        Fetcher().get(address)


def test_a_redirect_to_a_private_network_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket  # noqa: PLC0415 - the resolver alone stands in for a public name

    real = socket.getaddrinfo

    def resolve(host: str, *rest: object, **options: object) -> object:
        return real("127.0.0.1" if host == "public.example" else host, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError, match="private address"):  # a name that resolves to this machine
        Fetcher().get(f"http://public.example:{site.url.rpartition(':')[2]}/")
    assert not site.asked
