"""Every command with wrong, missing, empty, duplicate and unreadable arguments."""

from __future__ import annotations

import argparse
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rapport.cli.main import main, parser
from tests.blog_folder import BlogFolder, article
from tests.publish.remote_site import run

WRONG = """
rapport                                             | the following arguments are required: COMMAND
rapport nope                                        | invalid choice: 'nope'
rapport init                                        | required: DIR
rapport init ''                                     | argument DIR: is empty
rapport init .                                      | is not empty
rapport init a-file                                 | a-file: Not a directory
rapport init a-file/blog                            | Not a directory
rapport init new extra                              | unrecognized arguments: extra
rapport init new --name ''                          | argument --name: is empty
rapport init new --url ''                           | argument --url: is empty
rapport init new --url blog.example                 | is not an address of a blog
rapport init new --url https://blog.example/?x      | is not an address of a blog
rapport init new --timezone ''                      | argument --timezone: is empty
rapport init new --timezone Nope/Where              | is not a time zone
rapport init new --timezone ../etc                  | is not a time zone
rapport init new --language ''                      | argument --language: is empty
rapport init new --language tlh                     | is not a language of the theme
rapport import                                      | name what to import
rapport import ''                                   | argument SOURCE: is empty
rapport import none.xml --into new                  | there is no such file
rapport import a-file --into new                    | not recognised
rapport import a-file --into ''                     | argument --into: is empty
rapport import a-file --rate 0                      | numbers above 0
rapport import a-file --rate x                      | invalid float value
rapport import a-file --from nope --into new        | not recognised
rapport addresses                                   | required: LIST
rapport addresses ''                                | argument LIST: is empty
rapport addresses a-file                            | contains no built site
rapport new                                         | required: TITLE
rapport new ''                                      | argument TITLE: is empty
rapport new '  '                                    | argument TITLE: is empty
rapport new A                                       | docs/articles/a.md already exists
rapport new B --tag ''                              | argument --tag: is empty
rapport new B --tag nope                            | `nope` is not in the vocabulary
rapport new B -f ''                                 | argument -f/--config-file: is empty
rapport new B -f none.yml                           | 'none.yml' does not exist
rapport new B -f a-folder                           | a-folder: Is a directory
rapport new B -f dangling.yml                       | 'dangling.yml' does not exist
rapport new B -f broken.yml                         | error parsing the configuration file
rapport new B -f list.yml                           | Expected a key-value mapping
rapport new B -f empty.yml                          | 'site_name': Required
rapport mv                                          | required: OLD.md, NEW.md
rapport mv docs/articles/a.md                       | required: NEW.md
rapport mv '' b.md                                  | argument OLD.md: is empty
rapport mv docs/articles/a.md ''                    | argument NEW.md: is empty
rapport mv missing.md b.md                          | missing.md: there is no such file
rapport mv docs/articles docs/articles/b.md         | docs/articles: there is no such file
rapport mv docs/about.md docs/articles/about.md     | is not an article that can be read
rapport mv docs/articles/a.md docs/articles/a.md    | already exists
rapport mv docs/articles/a.md docs/articles         | already exists
rapport mv docs/articles/a.md docs/articles/a.txt   | ends in `.md`
rapport mv docs/articles/a.md docs/a.md             | is not below docs/articles
rapport mv docs/articles/a.md /a.md                 | is not below docs
rapport tags nope                                   | invalid choice: 'nope'
rapport tags -f none.yml                            | 'none.yml' does not exist
rapport tags rename                                 | required: OLD, NEW
rapport tags rename letters                         | required: NEW
rapport tags rename '' post                         | argument OLD: is empty
rapport tags rename letters ''                      | argument NEW: is empty
rapport tags rename nope post                       | has the tag `nope`
rapport tags rename letters letters                 | already has that name
rapport schema extra                                | invalid choice: 'extra'
rapport schema tags extra                           | unrecognized arguments: extra
rapport deploy                                      | required: DIR
rapport deploy ''                                   | argument DIR: is empty
rapport deploy mkdocs.yml                           | mkdocs.yml
rapport deploy out --only nope                      | invalid choice: 'nope'
rapport server                                      | required: COMMAND
rapport doctor -f none.yml                          | 'none.yml' does not exist
rapport doctor nope                                 | unrecognized arguments: nope
rapport list -f none.yml                            | 'none.yml' does not exist
rapport redirects                                   | required: SERVER
rapport redirects nope                              | invalid choice: 'nope'
rapport server nope                                 | invalid choice: 'nope'
rapport server setup --root out                     | needs --domain the first time
rapport server setup --domain ''                    | argument --domain: is empty
rapport server setup --domain a/b --mail smtp://m   | expected the name of a host
rapport server setup --domain b.example --root out  | needs --mail
rapport server setup --domain b.example --mail m    | --mail: expected smtp://
rapport server setup --root ''                      | argument --root: is empty
rapport server setup --root a-file                  | a-file
rapport server containers                           | required: DIR
rapport server containers ''                        | argument DIR: is empty
rapport server containers out                       | needs --domain the first time
rapport server containers a-file --domain b.example | a-file
rapport server upgrade --root out                   | unrecognized arguments: --root out
rapport server status --root out                    | there is no server here yet
rapport server remove --root out                    | there is no server here yet
rapport server remove --root ''                     | argument --root: is empty
rapport check extra                                 | unrecognized arguments: extra
rapport check --format xml                          | invalid choice: 'xml'
rapport check -f none.yml                           | 'none.yml' does not exist
rapport check -f a-folder                           | a-folder: Is a directory
rapport check -f theme.yml                          | the theme is `mkdocs`
rapport check -f no-theme.yml                       | 'theme': Unrecognised theme name
rapport check -f no-plugin.yml                      | plugin is not installed
rapport check -f rival.yml                          | remove `blog` from `plugins`
rapport check -f outside.yml                        | is not a folder below the docs folder
rapport build -d ''                                 | argument -d/--site-dir: is empty
rapport build -d a-file                             | is a file, so the site can't be written there
rapport build -d .                                  | 'docs_dir' should not be within the 'site_dir'
rapport build -d docs/site                          | 'site_dir' should not be within the 'docs_dir'
rapport build --published ''                         | argument --published: is empty
rapport build -q --published none                    | none: No such file or directory
rapport build -q --published a-file                  | a-file is not a blog.json
rapport build -q --published not-utf-8               | it is not UTF-8
rapport preview --port x                            | `x` is not a port
rapport preview --port 65536                        | `65536` is not a port
rapport preview --port {taken}                      | can't be used: Address already in use
rapport preview --host ''                           | argument --host: is empty
rapport preview --host 203.0.113.9 --port 0         | can't be used
rapport preview --host not.a.host.invalid           | is not an address of this machine
rapport preview --port 0 -f none.yml                | 'none.yml' does not exist
rapport preview --port 0 -f theme.yml               | the theme is `mkdocs`
rapport feeds                                       | required: COMMAND
rapport feeds nope                                  | invalid choice: 'nope'
rapport feeds check                                 | required: PATH|URL
rapport feeds check ''                              | argument PATH|URL: is empty
rapport feeds check none.xml                        | none.xml: No such file or directory
rapport feeds check none.xml none.xml               | none.xml: No such file or directory
rapport feeds check a-folder                        | a-folder: Is a directory
rapport feeds check http://127.0.0.1:1/             | Connection refused
rapport feeds check http://                         | no host given
rapport publish                                     | required: COMMAND
rapport publish init                                | required: --bare
rapport publish init --bare ''                      | argument --bare: is empty
rapport publish init --bare a.git                   | say where the site goes: `--www DIR`
rapport publish init --bare a-file --www www        | a-file is a file
rapport publish init --bare a-folder --www www      | is neither empty nor a bare repository
rapport publish init --bare a.git --www a-file      | is a file
rapport publish init --bare a.git --www a-file/www  | is a file
rapport publish init --bare a.git --www a.git/www   | is inside the repository
rapport publish init --bare a.git --www www --keep x       | invalid int value: 'x'
rapport publish init --bare a.git --www www --keep 1       | `--keep` is 2 or more
rapport publish init --bare a.git --www www --time-limit 0 | `--time-limit` is a number of seconds
rapport publish init --bare a.git --www www --config none  | there is no such file
rapport publish init --bare a.git --www www --config not-utf-8 | is not UTF-8
rapport publish init --bare a.git --www www --branch a..b  | not a valid branch name
rapport publish init --bare a.git --www www --branch ''    | argument --branch: is empty
rapport publish init --bare a.git --www www --hub x        | `--hub x` is not an address
rapport publish init --bare a.git --www www --notify x     | `--notify x` is not an address
rapport publish init --bare a.git --www www --warnings x   | invalid choice: 'x'
rapport publish check                           | is in no git repository
rapport publish check ''                        | argument COMMIT: is empty
rapport publish check --branch ''               | argument --branch: is empty
rapport publish status                              | is in no git repository
rapport publish status --bare none                  | none: there is no such folder
rapport publish status --bare a-file                | a-file: there is no such folder
rapport publish status --bare plain.git             | is not set up for publishing
rapport publish rollback                            | is in no git repository
rapport publish rollback ''                         | argument RELEASE: is empty
rapport publish rollback --bare plain.git           | is not set up for publishing
rapport publish scheduled                                 | is in no git repository
rapport publish verify                              | is in no git repository
rapport publish fetch-manifest                              | required: DIR
rapport publish fetch-manifest ''                           | argument DIR: is empty
rapport publish fetch-manifest online -f none.yml           | none.yml: No such file or directory
rapport publish fetch-manifest a-file                       | a-file: File exists
rapport publish hub                                 | required: DIR
rapport publish hub none                            | none: there is no such folder
rapport publish ci -f none.yml                   | 'none.yml' does not exist
rapport publish hook                                | required: name
rapport publish hook nope                           | invalid choice: 'nope'
rapport publish hook pre-receive                    | is not set up for publishing
"""
"""A command, and what its one line says; each ends with exit code 2."""

