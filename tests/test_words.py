"""The check that phrases of our own are not used in place of the field's words."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from subprocess import CompletedProcess

ROOT = Path(__file__).parents[1]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with nothing but the check and its list."""
    (tmp_path / ".ci").mkdir()
    for name in ("words", "words.txt"):
        shutil.copy(ROOT / ".ci" / name, tmp_path / ".ci" / name)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def run_check(repository: Path, page: str) -> CompletedProcess[str]:
    (repository / "page.md").write_text(page, encoding="utf-8")
    subprocess.run(["git", "-C", repository, "add", "."], check=True)
    return subprocess.run(
        [repository / ".ci" / "words"], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("phrase", "instead"),
    [
        ("Without a vocabulary, any tag goes.", "any tag is allowed"),
        ("Drafts and articles of the future", "scheduled article"),
        ("Leaving takes one press.", "one click"),
        ("A broken cache is thrown away.", "discarded"),
        ("The head of an article", "front matter"),
        ("A held article waits for your word.", "held until you release it"),
    ],
)
def test_a_banned_phrase_fails_and_says_what_to_write(
    repository: Path, phrase: str, instead: str
) -> None:
    checked = run_check(repository, f"A line.\n{phrase}\n")
    assert checked.returncode == 1
    assert "page.md:2:" in checked.stdout
    assert f"write: {instead}" in checked.stderr


def test_plain_words_pass(repository: Path) -> None:
    checked = run_check(repository, "Any tag is allowed. A corrupt cache is discarded.\n")
    assert (checked.returncode, checked.stdout) == (0, "")
