"""The same server as containers: a folder that `docker compose up` starts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rapport.errors import UsageError
from rapport.samples import samples_dir
from rapport.server import configuration
from rapport.server.steps import Requirements, Step, TextFile, Variables

if TYPE_CHECKING:
    from rapport.server.plan import Server

RECORD = PurePosixPath("/.rapport.json")
VARIABLES = PurePosixPath("/.env")
_FOLDER = PurePosixPath("/")


def containers(server: Server, blog: str, here: str, password: str) -> list[Step]:
    """Return the files of a folder for Compose; `blog` is the folder of the blog.

    Where that is empty and none is known yet, it is `here`; `password` is a new one for the
    database, used where it has none yet. Raises `UsageError` for a value that Compose would change.
    """
    decided = {
        "BLOG": blog,
        "RAPPORT_MAIL_URL": server.mail,
        "RAPPORT_MAIL_FROM": server.sender,
        "RAPPORT_MAIL_IMPRINT": server.imprint,
        "RAPPORT_PUBLIC_URL": f"https://{server.domain}",
    }
    for name, value in {**decided, "BLOG": blog or here}.items():
        if "$" in value:
            raise UsageError(
                f"{name}: Compose takes `$` for a variable; write `%24` in a URL, or another word"
            )
    site = PurePosixPath("/blog/site")
    return [
        TextFile(_FOLDER / "compose.yaml", _sample("compose.yaml")),
        TextFile(_FOLDER / "Containerfile", _sample("Containerfile")),
        TextFile(
            _FOLDER / "Caddyfile",
            configuration.caddy_options()
            + configuration.caddyfile(server.domain, site, service="service:8001"),
        ),
        Variables(
            VARIABLES,
            {name: value for name, value in decided.items() if value},
            {
                "BLOG": here,
                "RAPPORT_MAIL_FROM": f"blog@{server.domain}",
                "RAPPORT_SECRET_KEYS": server.secret,
                "POSTGRES_PASSWORD": password,
            },
            secret=frozenset({"RAPPORT_MAIL_URL", "RAPPORT_SECRET_KEYS", "POSTGRES_PASSWORD"}),
        ),
        Requirements(_FOLDER),
    ]


def _sample(name: str) -> str:
    return (samples_dir() / "containers" / name).read_text(encoding="utf-8")
