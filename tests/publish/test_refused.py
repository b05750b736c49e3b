from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.publish.remote_site import Author, Server, article, clone_of, new_server, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def untouched(server: Server) -> Iterator[None]:
    """See to it that nothing that is pushed in this test goes online."""
    before = server.live
    yield
    assert (server.live, server.repository.head()) == (before, before.commit)
    assert server.is_whole()


def test_a_merge_conflict_is_refused_at_its_first_line(author: Author, untouched: None) -> None:
    body = "Fine.\n\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other"
    author.commit({"docs/articles/two.md": article("Two", body)})

    pushed = author.push()

    assert pushed.has("docs/articles/two.md:7:1: error[conflict-marker]: ")
    assert pushed.has("to line 11")
    assert pushed.code != 0


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../secret", "gone.md"])
def test_a_link_that_leads_out_of_the_blog_is_refused(
    author: Author, untouched: None, target: str
) -> None:
    (author.folder / "docs/articles/two.md").symlink_to(target)
    author.commit()

    pushed = author.push()

    assert pushed.has("docs/articles/two.md:1:1: error[link-outside]: ")
    assert pushed.code != 0


def test_a_link_that_leaves_by_another_link_is_refused(author: Author, untouched: None) -> None:
    (author.folder / "docs/deep/er").mkdir(parents=True)
    author.write({"docs/deep/er/x.txt": "x"})
    (author.folder / "short").symlink_to("docs/deep/er")
    (author.folder / "out").symlink_to("short/../../../../published")
    author.commit()

    pushed = author.push()

    assert pushed.has("out:1:1: error[link-outside]: ")
    assert pushed.code != 0


def test_a_link_within_the_blog_is_published(server: Server, author: Author) -> None:
    author.write({"drafts/two.md": article("Two", "Linked.")})
    (author.folder / "docs/articles/two.md").symlink_to("../../drafts/two.md")
    author.commit()

    assert author.push().code == 0
    assert "Linked." in server.page("articles/two")


def test_a_path_out_of_the_tree_is_refused_by_git(author: Author, untouched: None) -> None:
    blob = author.git("rev-parse", "HEAD:mkdocs.yml")
    listing = f"100644 blob {blob}\t..\n100644 blob {blob}\tmkdocs.yml\n"
    (author.folder / "listing").write_text(listing)
    script = "git mktree <listing"
    tree = run("sh", "-c", script, cwd=author.folder).text.strip()
    commit = author.git("commit-tree", "-m", "Out", "-p", "HEAD", tree)

    pushed = author.push(f"{commit}:main")

    assert pushed.code != 0
    assert "hasDotdot" in pushed.text


def test_a_submodule_is_refused(author: Author, untouched: None) -> None:
    author.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},themes/fancy")
    author.git("commit", "--quiet", "-m", "A theme")

    pushed = author.push()

    assert pushed.has("themes/fancy:1:1: error[submodule]: ")
    assert pushed.code != 0


def test_a_pushed_build_cache_is_refused(author: Author, untouched: None) -> None:
    author.commit({".cache/rapport/state": "what an attacker would like to have loaded"})

    pushed = author.push()

    assert pushed.has(".cache/rapport/state:1:1: error[cache-pushed]: ")


def test_a_broken_configuration_is_refused_at_its_line(author: Author, untouched: None) -> None:
    author.commit({"mkdocs.yml": "site_name: The Blog\nplugins:\n  - rapport/articles: {\n"})

    pushed = author.push()

    assert pushed.code != 0
    assert pushed.has("mkdocs.yml:4:1: error[configuration]: ")


def test_a_large_picture_is_published_with_a_warning_that_says_its_size(
    server: Server, author: Author
) -> None:
    author.commit({"docs/images/big.png": b"\x89PNG" + bytes(50_000_000)})

    pushed = author.push()

    assert pushed.code == 0, pushed.text
    assert pushed.has("docs/images/big.png:1:1: warning[large-file]: the file has 50.0 MB")
    author.commit({"docs/articles/two.md": article("Two")})
    assert not author.push().has("large-file"), "what was said once is not said again"


