from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.publish.complaints import configuration_problem, read_complaints
from rapport.publish.push import RefUpdate, read_push
from rapport.publish.tree import TreeEntry, conflicts, leads_outside, read_tree, tree_problems
from rapport.publish.workspace import docs_folder, scalar

NOTHING = "0" * 40
BLOB = "1" * 40


def entry(path: str, mode: str = "100644", size: int = 1) -> TreeEntry:
    return TreeEntry(mode, BLOB, size, path)


def test_a_listing_of_git_is_read_with_every_kind_of_name() -> None:
    listing = (
        f"100644 blob {BLOB}      12\tdocs/статья 1.md\x00160000 commit {BLOB}       -\ta\tb\x00"
    ).encode()

    assert read_tree(listing) == (entry("docs/статья 1.md", size=12), entry("a\tb", "160000", 0))


@pytest.mark.parametrize(
    ("entry_", "code"),
    [
        (entry("../x"), "path-outside"),
        (entry("a/.git/hooks/x"), "path-outside"),
        (entry("a/.GIT/x"), "path-outside"),
        (entry("a/../../x"), "path-outside"),
        (entry("a\nb"), "path-wrong"),
        (entry("caf\udce9.md"), "path-wrong"),
        (entry("themes/x", "160000"), "submodule"),
        (entry(".cache/x"), "cache-pushed"),
        (entry("link", "120000"), "link-outside"),
        (entry("film.mp4", size=5_000_000), "large-file"),
    ],
)
def test_what_can_not_be_published_is_named(entry_: TreeEntry, code: str) -> None:
    (problem,) = tree_problems([entry_], {"link": "/etc"})

    assert problem.code == code
    assert problem.is_error == (code != "large-file")
    assert str(problem).encode(), "it can be written to a terminal"


def test_a_large_file_is_spoken_of_once() -> None:
    assert tree_problems([entry("film.mp4", size=9_000_000)], {}, known={BLOB}) == []


@pytest.mark.parametrize(
    ("path", "target", "outside"),
    [
        ("a/b", "../c", False),
        ("a/b", "../../c", True),
        ("a", "..", True),
        ("a", "...", False),
        ("a", "/a", True),
        ("a/b", "./x/../../y", False),
    ],
)
def test_a_link_leads_outside_if_its_names_do(path: str, target: str, outside: bool) -> None:
    assert leads_outside(path, target) is outside


def test_only_three_markers_in_their_order_are_a_conflict() -> None:
    def grep(*texts: str) -> bytes:
        lines = [f"c:docs/x.md\0{number}\0{text}" for number, text in enumerate(texts, 1)]
        return "\n".join(lines).encode()

    (problem,) = conflicts(grep("=======", "<<<<<<< ours", "=======", ">>>>>>> theirs"))
    assert str(problem).startswith("docs/x.md:2:1: error[conflict-marker]: ")
    assert conflicts(grep("=======", ">>>>>>> x", "<<<<<<< y")) == []


def test_what_git_tells_a_hook_is_read() -> None:
    lines = [
        f"{NOTHING} {BLOB} refs/heads/идея/a b\n",
        f"{BLOB} {NOTHING} refs/heads/main\n",
        f"{BLOB} {BLOB} refs/tags/main\n",
    ]

    new, gone, tag = read_push(lines)

    assert (new.branch, new.creates, new.deletes) == ("идея/a b", True, False)
    assert (gone.branch, gone.creates, gone.deletes) == ("main", False, True)
    assert tag == RefUpdate(BLOB, BLOB, "refs/tags/main")
    assert tag.branch is None


def test_a_build_s_complaints_become_problems_at_their_lines() -> None:
    printed = (
        "docs/articles/a.md:3:1: warning[unknown-key]: an article has no key `x`.\n"
        "warning: Doc file 'articles/b.md' contains a link 'no.md', but the target"
        " 'articles/no.md' is not found among documentation files.\n"
        "warning: Something else.\n\nAborted with 3 warnings in strict mode!\n"
    )

    found = read_complaints(printed, "docs", lambda path: f"{path}\n no.md [x](no.md)\n")

    assert [str(problem) for problem in found] == [
        "docs/articles/a.md:3:1: warning[unknown-key]: an article has no key `x`.",
        (
            "docs/articles/b.md:2:12: error[broken-link]: the link `no.md` is broken:"
            " the target 'articles/no.md' is not found among documentation files."
        ),
        "mkdocs.yml:1:1: error[build]: Something else.",
    ]


@given(st.text(), st.text())
def test_no_complaint_is_too_odd_to_be_read(printed: str, text: str) -> None:
    for problem in read_complaints(printed, "docs", lambda _: text):
        assert problem.line >= 1


def test_a_configuration_problem_is_shown_where_it_is() -> None:
    assert configuration_problem("expected ',' in\n  line 4, column 2").line == 4
    assert configuration_problem("").message


def test_settings_are_read_without_running_what_they_name() -> None:
    config = "a: !!python/object/apply:os.system [exit]\nsite_url: https://x/ # y\ndocs_dir: text\n"

    assert scalar(config, "site_url") == "https://x/"
    assert docs_folder(config) == "text"
    assert docs_folder("x: 1") == "docs"
