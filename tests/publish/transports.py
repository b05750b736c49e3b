"""The ways that a push can take on this machine: over a path always, over ssh where it has one."""

from __future__ import annotations

import getpass
import shlex
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEARCH = "/usr/sbin:/usr/local/sbin:/sbin:/usr/bin:/usr/local/bin:/bin"
SSHD, SSH, KEYGEN = (shutil.which(name, path=_SEARCH) for name in ("sshd", "ssh", "ssh-keygen"))
TRANSPORTS = ("path", "ssh") if SSHD and SSH and KEYGEN else ("path",)


@contextmanager
def ssh_to_loopback(folder: Path) -> Iterator[tuple[str, str]]:
    """Run an ssh server for this account; gives `ssh://user@host:port` and GIT_SSH_COMMAND."""
    assert SSHD is not None, "this machine has no sshd"
    folder.mkdir()
    for name in ("host", "client"):
        command = [str(KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    (folder / "authorized").write_bytes((folder / "client.pub").read_bytes())
    port = free_port()
    configuration = folder / "sshd_config"
    configuration.write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder / 'host'}\n"
        f"AuthorizedKeysFile {folder / 'authorized'}\nPidFile none\nStrictModes no\n"
        "UsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
    )
    if not Path("/run/sshd").is_dir() and getpass.getuser() == "root":
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # another process of tests may be first
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(configuration)], stderr=log)
        try:
            _wait_for(port, folder / "log")
            options = (
                "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
            )
            key = shlex.quote(str(folder / "client"))
            yield (
                f"ssh://{getpass.getuser()}@127.0.0.1:{port}",
                f"{SSH} -F none -i {key} -o IdentitiesOnly=yes -o IdentityAgent=none {options}",
            )
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int, log: Path) -> None:
    for _ in range(2400):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"sshd does not answer: {log.read_text()}")
