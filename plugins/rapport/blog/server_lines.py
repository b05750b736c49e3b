"""Former addresses as lines for web servers: 301 for those that moved, 410 for those gone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import quote

from msgspec import Struct

_SAFE = "/~!&'()*+,;=:@"
"""Characters that need no encoding in a path (RFC 3986), except `$`, which nginx would expand."""


class WebServer(StrEnum):
    """The supported servers; `hosts` is the file `_redirects` of Netlify and others."""

    NGINX = "nginx"
    CADDY = "caddy"
    HOSTS = "hosts"


class AddressMove(Struct, frozen=True, order=True):
    """A former URL and the current one, both site-relative; None if it is gone."""

    old: str
    new: str | None


def server_lines(moves: Iterable[AddressMove], root: str, server: WebServer) -> list[str]:
    """Return the lines for a server; `root` is the path of the site, `/` or `/blog/`."""
    by_old = {move.old: move for move in moves}
    return [_LINES[server](root, by_old[old]) for old in sorted(by_old)]


def _nginx(root: str, move: AddressMove) -> str:
    place = f"location = {_quoted(root + move.old)}"
    if move.new is None:
        return f"{place} {{ return 410; }}"
    return f'{place} {{ return 301 "{quote(root + move.new, safe=_SAFE)}"; }}'


def _quoted(text: str) -> str:
    """Return a string of nginx, whose locations are compared with decoded paths."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _caddy(root: str, move: AddressMove) -> str:
    old = "`" + (root + move.old).replace("`", "?").replace("*", "?") + "`"
    if move.new is None:
        return f"respond {old} 410"
    return f"redir {old} {quote(root + move.new, safe=_SAFE)} permanent"


def _hosts(root: str, move: AddressMove) -> str:
    old = quote(root + move.old, safe=_SAFE)
    if move.new is None:
        return f"# {old} is gone; hosts with this file can't answer 410"
    return f"{old} {quote(root + move.new, safe=_SAFE)} 301"


_LINES = {WebServer.NGINX: _nginx, WebServer.CADDY: _caddy, WebServer.HOSTS: _hosts}
