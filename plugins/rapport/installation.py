"""How this Rapport was installed, and how its commands are called where it is."""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

DISTRIBUTION = "mkdocs-rapport"


def command() -> str:
    """Return how this Rapport is called from a shell: `rapport`, if that is the one on the path."""
    script = Path(sys.executable).with_name("rapport")
    on_path = shutil.which("rapport")
    if on_path and script.exists() and Path(on_path).resolve() == script.resolve():
        return "rapport"
    if script.exists():
        return shlex.quote(str(script))
    return f"{shlex.quote(sys.executable)} -m rapport.cli"


def has_service() -> bool:
    """Return whether the packages of the service, which the preview runs, are installed."""
    return all(find_spec(name) for name in ("starlette", "uvicorn", "sqlalchemy", "segno"))


def has_import() -> bool:
    """Return whether the packages that move another blog in are installed."""
    return all(find_spec(name) for name in ("markdownify", "feedparser", "mammoth", "docutils"))


def install_service() -> str:
    """Return the command that installs the packages of the service beside this Rapport."""
    return install_extra("service")


def install_extra(name: str) -> str:
    """Return the command that installs the packages of an extra beside this Rapport."""
    python = shlex.quote(sys.executable)
    extra = f"'{DISTRIBUTION}[{name}]'"
    if find_spec("pip"):
        return f"{python} -m pip install {extra}"
    return f"uv pip install --python {python} {extra}"
