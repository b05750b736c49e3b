"""Publishing from the editor, to real repositories: one commit, one push, one clear answer."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from rapport.writing.answer import PushOutcome, read_push
from rapport.writing.errors import WritingError
from rapport.writing.publishing import bring_in, connect, introduce, look, publish

if TYPE_CHECKING:
    from pathlib import Path

REFUSING = """#!/bin/sh
echo 'docs/articles/a.md:3:1: error[date-missing]: the article has no date. Add one.'
echo 'Nothing was published.'
exit 1
"""


@dataclass(frozen=True)
class Desk:
    """An author's clone, with the docs folder in it, and the bare repository behind it."""

    docs: Path
    server: Path

    def git(self, *arguments: str) -> str:
        return _git(self.docs, *arguments)

    def write(self, name: str, text: str = "Text.\n") -> None:
        (self.docs / name).parent.mkdir(parents=True, exist_ok=True)
        (self.docs / name).write_text(text)

    def online(self) -> list[str]:
        return _git(self.server, "log", "--format=%s", "main").splitlines()


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let git know nothing of this machine's owner."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "EMAIL"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    server, clone = tmp_path / "blog.git", tmp_path / "blog"
    for command in (
        ["init", "--quiet", "--bare", "--initial-branch=main", str(server)],
        ["clone", "--quiet", str(server), str(clone)],
    ):
        subprocess.run(["git", *command], check=True, capture_output=True)
    desk = Desk(clone / "docs", server)
    desk.write("articles/a.md")
    desk.git("config", "user.name", "Ana")
    desk.git("config", "user.email", "ana@blog.example")
    desk.git("checkout", "--quiet", "-b", "main")
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "-m", "Begin")
    desk.git("push", "--quiet", "-u", "origin", "main")
    return desk


def test_the_first_commit_brings_the_settings_along_and_no_text_that_was_not_chosen(
    tmp_path: Path,
) -> None:
    blog, server = tmp_path / "new", tmp_path / "new.git"
    _git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(server))
    _git(tmp_path, "init", "--quiet", "--initial-branch=main", str(blog))
    desk = Desk(blog / "docs", server)
    desk.write("index.md")
    desk.write("articles/later.md")
    desk.write("../mkdocs.yml", "site_name: New\n")
    desk.write("../.gitignore", "site/\n")
    desk.write("../site/index.html")
    desk.git("remote", "add", "origin", str(server))
    introduce(desk.docs, "Ana", "ana@blog.example")
    assert publish(desk.docs, ["index.md"], "Begin").outcome is PushOutcome.TAKEN
    files = _git(server, "ls-tree", "-r", "--name-only", "main").split()
    assert files == [".gitignore", "docs/index.md", "mkdocs.yml"]
    assert look(desk.docs).sources == ("articles/later.md",)


def test_what_is_chosen_becomes_one_commit_and_is_online(desk: Desk) -> None:
    desk.write("articles/b.md")
    desk.write("images/ü ber.png")
    desk.write("articles/-c*.md")
    assert set(look(desk.docs).sources) == {"articles/b.md", "images/ü ber.png", "articles/-c*.md"}
    answer = publish(desk.docs, ["articles/b.md", "articles/-c*.md"], "Say  how\nto ask")
    assert answer.outcome is PushOutcome.TAKEN
    assert desk.online() == ["Say how to ask", "Begin"]
    files = _git(desk.server, "ls-tree", "-r", "--name-only", "-z", "main").split("\0")
    assert set(files) == {"docs/articles/a.md", "docs/articles/b.md", "docs/articles/-c*.md", ""}
    assert look(desk.docs).sources == ("images/ü ber.png",)


def test_nothing_else_is_committed_not_even_what_was_staged(desk: Desk) -> None:
    desk.write("articles/b.md")
    desk.write("../mkdocs.yml", "site_name: Mine\n")
    desk.git("add", "--all", "..")
    publish(desk.docs, ["articles/b.md", "../mkdocs.yml"], "Publish b")
    assert "mkdocs.yml" not in _git(desk.server, "ls-tree", "-r", "--name-only", "main")
    assert desk.git("status", "--porcelain", "..") == "A  mkdocs.yml\n"


