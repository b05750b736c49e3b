from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rapport.cli.main import main
from tests.publish.remote_site import Server, run

_DEPLOY = Path(__file__).parents[2] / "deploy/publish"
_COMMAND = re.compile(r"/opt/rapport/bin/rapport publish (.+)")


@pytest.mark.parametrize("name", ["rapport-due@.service", "rapport-due.cron"])
def test_the_commands_of_the_timers_do_what_they_say(
    server: Server, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (command,) = _COMMAND.findall((_DEPLOY / name).read_text())
    words = shlex.split(command)
    words[words.index("--bare") + 1] = str(server.bare)

    assert main(["publish", *words]) == 0
    assert capsys.readouterr().out == "", "nothing is due, so there is nothing to say"


def test_nginx_takes_the_sample(tmp_path: Path) -> None:
    sample = (_DEPLOY / "nginx.conf").read_text()
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}\n"
        f"http {{ access_log off;\n{sample.replace('/srv/www/blog', str(tmp_path))} }}\n"
    )

    tested = run("nginx", "-t", "-c", whole, env={"PATH": "/usr/sbin:/usr/bin:/bin"})

    assert tested.code == 0, tested.text
