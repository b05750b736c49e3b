"""What the preview runs on is locked apart from what only tests and checks need."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
BACKEND = ("hatchling", "editables", "hatch-fancy-pypi-readme")
"""What makes an editable installation of the repository itself."""
MACHINES = [
    {
        "python_version": version,
        "python_full_version": f"{version}.7",
        "sys_platform": platform,
        "platform_system": system,
        "os_name": name,
    }
    for version in ("3.11", "3.12", "3.13", "3.14")
    for platform, system, name in (
        ("linux", "Linux", "posix"),
        ("darwin", "Darwin", "posix"),
        ("win32", "Windows", "nt"),
    )
]


def _locked(name: str) -> set[str]:
    text = (ROOT / name).read_text("utf-8")
    found: set[str] = {
        canonicalize_name(line) for line in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    }
    assert found
    return found


def _needed(name: str, extras: tuple[str, ...] = ()) -> set[str]:
    """Return a distribution and all that it needs on some machine."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [(canonicalize_name(name), extras)]
    while waiting:
        item = waiting.pop()
        if item in seen:
            continue
        seen.add(item)
        for line in requires(item[0]) or ():
            needed = Requirement(line)
            if _applies(needed, item[1]):
                waiting.append((canonicalize_name(needed.name), tuple(sorted(needed.extras))))
    return {distribution for distribution, _ in seen}


def _applies(needed: Requirement, extras: tuple[str, ...]) -> bool:
    return needed.marker is None or any(
        needed.marker.evaluate({**machine, "extra": extra})
        for machine in MACHINES
        for extra in ("", *extras)
    )


def test_the_lock_of_the_preview_holds_what_it_needs_and_nothing_else() -> None:
    needed = _needed("mkdocs-rapport", ("import", "service")).union(*map(_needed, BACKEND))
    assert _locked("requirements.lock") == needed - {"mkdocs-rapport"}


def test_what_only_tests_need_is_locked_beside_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {
        canonicalize_name(Requirement(line).name)
        for line in project["optional-dependencies"]["dev"]
    } - {"mkdocs-rapport", *BACKEND}
    assert wanted <= _locked("requirements-dev.lock")
    assert not _locked("requirements.lock") & _locked("requirements-dev.lock")


def test_every_locked_package_has_its_digests() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\w)", (ROOT / name).read_text("utf-8").strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
