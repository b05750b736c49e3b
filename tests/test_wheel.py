"""What is installed brings all that a blog needs, without this repository at hand."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from tests.blog_folder import EPOCH, article

ROOT = Path(__file__).parents[1]
FIVE_LINES = "site_name: Five\ntheme:\n  name: material\nplugins:\n  - rapport/articles\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return folder / build_wheel(str(folder))
    finally:
        os.chdir(before)


def test_templates_assets_and_first_files_travel_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ours = {
        f"rapport/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "overrides").rglob("*")
        if path.is_file()
    }
    assert len(ours) > 20
    assert ours <= names
    assert "rapport/starter/files/mkdocs.yml" in names
    assert "rapport_subscriptions/templates/page/base.html" in names
    assert {
        f"rapport/features/images/fonts/{name}" for name in ("Literata-Bold.ttf", "OFL.txt")
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "bench/"))]


def test_the_five_line_blog_builds_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    packages, blog = tmp_path / "packages", tmp_path / "blog"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (blog / "docs/articles").mkdir(parents=True)
    (blog / "mkdocs.yml").write_text(FIVE_LINES)
    (blog / "docs/articles/a.md").write_text(article(title="A", date="2026-05-01"))
    command = "import sys; from rapport.cli import main; sys.exit(main(['build', '--strict']))"
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
