"""`rapport server setup` below a folder: every file of a server, as often as it is asked."""

from __future__ import annotations

import base64
import json
import re
import shutil
import stat
import subprocess
from pathlib import Path

import dkim
import pytest

from rapport.cli.main import main
from rapport.server import checks
from rapport.server.plan import SERVICE_UNIT, Server, steps
from rapport.server.steps import Command, PrivateKey, TextFile, Variables
from rapport.server.variables import read_variables
from rapport_subscriptions.settings import read_settings

DOMAIN = "blog.example"
MAIL = "smtp://ann:geheim%231@mail.example:587?tls=starttls"
VARIABLES = "etc/rapport-subscriptions"


def setup(root: Path, *options: str) -> int:
    return main(["server", "setup", "--root", str(root), *options])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    assert setup(root, "--domain", DOMAIN, "--mail", MAIL, "--imprint", "The Blog | 1 Main St") == 0
    return root


def files(root: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(root).as_posix(): (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
        for path in root.rglob("*")
        if path.is_file()
    }


def test_the_same_again_changes_nothing(root: Path) -> None:
    before = files(root)
    assert setup(root) == 0
    assert files(root) == before


def test_secrets_are_for_root_and_for_no_terminal(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stat.S_IMODE((root / VARIABLES).stat().st_mode) == 0o600
    assert stat.S_IMODE((root / "etc/rapport/dkim.pem").stat().st_mode) == 0o600
    said = capsys.readouterr().out
    assert main(["server", "setup", "--dry-run", "--domain", DOMAIN, "--mail", MAIL]) == 0
    said += capsys.readouterr().out
    assert "RAPPORT_MAIL_URL" in said
    values = read_variables((root / VARIABLES).read_text())
    for secret in ("geheim", values["RAPPORT_SECRET_KEYS"], "PRIVATE KEY"):
        assert secret not in said
        assert secret not in (root / "etc/rapport/server.json").read_text()


def test_a_dry_run_prints_every_step_and_file_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    assert setup(root, "--domain", DOMAIN, "--mail", MAIL, "--dry-run") == 0
    assert not root.exists()
    said = capsys.readouterr().out
    planned = steps(Server(domain=DOMAIN, secret="-", mail=MAIL))
    for number, step in enumerate(planned, 1):
        assert f"{number:2}. {step}\n" in said
        if isinstance(step, TextFile):
            assert all(line.strip() in said for line in step.text.splitlines())


def test_a_dry_run_on_a_server_shows_the_settings_that_would_change_and_no_others(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup(root, "--domain", "other.example", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "RAPPORT_PUBLIC_URL=https://other.example\n" in said
    assert "RAPPORT_MAIL_FROM" not in said


def test_the_service_takes_the_settings_as_they_are_written(root: Path, tmp_path: Path) -> None:
    (tmp_path / "blog.json").write_text("{}")
    values = read_variables((root / VARIABLES).read_text())
    here = {
        "RAPPORT_SITE": str(tmp_path),
        "RAPPORT_DKIM_KEY": str(root / "etc/rapport/dkim.pem"),
        "RAPPORT_JOURNAL": str(tmp_path / "subscriptions.journal"),
    }
    assert here.keys() <= values.keys()
    settings = read_settings({**values, **here})
    assert settings.mail_url == MAIL
    assert settings.public_url == f"https://{DOMAIN}"
    assert settings.imprint == ("The Blog", "1 Main St")
    assert settings.sender.typed == f"blog@{DOMAIN}"
    assert settings.database_url == "sqlite:////var/lib/rapport/subscriptions.db"


def test_what_is_named_changes_and_what_an_operator_wrote_stays(root: Path) -> None:
    variables = root / VARIABLES
    variables.write_text(variables.read_text() + "# ours\nRAPPORT_MAILS_PER_MINUTE=60\n")
    before = read_variables(variables.read_text())
    other = "smtp://bea:other@mail.example:465?tls=implicit"
    assert setup(root, "--mail", other, "--from", "Ann's blog <ann@blog.example>") == 0
    assert "# ours\n" in variables.read_text()
    assert read_variables(variables.read_text()) == {
        **before,
        "RAPPORT_MAIL_URL": other,
        "RAPPORT_MAIL_FROM": "Ann's blog <ann@blog.example>",
    }


def test_a_file_that_was_edited_is_kept_and_the_new_one_stands_beside_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    caddy = root / "etc/caddy/rapport.caddyfile"
    mine = caddy.read_text() + "# mine\n"
    caddy.write_text(mine)
    capsys.readouterr()
    assert setup(root, "--domain", "other.example") == 0
    assert caddy.read_text() == mine
    assert "other.example {" in (caddy.parent / "rapport.caddyfile.rapport-new").read_text()
    assert "yours, because you have edited it; the new version is" in capsys.readouterr().out
    unit = "etc/systemd/system/rapport-subscriptions.service"
    assert json.loads((root / "etc/rapport/server.json").read_text())["files"][f"/{unit}"]


def test_a_line_joins_the_web_servers_own_file_once(root: Path) -> None:
    caddy = root / "etc/caddy/Caddyfile"
    caddy.write_text(":80 {\n\trespond hello\n}\n")
    assert setup(root) == 0
    assert setup(root) == 0
    assert caddy.read_text() == ":80 {\n\trespond hello\n}\nimport rapport.caddyfile\n"


def test_authors_keys_are_added_and_never_taken_away(root: Path, tmp_path: Path) -> None:
    for name in ("ann", "bea"):
        key = tmp_path / f"{name}.pub"
        key.write_text(f"# {name}\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{name} {name}@home\n")
        assert setup(root, "--author-key", str(key)) == 0
    keys = root / "srv/git/.ssh/authorized_keys"
    lines = [line.split() for line in keys.read_text().splitlines()]
    assert [(words[0], words[-1]) for words in lines] == [
        ("restrict", "ann@home"),
        ("restrict", "bea@home"),
    ]
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600


def test_the_record_for_the_dns_is_the_public_half_of_the_key(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup(root) == 0
    said = capsys.readouterr().out
    found = re.search(
        r"^  rapport\._domainkey\.blog\.example  TXT  (v=DKIM1; .*)$", said, re.MULTILINE
    )
    assert found is not None
    base64.b64decode(found[1].partition("p=")[2], validate=True)
    mail = b"From: <blog@blog.example>\r\nTo: <jo@reader.example>\r\nSubject: Hello\r\n\r\nText\r\n"
    key = (root / "etc/rapport/dkim.pem").read_bytes()
    signature = dkim.sign(mail, b"rapport", b"blog.example", key)
    record = found[1].encode()
    assert dkim.verify(signature + mail, dnsfunc=lambda *_, **__: record)


def test_postgresql_is_a_role_and_a_database_of_its_own(tmp_path: Path) -> None:
    root = tmp_path / "root"
    assert setup(root, "--domain", DOMAIN, "--mail", MAIL, "--postgres") == 0
    values = read_variables((root / VARIABLES).read_text())
    assert values["RAPPORT_DATABASE_URL"] == "postgresql:///rapport?host=/var/run/postgresql"
    planned = steps(Server(domain=DOMAIN, secret="-", postgres=True))
    commands = [step.words[0] for step in planned if isinstance(step, Command)]
    assert commands.index("createuser") < commands.index("createdb")
    assert "--no-superuser" in next(
        step.words
        for step in planned
        if isinstance(step, Command) and step.words[0] == "createuser"
    )


def test_every_unit_is_one_that_systemd_takes(root: Path) -> None:
    units = root / "etc/systemd/system"
    for unit in units.glob("*.service"):  # programs of a server, which this machine has not
        unit.write_text(unit.read_text().replace("/opt/rapport/bin/rapport", "/bin/true"))
    names = {
        path.name for path in units.iterdir() if path.suffix in {".service", ".timer", ".path"}
    }
    assert len(names) == 6
    due = ("rapport-due@.service", "rapport-due@.timer")
    for name in due:
        shutil.copy(units / name, units / name.replace("@", "@srv-git-blog.git"))
    checked = sorted(names - set(due)) + [n.replace("@", "@srv-git-blog.git") for n in due]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(units / name) for name in checked)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "rapport" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "needs --domain the first time"),
        (("--domain", DOMAIN), "needs --mail, or RAPPORT_MAIL_URL, the first time"),
        (("--domain", "https://blog.example/", "--mail", MAIL), "expected the name of a host"),
        (("--domain", "localhost", "--mail", MAIL), "expected the name of a host"),
        (("--domain", DOMAIN, "--mail", "mail.example:587"), "--mail: expected smtp://"),
        (("--domain", DOMAIN, "--mail", "smtp://a:geh#eim@mail.example"), "write `#` as %23"),
        (("--domain", DOMAIN, "--mail", "smtp://a:geheim@mail.example?tls=maybe"), "--mail: exp"),
        (("--domain", DOMAIN, "--mail", MAIL, "--author-key", "nobody.pub"), "nobody.pub"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert setup(tmp_path / "root", *options) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1
    assert "geheim" not in line
    assert "geh#eim" not in line
    assert not (tmp_path / "root").exists()


def test_a_domain_of_any_alphabet_is_written_as_the_dns_has_it(tmp_path: Path) -> None:
    assert setup(tmp_path, "--domain", "Büro.example", "--mail", MAIL) == 0
    assert "\nxn--bro-hoa.example {\n" in (tmp_path / "etc/caddy/rapport.caddyfile").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n", "key:1: that is a private key"),
        ("ssh-ed25519 AAAA\nrubbish\n", "key:2: expected a public SSH key"),
        ('command="sh" ssh-ed25519 AAAA\n', "key:1: expected a public SSH key"),
        ("\n", "key: there is no public SSH key"),
    ],
)
def test_only_public_keys_become_authors(text: str, said: str) -> None:
    with pytest.raises(Exception, match=said):
        checks.read_keys(text, "key")


def test_a_set_up_that_failed_in_the_middle_goes_on_from_there(tmp_path: Path) -> None:
    root = tmp_path / "root"
    blocked = root / "etc/caddy"
    blocked.parent.mkdir(parents=True)
    blocked.write_text("a file where a folder belongs")
    assert setup(root, "--domain", DOMAIN, "--mail", MAIL) == 2
    secret = read_variables((root / VARIABLES).read_text())["RAPPORT_SECRET_KEYS"]
    key = (root / "etc/rapport/dkim.pem").read_text()
    blocked.unlink()
    assert setup(root) == 0
    assert read_variables((root / VARIABLES).read_text())["RAPPORT_SECRET_KEYS"] == secret
    assert (root / "etc/rapport/dkim.pem").read_text() == key
    assert (root / "etc/caddy/rapport.caddyfile").exists()


def test_status_names_what_is_gone_and_what_was_edited(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["server", "status", "--root", str(root)]) == 0
    unit = root / "etc/systemd/system/rapport-backup.timer"
    caddy = root / "etc/caddy/rapport.caddyfile"
    unit.unlink()
    caddy.write_text(caddy.read_text() + "# mine\n")
    capsys.readouterr()
    assert main(["server", "status", "--root", str(root)]) == 1
    said = capsys.readouterr().out
    assert "FIX  /etc/systemd/system/rapport-backup.timer: is gone" in said
    assert "ok   /etc/caddy/rapport.caddyfile: edited by you" in said


def test_removing_leaves_the_blog_its_readers_the_secrets_and_what_was_edited(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {VARIABLES, "etc/rapport/dkim.pem", "srv/www/blog/index.html", "var/lib/rapport/a.db"}
    for name in ("srv/www/blog/index.html", "var/lib/rapport/a.db"):
        (root / name).write_text("data")
    edited = "etc/systemd/system/rapport-backup.timer"
    (root / edited).write_text("[Timer]\n# mine\n")
    caddy = root / "etc/caddy/Caddyfile"
    caddy.write_text(":80 {\n}\nimport rapport.caddyfile\n")
    capsys.readouterr()
    assert main(["server", "remove", "--root", str(root)]) == 0
    assert caddy.read_text() == ":80 {\n}\n"
    assert set(files(root)) == kept | {edited, "etc/caddy/Caddyfile"}
    assert not list(root.rglob("*.service.d"))
    assert f"yours, because you have edited it: /{edited}" in capsys.readouterr().out
    assert main(["server", "status", "--root", str(root)]) == 2


def test_a_plan_makes_folders_before_files_and_restarts_what_reads_them_last() -> None:
    planned = steps(Server(domain=DOMAIN, secret="-", mail=MAIL))
    kinds = [type(step) for step in planned]
    last_file = max(index for index, kind in enumerate(kinds) if kind in (TextFile, Variables))
    commands = [(index, step) for index, step in enumerate(planned) if isinstance(step, Command)]
    restarting, enabling = (
        next(index for index, step in commands if word in step.words)
        for word in ("try-restart", "enable")
    )
    assert SERVICE_UNIT in str(planned[restarting]), "new settings reach a service that runs"
    assert kinds.index(PrivateKey) < last_file < restarting < enabling
