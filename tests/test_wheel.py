"""What is installed brings all that a blog needs, without this repository at hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hatchling.build import build_sdist, build_wheel

from tests.blog_folder import EPOCH, article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

ROOT = Path(__file__).parents[1]
FIVE_LINES = "site_name: Five\ntheme:\n  name: material\nplugins:\n  - rapport/articles\n"


@contextmanager
def in_repository() -> Iterator[None]:
    """Stand where the build's backend expects to."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with in_repository():
        return folder / build_wheel(str(folder))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    with in_repository():
        archive = folder / build_sdist(str(folder))
    with tarfile.open(archive) as packed:
        packed.extractall(folder)  # our own archive; Python before 3.11.4 has no `filter`
    (root,) = (path for path in folder.iterdir() if path.is_dir())
    return root


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name), policy=policy.default)


def test_templates_assets_and_first_files_travel_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ours = {
        f"rapport/{path.relative_to(ROOT).as_posix()}"
        for name in ("deploy", "overrides")
        for path in (ROOT / name).rglob("*")
        if path.is_file()
    }
    assert len(ours) > 20
    assert ours <= names
    assert "rapport/starter/files/mkdocs.yml" in names
    assert "rapport_subscriptions/templates/page/base.html" in names
    assert {
        f"rapport/features/images/fonts/{name}" for name in ("Literata-Bold.ttf", "OFL.txt")
    } <= names
    assert {"rapport/py.typed", "rapport_subscriptions/py.typed"} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "bench/"))]


def test_the_five_line_blog_builds_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    packages, blog = tmp_path / "packages", tmp_path / "blog"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (blog / "docs/articles").mkdir(parents=True)
    (blog / "mkdocs.yml").write_text(FIVE_LINES)
    (blog / "docs/articles/a.md").write_text(article(title="A", date="2026-05-01"))
    command = "import sys; from rapport.cli.main import main; sys.exit(main(['build', '--strict']))"
    environment = {**os.environ, "PYTHONPATH": str(packages), "SOURCE_DATE_EPOCH": EPOCH}
    made = subprocess.run(
        [sys.executable, "-c", f"import rapport; print(rapport.__file__); {command}"],
        cwd=blog,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(str(packages))
    assert (blog / "site/articles/a/index.html").is_file()
    assert (blog / "site/assets/stylesheets/rapport.css").is_file()


def test_samples_are_written_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "packages")
    command = "import sys; from rapport.cli.main import main; sys.exit(main(['deploy', 'out']))"
    made = subprocess.run(
        [sys.executable, "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "packages")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    written = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").glob("*/*")}
    assert written == {path.relative_to(ROOT / "deploy") for path in (ROOT / "deploy").glob("*/*")}


def test_an_index_shows_no_link_that_leads_nowhere(wheel: Path) -> None:
    said = metadata(wheel)
    text = said.get_payload()
    assert isinstance(text, str)
    assert said["Description-Content-Type"] == "text/markdown"
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) >= 3
    assert [link for link in links if not re.match(r"https://|#", link)] == []
    assert "Start a blog goes on from there" in text, "the words of a link stay"
    headings = re.findall(r"^## .+$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert headings == re.findall(r"^## .+$", text, re.MULTILINE)


def test_the_source_distribution_has_every_file_that_tests_and_checks_read(unpacked: Path) -> None:
    folders = "bench deploy docs handbook manual overrides plugins service tests".split()
    folders += [".ci", ".github", ".gitlab"]
    made = {"__pycache__", "node_modules"}
    expected = {
        path.relative_to(ROOT)
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not made & set(path.parts)
    }
    expected |= {Path(name) for name in ("Makefile", "requirements.lock", "mkdocs.yml")}
    expected |= {path.relative_to(ROOT) for path in ROOT.glob("*.md")}
    assert len(expected) > 500
    assert [path for path in sorted(expected) if not (unpacked / path).is_file()] == []


def test_tests_run_from_the_source_distribution_alone(unpacked: Path) -> None:
    """A few of each kind: on the handbooks, the samples in nginx, the blog, and the service."""
    some = ["tests/test_docs.py", "tests/test_samples.py", "tests/feeds/test_this_blog.py"]
    some += ["tests/service/test_tokens.py", "tests/publish/test_schemas.py"]
    paths = [str(unpacked / name) for name in ("plugins", "service")]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *some],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert re.search(r"^\d+ passed", ran.stdout, re.MULTILINE)


def test_the_same_sources_make_the_same_bytes_also_from_the_source_distribution(
    wheel: Path, unpacked: Path, tmp_path: Path
) -> None:
    with in_repository():
        again = tmp_path / build_wheel(str(tmp_path))
    assert again.read_bytes() == wheel.read_bytes()
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run(
        [*command, str(tmp_path / "from")], cwd=unpacked, check=True, capture_output=True
    )
    assert (tmp_path / "from" / wheel.name).read_bytes() == wheel.read_bytes()