def test_a_removed_text_is_published_as_removed(desk: Desk) -> None:
    (desk.docs / "articles/a.md").unlink()
    assert publish(desk.docs, ["articles/a.md"], "Remove a").outcome is PushOutcome.TAKEN
    assert _git(desk.server, "ls-tree", "-r", "--name-only", "main") == ""


def test_with_nothing_to_publish_nothing_happens(desk: Desk) -> None:
    with pytest.raises(WritingError, match="nothing to publish"):
        publish(desk.docs, ["articles/a.md"], "Again")
    desk.write("articles/b.md")
    with pytest.raises(WritingError, match="in one sentence"):
        publish(desk.docs, ["articles/b.md"], "  ")
    assert desk.git("log", "--format=%s") == "Begin\n"
    assert desk.git("diff", "--cached", "--name-only") == ""


def test_a_refusal_names_the_line_and_the_next_publishing_goes_on_from_there(desk: Desk) -> None:
    hook = desk.server / "hooks/pre-receive"
    hook.write_text(REFUSING)
    hook.chmod(0o755)
    desk.write("articles/a.md", "New.\n")
    answer = publish(desk.docs, ["articles/a.md"], "Change a")
    assert answer.outcome is PushOutcome.REFUSED
    (problem,) = answer.problems
    assert (problem.path, problem.line, problem.code) == ("docs/articles/a.md", 3, "date-missing")
    assert answer.said == ("Nothing was published.",)
    assert desk.online() == ["Begin"]
    assert look(desk.docs).commits == 1
    hook.unlink()
    assert publish(desk.docs, [], "").outcome is PushOutcome.TAKEN
    assert desk.online() == ["Change a", "Begin"]


def test_without_a_name_nothing_is_committed_until_the_author_gives_one(desk: Desk) -> None:
    desk.git("config", "--unset", "user.name")
    desk.git("config", "--unset", "user.email")
    desk.write("articles/b.md")
    assert not look(desk.docs).has_identity
    with pytest.raises(WritingError, match="does not know who you are"):
        publish(desk.docs, ["articles/b.md"], "Publish b")
    assert desk.git("status", "--porcelain") == "?? docs/articles/b.md\n"
    for name, email in (("", "a@b.example"), ("Ana", "nothing"), ("A <b>", "a@b.example")):
        with pytest.raises(WritingError, match="Git wants a name"):
            introduce(desk.docs, name, email)
    introduce(desk.docs, "Ana", "ana@blog.example")
    assert publish(desk.docs, ["articles/b.md"], "Publish b").outcome is PushOutcome.TAKEN


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ext::sh -c touch% x",
        "--upload-pack=x",
        "https://ana:secret@git.example/a",
        "blog",
        "a b",
    ],
)
def test_what_is_no_address_of_a_repository_is_refused(desk: Desk, address: str) -> None:
    desk.git("remote", "remove", "origin")
    with pytest.raises(WritingError, match="address of a repository"):
        connect(desk.docs, address)
    assert desk.git("remote") == ""


@pytest.mark.parametrize(
    "address",
    [
        "git@blog.example:/srv/git/blog.git",
        "blog.example:blog.git",
        "ssh://git@blog.example:2222/blog.git",
        "https://git.example:8443/ana/blog.git",
    ],
)
def test_an_address_as_servers_give_it_is_taken(desk: Desk, address: str) -> None:
    desk.git("remote", "remove", "origin")
    connect(desk.docs, f" {address}\n")
    assert desk.git("remote", "get-url", "origin") == f"{address}\n"


def test_a_server_is_told_once_and_then_published_to(desk: Desk) -> None:
    desk.git("remote", "remove", "origin")
    desk.write("articles/b.md")
    assert not look(desk.docs).has_server
    connect(desk.docs, str(desk.server))
    assert look(desk.docs).has_server
    assert publish(desk.docs, ["articles/b.md"], "Publish b").outcome is PushOutcome.TAKEN
    assert desk.online() == ["Publish b", "Begin"]


def test_a_server_that_is_away_leaves_the_commit_for_later(desk: Desk) -> None:
    away = desk.server.with_name("away.git")
    desk.server.rename(away)
    desk.write("articles/b.md")
    answer = publish(desk.docs, ["articles/b.md"], "Publish b")
    assert answer.outcome is PushOutcome.NOT_SENT
    assert "no repository at the server’s address" in answer.message
    away.rename(desk.server)
    assert publish(desk.docs, [], "").outcome is PushOutcome.TAKEN


