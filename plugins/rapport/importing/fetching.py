"""Fetch files from public hosts at a limited rate, never from the local network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from email.message import Message

_AGENT = "Mozilla/5.0 (compatible; rapport-import; moves a blog for its owner)"
_TRIES = 3
_LONGEST_WAIT = 60.0
_TIMEOUT = 20.0
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_PIECE = 1 << 16


class FetchError(Exception):
    """A file can't be fetched; the message gives the reason."""


class _RefusedError(OSError):
    """An address that must not be requested."""


@dataclass
class Fetcher:
    """Fetches files by HTTP: at most `rate` a second per host, each up to `limit` bytes.

    `allows_private` takes files from this machine and its own network, too.
    """

    limit: int = 50 * 1024 * 1024
    rate: float = 4.0
    allows_private: bool = False
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _next: dict[str, float] = field(default_factory=dict)

    def get(self, address: str) -> tuple[bytes, str]:
        """Return the content of an address, with its media type; raises `FetchError`."""
        url = _encoded(address)
        for trial in range(1, _TRIES + 1):
            self._wait_for(urlsplit(url).hostname or "")
            try:
                return self._ask(url)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _AGAIN or trial == _TRIES:
                        raise FetchError(f"the server answered {error.code}") from error
                    pause = _pause(error.headers, trial)
            except _RefusedError as error:
                raise FetchError(str(error)) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "reason", error)
                if isinstance(reason, _RefusedError) or trial == _TRIES:
                    raise FetchError(
                        " ".join(str(reason).split()) or type(error).__name__
                    ) from error
                pause = float(trial)
            self.sleep(pause)
        raise AssertionError

    def _ask(self, url: str) -> tuple[bytes, str]:
        request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept": "*/*"})  # noqa: S310 - _encoded lets http alone through
        with self._opener().open(request, timeout=_TIMEOUT) as answer:
            length = answer.headers.get("Content-Length", "")
            if length.isdecimal() and int(length) > self.limit:
                raise FetchError(f"it is larger than {self.limit // 1024 // 1024} MB")
            parts, size = [], 0
            while piece := answer.read(_PIECE):
                size += len(piece)
                if size > self.limit:
                    raise FetchError(f"it is larger than {self.limit // 1024 // 1024} MB")
                parts.append(piece)
            if length.isdecimal() and size < int(length):
                raise OSError("the connection broke off")
            return b"".join(parts), answer.headers.get_content_type()

    def _opener(self) -> urllib.request.OpenerDirector:
        allows = self.allows_private
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPRedirectHandler(),
            _Http(allows),
            _Https(allows),
        ):
            opener.add_handler(handler)
        return opener

    def _wait_for(self, host: str) -> None:
        moment = self.now()
        free = self._next.get(host, moment)
        if free > moment:
            self.sleep(free - moment)
        self._next[host] = max(free, moment) + 1 / self.rate


class _Http(urllib.request.HTTPHandler):
    """Opens connections to public addresses only, also after a redirect."""

    def __init__(self, allows: bool) -> None:
        super().__init__()
        self._allows = allows

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        allows = self._allows

        class PlainConnection(http.client.HTTPConnection):
            def connect(self) -> None:
                self.sock = _connect(self.host, self.port, self.timeout, allows)

        return self.do_open(PlainConnection, req)


class _Https(urllib.request.HTTPSHandler):
    """The same for HTTPS; the certificate is checked as usual."""

    def __init__(self, allows: bool) -> None:
        super().__init__()
        self._allows = allows

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        allows, context = self._allows, _tls()

        class TlsConnection(http.client.HTTPSConnection):
            def connect(self) -> None:
                plain = _connect(self.host, self.port, self.timeout, allows)
                self.sock = context.wrap_socket(plain, server_hostname=self.host)

        return self.do_open(TlsConnection, req)


def _tls() -> Any:  # noqa: ANN401 - ssl is loaded only when it is needed
    import ssl  # noqa: PLC0415 - it takes its time, and an import from a folder needs none

    return ssl.create_default_context()


def _connect(host: str, port: int, timeout: Any, allows: bool) -> socket.socket:  # noqa: ANN401 - as http.client has it
    """Return a connection to the first address of a host; all of them must be public ones."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, place in addresses:
        number = ipaddress.ip_address(str(place[0]).partition("%")[0])
        mapped = getattr(number, "ipv4_mapped", None) or number
        if not allows and (not mapped.is_global or mapped.is_multicast):
            raise _RefusedError(f"{host} is a private address; `--private` takes files from there")
    problem: OSError | None = None
    for *_, place in addresses:
        try:
            return socket.create_connection((str(place[0]), port), timeout)
        except OSError as error:
            problem = error
    raise problem or OSError(f"{host} has no address")


def _pause(headers: Message | None, trial: int) -> float:
    written = (headers.get("Retry-After", "") if headers else "") or ""
    return min(float(written), _LONGEST_WAIT) if written.isdecimal() else 2.0**trial


def _encoded(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise FetchError("it is not an address") from error
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise FetchError("only http and https are supported")
    where = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    path = quote(parts.path or "/", safe="/%~!$&'()*+,;=:@")
    query = f"?{quote(parts.query, safe='/%~!$&()*+,;=:@?')}" if parts.query else ""
    return f"{parts.scheme}://{where}{port}{path}{query}"
