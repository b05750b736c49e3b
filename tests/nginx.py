"""A real nginx for a test: the settings it gets, and where it listens."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tests.listening import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WHOLE = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
  types {{
    text/html html; text/xml xml; application/json json; text/css css; text/javascript js;
    image/svg+xml svg; image/png png; image/webp webp; image/avif avif; font/woff2 woff2;
    application/wasm wasm;
  }}
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {servers}
}}
"""


@contextmanager
def running_nginx(
    folder: Path, servers: str, port: int, said: int | IO[bytes] = subprocess.PIPE
) -> Iterator[str]:
    """Run nginx with these `server` blocks, of which one listens on `port`; yields its URL.

    What nginx says outside of its log files goes to `said`.
    """
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    assert nginx, "nginx is missing: `make setup` installs it"
    folder.chmod(0o755)
    configuration = folder / "nginx.conf"
    configuration.write_text(_WHOLE.format(folder=folder, servers=servers), encoding="utf-8")
    command = [nginx, "-p", str(folder), "-c", str(configuration), "-e", "stderr"]
    with subprocess.Popen(command, stderr=said) as process:
        try:
            wait_for(process, port, "nginx")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
