"""The hosts' files are what the hosts' published schemas say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rapport.publish.workflows import write

_ROOT = Path(__file__).parents[2]
_SCHEMAS = {
    ".github/workflows/publish.yml": ["--builtin-schema", "vendor.github-workflows"],
    ".github/dependabot.yml": ["--builtin-schema", "vendor.dependabot"],
    ".gitlab-ci.yml": [
        "--builtin-schema",
        "vendor.gitlab-ci",
        "--data-transform",
        "gitlab-ci",
    ],
}


_OURS = {
    ".github/workflows/ci.yml": ["--builtin-schema", "vendor.github-workflows"],
    ".gitlab/test.yml": ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
    ".github/ISSUE_TEMPLATE/bug.yml": ["--builtin-schema", "vendor.github-issue-forms"],
    ".github/ISSUE_TEMPLATE/idea.yml": ["--builtin-schema", "vendor.github-issue-forms"],
}
"""Files of this repository that no new blog has."""


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


@pytest.mark.parametrize("name", _OURS)
def test_a_file_for_those_who_work_here_obeys_its_published_schema(name: str) -> None:
    done = _validate(_ROOT / name, _OURS[name])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", [".github/workflows/ci.yml", ".gitlab/test.yml"])
def test_both_hosts_test_what_is_proposed_by_the_command_that_people_use(name: str) -> None:
    jobs = yaml.safe_load((_ROOT / name).read_text(encoding="utf-8"))
    steps = (
        [step.get("run", "") for step in jobs["jobs"]["run"]["steps"]]
        if "jobs" in jobs
        else jobs["test"]["script"]
    )
    assert any(step.endswith(".ci/run") for step in steps)


def test_a_hosts_file_with_a_slip_is_told_apart(tmp_path: Path) -> None:
    name = ".github/workflows/publish.yml"
    broken = tmp_path / "publish.yml"
    broken.write_text((_ROOT / name).read_text().replace("\njobs:", "\njosb:"))
    assert _validate(broken, _SCHEMAS[name]).returncode == 1
