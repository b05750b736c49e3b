"""The hosts' files are what the hosts' published schemas say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rapport.publish.workflows import write

_ROOT = Path(__file__).parents[2]
_SCHEMAS = {
    ".github/workflows/publish.yml": ["--builtin-schema", "vendor.github-workflows"],
    ".gitlab-ci.yml": [
        "--builtin-schema",
        "vendor.gitlab-ci",
        "--data-transform",
        "gitlab-ci",
    ],
}


def _validate(file: Path, schema: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", _SCHEMAS)
@pytest.mark.parametrize("whose", ["this repository's", "a new blog's"])
def test_a_hosts_file_obeys_its_published_schema(tmp_path: Path, name: str, whose: str) -> None:
    folder = _ROOT
    if whose == "a new blog's":
        write(tmp_path)
        folder = tmp_path
    done = _validate(folder / name, _SCHEMAS[name])
    assert done.returncode == 0, done.stdout


def test_a_hosts_file_with_a_slip_is_told_apart(tmp_path: Path) -> None:
    name = ".github/workflows/publish.yml"
    broken = tmp_path / "publish.yml"
    broken.write_text((_ROOT / name).read_text().replace("\njobs:", "\njosb:"))
    assert _validate(broken, _SCHEMAS[name]).returncode == 1
