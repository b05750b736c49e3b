"""`rapport deploy`: the samples for servers, at hand for who has only the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rapport.cli.main import main
from rapport.samples import sample_names, samples_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

DEPLOY = Path(__file__).parents[1] / "deploy"


def files(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_sample_is_written_as_it_is(tmp_path: Path) -> None:
    assert samples_dir() == DEPLOY
    assert main(["deploy", str(tmp_path / "new" / "folder")]) == 0
    written = files(tmp_path / "new" / "folder")
    assert "subscriptions/rapport-subscriptions.service" in written
    assert written == files(DEPLOY)


def test_only_what_is_named_is_written(tmp_path: Path) -> None:
    assert main(["deploy", str(tmp_path), "--only", "site", "--only", "feeds"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"feeds", "site"}


def test_it_says_what_it_wrote_and_what_to_change_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", str(tmp_path), "--only", "publish"]) == 0
    said = capsys.readouterr().out
    assert f"Wrote below {tmp_path}:\n  publish/nginx.conf\n" in said
    assert "  blog.example: the name of the blog's host\n      in publish/nginx.conf\n" in said
    assert "/srv/git/blog.git" in said
    assert "subscriptions.example.org" not in said


def test_every_name_and_address_of_somebody_else_is_named_as_one_to_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", str(tmp_path)]) == 0
    said = capsys.readouterr().out.partition("Change in them:")[2]
    texts = [
        text.decode()
        for name, text in files(DEPLOY).items()
        if not name.startswith("containers/")  # whose places are those of their images
    ]
    uncommented = re.sub(r"^\s*#.*$", "", "\n".join(texts), flags=re.MULTILINE)
    hosts = set(re.findall(r"[\w.-]*\bexample(?:\.org)?\b", uncommented)) - {"example"}
    homes = set(re.findall(r"(?<![\w.])/(?:srv|opt|var/lib)/\w+", uncommented))
    assert len(hosts) >= 3
    assert len(homes) >= 4
    said_to_change = re.findall(r"^  (\S.*?): ", said, re.MULTILINE)
    unsaid = [part for part in hosts | homes if not any(part in line for line in said_to_change)]
    assert unsaid == []


def test_nothing_is_overwritten_and_then_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "subscriptions" / "Caddyfile"
    mine.parent.mkdir()
    mine.write_text("mine")
    assert main(["deploy", str(tmp_path)]) == 2
    assert files(tmp_path) == {"subscriptions/Caddyfile": b"mine"}
    said = capsys.readouterr().err
    assert said.startswith(f"rapport: {mine} already exists")
    assert said.count("\n") == 1


def test_what_was_written_goes_again_where_a_folder_is_in_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "subscriptions").write_text("a file")
    assert main(["deploy", str(tmp_path)]) == 2
    assert files(tmp_path) == {"subscriptions": b"a file"}
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("wrong", [[], ["--only", "nothing"]])
def test_wrong_usage_ends_with_2(tmp_path: Path, wrong: list[str]) -> None:
    arguments = [str(tmp_path / "out"), *wrong] if wrong else []
    with pytest.raises(SystemExit) as ended:
        main(["deploy", *arguments])
    assert ended.value.code == 2
    assert not (tmp_path / "out").exists()


def test_the_names_are_the_folders() -> None:
    assert sample_names() == ["containers", "feeds", "publish", "site", "subscriptions"]
