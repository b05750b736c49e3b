"""Letters below `docs/letters/`: checked like articles, and never on the site."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import feedparser
import pytest

from rapport.blog.letter import LetterSettings, read_letter
from rapport.blog.tag import read_vocabulary
from rapport.host.problems import BuildRefusedError
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder, BuiltSite

SECRET = "Nobodyreadsthisonthesite"
WELCOME = f"""\
---
subject: Welcome, and one question
---
# Thank you

{SECRET}. Begin [here](../articles/a.md#why), or ask **us**.

![A desk](desk.png)

- [ ] I know why I write.
"""
BLOG: dict[str, str | bytes] = {
    "docs/articles/a.md": article(title="A", date="2026-05-01", body="## Why\n\nText.\n"),
    "docs/letters/welcome.md": WELCOME,
    "docs/letters/desk.png": b"",
}


INTRO = "---\nsubject: This week\nwith: digest\nsend: 2026-12-01 07:00\n---\nHello.\n"
TAGS = "tags:\n  networking:\n    name: Networking\n    topic: true\n  plain:\n"
SETTINGS = LetterSettings(
    "letters", ZoneInfo("Europe/Berlin"), read_vocabulary(TAGS, "docs/tags.yml")[0]
)


def letters_of(blog_folder: BlogFolder, site: str = "site") -> list[dict[str, object]]:
    text = (blog_folder.root / f"{site}.letters.json").read_text("utf-8")
    listed: list[dict[str, object]] = json.loads(text)["letters"]
    return listed


def test_a_letter_is_beside_the_site_and_in_no_file_of_it(blog_folder: BlogFolder) -> None:
    site = blog_folder.write({"mkdocs.yml": configuration(search={}), **BLOG}).build()
    assert not [path for path, data in site.files().items() if SECRET.encode() in data]
    assert not [path for path in site.files() if "letters/welcome" in path]
    assert "letters/desk.png" in site.files()
    (letter,) = letters_of(blog_folder)
    assert (letter["id"], letter["subject"]) == ("welcome", "Welcome, and one question")
    text = json.dumps(letter["blocks"])
    assert SECRET in text
    assert "https://blog.example/articles/a/#why" in text
    assert "https://blog.example/letters/desk.png" in text
    assert "☐" in json.dumps(letter["blocks"], ensure_ascii=False)


def test_a_letter_that_is_changed_or_taken_away_is_so_beside_the_site(
    blog_folder: BlogFolder,
) -> None:
    blog_folder.write(BLOG).build()
    blog_folder.write({"docs/letters/welcome.md": WELCOME.replace("one question", "two")}).build()
    assert letters_of(blog_folder)[0]["subject"] == "Welcome, and two"
    (blog_folder.root / "docs/letters/welcome.md").unlink()
    blog_folder.build()
    assert not (blog_folder.root / "site.letters.json").exists()


def test_the_host_s_own_build_keeps_letters_beside_the_site_too(blog_folder: BlogFolder) -> None:
    text = ARCHIVED.format(send="2026-05-01 08:00")
    blog_folder.write({**BLOG, "docs/letters/2026/may.md": text})
    command = [sys.executable, "-m", "mkdocs", "-q", "build", "-f", blog_folder.config_file()]
    subprocess.run(command, check=True, timeout=60)
    assert [letter["id"] for letter in letters_of(blog_folder)] == ["2026/may", "welcome"]
    site = blog_folder.root / "site"
    assert not [path for path in site.rglob("*.html") if SECRET in path.read_text("utf-8")]
    assert "Words of December." in (site / "letters/2026/may/index.html").read_text("utf-8")
    assert (site / "letters/atom.xml").is_file()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("welcome", "Hello\n", "1:1: error[letter-subject]: this letter has no `subject`"),
        ("welcome", "---\nsubject: [a]\n---\nHello\n", "2:10: error[wrong-type]"),
        ("welcome", "---\nsubject: Hello\nsubjct: x\n---\nHello\n", "3:1: error[unknown-key]"),
        ("welcome", f"---\nsubject: {'x' * 300}\n---\nHello\n", "2:1: error[letter-subject]"),
        ("welcome", "---\nsubject: Hello\n---\n\n", "4:1: error[letter-empty]"),
        ("welcome", "---\nsubject: Hello\nNo end\n", "1:1: error[front-matter-unclosed]"),
        ("other", "---\nsubject: Hello\n---\nHello\n", "1:1: error[letter-send]"),
        (
            "other",
            "---\nsubject: Hello\nsent: 2026-12-01 08:00\n---\nHello\n",
            "3:1: error[unknown-key]",
        ),
        ("other", "---\nsubject: Hello\nsend: 2026-12-01\n---\nHello\n", "3:7: error[send-wrong]"),
        (
            "other",
            "---\nsubject: Hello\nsend: 2026-12-01 08:00\nwith: digest\nurgent: true\n---\nHello\n",
            "5:1: error[letter-urgent]",
        ),
        ("other", "---\nsubject: Hello\nsend: soon\n---\nHello\n", "3:7: error[send-wrong]"),
        (
            "other",
            "---\nsubject: Hello\nwith: love\nsend: 2026-12-01 08:00\n---\nHello\n",
            "3:7: error[wrong-type]",
        ),
        (
            "other",
            "---\nsubject: Hello\nsend: 2026-12-01 08:00\ntopics: [networkin]\n---\nHello\n",
            "4:10: error[letter-topic]: `networkin` is not a topic that readers can subscribe to",
        ),
        (
            "other",
            "---\nsubject: Hello\nsend: 2026-12-01 08:00\ntopics: plain\n---\nHello\n",
            "4:9: error[letter-topic]: `plain` is not a topic that readers can subscribe to",
        ),
    ],
)
def test_what_is_wrong_with_a_letter_is_named_with_its_line(
    name: str, text: str, said: str
) -> None:
    letter, problems = read_letter(text, f"letters/{name}.md", f"docs/letters/{name}.md", SETTINGS)
    assert letter is None
    (problem,) = map(str, problems)
    assert f"docs/letters/{name}.md:{said}" in problem
    assert ("`Networking`." in problem) == ("letter-topic" in said)


def test_the_links_of_a_letter_are_followed_and_no_faulty_letter_is_built(
    blog_folder: BlogFolder,
) -> None:
    text = "---\nsubject: Hello\n---\nSee [it](../no.md).\nAnd [that](../articles/a.md#how).\n"
    files = {**BLOG, "docs/letters/welcome.md": text, "docs/letters/other.md": "Hello\n"}
    found = blog_folder.write(files).check()
    for said in (
        "welcome.md:4:5: warning[link-broken]: there is no file `../no.md`",
        "welcome.md:5:5: warning[link-broken]: the link `../articles/a.md#how` leads to no anchor",
        "other.md:1:1: error[letter-subject]",
    ):
        assert [problem for problem in found if f"docs/letters/{said}" in problem], found
    with pytest.raises(BuildRefusedError, match="1 error in the content"):
        blog_folder.build()


def test_a_blog_may_have_pages_in_a_folder_of_this_name(blog_folder: BlogFolder) -> None:
    files: dict[str, str | bytes] = {
        "mkdocs.yml": configuration(subscribe={"letters_dir": ""}),
        "docs/articles/a.md": BLOG["docs/articles/a.md"],
        "docs/letters/cover.md": "# Cover letters\n",
    }
    site = blog_folder.write(files).build()
    assert "letters/cover/index.html" in site.files()
    assert not (blog_folder.root / "site.letters.json").exists()


def test_a_letter_is_read_with_its_hour_in_the_blog_s_zone_and_its_topics_by_their_slugs(
    blog_folder: BlogFolder,
) -> None:
    keys = "subject: December\nsend: 2026-12-01 08:00\ntopics: [Networking]\nurgent: true\n"
    files: dict[str, str | bytes] = {
        "mkdocs.yml": configuration(articles={"timezone": "Europe/Berlin"}),
        "docs/tags.yml": TAGS,
        "docs/articles/a.md": BLOG["docs/articles/a.md"],
        "docs/letters/2026/december.md": f"---\n{keys}---\nHello.\n",
        "docs/letters/intro.md": INTRO,
        "docs/letters/later.md": "---\nsubject: Later\ndraft: true\n---\nHello.\n",
    }
    blog_folder.write(files).build()
    december, intro = letters_of(blog_folder)
    assert {key: december[key] for key in ("id", "send", "topics", "urgent")} == {
        "id": "2026/december",
        "send": "2026-12-01T07:00:00+00:00",
        "topics": ["networking"],
        "urgent": True,
    }
    assert (intro["id"], intro["with"]) == ("intro", "digest")


@pytest.mark.parametrize(
    ("send", "at", "said"),
    [
        ("2026-03-29 01:59", "2026-03-29T00:59:00+00:00", ""),
        ("2026-03-29 02:30", "2026-03-29T01:30:00+00:00", "skip 02:30; the letter goes at 03:30"),
        ("2026-03-29 03:00", "2026-03-29T01:00:00+00:00", ""),
        ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00", ""),
        ("2026-10-25 08:00", "2026-10-25T07:00:00+00:00", ""),
        ("2026-10-24 08:00", "2026-10-24T06:00:00+00:00", ""),
        ("2026-12-01 08:00 +0000", "2026-12-01T08:00:00+00:00", ""),
    ],
)
def test_an_hour_is_the_one_that_the_clocks_of_the_blog_s_zone_show(
    send: str, at: str, said: str
) -> None:
    text = f"---\nsubject: Hello\nsend: {send}\n---\nHello\n"
    letter, problems = read_letter(text, "letters/a.md", "docs/letters/a.md", SETTINGS)
    assert letter is not None
    assert letter.send is not None
    assert letter.send.astimezone(UTC).isoformat() == at
    assert [said] * bool(said) == [said for problem in problems if said in str(problem)]
    assert len(problems) == bool(said)


def test_the_welcome_has_no_hour_of_its_own() -> None:
    text = "---\nsubject: Hello\nsend: 2026-12-01 08:00\n---\nHello\n"
    letter, problems = read_letter(text, "letters/welcome.md", "docs/letters/welcome.md", SETTINGS)
    assert letter is not None
    assert "3:1: warning[letter-welcome]: `send` is ignored" in str(problems[0])


ARCHIVED = """\
---
subject: What I learned
send: {send}
archive: true
---
Words of December. See [the article](../../articles/a.md#why).

- [ ] I know whom I ask.
"""


def archived(
    folder: BlogFolder, now: datetime, patch: pytest.MonkeyPatch, text: str = ARCHIVED
) -> BuiltSite:
    """The site as it is built at a moment, with a letter of the first of December."""
    patch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
    config = configuration(articles={"timezone": "Europe/Berlin"}, search={})
    files = {"docs/letters/2026/december.md": text.format(send="2026-12-01 08:00")}
    return folder.write({**BLOG, "mkdocs.yml": config, **files}).build()


def test_a_letter_has_a_page_and_a_place_in_a_feed_from_its_hour_on_and_never_before(
    blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = datetime(2026, 12, 1, 7, tzinfo=UTC)
    before = archived(blog_folder, hour - timedelta(seconds=1), monkeypatch)
    assert not [path for path, data in before.files().items() if b"of December" in data]
    assert not [path for path in before.files() if "december" in path]
    assert "letters/atom.xml" not in before.files()
    (due,) = blog_folder.due()
    assert "2026-12-01 08:00" in due, "servers build at that minute"
    site = archived(blog_folder, hour, monkeypatch)
    page = site.text("letters/2026/december/index.html")
    assert "What I learned" in page
    assert "Words of December." in page
    assert "noindex" not in page
    feed = feedparser.parse(site.files()["letters/atom.xml"])
    (entry,) = feed.entries
    assert entry.title == "What I learned"
    assert entry.link == "https://blog.example/letters/2026/december/"
    assert entry.published == "2026-12-01T08:00:00+01:00"
    assert "Words of December." in entry.content[0].value
    assert "letters/atom.xml" in site.text("feeds/index.html")
    assert "../../atom.xml" in page, "its page announces the feed of letters"
    for path in ("index.html", "atom.xml", "blog.json", "archive/index.html"):
        assert "What I learned" not in site.text(path), "it is among no articles"
    assert [letter["id"] for letter in letters_of(blog_folder)] == ["2026/december", "welcome"]


def test_without_archive_a_letter_has_no_page_whenever_it_is_built(
    blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ARCHIVED.replace("archive: true\n", "")
    site = archived(blog_folder, datetime(2027, 1, 1, tzinfo=UTC), monkeypatch, text)
    assert not [path for path, data in site.files().items() if b"of December" in data]