def test_a_build_that_never_ends_is_ended(server: Server, author: Author) -> None:
    assert server.publish("init", "--time-limit", "2").code == 0
    slow = {
        "mkdocs.yml": (author.folder / "mkdocs.yml").read_text() + "hooks: [slow.py]\n",
        "slow.py": "import time\n\ndef on_pre_build(config):\n    time.sleep(600)\n",
    }
    good = author.commit({"docs/articles/two.md": article("Two")})
    author.commit(slow)

    pushed = author.push()

    assert pushed.code != 0
    assert pushed.has("took more than 2 s and was stopped")
    assert server.is_whole()
    assert server.publish("init", "--time-limit", "100").code == 0
    assert author.push(f"{good}:main").code == 0
    assert server.page("articles/two")


def test_settings_of_the_server_keep_an_author_from_running_code(
    tmp_path: Path, author: Author
) -> None:
    trusted = tmp_path / "trusted"
    (trusted / "overrides").mkdir(parents=True)
    (trusted / "overrides/home.html").write_text("From the server: {{ config.site_name }}")
    (trusted / "mkdocs.yml").write_text(
        (author.folder / "mkdocs.yml")
        .read_text()
        .replace("The Blog", "The Server's Blog")
        .replace("material,", "material, custom_dir: overrides,")
    )
    server = new_server(tmp_path / "safe", "--config", trusted / "mkdocs.yml")
    evil = f"import pathlib\npathlib.Path({str(tmp_path / 'ran')!r}).touch()\n"
    author.commit(
        {
            "mkdocs.yml": "site_name: Mine\nhooks: [evil.py]\nplugins: [rapport/articles]\n",
            "evil.py": evil,
            "yaml.py": evil,
            "rapport/__init__.py": evil,
            "overrides/home.html": "{{ cycler.__init__.__globals__.os.mkdir('ran') }}",
            "docs/articles/two.md": article("Two"),
        }
    )

    pushed = Author(author.folder, str(server.bare)).push()

    assert pushed.code == 0, pushed.text
    assert server.page("articles/two")
    assert "From the server: The Server&#39;s Blog" in server.page("") or (
        "From the server: The Server's Blog" in server.page("")
    )
    assert not (tmp_path / "ran").exists()


def test_a_missing_permission_is_said_in_one_line_and_changes_nothing(
    server: Server, author: Author
) -> None:
    before = server.live
    author.commit({"docs/articles/two.md": article("Two")})
    releases = server.www / "releases"
    releases.chmod(0o555)
    as_others = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()

    pushed = run(*as_others, "git", "push", server.bare, "main", cwd=author.folder)

    assert pushed.code != 0
    (line,) = [line for line in pushed.lines if line.startswith("rapport: ")]
    assert line.startswith(f"rapport: {releases}")
    assert line.endswith(": Permission denied")
    releases.chmod(0o755)
    assert (server.live, server.is_whole()) == (before, True)
    assert author.push().code == 0


def test_a_disk_that_is_full_leaves_the_site_as_it_was(server: Server, author: Author) -> None:
    before = server.live
    author.commit({"docs/articles/two.md": article("Two"), "docs/big.bin": os.urandom(900_000)})
    limited = 'ulimit -f 800; exec git push "$0" main'

    pushed = run("sh", "-c", limited, server.bare, cwd=author.folder)

    assert pushed.code != 0
    assert (server.live, server.is_whole()) == (before, True)
    assert not list(server.www.glob("releases/.new-*/docs"))
    assert author.push().code == 0, "with room again, the same push goes through"
    assert server.page("articles/two")


def test_names_of_other_alphabets_and_with_spaces_are_as_good_as_any(
    tmp_path: Path, server: Server, author: Author
) -> None:
    author.commit({"docs/articles/письмо два.md": article("Письмо", "Привет.")}, "Привет")

    pushed = author.push(LC_ALL="C")

    assert pushed.code == 0, pushed.text
    assert "Привет" in server.publish("status").text
    assert any("Привет." in page.read_text() for page in server.www.glob("current/articles/*/*"))
    assert clone_of(server, tmp_path / "ещё один").folder.is_dir()
