"""The steps of a server set-up, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rapport.server import configuration
from rapport.server.steps import (
    PRIVATE,
    Account,
    Command,
    Folder,
    LineInFile,
    Packages,
    PrivateKey,
    Requirements,
    Step,
    TextFile,
    Variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

RAPPORT = PurePosixPath("/opt/rapport")
OWN = PurePosixPath("/etc/rapport")
VARIABLES = PurePosixPath("/etc/rapport-subscriptions")
DATA = PurePosixPath("/var/lib/rapport")
BARE = PurePosixPath("/srv/git/blog.git")
WWW = PurePosixPath("/srv/www/blog")
UNITS = PurePosixPath("/etc/systemd/system")
CADDY = PurePosixPath("/etc/caddy")
JOURNALD = PurePosixPath("/etc/systemd/journald.conf.d/rapport.conf")
DKIM_KEY = OWN / "dkim.pem"
DKIM_SELECTOR = "rapport"
AUTHOR, SERVICE = "git", "rapport"
SERVICE_UNIT, BACKUPS = "rapport-subscriptions.service", "rapport-backup.timer"
FIRST_PUSH, DUE = "rapport-subscriptions.path", "rapport-due@srv-git-blog.git.timer"
ENABLED = (SERVICE_UNIT, FIRST_PUSH, BACKUPS, DUE)
NOTIFY = "http://127.0.0.1:8001/subscriptions/published"

_SQLITE = f"sqlite:///{DATA}/subscriptions.db"
_POSTGRESQL = "postgresql:///rapport?host=/var/run/postgresql"


@dataclass(frozen=True, slots=True)
class Server:
    """The operator's choices; everything else is the same on every server."""

    domain: str
    secret: str
    """A new secret key for the service, used if it has none yet."""
    mail: str = ""
    """The mail server's URL; an empty one keeps the current setting."""
    sender: str = ""
    imprint: str = ""
    postgres: bool = False
    author_keys: tuple[str, ...] = ()
    """The public SSH keys that may push."""


def steps(server: Server) -> list[Step]:
    """Return the steps from a fresh Debian or Ubuntu to a blog that is ready for its first push."""
    return [
        Packages(("caddy", "git", "openssl", "python3-venv", *_database_packages(server))),
        *_accounts(server),
        *install(),
        *_database(server),
        Command(
            (
                *(f"{RAPPORT}/bin/rapport", "publish", "init"),
                *("--bare", str(BARE), "--www", str(WWW), "--notify", NOTIFY),
            ),
            user=AUTHOR,
        ),
        *_files(server),
        *start(),
    ]


def install() -> Iterator[Step]:
    """Yield the steps that install this release of Rapport with its service."""
    python = f"{RAPPORT}/bin/python"
    yield Requirements(OWN)
    yield Command(("python3", "-m", "venv", str(RAPPORT)), not_if_path=RAPPORT / "bin/python")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    given = ("--requirement", "requirements.txt")
    yield Command((*pip, *given), folder=str(OWN))
    # A wheel of the same version with other content is no news to pip, unless it is forced.
    yield Command((*pip, "--force-reinstall", "--no-deps", *given), folder=str(OWN))
    yield Command((*pip, "mkdocs-rapport[service]"))


def upgrade(server: Server) -> list[Step]:
    """Return the steps that upgrade a server to the release of Rapport that runs this command."""
    rapport = f"{RAPPORT}/bin/rapport"
    return [
        Command(("systemctl", "start", "rapport-backup.service")),
        *install(),
        Command(("systemctl", "stop", SERVICE_UNIT)),
        Command(
            (rapport, "subscriptions", "migrate"),
            user=SERVICE,
            with_variables=VARIABLES,
        ),
        Command((rapport, "publish", "init", "--bare", str(BARE)), user=AUTHOR),
        *_files(server),
        *start(),
        *report(),
    ]


