"""The `requirements.txt` of a blog, which installs the same Rapport elsewhere (PEP 610)."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from rapport.installation import DISTRIBUTION

REQUIREMENTS = "requirements.txt"
WHEELS = "wheels"
"""The folder of the wheel, for a Rapport that is in no index and no repository."""

_THIS_MACHINE = frozenset({None, "localhost", "127.0.0.1", "::1"})
"""Hosts that mean the local machine; a `file:` URL has none."""

_OF_ONE_MACHINE = frozenset({"direct_url.json", "INSTALLER", "RECORD", "REQUESTED"})


class NoWheelError(Exception):
    """No wheel can be built from this installation; the message gives the reason."""


@dataclass(frozen=True, slots=True)
class InstallationSource:
    """The origin of this installation: `direct_url` is PEP 610's, empty for an index."""

    version: str
    direct_url: dict[str, Any]

    @property
    def url(self) -> str:
        """The URL given to pip: a repository, a file or a folder."""
        return str(self.direct_url.get("url", ""))

    @property
    def folder(self) -> Path | None:
        """The local file or folder of the installation, if it has one."""
        parts = urlsplit(self.url)
        return Path(url2pathname(unquote(parts.path))) if parts.scheme == "file" else None

    @property
    def is_of_this_machine(self) -> bool:
        """Whether the URL is useless on other machines, as that of a local repository is."""
        return urlsplit(self.url).hostname in _THIS_MACHINE

    @property
    def requirement(self) -> str:
        """The line of `requirements.txt` for the same version, empty if only a wheel works."""
        if not self.direct_url:
            return f"{DISTRIBUTION}=={self.version}"
        if self.is_of_this_machine:
            return ""
        if repository := self.direct_url.get("vcs_info"):
            place = f"{repository['vcs']}+{self.url}@{repository['commit_id']}"
            within = self.direct_url.get("subdirectory")
            return f"{DISTRIBUTION} @ {place}" + (f"#subdirectory={within}" if within else "")
        hashes = self.direct_url.get("archive_info", {}).get("hashes", {})
        mark = f"#sha256={hashes['sha256']}" if "sha256" in hashes else ""
        return f"{DISTRIBUTION} @ {self.url}{mark}"


def origin() -> InstallationSource:
    """Return the origin of this installation."""
    installed = distribution(DISTRIBUTION)
    return InstallationSource(
        installed.version, json.loads(installed.read_text("direct_url.json") or "{}")
    )


def write_requirements(folder: Path) -> list[Path]:
    """Write a `requirements.txt` that installs the same Rapport, and return the written files.

    A `requirements.txt` that is there stays. Raises `NoWheelError`.
    """
    path = folder / REQUIREMENTS
    if path.exists():
        return []
    source = origin()
    written = []
    line = source.requirement
    if not line:
        try:
            wheel = _make_wheel(source, folder / WHEELS)
        except NoWheelError:
            with suppress(OSError):
                (folder / WHEELS).rmdir()
            raise
        written.append(wheel)
        line = f"./{WHEELS}/{wheel.name}"
    path.write_text(f"{line}\n", encoding="utf-8")
    return [*written, path]


def _make_wheel(source: InstallationSource, goal: Path) -> Path:
    """Return a wheel in `goal`: the installed one, or one built from the running code."""
    goal = goal.absolute()
    goal.mkdir(parents=True, exist_ok=True)
    place = source.folder
    if place is not None and place.suffix == ".whl" and place.is_file():
        return Path(shutil.copy(place, goal))
    if source.direct_url.get("dir_info", {}).get("editable") and place is not None:
        return _built(place, goal)
    return _repacked(distribution(DISTRIBUTION), goal)


def _built(source: Path, goal: Path) -> Path:
    """Return a wheel built from a source folder, which contains the author's edits."""
    if find_spec("hatchling") is not None:
        command = ["hatchling", "build", "--target", "wheel", "--directory", str(goal)]
    else:
        command = ["pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(goal), "."]
    done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-m", *command], cwd=source, capture_output=True, text=True, check=False
    )
    wheels = sorted(goal.glob("*.whl"))
    if done.returncode or not wheels:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise NoWheelError(f"no wheel could be made of {source}: {last}")
    return wheels[-1]


def _repacked(installed: Distribution, goal: Path) -> Path:
    """Return a wheel of the installed files, which pip listed with their digests.

    Scripts are left out: pip writes them from the entry points.
    """
    tag = _tag(installed)
    name = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}-{tag}.whl"
    record = io.StringIO()
    lines = csv.writer(record, lineterminator="\n")
    with zipfile.ZipFile(goal / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in installed.files or ():
            is_ours = ".." not in file.parts and not file.is_absolute()
            if not is_ours or file.name in _OF_ONE_MACHINE or file.suffix == ".pyc":
                continue
            wheel.writestr(_entry(file.as_posix()), file.read_binary())
            digest = f"{file.hash.mode}={file.hash.value}" if file.hash else ""
            lines.writerow([file.as_posix(), digest, file.size or ""])
        place = f"{_info_folder(installed)}/RECORD"
        lines.writerow([place, "", ""])
        wheel.writestr(_entry(place), record.getvalue())
    return goal / name


def _entry(path: str) -> zipfile.ZipInfo:
    """Return a file's zip header in a wheel; a fixed time makes builds reproducible."""
    info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _tag(installed: Distribution) -> str:
    lines = (installed.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag: ") for line in lines if line.startswith("Tag: ")]
    if not tags or not installed.files:
        raise NoWheelError("pip kept no list of the files of this installation.")
    return tags[0]


def _info_folder(installed: Distribution) -> str:
    return next(
        file.parts[0]
        for file in installed.files or ()
        if file.name == "WHEEL" and file.parts[0].endswith(".dist-info")
    )
