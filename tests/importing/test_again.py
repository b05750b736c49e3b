"""The same import again takes what is new, and nothing that a person wrote."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.importing.moved import move_in
from tests.importing.wxr import Wxr, filed

if TYPE_CHECKING:
    import pytest


def _export(path: Path, *texts: str) -> Path:
    wxr = Wxr()
    for number, text in enumerate(texts, start=1):
        wxr.add(text, id=number, more=filed(f"t{number}", f"Topic {number}"))
    return wxr.write(path)


def test_nothing_changes_if_nothing_changed(tmp_path: Path) -> None:
    export = _export(tmp_path / "a.xml", "one", "two")
    before = move_in(export, tmp_path / "blog").files()
    after = move_in(export, tmp_path / "blog").files()
    changed = {path for path in before if before[path] != after.get(path)}
    assert changed <= {"import/import-report.md"}
    assert before.keys() == after.keys()


def test_in_a_blog_with_addresses_of_its_own_former_ones_lead_to_those(tmp_path: Path) -> None:
    blog = move_in(_export(tmp_path / "a.xml", "one"), tmp_path / "blog")
    assert "aliases" not in blog.article("post-1")[0]
    assert "/ p=1 /2014/05/post-1/ 301\n" in blog.text("docs/_redirects")
    for path in ("docs/articles/post-1.md", "docs/_redirects", "import/record.json"):
        (blog.folder / path).unlink()
    config = blog.folder / "mkdocs.yml"
    own = re.sub(r"url_format: .*", "url_format: 'letters/{slug}'", config.read_text("utf-8"))
    config.write_text(own, "utf-8")
    again = move_in(tmp_path / "a.xml", blog.folder)
    assert again.article("post-1")[0]["aliases"] == ["2014/05/post-1/"]
    assert "/ p=1 /letters/post-1/ 301\n" in again.text("docs/_redirects")


def test_a_persons_words_stay_and_new_ones_come(tmp_path: Path) -> None:
    blog = move_in(_export(tmp_path / "a.xml", "one", "two", "three", "four"), tmp_path / "blog")
    articles = blog.folder / "docs/articles"
    for name in ("post-1.md", "post-2.md"):
        with (articles / name).open("a") as file:
            file.write("\nMine.\n")
    (articles / "post-4.md").unlink()
    move_in(_export(tmp_path / "a.xml", "one", "TWO", "THREE", "FOUR", "five"), tmp_path / "blog")
    assert blog.article("post-1")[1] == "one\n\nMine."
    assert blog.article("post-2")[1] == "two\n\nMine."
    assert blog.article("post-3")[1] == "THREE"
    assert not (articles / "post-4.md").exists()
    assert blog.article("post-5")[1] == "five"
    assert "TWO" in blog.text("import/changed-in-the-source/docs/articles/post-2.md")
    for path, fate in {
        "post-1": "edited by you: kept",
        "post-2": "edited by you and changed in the source: yours kept",
        "post-3": "updated from the source",
        "post-4": "removed by you: left out",
        "post-5": "new",
    }.items():
        assert f"| `docs/articles/{path}.md` | {fate} |" in blog.report


def test_a_vocabulary_that_a_person_edited_gets_what_it_lacks(tmp_path: Path) -> None:
    blog = move_in(_export(tmp_path / "a.xml", "one"), tmp_path / "blog")
    tags = blog.folder / "docs/tags.yml"
    tags.write_text("# mine\ntags:\n  topic-1:\n    name: First things\n    synonyms: [Topic 1]\n")
    move_in(_export(tmp_path / "a.xml", "one", "two"), tmp_path / "blog")
    assert tags.read_text().startswith("# mine\n")
    assert blog.yaml("docs/tags.yml")["tags"] == {
        "topic-1": {"name": "First things", "synonyms": ["Topic 1"]},
        "topic-2": {"name": "Topic 2", "topic": True},
    }


def test_it_goes_into_a_blog_beside_what_is_there(tmp_path: Path) -> None:
    blog = move_in(_export(tmp_path / "a.xml", "one"), tmp_path / "blog")
    own = blog.folder / "docs/articles/post-9.md"
    own.write_text("---\ntitle: Mine\ndate: 2026-01-01\n---\nMine.\n")
    Wxr().add("theirs", id=9).write(tmp_path / "b.xml")
    move_in(tmp_path / "b.xml", tmp_path / "blog")
    assert "Mine." in own.read_text()
    assert blog.article("post-9-2")[1] == "theirs"


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = _export(tmp_path / "a.xml", "one", "two")
    move_in(export, tmp_path / "blog", "--dry-run")
    said = capsys.readouterr().out
    assert "2 articles" in said
    assert "nothing was written" in said
    assert not (tmp_path / "blog").exists()


def test_only_what_was_asked_for_comes(tmp_path: Path) -> None:
    wxr = Wxr().add("x", day="2014-05-07").add("x", day="2015-05-07").add("x", type="page")
    export = wxr.write(tmp_path / "a.xml")
    blog = move_in(export, tmp_path / "blog", "--no-pictures", "--only", "2015")
    assert [path.name for path in (blog.folder / "docs/articles").glob("*.md")] == ["post-2.md"]
    assert "Left out by --only: 2." in blog.report


def test_an_import_that_was_killed_leaves_the_blog_as_it_was_and_goes_on(tmp_path: Path) -> None:
    blog = move_in(_export(tmp_path / "a.xml", "one"), tmp_path / "blog")
    before = blog.files()
    _export(tmp_path / "a.xml", *("text " * 200 for _ in range(600)))
    command = [sys.executable, "-m", "rapport.cli", "import", str(tmp_path / "a.xml")]
    command += ["--into", str(blog.folder), "--no-pictures"]
    work = blog.folder / ".cache/rapport/import"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not (work / "new/docs/articles/post-40.md").exists():
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
    kept = {path: data for path, data in blog.files().items() if not path.startswith(".cache")}
    assert kept == before
    move_in(tmp_path / "a.xml", blog.folder, code=2)  # it says that an import was interrupted
    move_in(tmp_path / "a.xml", blog.folder, "--no-pictures", "--resume")
    assert len(list((blog.folder / "docs/articles").glob("*.md"))) == 600
    assert not work.exists()


def test_a_kill_while_files_are_moved_in_is_made_good(tmp_path: Path) -> None:
    export = _export(tmp_path / "a.xml", *("one two" for _ in range(20)))
    blog = move_in(export, tmp_path / "blog")
    whole = blog.files()
    work = blog.folder / ".cache/rapport/import"
    moved = [path for path in whole if path.startswith("docs/articles/")]
    for path in moved[:12]:
        place = work / "new" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        (blog.folder / path).rename(place)
    (work / "to-move.json").write_text(str(moved).replace("'", '"'))
    move_in(export, blog.folder, "--no-pictures", "--resume")
    assert {path: data for path, data in blog.files().items() if "report" not in path} == {
        path: data for path, data in whole.items() if "report" not in path
    }
