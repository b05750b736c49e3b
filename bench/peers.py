"""The generators that are compared, each in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import dialects
from bench.process import BenchError, environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.dialects import GeneratorDialect

CACHE = Path(".cache/bench")
"""Where environments and blogs are kept between runs, below the repository."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator; `requirements` are for pip, and empty for the one that is installed already."""

    title: str
    dialect: GeneratorDialect
    requirements: tuple[str, ...]
    distributions: tuple[str, ...]
    command: Callable[[Path], list[str]]

    @property
    def name(self) -> str:
        """The peer on the command line, such as `hugo`."""
        return self.dialect.name


@dataclass(frozen=True, slots=True)
class InstalledPeer:
    """A generator that is ready: the command that builds the blog in the current folder."""

    peer: Peer
    command: tuple[str, ...]
    versions: str


def install(peer: Peer) -> InstalledPeer:
    """Return `peer` with its environment, made where it is missing or out of date."""
    home = _environment(peer) if peer.requirements else Path(sys.executable).parent.parent
    return InstalledPeer(peer, tuple(peer.command(home)), _versions(peer, home))


def _environment(peer: Peer) -> Path:
    home = CACHE.absolute() / "environments" / peer.name
    stamp, wanted = home / "installed", "\n".join(peer.requirements)
    if not stamp.is_file() or stamp.read_text() != wanted:
        print(f"Installing {' '.join(peer.requirements)} ...", file=sys.stderr)
        venv.create(home, clear=True, with_pip=True)
        pip = [str(home / "bin/python"), "-m", "pip", "--disable-pip-version-check", "-qq"]
        result = subprocess.run([*pip, "install", *peer.requirements], check=False)
        if result.returncode:
            raise BenchError(f"{peer.title} could not be installed.")
        stamp.write_text(wanted)
    return home


def _versions(peer: Peer, home: Path) -> str:
    """Return what was installed: `mkdocs-material 9.8.1, mkdocs-rss-plugin 1.19.0`."""
    program = (
        "from importlib.metadata import version; import sys; "
        "print(', '.join(f'{name} {version(name)}' for name in sys.argv[1:]))"
    )
    command = [str(home / "bin/python"), "-c", program, *peer.distributions]
    output = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    return output.stdout.strip()


def _mkdocs(home: Path) -> list[str]:
    return [f"{home}/bin/mkdocs", "build", "--quiet"]


def _hugo(home: Path) -> list[str]:
    """Return Hugo itself and not the Python program around it, which costs a start of Python."""
    binaries = sorted(home.glob("lib/python*/site-packages/hugo/binaries/hugo"))
    program = binaries[0] if binaries else home / "bin/hugo"
    return [str(program), "--quiet", "--destination", dialects.SITE]


PEERS = (
    Peer(
        title="Rapport",
        dialect=dialects.RAPPORT,
        requirements=(),
        distributions=("mkdocs-rapport", "mkdocs", "mkdocs-material", "Markdown"),
        command=lambda home: [f"{home}/bin/rapport", "build", "--quiet"],
    ),
    Peer(
        title="Material",
        dialect=dialects.MATERIAL,
        requirements=("mkdocs-material>=9.8,<10", "mkdocs-rss-plugin>=1.19,<1.20"),
        distributions=("mkdocs-material", "mkdocs-rss-plugin", "mkdocs", "Markdown"),
        command=_mkdocs,
    ),
    Peer(
        title="Pelican",
        dialect=dialects.PELICAN,
        requirements=("pelican[markdown]>=4.12",),
        distributions=("pelican", "Markdown"),
        command=lambda home: [f"{home}/bin/pelican", "--quiet"],
    ),
    Peer(
        title="Hugo",
        dialect=dialects.HUGO,
        requirements=("hugo>=0.168",),
        distributions=("hugo",),
        command=_hugo,
    ),
    Peer(
        title="MkDocs",
        dialect=dialects.MKDOCS,
        requirements=("mkdocs>=1.6.1,<2",),
        distributions=("mkdocs", "Markdown"),
        command=_mkdocs,
    ),
)
