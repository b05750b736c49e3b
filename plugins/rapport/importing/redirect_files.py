"""Write redirects as files: for the site's own build, web servers and static hosts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from rapport.blog.edit import flow
from rapport.importing.addresses import is_page
from rapport.importing.placing import below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rapport.importing.addresses import Moved

REDIRECTS = "redirects.yml"
"""Below the docs folder: the build makes a page for each line."""
NGINX, CADDY, NETLIFY = "import/redirects-nginx.conf", "import/redirects-Caddyfile", "_redirects"

_NOT_IN_QUERY = re.compile(r"[^!-~]|[\"{}$;\\]")

_NGINX_HEAD = """\
# Former addresses, for nginx. Include this file in the `http` block:
#   include /etc/nginx/redirects-nginx.conf;
# and write into the `server` block of the site:
#   if ($rapport_moved) { return 301 $rapport_moved; }
map_hash_bucket_size 1024;
map_hash_max_size 65536;
map $request_uri $rapport_moved {
  default "";
"""
_CADDY_HEAD = """\
# Former addresses, for Caddy. Import this file in the block of the site:
#   import redirects-Caddyfile
map {http.request.uri} {rapport_moved} {
"""
_CADDY_FOOT = """\
  default ""
}
@rapport_moved not vars {rapport_moved} ""
redir @rapport_moved {rapport_moved} permanent
"""
_NETLIFY_HEAD = """\
# Former addresses, for Netlify, and for Cloudflare Pages, which knows no queries (`p=12`).
"""


def as_pages(moved: Iterable[Moved], root: str) -> str:
    """Return the addresses at which pages can stand, as the `redirects.yml` of the build."""
    inside = ((below(move.old, root), move.new) for move in moved)
    lines = [f"  {flow(old)}: {flow(new)}" for old, new in inside if old and is_page(old)]
    return "redirects:\n" + "\n".join(sorted(lines)) + "\n" if lines else ""


def for_nginx(moved: Iterable[Moved], root: str) -> str:
    """Return a map of nginx; `root` is the path of the new site, `/` or `/blog/`."""
    lines = [
        f'  "{_quoted(old)}" "{_quoted(root + new)}";\n'
        for old, new in _pairs(moved, with_bare=True)
    ]
    return _NGINX_HEAD + "".join(dict.fromkeys(lines)) + "}\n"


def for_caddy(moved: Iterable[Moved], root: str) -> str:
    """Return a map of Caddy."""
    lines = [
        f'  "{_quoted(old)}" "{_quoted(root + new)}"\n'
        for old, new in _pairs(moved, with_bare=True)
    ]
    return _CADDY_HEAD + "".join(dict.fromkeys(lines)) + _CADDY_FOOT


def for_netlify(moved: Iterable[Moved], root: str) -> str:
    """Return lines of `_redirects`: an address, its query, the new address, the status."""
    lines = []
    for old, new in _pairs(moved, with_bare=False):
        parts = urlsplit(old)
        query = f" {parts.query.replace('&', ' ')}" if parts.query else ""
        lines.append(f"{parts.path}{query} {root}{new} 301\n")
    return _NETLIFY_HEAD + "".join(dict.fromkeys(lines))


def _pairs(moved: Iterable[Moved], *, with_bare: bool) -> Iterator[tuple[str, str]]:
    """Yield addresses as browsers send them, those of folders without the slash, too."""
    for move in moved:
        path, mark, query = move.old.partition("?")
        old = "/" + quote(path, safe="/~!$&'()*+,;=:@")
        new = quote(move.new, safe="/~!$&'()*+,;=:@#")
        if mark:
            yield f"{old}?{_NOT_IN_QUERY.sub('', query)}", new
            continue
        yield old, new
        if with_bare and old.endswith("/") and len(old) > 1:
            yield old.rstrip("/"), new


def _quoted(address: str) -> str:
    """Return an address as it can stand in quotes in a server's configuration."""
    return re.sub(r"[\"\\{}$\x00-\x20\x7f]", lambda match: f"%{ord(match[0]):02X}", address)


def all_files(moved: Sequence[Moved], docs: str, root: str) -> dict[str, str]:
    """Return the redirect files by their paths in the blog; none if nothing moved."""
    if not moved:
        return {}
    files = {
        f"{docs}/{REDIRECTS}": as_pages(moved, root),
        NGINX: for_nginx(moved, root),
        CADDY: for_caddy(moved, root),
        f"{docs}/{NETLIFY}": for_netlify(moved, root),
    }
    return {path: text for path, text in files.items() if text}
