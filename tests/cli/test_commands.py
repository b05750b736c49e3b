"""The `rapport` command as its users meet it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rapport.blog.key_registry import KEY_TABLES
from rapport.blog.keys import ARTICLE_KEYS
from rapport.cli.main import main
from tests.blog_folder import BlogFolder, article

if TYPE_CHECKING:
    from pathlib import Path

INVALID: dict[str, str | bytes] = {
    "docs/articles/a.md": "---\ntitle: A\ndate: soon\ndraf: true\n---\n",
    "docs/articles/b.md": "---\ntitle: B: b\n---\n",
    "docs/articles/c.md": b"---\ntitle: \xff\n---\n",
    "docs/articles/d.md": article(title="D", date="2026-05-01", layout="post", body="[x](no.md)"),
    "docs/about.md": "---\n- no\n---\n",
    "docs/tags.yml": "tags: {a: {nam: A}}\n",
}


@pytest.fixture
def here(blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch) -> BlogFolder:
    monkeypatch.chdir(blog_folder.root)
    return blog_folder


def test_check_names_every_problem_of_every_file(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write(INVALID)
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ", 1)[0] + line.split(" ")[1] for line in lines] == [
        "docs/about.md:2:1:error[yaml-syntax]:",
        "docs/articles/a.md:3:7:error[date-wrong]:",
        "docs/articles/a.md:4:1:error[unknown-key]:",
        "docs/articles/b.md:2:9:error[yaml-syntax]:",
        "docs/articles/c.md:2:8:error[not-utf-8]:",
        "docs/articles/d.md:4:1:warning[unknown-key]:",
        "docs/articles/d.md:6:1:warning[link-broken]:",
        "docs/tags.yml:1:12:error[unknown-key]:",
    ]


def test_check_speaks_to_github_and_to_programs(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write({"docs/articles/a.md": "---\ntitle: 100% [A]\n---\n[x](no.md)\n"})
    assert main(["check", "--format", "github"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "::error file=docs/articles/a.md,line=1,col=1,title=date-missing::"
        "the article has no date. Add `date: 2026-05-07` to the front matter."
    )
    assert main(["check", "--format", "json"]) == 1
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["path"], first["line"], first["code"]) == (
        "docs/articles/a.md",
        1,
        "date-missing",
    )


def test_check_says_what_is_due_and_builds_what_they_hold_back_by_the_blogs_clock(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write({"docs/articles/a.md": article(title="A", date="2026-07-01 09:30")})
    here.write({"docs/articles/b.md": article(title="B", date="2026-06-02 01:00")})
    assert main(["check"]) == 0
    assert capsys.readouterr().out == (
        "due 2026-06-02 01:00 UTC: docs/articles/b.md\n"
        "due 2026-07-01 09:30 UTC: docs/articles/a.md\n"
    )
    for number in range(3):
        here.write({f"docs/articles/c{number}.md": article(title="C", date="2026-07-02")})
    assert main(["build"]) == 0
    held = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Held back")]
    assert held == [
        "Held back for 13 h: docs/articles/b.md, due 2026-06-02 01:00 (UTC).",
        "Held back for 29 days: docs/articles/a.md, due 2026-07-01 09:30 (UTC).",
        "Held back for 30 days: docs/articles/c0.md, due 2026-07-02 00:00 (UTC).",
        "Held back besides: 2 more, which `rapport list` names.",
    ]


@pytest.mark.parametrize(
    "command",
    [
        ["check", "-f", "none.yml"],
        ["build", "-f", "none.yml"],
        ["tags", "-f", "none.yml"],
        ["build", "-q", "--published", "none/blog.json"],
        ["mv", "docs/articles/none.md", "docs/articles/other.md"],
        ["tags", "rename", "none", "other"],
    ],
)
def test_wrong_usage_is_one_line_and_ends_with_2(
    here: BlogFolder, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(command) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("rapport: ")


def test_a_new_blog_is_sound_and_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "my-blog", "--name", "Yes: a <blog>"]) == 0
    monkeypatch.chdir(tmp_path / "my-blog")
    capsys.readouterr()
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""
    site = BlogFolder(tmp_path / "my-blog").build()
    title = site.page("index.html").findtext(".//title")
    assert title == "Yes: a <blog>: One sentence on what readers find here."
    assert site.page("articles/the-first-article/index.html").cssselect("check-list input")
    assert "README.md" not in site.files()
    assert main(["init", str(tmp_path / "my-blog")]) == 2


def test_a_new_draft_is_one_that_the_check_takes(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "Don't: ask & <tell>", "--tag", "Letters", "--tag", "C++"]) == 0
    assert capsys.readouterr().out == "docs/articles/dont-ask-and-tell.md\n"
    text = (here.root / "docs/articles/dont-ask-and-tell.md").read_text(encoding="utf-8")
    assert text.startswith(
        "---\ntitle: 'Don''t: ask & <tell>'\ndate: 2026-06-01\nid: dont-ask-and-tell\n"
        "slug: dont-ask-and-tell\ntags: [Letters, C++]\ndraft: true"
    )
    assert here.check() == []
    assert main(["new", "Don't: ask & <tell>"]) == 2


def test_a_new_draft_takes_only_tags_of_the_vocabulary(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write({"docs/tags.yml": "tags: {letters: {name: Letters}}\n"})
    assert main(["new", "A", "--tag", "Leters"]) == 2
    assert "Nearest: `Letters`." in capsys.readouterr().err


def test_a_moved_article_keeps_its_address_its_id_and_its_links(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write(
        {
            "docs/articles/old.md": article(
                title="A", date="2026-05-01", body="## Part\n\n[b](b.md) ![x](../x.png)\n"
            ),
            "docs/articles/b.md": article(title="B", date="2026-05-02", body="[a](old.md#part)"),
            "docs/about.md": "See [a][1] and `[no](articles/old.md)`.\n\n[1]: articles/old.md\n",
            "docs/x.png": b"",
        }
    )
    assert main(["mv", "docs/articles/old.md", "docs/articles/2026/new.md"]) == 0
    assert "/articles/old/ leads to /articles/2026/new/" in capsys.readouterr().out
    moved = (here.root / "docs/articles/2026/new.md").read_text(encoding="utf-8")
    assert "aliases: [articles/old/]\n" in moved
    assert "id: articles/old/\n" in moved
    assert "[b](../b.md) ![x](../../x.png)" in moved
    assert "[a](2026/new.md#part)" in (here.root / "docs/articles/b.md").read_text(encoding="utf-8")
    about = (here.root / "docs/about.md").read_text(encoding="utf-8")
    assert "[1]: articles/2026/new.md" in about
    assert "`[no](articles/old.md)`" in about
    assert not (here.root / "docs/articles/old.md").exists()
    assert [line for line in here.check() if "link" in line] == []


def test_tags_are_listed_with_what_is_nearly_the_same(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write({"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["CV", "C++"])})
    here.write({"docs/articles/b.md": article(title="B", date="2026-05-01", tags=["cv"])})
    assert main(["tags"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "    1  C++ (c-plus-plus)",
        "    2  CV (cv) nearly the same: cv",
    ]


def test_a_renamed_tag_is_renamed_everywhere_and_its_old_name_still_leads_to_it(
    here: BlogFolder,
) -> None:
    here.write(
        {
            "docs/tags.yml": "# ours\ntags:\n  mail:\n    name: Mail # short\n    topic: true\n"
            "  letters: {name: Letters, parent: mail}\n",
            "docs/articles/a.md": article(
                "tags:\n  - mail # yes\n  - Letters\n", title="A", date="2026-05-01"
            ),
        }
    )
    assert main(["tags", "rename", "Mail", "Post & parcels"]) == 0
    vocabulary = (here.root / "docs/tags.yml").read_text(encoding="utf-8")
    assert vocabulary == (
        "# ours\ntags:\n  post-and-parcels:\n    name: Post & parcels\n    synonyms: [Mail]\n"
        "    topic: true\n  letters:\n    name: Letters\n    parent: post-and-parcels\n"
    )
    site = here.build()
    assert site.page("tags/mail/index.html").xpath("//link[@rel='canonical']/@href") == [
        "https://blog.example/tags/post-and-parcels/"
    ]


def test_two_tags_become_one(here: BlogFolder) -> None:
    here.write({"docs/tags.yml": "tags:\n  mail: {name: Mail}\n  letters: {name: Letters}\n"})
    here.write(
        {"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["mail", "letters"])}
    )
    assert main(["tags", "rename", "mail", "Letters"]) == 0
    text = (here.root / "docs/articles/a.md").read_text(encoding="utf-8")
    assert "tags: [Letters, letters]" in text or "tags: [Letters]" in text
    assert here.check() == []
    assert "synonyms: [Mail]" in (here.root / "docs/tags.yml").read_text(encoding="utf-8")


def test_a_rename_without_vocabulary_begins_one(here: BlogFolder) -> None:
    here.write({"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["cv", "Pay"])})
    here.write({"docs/articles/b.md": article(title="B", date="2026-05-01", tags=["Résumé"])})
    assert main(["tags", "rename", "cv", "Résumé"]) == 0
    assert here.check() == []
    assert (here.build().folder / "tags/cv/index.html").is_file()


def test_the_schema_knows_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert sorted(json.loads(capsys.readouterr().out)["properties"]) == sorted(ARTICLE_KEYS.by_name)
    for name in ("authors", "tags"):
        assert main(["schema", name]) == 0
        entry = json.loads(capsys.readouterr().out)["properties"][name]["additionalProperties"]
        assert sorted(entry["properties"]) == sorted(KEY_TABLES[name].by_name)


def test_no_published_address_vanishes(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write({"docs/articles/a.md": article(title="A", date="2026-05-01", tags=["Pay"])})
    here.write({"docs/articles/b.md": article(title="B", date="2026-05-02", id="b-1")})
    here.write({"docs/about.md": "# About\n"})
    first = here.build("first")
    (here.root / "docs/articles/a.md").unlink()
    (here.root / "docs/about.md").unlink()
    (here.root / "docs/articles/b.md").rename(here.root / "docs/articles/c.md")
    for previous in ("first", "first/blog.json"):
        assert main(["build", "-q", "-d", "second", "--published", previous]) == 1
        said = capsys.readouterr().err
        assert (
            "first/blog.json:1:1: error[url-removed]: `/articles/a/` (“A”) was published before "
            "and no longer exists. Add `aliases: [articles/a/]` to the article that takes its "
            "place."
        ) in said
        assert "`/tags/pay/` was published" in said
        assert ("`/about/` was published" in said) == (previous == "first")
        assert "articles/b/" not in said
    here.write(
        {
            "docs/articles/new-a.md": article(
                title="A2",
                date="2026-05-01",
                tags=["Pay"],
                aliases=["articles/a/", "about/"],
            )
        }
    )
    assert main(["build", "-q", "-d", "second", "--published", "first"]) == 0
    second = (here.root / "second/articles/b/index.html").read_text(encoding="utf-8")
    assert 'data-target="../c/"' in second
    assert main(["build", "-q", "-d", "third", "--published", "second"]) == 0
    assert (here.root / "third/articles/b/index.html").is_file()
    assert first.text("articles/a/index.html") != second


def test_an_article_that_takes_anothers_place_takes_its_id(
    here: BlogFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    here.write({"docs/articles/a.md": article(title="A", date="2026-05-01", id="first")})
    here.build("first")
    (here.root / "docs/articles/a.md").unlink()
    here.write(
        {
            "docs/articles/b.md": article(
                title="B", date="2026-05-01", id="other", aliases=["articles/a/"]
            )
        }
    )
    assert main(["build", "-q", "--published", "first"]) == 1
    assert (
        "docs/articles/b.md:4:1: error[id-changed]: the article at `/articles/a/` had the id "
        "`first`: feeds would show it as new. Add `id: first`."
    ) in capsys.readouterr().err
