"""The check that phrases of our own are not used in place of the field's words."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handbook.typography import find_typed, main, typeset

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
        ("*Take it along* prints a list.", "Print or send"),
        ("`x` is no time zone.", "is not a …"),
        ("A faulty form comes back.", "invalid"),
        ("`x` is no topic.", "is not a …"),
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


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("The blog's feeds, the readers' ticks.", "The blog’s feeds, the readers’ ticks."),
        ('It says "no such user".', "It says “no such user”."),
        ("`doctor`'s look", "`doctor`’s look"),
        ("`it's` and ``a ` b's``", "`it's` and ``a ` b's``"),
        ("```sh\necho 'a'\n```\nIt's", "```sh\necho 'a'\n```\nIt’s"),
        ("---\ntitle: 'A'\n---\nIt's", "---\ntitle: 'A'\n---\nIt’s"),
        ('<a title="x">it\'s</a>', '<a title="x">it’s</a>'),
        ('[It\'s](a.md "b") {title="c"}', '[It’s](a.md "b") {title="c"}'),
        ('!!! checklist "Before"\n\nIt\'s', '!!! checklist "Before"\n\nIt’s'),
    ],
)
def test_running_text_gets_a_printers_marks_and_code_stays(typed: str, printed: str) -> None:
    assert typeset(typed) == printed
    assert list(find_typed(printed)) == []


def test_a_typewriters_mark_is_named_with_its_line_and_can_be_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("One.\n\nThe blog's `a'b`.\n", encoding="utf-8")
    assert main([str(page)]) == 1
    assert f"{page}:3: One. The blog's" in capsys.readouterr().out
    assert main(["--fix", str(page)]) == 0
    assert page.read_text("utf-8") == "One.\n\nThe blog’s `a'b`.\n"