def start() -> Iterator[Step]:
    """Yield the steps that apply the written files."""
    yield Command(("systemctl", "daemon-reload"))
    yield Command(("systemctl", "try-restart", "systemd-journald.service", SERVICE_UNIT))
    yield Command(("systemctl", "enable", "--now", *ENABLED))
    yield Command(("systemctl", "reload-or-restart", "caddy"))


def report() -> Iterator[Step]:
    """Yield the steps that report remaining tasks: DNS records, and mail delivery."""
    yield Command(
        (f"{RAPPORT}/bin/rapport", "subscriptions", "doctor"),
        user=SERVICE,
        with_variables=VARIABLES,
        is_final_report=True,
    )


def _files(server: Server) -> Iterator[Step]:
    """Yield the configuration of systemd, Caddy and the service for this release."""
    served = configuration.caddyfile(server.domain, WWW / "current", previews=WWW)
    yield PrivateKey(DKIM_KEY, SERVICE)
    yield _variables(server)
    for name, text in sorted(configuration.units(WWW).items()):
        yield TextFile(UNITS / name, text)
    yield TextFile(JOURNALD, configuration.JOURNALD)
    yield TextFile(CADDY / "rapport.caddyfile", served)
    yield LineInFile(CADDY / "Caddyfile", "import rapport.caddyfile")


def _accounts(server: Server) -> Iterator[Step]:
    yield Account(AUTHOR, BARE.parent, "/usr/bin/git-shell")
    yield Account(SERVICE, DATA, "/usr/sbin/nologin")
    yield Folder(BARE.parent, AUTHOR)
    yield Folder(WWW.parent, AUTHOR)
    yield Folder(WWW, AUTHOR)
    yield Folder(DATA, SERVICE, 0o700)
    yield Folder(OWN)
    keys = BARE.parent / ".ssh"
    yield Folder(keys, AUTHOR, 0o700)
    for key in server.author_keys:
        # Without `restrict` (sshd(8)), a key that may only push could reach the server's own ports.
        yield LineInFile(keys / "authorized_keys", f"restrict {key}", AUTHOR, PRIVATE)


def _database_packages(server: Server) -> tuple[str, ...]:
    return ("postgresql",) if server.postgres else ()


def _database(server: Server) -> Iterator[Step]:
    """Yield the steps for PostgreSQL: a role whose only right is to own its one database."""
    if not server.postgres:
        return
    ask = ("psql", "--no-align", "--tuples-only", "--command")
    yield Command(
        ("createuser", "--no-createdb", "--no-createrole", "--no-superuser", SERVICE),
        user="postgres",
        not_if=(*ask, "SELECT 1 FROM pg_roles WHERE rolname = 'rapport'"),
    )
    yield Command(
        ("createdb", "--owner", SERVICE, SERVICE),
        user="postgres",
        not_if=(*ask, "SELECT 1 FROM pg_database WHERE datname = 'rapport'"),
    )


def _variables(server: Server) -> Variables:
    decided = {
        "RAPPORT_MAIL_URL": server.mail,
        "RAPPORT_MAIL_FROM": server.sender,
        "RAPPORT_MAIL_IMPRINT": server.imprint,
        "RAPPORT_PUBLIC_URL": f"https://{server.domain}",
    }
    return Variables(
        VARIABLES,
        {name: value for name, value in decided.items() if value},
        {
            "RAPPORT_MAIL_FROM": f"blog@{server.domain}",
            "RAPPORT_DATABASE_URL": _POSTGRESQL if server.postgres else _SQLITE,
            "RAPPORT_JOURNAL": f"{DATA}/subscriptions.journal",
            "RAPPORT_SITE": f"{WWW}/current",
            "RAPPORT_SECRET_KEYS": server.secret,
            "RAPPORT_TRUSTED_PROXIES": "127.0.0.1,::1",
            "RAPPORT_DKIM_KEY": str(DKIM_KEY),
            "RAPPORT_DKIM_SELECTOR": DKIM_SELECTOR,
        },
        secret=frozenset({"RAPPORT_MAIL_URL", "RAPPORT_SECRET_KEYS"}),
    )
