from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.publish.remote_site import article, run

if TYPE_CHECKING:
    from tests.publish.remote_site import Author, Outcome, Server


def _check_push(author: Author, *arguments: str) -> Outcome:
    program = (sys.executable, "-m", "rapport.cli", "publish", "check")
    return run(*program, *arguments, cwd=author.folder)


def test_the_author_hears_before_pushing_what_the_server_would_say(
    server: Server, author: Author
) -> None:
    live = str(server.www / "current/blog.json")
    author.commit({"docs/articles/two.md": article("Two", draf="true")})

    refused = _check_push(author, "--published", live)

    assert refused.code == 1
    complaint = "docs/articles/two.md:4:1: error[unknown-key]: "
    assert refused.has(complaint)
    assert author.push().has(complaint)

    author.commit({"docs/articles/two.md": article("Two")})
    passed = _check_push(author, "--published", live)
    assert passed.code == 0, passed.text
    assert passed.has("The server will accept this.")
    assert author.git("status", "--porcelain") == ""


def test_the_hook_asks_before_every_push_of_the_published_branch(author: Author) -> None:
    assert _check_push(author, "--install").code == 0
    author.commit({"docs/articles/two.md": article("Two", "<<<<<<< a\n=======\n>>>>>>> b")})

    stopped = author.push()

    assert stopped.code != 0
    assert stopped.has("docs/articles/two.md:5:1: error[conflict-marker]: ")
    assert "remote:" not in stopped.text
    assert author.push("main:ideas").code == 0, "other branches are the author's own affair"


def test_outside_of_a_repository_it_is_one_line(tmp_path: object, author: Author) -> None:
    program = (sys.executable, "-m", "rapport.cli", "publish", "check")

    answer = run(*program, cwd=author.folder.parent)

    assert (answer.code, len(answer.lines)) == (2, 1)
