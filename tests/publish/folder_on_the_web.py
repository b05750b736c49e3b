"""A folder served over HTTP, as a plain web server does it."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import IO


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Hesitant(_Quiet):
    """A line that stops before each of `pauses`, so that a browser paints what it has."""

    pauses: tuple[bytes, ...]

    def copyfile(self, source: IO[bytes], outputfile: IO[bytes]) -> None:  # type: ignore[override]  # typeshed wants any reader and writer, and only these come
        rest = source.read()
        for mark in self.pauses:
            before, found, after = rest.partition(mark)
            if found:
                outputfile.write(before)
                outputfile.flush()
                time.sleep(0.3)
                rest = found + after
        outputfile.write(rest)


@contextmanager
def served(folder: Path, pauses: Iterable[str] = ()) -> Iterator[str]:
    """Give the address of `folder`; a link in its path is followed at every request.

    Each file that holds one of `pauses` comes in pieces: all before it, a moment later the rest.
    """
    kind = type("_Handler", (_Hesitant,), {"pauses": tuple(pause.encode() for pause in pauses)})
    handler = partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{web.server_address[1]}/"
        finally:
            web.shutdown()
            thread.join()
