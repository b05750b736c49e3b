"""`rapport server containers`: a folder that Compose takes, with nothing in it that is public."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rapport.cli.main import main
from rapport.server.variables import read_variables
from rapport_subscriptions.settings import read_settings

MAIL = "smtp://ann:geheim@mail.example:587?tls=starttls"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    assert write(folder, "--domain", "blog.example", "--mail", MAIL, "--blog", str(tmp_path)) == 0
    return folder


def write(folder: Path, *options: str) -> int:
    return main(["server", "containers", str(folder), *options])


def test_compose_takes_the_file_by_its_own_schema(folder: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.compose-spec", str(folder / "compose.yaml")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_file_and_variable_that_the_file_names_is_there(folder: Path) -> None:
    text = (folder / "compose.yaml").read_text()
    whole = yaml.safe_load(text)
    variables = read_variables((folder / ".env").read_text())
    assert set(re.findall(r"\$\{(\w+)", text)) == {"BLOG", "POSTGRES_PASSWORD"} <= set(variables)
    mounted = [volume for part in whole["services"].values() for volume in part.get("volumes", [])]
    named = {volume.partition(":")[0] for volume in mounted if not volume.startswith(("$", "."))}
    assert named == set(whole["volumes"])
    assert (folder / whole["services"]["service"]["build"]["dockerfile"]).is_file()
    assert (folder / "requirements.txt").is_file()
    caddy = (folder / "Caddyfile").read_text()
    assert "reverse_proxy @subscriptions service:8001" in caddy
    assert "root * /blog/site" in caddy
    assert "request>uri delete" in caddy.partition("\n}\n")[0], "no link is logged with an error"
    assert "/srv/" not in caddy
    assert "handle /preview" not in caddy


def test_the_service_takes_the_settings_that_the_containers_get(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/blog.json").write_text("{}")
    service = yaml.safe_load((folder / "compose.yaml").read_text())["services"]["service"]
    variables = read_variables((folder / ".env").read_text())
    given = {
        name: re.sub(r"\$\{POSTGRES_PASSWORD[^}]*\}", variables["POSTGRES_PASSWORD"], value)
        for name, value in service["environment"].items()
    }
    assert given["RAPPORT_SITE"] == "/blog/site"
    given |= {"RAPPORT_SITE": str(tmp_path / "site"), "RAPPORT_JOURNAL": str(tmp_path / "j")}
    settings = read_settings({**variables, **given})
    assert settings.database_url.endswith("@database/rapport")
    assert [str(network) for network in settings.trusted_proxies] == ["172.30.80.0/24"]
    assert settings.public_url == "https://blog.example"


def test_the_secrets_are_the_owners_and_stay_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / ".env").read_text()
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert write(folder, "--from", "Ann <ann@blog.example>") == 0
    now = read_variables((folder / ".env").read_text())
    assert now == {**read_variables(before), "RAPPORT_MAIL_FROM": "Ann <ann@blog.example>"}
    assert write(folder, "--dry-run") == 0
    assert "geheim" not in capsys.readouterr().out


def test_a_value_that_compose_would_change_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = "smtp://ann:ge$heim@mail.example"
    assert write(tmp_path / "new", "--domain", "blog.example", "--mail", mail) == 2
    said = capsys.readouterr().err
    assert "RAPPORT_MAIL_URL: Compose takes `$` for a variable; write `%24` in a URL" in said
    assert "heim" not in said
    assert not (tmp_path / "new").exists()