def test_without_a_network_the_answer_says_so(desk: Desk) -> None:
    desk.git("remote", "set-url", "origin", "http://127.0.0.1:9/blog.git")
    desk.write("articles/b.md")
    answer = publish(desk.docs, ["articles/b.md"], "Publish b")
    assert answer.outcome is PushOutcome.NOT_SENT
    assert "can’t be reached" in answer.message


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("fatal: Could not resolve host: blog.example", "can’t be reached"),
        ("git@blog.example: Permission denied (publickey).", "does not let you in"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", "let you in"),
        ("fatal: something new", "could not be sent"),
    ],
)
def test_each_way_of_not_being_sent_has_its_words(complaint: str, said: str) -> None:
    answer = read_push(is_well=False, printed="", complaint=complaint)
    assert answer.outcome is PushOutcome.NOT_SENT
    assert said in answer.message


def _elsewhere(desk: Desk, name: str, text: str) -> None:
    """Let somebody else publish a text."""
    other = desk.server.with_name("other")
    _git(desk.server, "clone", "--quiet", str(desk.server), str(other))
    (other / "docs/articles" / name).write_text(text)
    _git(other, "add", "--all")
    who = ("-c", "user.name=Bo", "-c", "user.email=bo@blog.example")
    _git(other, *who, "commit", "--quiet", "-m", "Theirs")
    _git(other, "push", "--quiet")


def test_changes_of_others_are_brought_in_and_nobody_is_overwritten(desk: Desk) -> None:
    _elsewhere(desk, "theirs.md", "Theirs.\n")
    desk.write("articles/b.md")
    assert publish(desk.docs, ["articles/b.md"], "Mine").outcome is PushOutcome.BEHIND
    bring_in(desk.docs)
    assert publish(desk.docs, [], "").outcome is PushOutcome.TAKEN
    assert desk.online() == ["Mine", "Theirs", "Begin"]


def test_a_conflict_changes_nothing_here_and_names_the_file(desk: Desk) -> None:
    _elsewhere(desk, "a.md", "Theirs.\n")
    desk.write("articles/a.md", "Mine.\n")
    assert publish(desk.docs, ["articles/a.md"], "Mine").outcome is PushOutcome.BEHIND
    with pytest.raises(WritingError, match=r"same lines of docs/articles/a\.md"):
        bring_in(desk.docs)
    assert (desk.docs / "articles/a.md").read_text() == "Mine.\n"
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("log", "--format=%s") == "Mine\nBegin\n"


def test_a_lock_of_another_program_is_said_and_leaves_nothing_staged(desk: Desk) -> None:
    desk.write("articles/b.md")
    lock = desk.docs.parent / ".git/index.lock"
    lock.touch()
    with pytest.raises(WritingError, match="Another program is working with git"):
        publish(desk.docs, ["articles/b.md"], "Publish b")
    lock.unlink()
    assert desk.git("status", "--porcelain") == "?? docs/articles/b.md\n"


def test_a_hook_that_refuses_the_commit_leaves_nothing_staged(desk: Desk) -> None:
    hook = desk.docs.parent / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'not today' >&2\nexit 1\n")
    hook.chmod(0o755)
    desk.write("articles/b.md")
    with pytest.raises(WritingError, match="not today"):
        publish(desk.docs, ["articles/b.md"], "Publish b")
    assert desk.git("status", "--porcelain") == "?? docs/articles/b.md\n"


def test_what_can_not_be_published_from_says_what_to_do(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(WritingError, match="no git repository"):
        look(tmp_path / "plain")
    desk.git("checkout", "--quiet", "--detach")
    with pytest.raises(WritingError, match="git switch main"):
        look(desk.docs)
    desk.git("checkout", "--quiet", "main")
    desk.git("config", "--unset", "branch.main.remote")
    desk.git("remote", "add", "other", str(desk.server))
    with pytest.raises(WritingError, match="git push -u origin main"):
        look(desk.docs)
    (desk.docs.parent / ".git/MERGE_HEAD").write_text("")
    with pytest.raises(WritingError, match="middle of joining"):
        look(desk.docs)
