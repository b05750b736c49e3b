"""The `requirements.txt` of a new blog gets the Rapport that wrote it."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from rapport.starter import requirements
from rapport.starter.requirements import InstallationSource, write_requirements
from tests.publish.remote_site import run

ROOT = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("direct_url", "line"),
    [
        ({}, "mkdocs-rapport==1.2.3"),
        (
            {
                "url": "https://git.example/rapport.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
            },
            f"mkdocs-rapport @ git+https://git.example/rapport.git@{COMMIT}",
        ),
        (
            {
                "url": "ssh://git@git.example/rapport.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
                "subdirectory": "python",
            },
            f"mkdocs-rapport @ git+ssh://git@git.example/rapport.git@{COMMIT}#subdirectory=python",
        ),
        (
            {
                "url": "https://files.example/r-1.2.3-py3-none-any.whl",
                "archive_info": {"hashes": {"sha256": "ab12"}},
            },
            "mkdocs-rapport @ https://files.example/r-1.2.3-py3-none-any.whl#sha256=ab12",
        ),
        ({"url": "file:///home/ann/rapport", "dir_info": {"editable": True}}, ""),
        (
            {"url": "file:///srv/rapport.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            "",
        ),
        (
            {
                "url": "http://localhost:3000/ann/rapport.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
            },
            "",
        ),
        ({"url": "http://127.0.0.1:8080/r-1.2.3-py3-none-any.whl", "archive_info": {}}, ""),
        ({"url": "file:///home/ann/r-1.2.3-py3-none-any.whl", "archive_info": {}}, ""),
    ],
)
def test_the_line_names_where_this_installation_came_from(
    direct_url: dict[str, object], line: str
) -> None:
    assert InstallationSource("1.2.3", direct_url).requirement == line


def test_a_path_with_spaces_is_read_from_its_address() -> None:
    origin = InstallationSource("1", {"url": "file:///home/ann/my%20code", "dir_info": {}})
    assert origin.folder == Path("/home/ann/my code")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return folder / build_wheel(str(folder))
    finally:
        os.chdir(before)


def _environment(folder: Path) -> Path:
    """Return the interpreter of a new environment that has this one's packages, Rapport apart."""
    assert run(sys.executable, "-m", "venv", folder).code == 0
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (site_packages,) = folder.glob("lib/*/site-packages")
    for package in Path(ours).iterdir():
        is_rapport = "rapport" in package.name
        if not is_rapport and not (site_packages / package.name).exists():
            (site_packages / package.name).symlink_to(package)
    return folder / "bin/python"


def _install(python: Path, *what: str | Path, cwd: Path | None = None) -> None:
    options = ("--no-index", "--no-deps", "--no-build-isolation", "--quiet")
    done = run(python, "-m", "pip", "install", *options, *what, cwd=cwd)
    assert done.code == 0, done.text


@pytest.mark.parametrize("kind", ["wheel", "folder"])
def test_from_a_wheel_or_a_folder_it_brings_a_wheel_along_that_installs_anywhere(
    tmp_path: Path, wheel: Path, kind: str
) -> None:
    first = _environment(tmp_path / "first")
    _install(first, wheel if kind == "wheel" else ROOT)
    blog = tmp_path / "blog"
    begun = run(first, "-m", "rapport.cli", "init", blog, cwd=tmp_path)
    assert begun.code == 0, begun.text
    (brought,) = (blog / "wheels").iterdir()
    line = (blog / "requirements.txt").read_text()
    assert line == f"./wheels/{brought.name}\n"

    second = _environment(tmp_path / "second")
    _install(second, "-r", "requirements.txt", cwd=blog)

    checked = run(second, "-m", "rapport.cli", "build", "--strict", "-q", cwd=blog)
    assert checked.code == 0, checked.text
    assert (blog / "site/articles/the-first-article/index.html").is_file()
    assert _code(brought) == _code(wheel)


def _code(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name
        }


def test_a_requirements_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("mine\n")
    assert write_requirements(tmp_path) == []
    assert (tmp_path / "requirements.txt").read_text() == "mine\n"
    assert [path.name for path in tmp_path.iterdir()] == ["requirements.txt"]


def test_an_installation_from_an_index_needs_no_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "origin", lambda: InstallationSource("1.2.3", {}))
    assert [path.name for path in write_requirements(tmp_path)] == ["requirements.txt"]
    assert (tmp_path / "requirements.txt").read_text() == "mkdocs-rapport==1.2.3\n"


def test_this_installation_says_where_it_came_from() -> None:
    recorded = distribution("mkdocs-rapport").read_text("direct_url.json")
    assert requirements.origin().direct_url == json.loads(recorded or "{}")
