"""An incremental build is, byte for byte, the site that a build of everything makes."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from lxml import html as lxml_html
from PIL import Image

from rapport.blog.keys import ARTICLE_KEYS
from rapport.host.problems import LOGGER_NAME
from rapport.host.site_build import build_site, load

NOW = 1_780_000_000  # 2026-05-28
DAY = 86_400
TAGS = ("letters", "interviews", "pay", "moving on")
WORDS = ("a stranger", "one reader", "the offer", "a reference", "two weeks")

CONFIG = """\
site_name: {name}
site_url: https://blog.example/
theme: {{name: material, custom_dir: overrides, font: false}}
plugins:
  - rapport/articles: {{per_page: {per_page}, timezone: Europe/Paris}}
  - rapport/tags
  - rapport/guides: {{stages: [{{name: Looking}}, {{name: Just told}}]}}
  - rapport/checklists
  - rapport/feeds: {{length: 3}}
  - rapport/images: {{widths: [20, 40]}}
  - rapport/search
  - rapport/subscribe
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - toc
  - pymdownx.superfences
  - pymdownx.snippets: {{base_path: ["{folder}/first", "{folder}/second"]}}
  - {extension}
"""

EXTENSION = """\
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor


class Signs(Postprocessor):
    def run(self, text):
        return text.replace("Text", "{word}")


def makeExtension(**options):
    extension = Extension()
    extension.extendMarkdown = lambda md: md.postprocessors.register(Signs(md), "signs", 1)
    return extension