CASES = [
    tuple(part.strip() for part in line.split(" | ", 1)) for line in WRONG.strip().splitlines()
]
SETTINGS = "site_name: Blog\nsite_url: https://blog.example/\n"
OURS = "theme: {name: material, font: false}\nplugins: [rapport/articles]\n"


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a blog with files that no command can use beside its own."""
    folder = tmp_path_factory.mktemp("blog")
    BlogFolder(folder).write(
        {
            "mkdocs.yml": SETTINGS + OURS.replace("]", ", rapport/tags]"),
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["letters"]),
            "docs/about.md": "# About\n",
            "docs/tags.yml": "tags: {letters: {name: letters}}\n",
            "a-file": "x",
            "a-folder/x.txt": "x",
            "not-utf-8": b"\xff",
            "broken.yml": "a: [\n",
            "list.yml": "- a\n",
            "empty.yml": "",
            "theme.yml": SETTINGS + "theme: mkdocs\nplugins: [rapport/articles]\n",
            "no-theme.yml": SETTINGS + "theme: nope\n",
            "no-plugin.yml": SETTINGS + OURS.replace("articles", "article"),
            "rival.yml": SETTINGS + OURS.replace("[", "[blog, "),
            "outside.yml": SETTINGS + OURS.replace("]", ": {articles_dir: ../x}]"),
        }
    )
    (folder / "dangling.yml").symlink_to("/nowhere")
    assert run("git", "init", "--quiet", "--bare", folder / "plain.git").code == 0
    return folder


@pytest.fixture(scope="module")
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def _said(command: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Return how a command ended, and the lines of everything that it wrote."""
    capfd.readouterr()
    try:
        code = main(shlex.split(command)[1:])
    except SystemExit as end:
        code = int(str(end.code))
    captured = capfd.readouterr()
    return code, (captured.out + captured.err).splitlines()


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if ".cache" not in path.parts
    }


