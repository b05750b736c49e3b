from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.publish.folder_on_the_web import served
from tests.publish.remote_site import new_server
from tests.publish.synthetic import go_back, put_online

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PAGES = tuple(f"articles/{name}/index.html" for name in ("a", "b", "c", "d"))


def _site(number: int) -> dict[str, str]:
    return dict.fromkeys(_PAGES, f"{number}:" + f" {number}" * 20000 + f":{number}")


def _is_of_one_release(text: str) -> bool:
    first, middle, last = text.split(":")
    return first == last and set(middle.split()) == {first}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve `current` as a web server does: it follows the link at every request."""
    with served(tmp_path / "wéb сайт" / "current") as address:
        yield address


def _until(
    stop: threading.Event, read: Callable[[], None], problems: list[str]
) -> threading.Thread:
    def keep_reading() -> None:
        while not stop.is_set():
            try:
                read()
            except (OSError, AssertionError, ValueError) as error:
                problems.append(repr(error))
                return

    thread = threading.Thread(target=keep_reading)
    thread.start()
    return thread


def test_readers_see_no_error_and_no_mixture_during_fifty_releases_and_rollbacks(
    tmp_path: Path, address: str
) -> None:
    server = new_server(tmp_path, "--keep", "3")
    repository = server.repository
    put_online(repository, tmp_path / "site", _site(1), 1)
    problems: list[str] = []
    pages, visits = [0], [0]
    seen: set[str] = set()

    def load_pages() -> None:
        for path in _PAGES:
            with urlopen(address + path, timeout=300) as answer:
                text = answer.read().decode()
            assert _is_of_one_release(text)
            seen.add(text.split(":")[0])
            pages[0] += 1

    def stay_in_one_release() -> None:
        folder = os.open(server.www / "current", os.O_RDONLY | os.O_DIRECTORY)
        try:
            texts = set()
            for path in _PAGES:
                with open(os.open(path, os.O_RDONLY, dir_fd=folder)) as file:  # noqa: PTH123
                    texts.add(file.read())
            assert len(texts) == 1
            visits[0] += 1
        finally:
            os.close(folder)

    stop = threading.Event()
    threads = [
        _until(stop, read, problems) for read in (load_pages, load_pages, stay_in_one_release)
    ]
    for number in range(2, 52, 2):
        put_online(repository, tmp_path / "site", _site(number), number)
        go_back(repository, number + 1)
    stop.set()
    for thread in threads:
        thread.join()

    assert problems == []
    assert pages[0] > 50
    assert visits[0] > 10
    assert len(seen) > 5
    assert len(repository.releases.all()) == 3


def test_a_page_that_is_open_finds_the_style_sheet_it_was_made_with(tmp_path: Path) -> None:
    repository = new_server(tmp_path).repository
    old = {"assets/main.0123abcd.min.css": "old", "photo.jpg": "withdrawn"}
    put_online(repository, tmp_path / "site", old, 1)

    release = put_online(repository, tmp_path / "site", {"assets/main.4567cdef.min.css": "new"}, 2)

    online = repository.releases.folder(release)
    assert (online / "assets/main.0123abcd.min.css").read_text() == "old"
    assert not (online / "photo.jpg").exists(), "what an author takes away is gone at once"
    assert repository.releases.differences(release) == []

    later = put_online(repository, tmp_path / "site", {"assets/main.4567cdef.min.css": "new"}, 63)
    assert not (repository.releases.folder(later) / "assets/main.0123abcd.min.css").exists()
