"""`rapport deploy DIR`: the samples of `deploy/`, written where an operator wants them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TO_CHANGE = {
    "blog.example": "the name of the blog's host",
    "subscriptions.example.org": "the name of the host that the subscription service answers on",
    "mail.example.org": "your mail server, and the user and password that it knows you by",
    "@example.org": "addresses of your own domain",
    "https://example.org": "the address of the blog",
    "change this": "two passwords, one of the tables' owner and one of the service",
    "RAPPORT_SECRET_KEYS=": "a key: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
    "/srv/www/blog": "the folder that you name to `rapport publish init --www`",
    "/srv/blog/site": "the folder of the built site",
    "/srv/git/blog.git": "the repository that you name to `rapport publish init --bare`",
    "/opt/rapport": "the virtual environment that Rapport is installed in; this one is {prefix}",
    "/var/lib/rapport": "where the database and its backups stand",
    "User=git": "the account that owns the repository and the site",
    "User=rapport": "the account that the service runs as",
    "/etc/letsencrypt/live": "where your certificates stand",
}
"""What a sample has that is somebody else's, and what takes its place."""


class SampleExistsError(UsageError):
    """{path} already exists: `rapport deploy` overwrites nothing. Name another folder."""

    def __init__(self, path: Path) -> None:
        super().__init__((self.__doc__ or "").format(path=path))


def samples_dir() -> Path:
    """Return the folder of the samples: in the installed package, else in the repository."""
    package = Path(__file__).parent
    packaged = package / "deploy"
    return packaged if packaged.is_dir() else package.parents[1] / "deploy"


def sample_names() -> list[str]:
    """Return the names to write by, as `feeds`, `publish`, `site`, `subscriptions`."""
    return sorted(path.name for path in samples_dir().iterdir() if path.is_dir())


def write_samples(folder: Path, names: Iterable[str]) -> list[Path]:
    """Write the samples of these names below a folder, all of them or none; return their paths.

    Raises `SampleExistsError` if one already exists, and OSError if one can't be written.
    """
    sources = [path for name in names for path in sorted((samples_dir() / name).iterdir())]
    targets = [folder / source.parent.name / source.name for source in sources]
    for target in targets:
        if target.exists() or target.is_symlink():
            raise SampleExistsError(target)
    written: list[Path] = []
    try:
        for source, target in zip(sources, targets, strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                written.append(target)
                file.write(source.read_bytes())
    except OSError:
        for target in written:
            target.unlink(missing_ok=True)
        raise
    return written


def report(folder: Path, written: Sequence[Path]) -> list[str]:
    """Return lines that name the files, and below them what to change and where it stands."""
    texts = {path.relative_to(folder): path.read_text(encoding="utf-8") for path in written}
    lines = [f"Wrote below {folder}:", *(f"  {path}" for path in texts), "", "Change in them:"]
    for part, what in _TO_CHANGE.items():
        places = ", ".join(str(path) for path, text in texts.items() if part in text)
        if places:
            lines += [f"  {part}: {what.format(prefix=sys.prefix)}", f"      in {places}"]
    return lines