@pytest.mark.parametrize(("command", "words"), CASES, ids=[case[0] for case in CASES])
def test_wrong_usage_is_one_line_and_changes_nothing(
    blog: Path,
    taken_port: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: str,
    words: str,
) -> None:
    monkeypatch.chdir(blog)
    before = _files(blog)
    code, lines = _said(command.replace("{taken}", str(taken_port)), capfd)
    assert (code, len(lines)) == (2, 1), lines
    assert words in lines[0]
    assert _files(blog) == before


def test_the_table_has_every_command() -> None:
    commands = {command for command, _ in CASES}
    missing = [
        name
        for name in _names(parser(), "rapport")
        if not any(f"{command} ".startswith(f"{name} ") for command in commands)
    ]
    assert missing == ["rapport subscriptions"], "it has a parser and a table of its own"


def test_a_command_is_found_without_the_modules_of_the_others() -> None:
    names = _choices(parser())
    assert len(names) > 10
    for name in names - {"subscriptions"}:
        assert name in _choices(parser(name))
        assert len(_choices(parser(name))) < 6


def _choices(of: argparse.ArgumentParser) -> set[str]:
    return {name.split()[1] for name in _names(of, "rapport")}


def _names(above: argparse.ArgumentParser, name: str) -> Iterator[str]:
    for action in above._actions:  # noqa: SLF001 - argparse tells its commands in no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for word, below in action.choices.items():
                yield f"{name} {word}"
                yield from _names(below, f"{name} {word}")


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("mkdocs.yml", "rapport check"),
        ("mkdocs.yml", "rapport build"),
        ("mkdocs.yml", "rapport tags"),
        ("mkdocs.yml", "rapport publish fetch-manifest online"),
        ("docs/articles/a.md", "rapport tags rename letters post"),
        ("docs/articles/a.md", "rapport mv docs/articles/a.md docs/articles/b.md"),
    ],
)
def test_a_file_that_may_not_be_read_is_named_in_one_line(
    blog_folder: BlogFolder, path: str, command: str
) -> None:
    blog_folder.write({"docs/articles/a.md": article(title="A", date="2026-05-01")})
    (blog_folder.root / path).chmod(0)
    as_others = (
        ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    )
    program = Path(sys.executable).with_name("rapport")

    ended = run(*as_others, program, *shlex.split(command)[1:], cwd=blog_folder.root)

    (blog_folder.root / path).chmod(0o644)
    assert (ended.code, len(ended.lines)) == (2, 1), ended.text
    assert path.rpartition("/")[2] in ended.lines[0]
    assert "Permission denied" in ended.lines[0]


