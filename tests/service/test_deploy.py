"""What operators copy: it runs as it stands, but for names and certificates."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from rapport_subscriptions import cli
from rapport_subscriptions.settings import read_settings
from tests.caddy import running_caddy
from tests.nginx import running_nginx
from tests.ports import free_port
from tests.service.service_under_test import KEY, form
from tests.service.serving import environment, published_site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = Path(__file__).parents[2] / "deploy" / "subscriptions"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
COMMANDS = re.compile(r"/opt/rapport/bin/rapport subscriptions ([^']+)")


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, "utf-8")
    return parser


def test_there_are_units_for_serving_bounces_and_backups() -> None:
    assert {path.name for path in UNITS} >= {
        "rapport-subscriptions.service",
        "rapport-bounces.service",
        "rapport-backup.service",
        "rapport-backup.timer",
    }


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is(path: Path) -> None:
    said = unit(path)
    assert said["Unit"]["Description"]
    if path.suffix == ".timer":
        assert path.with_suffix(".service") in UNITS
        return
    (command,) = COMMANDS.findall(said["Service"]["ExecStart"])
    cli.parser().parse_args(shlex.split(re.sub(r"\$\$\(date [^)]*\)", "today", command)))
    assert said["Service"]["User"] == "rapport"
    assert said["Service"]["EnvironmentFile"] == "/etc/rapport-subscriptions"


@pytest.mark.parametrize("name", ["rapport-subscriptions.service", "rapport-bounces.service"])
def test_a_server_may_write_in_its_own_folder_only(name: str) -> None:
    service = unit(DEPLOY / name)["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == service["WorkingDirectory"] == "/var/lib/rapport"
    assert service["NoNewPrivileges"] == service["ProtectHome"] == "yes"


def test_the_sample_environment_is_whole_but_for_the_key(tmp_path: Path) -> None:
    published_site(tmp_path / "site", "https://example.org/")
    lines = (DEPLOY / "environment.example").read_text("utf-8").splitlines()
    environ = dict(
        shlex.split(line)[0].split("=", 1) for line in lines if line and not line.startswith("#")
    )
    assert environ["RAPPORT_SECRET_KEYS"] == ""
    environ.update(RAPPORT_SECRET_KEYS=KEY, RAPPORT_SITE=str(tmp_path / "site"))
    settings = read_settings(environ)
    assert settings.sender.typed == "blog@example.org"
    assert settings.database_url == "sqlite:////var/lib/rapport/subscriptions.db"


def test_the_container_file_copies_builds_and_starts_what_there_is() -> None:
    text = (DEPLOY.parent / "containers" / "Containerfile").read_text("utf-8")
    (command,) = re.findall(r"^CMD \[(.+)\]$", text, re.MULTILINE)
    cli.parser().parse_args(re.findall(r'"([^"]+)"', command))
    assert re.search(r"^USER rapport$", text, re.MULTILINE), "it must not run as root"
    assert "sqlite:////data/" in text
    assert re.search(r"^VOLUME /data$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The real service behind a real nginx, which is set up by the sample."""
    folder = tmp_path_factory.mktemp("proxy")
    port, service_port = free_port(), free_port()
    text = nginx_sites(port, folder).replace("127.0.0.1:8001", f"127.0.0.1:{service_port}")
    environ = environment(
        folder,
        f"sqlite:///{folder}/x.db",
        service_port,
        RAPPORT_TRUSTED_PROXIES="127.0.0.1",
        RAPPORT_SIGNUPS_PER_NETWORK="3",
    )
    with serving(environ, service_port), running_nginx(folder, text, port) as url:
        yield url, folder


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_no_link_is_in_a_log_when_the_service_behind_is_away(tmp_path: Path, server: str) -> None:
    """As in a restart: what a web server says of a failure holds the address, if one lets it."""
    port, nobody = free_port(), free_port()
    if server == "nginx":
        sites = nginx_sites(port, tmp_path)
    else:
        sites = (DEPLOY / "Caddyfile").read_text("utf-8")
        sites = sites.replace("subscriptions.example.org {", f"http://127.0.0.1:{port} {{")
        sites = sites.replace("lb_try_duration 10s", "lb_try_duration 10ms")
    sites = sites.replace("127.0.0.1:8001", f"127.0.0.1:{nobody}")
    running = {"nginx": running_nginx, "caddy": running_caddy}[server]
    with (tmp_path / "said").open("wb") as said, running(tmp_path, sites, port, said) as url:
        link = f"{url}/subscriptions/manage/secret-token"
        assert httpx.get(link).status_code == 502
        assert httpx.post(link, headers={"referer": link}).status_code == 502
    if server == "caddy":
        assert b"connection refused" in (tmp_path / "said").read_bytes(), "errors are logged"
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if b"secret-token" in file.read_bytes()] == []


def nginx_sites(port: int, folder: Path) -> str:
    """Return the sample without certificates, on a port, with its logs in a folder."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"\n +ssl_\S+ [^;]+;", "", text)
    return text.replace("/var/log/nginx/", f"{folder}/")


def test_behind_nginx_a_client_cannot_say_where_it_comes_from(proxied: tuple[str, Path]) -> None:
    url, _ = proxied
    answers = [
        httpx.post(
            f"{url}/subscriptions",
            data=form(f"r{number}@mail.example.org"),
            headers={"x-forwarded-for": f"192.0.{number}.1"},
        ).status_code
        for number in range(32)
    ]
    assert answers == [303] * 30 + [429] * 2


def test_behind_nginx_metrics_are_hidden_bodies_small_and_links_in_no_log(
    proxied: tuple[str, Path],
) -> None:
    url, folder = proxied
    assert httpx.get(f"{url}/metrics").status_code == 404
    assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}
    large = {"email": "x" * 20_000}
    assert httpx.post(f"{url}/subscriptions", data=large).status_code == 413
    leave = f"{url}/subscriptions/unsubscribe/secret-token"
    body = {"List-Unsubscribe": "One-Click"}
    assert httpx.post(leave, data=body).status_code == 404
    page = httpx.get(f"{url}/subscriptions/unsubscribe")
    assert page.headers["referrer-policy"] == "no-referrer"
    logs = [
        file
        for file in folder.rglob("*")
        if file.is_file() and b"secret-token" in file.read_bytes()
    ]
    assert logs == []