"""
"""A Markdown extension that nobody knows, whose only effect is one word."""


class Blog:
    """A small blog in a folder, with a clock; `said` is what its last build warned of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.said: list[str] = []
        (folder / "docs/articles").mkdir(parents=True)
        (folder / "overrides").mkdir()
        self.configure("A blog")
        self.install("Text")

    def configure(self, name: str, per_page: int = 2) -> None:
        """Write the settings, with one extension in a package and its version."""
        (self.folder / "mkdocs.yml").write_text(
            CONFIG.format(
                name=name, per_page=per_page, folder=self.folder, extension=self.extension
            )
        )

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find the extension, and to have the same clock."""
        packages = str(self.folder / "site-packages")
        return {**os.environ, "PYTHONPATH": packages, "SOURCE_DATE_EPOCH": str(self.now)}

    @property
    def extension(self) -> str:
        """The module of this blog's own extension; no two blogs share one."""
        return f"signs_{abs(hash(str(self.folder)))}"

    def install(self, word: str) -> None:
        """Install another version of the extension, which writes another word."""
        packages = self.folder / "site-packages"
        shutil.rmtree(packages, ignore_errors=True)
        (packages / f"signs-{word}.dist-info").mkdir(parents=True)
        (packages / f"{self.extension}.py").write_text(EXTENSION.format(word=word))

    def write(self, name: str, **head: object) -> None:
        body = head.pop("body", "Text.")
        lines = "".join(f"{key}: {value}\n" for key, value in head.items())
        (self.folder / "docs/articles" / f"{name}.md").write_text(f"---\n{lines}---\n\n{body}\n")

    def build(self, site: str = "site", *, clean: bool = False) -> Path:
        """Build as a new process would, which imports the extension again."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", str(self.now))
            patch.syspath_prepend(str(self.folder / "site-packages"))
            patch.setattr(sys, "dont_write_bytecode", True)
            sys.modules.pop(self.extension, None)
            config = load(str(self.folder / "mkdocs.yml"), site_dir=str(self.folder / site))
            with warnings() as self.said:
                build_site(config, clean=clean)
        return self.folder / site


@contextmanager
def warnings() -> Iterator[list[str]]:
    """Collect the problems that a build warns of."""
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger(LOGGER_NAME)
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)


def contents(site: Path) -> dict[str, bytes]:
    found = {
        str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    assert "blog.json" in found
    return found


def assert_same(made: Path, clean: Path) -> None:
    in_part, whole = contents(made), contents(clean)
    assert sorted(in_part) == sorted(whole)
    assert [name for name in whole if in_part[name] != whole[name]] == []


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    made = Blog(tmp_path)
    for number in range(6):
        made.write(
            f"article-{number}",
            title=f"On {WORDS[number % 5]}",
            date=f"2026-0{1 + number % 5}-1{number}",
            tags=f"[{TAGS[number % 4]}, {TAGS[(number + 1) % 4]}]",
            body=f"See [another](article-{(number + 1) % 6}.md).\n\n- [ ] One\n- [ ] Two {number}",
        )
    return made


def test_a_second_build_touches_no_file(blog: Blog) -> None:
    site = blog.build()
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    blog.build()
    after = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    assert len(before) > 20
    assert after == before


def test_an_edit_of_one_body_leaves_the_pages_of_the_others_alone(blog: Blog) -> None:
    site = blog.build()
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    path = blog.folder / "docs/articles/article-3.md"
    path.write_text(path.read_text() + "\n\nOne more paragraph.\n")
    blog.build()
    changed = {path.parent.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert changed == {"article-3"}
    assert_same(site, blog.build("clean", clean=True))


def test_what_somebody_changed_in_the_site_is_made_again(blog: Blog) -> None:
    site = blog.build()
    (site / "articles/article-1/index.html").write_text("graffiti")
    (site / "articles/article-2/index.html").unlink()
    (site / "left-over.html").write_text("old")
    blog.build()
    assert_same(site, blog.build("clean", clean=True))


def test_a_link_to_an_article_that_moves_is_written_again(blog: Blog) -> None:
    site = blog.build()
    path = blog.folder / "docs/articles/article-1.md"
    path.write_text(path.read_text().replace("---\n", "---\nslug: elsewhere\n", 1))
    blog.build()
    page = (site / "articles/article-0/index.html").read_text()
    assert 'href="../elsewhere/"' in page
    assert_same(site, blog.build("clean", clean=True))


def test_a_page_and_its_title_come_into_the_navigation_of_every_page(blog: Blog) -> None:
    blog.build()
    page = blog.folder / "docs/help.md"
    for title in ("Ask us", "Ask them"):
        page.write_text(f"# {title}\n\nText.\n")
        article = blog.build() / "articles/article-1/index.html"
        assert title in lxml_html.parse(article).getroot().text_content()
    page.unlink()
    assert "Ask them" not in (blog.build() / "articles/article-1/index.html").read_text()


def test_a_link_is_named_when_what_it_led_to_goes_though_its_text_stays(blog: Blog) -> None:
    for number, link in enumerate(("article-1.md#more", "../article-2/", "/elsewhere/x/"), 3):
        blog.write(f"article-{number}", title="A link", date="2026-01-10", body=f"[a]({link})")
    blog.write("article-1", title="A part", date="2026-02-10", body="## More")
    blog.build()
    assert blog.said == []

    def broken() -> list[str]:
        blog.build()
        return [re.findall("`([^`]+)`", line)[0] for line in blog.said]

    blog.write("article-9", title="New", date="2026-03-10", body="[d](none.md)")
    assert broken() == ["none.md"]
    blog.write("article-1", title="A part", date="2026-02-10", body="## Less")
    assert broken() == ["article-1.md#more", "none.md"]
    (blog.folder / "docs/articles/article-2.md").unlink()
    assert broken() == ["article-1.md#more", "../article-2/", "none.md"]
    ours = blog.folder / "docs/elsewhere/plan.txt"
    ours.parent.mkdir()
    ours.write_text("The folder is this site's from now on.")
    assert broken() == ["article-1.md#more", "../article-2/", "/elsewhere/x/", "none.md"]
    blog.write("none", title="Here after all", date="2026-03-11")
    assert "none.md" not in broken()


def test_an_image_of_another_size_makes_its_page_again(blog: Blog) -> None:
    image = blog.folder / "docs/images/plan.svg"
    image.parent.mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="20"/>'
    image.write_text(drawing.format(40))
    blog.write("pictured", title="P", date="2026-05-02", body="![A plan](../images/plan.svg)")
    site = blog.build()
    image.write_text(drawing.format(777))
    blog.build()
    assert 'width="777"' in (site / "articles/pictured/index.html").read_text()
    assert_same(site, blog.build("clean", clean=True))


@pytest.mark.parametrize("flat", [False, True])
def test_links_between_pages_lead_to_files_of_the_site(blog: Blog, *, flat: bool) -> None:
    config = blog.folder / "mkdocs.yml"
    config.write_text(config.read_text() + f"use_directory_urls: {str(not flat).lower()}\n")
    site = blog.build()
    followed = 0
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for link in lxml_html.parse(str(page)).iter("a"):
            target = (link.get("href") or "").split("#")[0].split("?")[0]
            if target and ":" not in target and not target.startswith("/"):
                file = page.parent / unquote(target)
                assert (file / "index.html" if file.is_dir() else file).is_file(), (page, target)
                followed += 1
    assert followed > 100


@pytest.mark.parametrize("damage", ["rubbish", "foreign", "texts", "empty"])
def test_a_damaged_cache_is_made_anew(blog: Blog, damage: str) -> None:
    site = blog.build()
    (path,) = (blog.folder / ".cache/rapport").glob("*/build.sqlite")
    if damage == "rubbish":
        path.write_bytes(b"SQLite format 3\0" + b"\7" * 5000)
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        with sqlite3.connect(path) as database:
            database.execute(
                "UPDATE texts SET text = 'graffiti'"
                if damage == "texts"
                else "PRAGMA user_version = 77"
            )
        database.close()
    blog.write("article-9", title="New", date="2026-05-20", tags="[pay]")
    blog.build()
    assert_same(site, blog.build("clean", clean=True))


@pytest.mark.parametrize("damage", ["none", "texts"])
def test_many_pages_are_written_from_what_was_kept_and_anew_where_it_is_damaged(
    blog: Blog, damage: str
) -> None:
    for number in range(100, 220):
        blog.write(f"article-{number}", title=f"Number {number}", date="2026-05-20", tags="[pay]")
    blog.build()
    (path,) = (blog.folder / ".cache/rapport").glob("*/build.sqlite")
    if damage == "texts":
        with sqlite3.connect(path) as database:
            database.execute("UPDATE texts SET text = 'graffiti'")
        database.close()
    config = blog.folder / "mkdocs.yml"
    config.write_text(re.sub("(?m)^site_name:.*", "site_name: Renamed", config.read_text()))
    site = blog.build()
    assert "Renamed" in (site / "articles/article-150/index.html").read_text()
    assert_same(site, blog.build("clean", clean=True))


def test_a_plugin_that_is_not_known_makes_the_build_a_full_one_and_is_named(
    blog: Blog, caplog: pytest.LogCaptureFixture
) -> None:
    config = blog.folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("  - rapport/search\n", "  - typeset\n"))
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        blog.build()
        blog.build()
    assert "Full build: the plugin `material/typeset` may change" in caplog.text
    assert_same(blog.folder / "site", blog.build("clean", clean=True))


def test_an_invalid_article_leaves_the_last_good_site(blog: Blog) -> None:
    site = blog.build()
    before = contents(site)
    blog.write("article-2", title="No date")
    run = subprocess.run(
        [sys.executable, "-m", "rapport.cli", "build", "-q"],
        cwd=blog.folder,
        env=blog.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "docs/articles/article-2.md:1:1: error[date-missing]: " in run.stderr
    assert contents(site) == before


def test_a_killed_build_is_healed_by_the_next(blog: Blog) -> None:
    site = blog.build()
    for number in range(6):
        blog.write(f"article-{number}", title=f"Anew {number}", date="2026-05-01", tags="[pay]")
    for wait in (0.4, 0.8, 1.1, 1.4):
        process = subprocess.Popen(
            [sys.executable, "-m", "rapport.cli", "build", "-q"],
            cwd=blog.folder,
            env=blog.environment,
        )
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    blog.build()
    assert_same(site, blog.build("clean", clean=True))
    assert list(blog.folder.glob(".site-*")) == []


FULL_DISK = """\
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from rapport.cli.main import main
sys.exit(main(["build", "-q"]))
"""
"""A build that may write no file of more bytes than that, as on a disk that is nearly full."""


@pytest.mark.parametrize("limit", [1_000, 20_000, 60_000])
def test_a_full_disk_is_one_line_and_leaves_the_last_good_site(blog: Blog, limit: int) -> None:
    site = blog.build()
    before = contents(site)
    for number in range(6):
        blog.write(f"article-{number}", title=f"Anew {number}", date="2026-05-01", tags="[pay]")
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(limit)],
        cwd=blog.folder,
        env=blog.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    (line,) = run.stderr.splitlines()
    assert "a file could not be read or written" in line
    assert contents(site) == before
    blog.build()
    assert_same(site, blog.build("clean", clean=True))


def test_two_builds_at_once_take_turns(blog: Blog) -> None:
    command = [sys.executable, "-m", "rapport.cli", "build", "-q"]
    builds = [subprocess.Popen(command, cwd=blog.folder, env=blog.environment) for _ in range(3)]
    assert [build.wait(120) for build in builds] == [0, 0, 0]
    site = blog.folder / "site"
    blog.build()
    assert_same(site, blog.build("clean", clean=True))


KEYS = (
    ("updated", ("2026-05-20", "2026-05-21 10:00")),
    ("reviewed", ("2026-05-22", "2026-05-23")),
    ("description", ("In short", "In <long>")),
    ("image", ("https://pictures.example/a.png", "../images/square.png")),
    ("pin", ("true", "false")),
    ("mail", ("true", "false")),
    ("unlisted", ("true", "false")),
    ("noindex", ("true", "false")),
    ("canonical", ("https://else.example/a/", "https://else.example/b/")),
    ("expires", ("2026-06-05", "2027-01-01")),
    ("stage", ("looking", "[looking, Just told]")),
    ("series", ("First steps", "Others")),
    ("order", ("1", "2")),
    ("readtime", ("3", "9")),
    ("lang", ("de", "ar")),
    ("dir", ("rtl", "ltr")),
    ("aliases", ("[old/a/]", "[old/b/, old/c/]")),
    ("categories", ("[pay]", "[letters]")),
    ("author", ("Ann", "{name: Ben}")),
    ("links", ("[articles/article-1.md]", "[{More: articles/article-2.md#more}]")),
    ("hide", ("[toc]", "[navigation]")),
    ("search", ("{exclude: true}", "{exclude: false}")),
    ("comments", ("true", "false")),
    ("social", ("{cards: false}", "{cards_layout_options: {title: Other}}")),
    ("id", ("one", "two")),
    ("guid", ("three", "four")),
    ("extra", ("{mood: calm}", "{mood: glad}")),
    ("template", ("main.html", "article.html")),
    ("status", ("new", "deprecated")),
    ("icon", ("material/star", "material/heart")),
)
"""Keys of front matter that the walk sets, each to one of two values, and takes away."""


def test_the_walk_sets_every_key_of_front_matter() -> None:
    by_their_own_rules = {"title", "date", "tags", "authors", "draft", "slug"}
    walked = {name for name, _ in KEYS} | by_their_own_rules
    assert walked == {key.name for key in ARTICLE_KEYS.keys}


class Edits(RuleBasedStateMachine):
    """Any sequence of edits; after each, the incremental build is compared with a whole one."""

    names = st.sampled_from([f"article-{number}" for number in range(5)])

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.blog = Blog(self.folder)
        self.heads: dict[str, dict[str, object]] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def _write(self, name: str, **changes: object) -> None:
        known = self.heads.setdefault(
            name, {"title": name, "date": "2026-05-01", "tags": "[pay]", "body": "Text."}
        )
        known.update(changes)
        self.blog.write(name, **known)

    @initialize()
    def begin(self) -> None:
        self._draw(30, 0)
        for number in range(3):
            self._write(f"article-{number}", date=f"2026-05-0{number + 1}")

    def _draw(self, side: int, shade: int) -> None:
        path = self.folder / "docs/images/square.png"
        path.parent.mkdir(exist_ok=True)
        Image.linear_gradient("L").rotate(90 * shade).resize((side, side)).save(path)

    @rule(
        name=names,
        words=st.sampled_from(WORDS),
        heading=st.sampled_from(("More", "Less")),
        link=st.sampled_from(("{}.md", "{}.md#more", "../{}/", "/elsewhere/{}/", "/articles/{}/")),
        other=names,
    )
    def edit_body(self, name: str, words: str, heading: str, link: str, other: str) -> None:
        text = f"About {words}, [there]({link.format(other)})."
        self._write(name, body=f"{text}\n\n## {heading}\n\n- [ ] {words}\n- [x] Done")

    @rule(side=st.sampled_from((30, 60)), shade=st.integers(0, 2), name=names)
    def edit_image(self, side: int, shade: int, name: str) -> None:
        self._draw(side, shade)
        self._write(name, body="![A square](../images/square.png)\n\nText.")

    @rule(name=names, title=st.sampled_from(WORDS))
    def edit_title(self, name: str, title: str) -> None:
        self._write(name, title=title)

    @rule(name=names, tags=st.sets(st.sampled_from(TAGS), max_size=3))
    def edit_tags(self, name: str, tags: set[str]) -> None:
        self._write(name, tags=f"[{', '.join(sorted(tags))}]")

    @rule(name=names, day=st.integers(1, 30))
    def edit_date(self, name: str, day: int) -> None:
        self._write(name, date=f"2026-05-{day:02}")

    @rule(name=names, draft=st.booleans())
    def edit_draft(self, name: str, *, draft: bool) -> None:
        self._write(name, draft=draft)

    @rule(
        name=names,
        key=st.sampled_from(KEYS),
        which=st.integers(0, 2),
    )
    def edit_key(self, name: str, key: tuple[str, tuple[str, str]], which: int) -> None:
        """Give one key of the front matter another value, or take it away."""
        named, values = key
        value = f"{values[which]}" if which < len(values) else None
        if named in ("id", "guid", "aliases") and value:  # each is one article's only
            value = value.replace("old/", f"old/{name}-") if named == "aliases" else name + value
        if value is None:
            self.heads.get(name, {}).pop(named, None)
            self._write(name)
        else:
            self._write(name, **{named: value})

    @rule(
        folder=st.sampled_from(("first", "second")),
        words=st.sampled_from(WORDS),
        is_there=st.booleans(),
        name=names,
    )
    def edit_included_file(self, folder: str, words: str, *, is_there: bool, name: str) -> None:
        """Write or remove a file that an extension reads by itself."""
        path = self.folder / folder / "part.md"
        path.unlink(missing_ok=True)
        if is_there:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"Included: {words}.")
        self._write(name, body='Text.\n\n--8<-- "part.md"')

    @rule(word=st.sampled_from(("Text", "Word", "Sign")))
    def upgrade_extension(self, word: str) -> None:
        self.blog.install(word)

    @rule(name=st.sampled_from(("byline", "entries", "footer")), words=st.sampled_from(WORDS))
    def edit_partial(self, name: str, words: str) -> None:
        """Put a template of the owner's in place of one that others include, or take it away."""
        path = self.folder / f"overrides/partials/{name}.html"
        path.parent.mkdir(exist_ok=True)
        if path.exists() and words == WORDS[0]:
            path.unlink()
        else:
            path.write_text(f"<p>{words}</p>")

    @rule(words=st.sampled_from(WORDS))
    def edit_asset(self, words: str) -> None:
        path = self.folder / "overrides/assets/own.css"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"/* {words} */")

    @rule(name=names, slug=st.sampled_from(("here", "there")))
    def edit_slug(self, name: str, slug: str) -> None:
        self._write(name, slug=f"{slug}-{name}")

    @rule(name=names)
    def delete(self, name: str) -> None:
        if name in self.heads and len(self.heads) > 1:
            del self.heads[name]
            (self.folder / f"docs/articles/{name}.md").unlink()

    @rule(name=names)
    def rename_file(self, name: str) -> None:
        """Give an article's file another name; its address changes, and links to it break."""
        if name in self.heads:
            (self.folder / f"docs/articles/{name}.md").unlink()
            self.heads[f"{name}-moved"] = self.heads.pop(name)
            self.heads[f"{name}-moved"].pop("slug", None)
            self._write(f"{name}-moved")

    @rule(name=names, authors=st.sets(st.sampled_from(("jo", "ada")), max_size=2))
    def edit_authors(self, name: str, authors: set[str]) -> None:
        self._write(name, authors=f"[{', '.join(sorted(authors))}]")

    @rule(people=st.dictionaries(st.sampled_from(("jo", "ada")), st.sampled_from(WORDS)))
    def edit_authors_file(self, people: dict[str, str]) -> None:
        lines = "".join(
            f"  {name}: {{name: {name} of {words}}}\n" for name, words in people.items()
        )
        (self.folder / "docs/authors.yml").write_text(
            "authors:\n" + lines if lines else "authors: {}\n"
        )

    @rule(name=st.sampled_from(("A blog", "Another <blog>")), per_page=st.integers(1, 3))
    def edit_settings(self, name: str, per_page: int) -> None:
        self.blog.configure(name, per_page)

    @rule(seconds=st.floats(0, 0.8))
    def kill_a_build(self, seconds: float) -> None:
        """End a build in the midst of it; the next one must not mind."""
        process = multiprocessing.get_context("fork").Process(target=self._build_unseen)
        process.start()
        process.join(seconds)
        process.kill()
        process.join()

    def _build_unseen(self) -> None:
        """Build in a process whose problems are nobody's: it may be killed at any time."""
        logging.disable()
        with suppress(BaseException):
            self.blog.build()
        os._exit(0)

    @rule(open_=st.booleans())
    def edit_vocabulary(self, *, open_: bool) -> None:
        path = self.folder / "docs/tags.yml"
        if open_:
            path.unlink(missing_ok=True)
        else:
            lines = "".join(
                f"  {tag.replace(' ', '-')}: {{name: {tag}, topic: true}}\n" for tag in TAGS
            )
            path.write_text("tags:\n" + lines)

    @rule(text=st.sampled_from(("one", "two")))
    def edit_template(self, text: str) -> None:
        template = '{% extends "main.html" %}{% block content %}' + text + "{% endblock %}"
        (self.folder / "overrides/feeds.html").write_text(template)

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.blog.now += days * DAY

    @rule(
        name=st.sampled_from(("elsewhere", "about")),
        title=st.sampled_from(WORDS),
        is_there=st.booleans(),
    )
    def edit_page(self, name: str, title: str, *, is_there: bool) -> None:
        """Write a page in a folder of its own, which the navigation of all pages shows."""
        path = self.folder / f"docs/{name}/index.md"
        path.unlink(missing_ok=True)
        if is_there:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"# {title}\n\nSee [it](../articles/article-1.md#more).\n")

    @invariant()
    def the_site_is_that_of_a_whole_build(self) -> None:
        if self.heads:
            in_part, said = self.blog.build(), self.blog.said
            assert_same(in_part, self.blog.build("clean", clean=True))
            assert said == self.blog.said


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=int(os.environ.get("RAPPORT_EDIT_RUNS", "10")),
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
)