def test_an_article_that_may_not_be_read_is_a_problem_of_the_content(
    blog_folder: BlogFolder, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blog_folder.root)
    (blog_folder.root / "docs/articles/a.md").symlink_to("/nowhere/a.md")
    code, lines = _said("rapport build -q", capfd)
    assert code == 1
    assert lines[0].startswith("docs/articles/a.md:1:1: error[unreadable]: ")


def test_a_vocabulary_with_a_mistake_is_never_written_over(
    blog_folder: BlogFolder, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blog_folder.root)
    broken = "tags: {letters: [\n"
    blog_folder.write(
        {
            "docs/tags.yml": broken,
            "docs/articles/a.md": article(title="A", date="2026-05-01", tags=["letters"]),
        }
    )
    for command in ("rapport tags", "rapport tags rename letters post", "rapport new B --tag c"):
        code, lines = _said(command, capfd)
        assert code == 1
        assert lines[0].startswith("docs/tags.yml:1:")
    assert (blog_folder.root / "docs/tags.yml").read_text() == broken
    assert "letters" in (blog_folder.root / "docs/articles/a.md").read_text()


def test_a_problem_in_somebodys_hook_is_one_line_without_a_traceback(
    blog_folder: BlogFolder, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blog_folder.root)
    settings = (blog_folder.root / "mkdocs.yml").read_text()
    blog_folder.write(
        {"mkdocs.yml": f"{settings}hooks: [hook.py]\n", "hook.py": "def on_config(config): 1 / 0\n"}
    )
    code, lines = _said("rapport check", capfd)
    assert (code, len(lines)) == (70, 1)
    assert "ZeroDivisionError: division by zero" in lines[0]
    assert "hook.py:1" in lines[0]


def test_the_release_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    code, lines = _said("rapport --version", capfd)
    assert code == 0
    assert lines[0].startswith("rapport 0.")
