"""Every kind of read is recorded: leave out one, and the page or file that needs it goes stale."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import rapport.host.site_build as site_build_module
from rapport.engine.graph import Graph
from rapport.host.site_build import build_site, load
from tests.host.test_incremental import DAY, EXTENSION, NOW, contents, warnings

if TYPE_CHECKING:
    from collections.abc import Mapping

Pair = tuple[str, str]
"""The kind of a task, and the kind of what it reads."""

CONFIG = """\
site_name: A blog
site_url: https://blog.example/
copyright: Ours
theme: {name: material, custom_dir: overrides, font: false}
nav: [index.md, about.md]
plugins:
  - rapport/articles: {review_after: 12, show_drafts: true, translations: own.po}
  - rapport/tags
  - rapport/guides: {stages: [{name: Looking}, {name: Deciding}]}
  - rapport/checklists
  - rapport/feeds
  - rapport/images: {widths: [20], formats: [webp]}
  - rapport/search
  - rapport/subscribe
  - rapport/offline
  - rapport/security: {headers_file: true}
markdown_extensions:
  - attr_list
  - toc: {permalink: false}
  - pymdownx.snippets: {base_path: FOLDER/parts}
  - signs_of_reads
"""

BODY = """\
Text of {name}, [the first](a1.md#more), [about](../about.md), [help](../help.md).

- [ ] Ask {name}

![Drawn](../images/plan.svg) ![Taken](../images/square.png)

## More

One word of {name}.

--8<-- "part.md"
"""

FILES = {
    "own.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    '#: overrides/article.html\nmsgid "Read next"\nmsgstr "And then"\n',  # in no script
    "parts/part.md": "Included.",
    "docs/_headers": "/feed.xml\n  X-Own: one\n",
    "docs/tags.yml": "tags:\n  pay: {name: Pay, topic: true}\n  letters: {name: Letters}\n"
    "  notes: {name: Notes}\n",
    "docs/authors.yml": "authors:\n  jo: {name: Jo}\n",
    "docs/about.md": "# About\n\n[The first](articles/a1.md#more)\n",
    "docs/help.md": "---\ndescription: Help.\ntags: [letters]\n---\n# Help\n\nText of help.\n",
    "docs/images/plan.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>',
    "docs/articles/plain.md": "---\ntitle: Plain\ndate: 2026-01-09\n---\n\n* Only a list\n\n"
    '<iframe src="https://frames.example/"></iframe>\n',
    "docs/articles/brief.md": "---\ntitle: Brief\ndate: 2026-01-09\n"
    "expires: 2026-06-25\n---\n\nX.\n",
    "docs/articles/hidden.md": "---\ntitle: Hidden\ndate: 2026-01-09\nunlisted: true\n"
    "tags: [letters, notes]\nauthors: [Solo]\n---\n\nFor few.\n",
    "docs/articles/due.md": "---\ntitle: Due\ndate: 2026-06-20\n---\n\nNot yet.\n",
    "overrides/partials/comments.html": "<p>Comments</p>",
}


class Blog:
    """A blog in a folder, with a clock and an extension in a package of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def begin(self) -> None:
        self.write("mkdocs.yml", CONFIG.replace("FOLDER", str(self.folder)))
        for path, text in FILES.items():
            self.write(path, text)
        for number in (1, 2, 3):
            self.article(f"a{number}", date=f"2026-01-0{number}")
        Image.linear_gradient("L").resize((40, 40)).save(self.folder / "docs/images/square.png")
        self.install("Text")

    def install(self, word: str) -> None:
        packages = self.folder / "site-packages"
        shutil.rmtree(packages, ignore_errors=True)
        (packages / f"signs-{word}.dist-info").mkdir(parents=True)
        (packages / "signs_of_reads.py").write_text(EXTENSION.format(word=word))

    def article(self, name: str, body: str = "", **keys: str) -> None:
        given = {
            "title": name.upper(),
            "date": "2026-01-05",
            "tags": "[pay]",
            "authors": "[jo]",
            "image": "../images/square.png",
            "links": "[help.md]",
            "stage": "looking",
            "series": "Steps",
            **keys,
        }
        lines = "".join(f"{key}: {value}\n" for key, value in given.items())
        text = body or BODY.format(name=name)
        self.write(f"docs/articles/{name}.md", f"---\n{lines}---\n\n{text}")

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def wait(self, days: int) -> None:
        self.now += days * DAY

    def build(
        self, site: str = "site", *, clean: bool = False
    ) -> tuple[dict[str, bytes], list[str]]:
        """Return the site's files, and what the build warned of."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", str(self.now))
            patch.syspath_prepend(str(self.folder / "site-packages"))
            patch.setattr(sys, "dont_write_bytecode", True)
            sys.modules.pop("signs_of_reads", None)
            target = str(self.folder / site)
            config = load(str(self.folder / "mkdocs.yml"), site_dir=target)
            with warnings() as said:
                build_site(config, clean=clean)
        return contents(Path(target)), said


Edit = Callable[[Blog], None]


def body_word(blog: Blog) -> None:
    blog.change("docs/articles/a1.md", "One word of a1", "One sign of a1")


def title(blog: Blog) -> None:
    blog.article("a1", title="Other", date="2026-01-01")


def new_article(blog: Blog) -> None:
    blog.article("a6", date="2026-05-01")


def after_due(blog: Blog) -> None:
    blog.wait(25)
    blog.build()
    blog.wait(5)


def other_pixels(blog: Blog) -> None:
    picture = Image.linear_gradient("L").rotate(180).resize((40, 40))
    picture.save(blog.folder / "docs/images/square.png")


EDITS: dict[Pair, Edit] = {
    ("all-related", "shape"): lambda blog: blog.article("a3", tags="[letters]", date="2026-01-03"),
    ("article-source", "file"): body_word,
    ("article-source", "reading"): lambda blog: blog.change("docs/authors.yml", "Jo", "Joanna"),
    ("copy", "copied"): other_pixels,
    ("entry", "article"): title,
    ("entry", "due"): lambda blog: blog.wait(25),
    ("entry", "linked-tags"): lambda blog: blog.article("a3", tags="[notes]", date="2026-01-03"),
    ("entry", "over"): after_due,
    ("entry", "rendering/outline"): lambda blog: blog.change(
        "docs/articles/a1.md", "- [ ] Ask a1", "- [ ] Ask\n- [ ] a1"
    ),
    ("entry", "rendering/summary"): lambda blog: blog.change(
        "docs/articles/plain.md", "Only a list", "A list only"
    ),
    ("feed-entry", "rendering/feed"): body_word,
    ("files", "article"): title,
    ("files", "feed-entry"): title,
    ("files", "file"): lambda blog: blog.change("docs/_headers", "one", "two"),
    ("files", "files-request"): new_article,
    ("files", "findables"): title,
    ("files", "rendering/frames"): lambda blog: blog.change(
        "docs/help.md", "Text of help.", '<p data-frame="https://frames.example/x">Text.</p>'
    ),
    ("files", "rendering/html"): body_word,
    ("findables", "article"): title,
    ("findables", "bundle"): new_article,
    ("findables", "rendering/search"): body_word,
    ("links", "article-source/links"): lambda blog: blog.change(
        "docs/articles/a1.md", "../about.md", "../none.md"
    ),
    ("links", "page-source/links"): lambda blog: blog.change("docs/about.md", "a1.md", "none.md"),
    ("links", "policy"): lambda blog: blog.change(
        "mkdocs.yml",
        "headers_file: true",
        "headers_file: true, sources: {frame-src: ['https://frames.example']}",
    ),
    ("links", "rendering/anchors"): lambda blog: blog.change(
        "docs/articles/a1.md", "## More", "## Less"
    ),
    ("links", "rendering/html"): lambda blog: blog.change(
        "docs/articles/brief.md", "X.", '<iframe src="https://frames.example/"></iframe>'
    ),
    ("links", "source-text"): lambda blog: blog.change(
        "docs/articles/plain.md", "* Only a list", "\n* Only a list"
    ),
    ("links", "target"): lambda blog: (blog.folder / "docs/help.md").unlink(),
    ("page", "article"): title,
    ("page", "asset-names"): lambda blog: blog.write(
        "overrides/assets/stylesheets/ground.css", "p { color: red }"
    ),
    ("page", "entry"): title,
    ("page", "has-author-page"): lambda blog: blog.article(
        "a3", authors="[Solo]", date="2026-01-03"
    ),
    ("page", "media"): lambda blog: blog.change("docs/images/plan.svg", "40", "70"),
    ("page", "nav"): lambda blog: blog.change("docs/about.md", "# About", "# About us"),
    ("page", "neighbours"): lambda blog: blog.article(
        "a6", tags="[letters]", date="2026-01-08", series="Alone"
    ),
    ("page", "overdue"): lambda blog: blog.wait(400),
    ("page", "part"): lambda blog: blog.change(
        "docs/articles/brief.md", "title: Brief", "title: Brief\nseries: Steps"
    ),
    ("page", "page-meta"): lambda blog: blog.change("docs/help.md", "Help.", "All help."),
    ("page", "page-request"): new_article,
    ("page", "related"): lambda blog: blog.article("new", tags="[pay]", series="Alone"),
    ("page", "page-tags"): lambda blog: blog.change("docs/tags.yml", "name: Letters", "name: Mail"),
    ("page", "rendering/checklists"): lambda blog: blog.change(
        "docs/articles/a1.md", "Ask a1", "Tell a1"
    ),
    ("page", "rendering/html"): body_word,
    ("page", "settings"): lambda blog: blog.change("mkdocs.yml", "Ours", "Theirs"),
    ("page", "template"): lambda blog: blog.write("overrides/partials/footer.html", "<p>F</p>"),
    ("page", "texts"): lambda blog: blog.change("own.po", "And then", "And now"),
    ("page", "theme-need"): lambda blog: blog.write(
        "overrides/own.html", '<p data-md-component="own">'
    ),
    ("page", "title"): lambda blog: blog.change("docs/help.md", "# Help", "# Helpers"),
    ("page", "values"): lambda blog: blog.write(
        "docs/tags.yml", FILES["docs/tags.yml"] + "  new: {name: New, topic: true}\n"
    ),
    ("page-source", "file"): lambda blog: blog.change("docs/about.md", "a1.md", "none.md"),
    ("rendering", "article-source/body"): body_word,
    ("rendering", "file"): lambda blog: blog.write("parts/part.md", "Included now."),
    ("rendering", "markdown-settings"): lambda blog: blog.change(
        "mkdocs.yml", "permalink: false", "permalink: true"
    ),
    ("rendering", "target"): lambda blog: blog.article("a1", slug="first", date="2026-01-01"),
    ("rendering", "versions"): lambda blog: blog.install("Word"),
}

WITHOUT_POLICY: frozenset[Pair] = frozenset(
    (("links", "article-source/links"), ("links", "page-source/links"), ("links", "target"))
)
"""Reads that count where no policy has the HTML of the same text looked through."""

COVERED: Mapping[Pair, str] = {
    **{
        (kind, "versions"): "only another version of Rapport's own code changes it"
        for kind in ("all-related", "article-source", "files", "links", "page", "page-source")
    },
    ("entry", "media"): "pages and feeds that show the picture read it too",
    ("entry", "rendering/words"): "the article's page alone says the minutes, and reads the HTML",
    ("entry", "way"): "whoever reads an entry reads the settings too",
    ("feed-entry", "article"): "the entry, which is read too, read all of it",
    ("feed-entry", "entry"): "front matter and text, which are read too, make all of it",
    ("feed-entry", "feed-settings"): "the files of a feed read them too",
    ("feed-entry", "media"): "the entry, which is read too, reads the same picture",
    ("feed-entry", "rendering/checklists"): "they stand in the HTML, which is read too",
    ("files", "feed-settings"): "files read all settings",
    ("files", "validation"): "no feed holds what is not published",
    ("files", "rendering/checklists"): "they stand in the HTML, which is read too",
    ("files", "rendering/summary"): "it stands in the HTML, which is read too",
    ("files", "settings"): "what files take of the settings, they are given",
    ("findables", "way"): "the files of the index read the settings too",
    ("links", "article"): "an image of front matter that is missing stops the build",
    ("page", "checklist-texts"): "pages read all words of the site",
    ("page", "guide-texts"): "pages read all words of the site",
    ("page", "stage-of"): "the front matter, which is read too, names the stages",
    ("page", "feed-links"): "feeds are named by what their page is given",
    ("page", "page-text"): "what became of it is read, too",
    ("page", "picture"): "the file, which is read too, is another",
    ("page", "rendering/toc"): "the headings stand in the HTML, which is read too",
    ("page", "rendering/words"): "they stand in the HTML, which is read too",
    ("page-source", "reading"): "a preview, as this blog is, has pages whose time is over",
    ("rendering", "page-text"): "the file in which it stands is opened meanwhile, and read",
    ("page", "social-image"): "a card shows what the entry and the settings say",
}
"""Reads that another read of the same task makes up for, with that other one."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reads")
    Blog(folder).begin()
    return folder


@pytest.fixture
def blog(begun: Path, tmp_path: Path) -> Blog:
    found = Blog(tmp_path / "blog")
    shutil.copytree(begun, found.folder)
    found.change("mkdocs.yml", str(begun), str(found.folder))
    return found


def recorded(graphs: list[Graph]) -> Iterator[Pair]:
    for name, reads in graphs[-1].recorded():
        for read in reads:
            yield name.partition(" ")[0], read.partition(" ")[0]


def test_each_kind_of_read_has_an_edit_that_shows_it_or_a_reason(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphs: list[Graph] = []

    def kept(*args: object) -> Graph:
        graphs.append(Graph(*args))  # type: ignore[arg-type]
        return graphs[-1]

    monkeypatch.setattr(site_build_module, "Graph", kept)
    blog.build(clean=True)
    found = set(recorded(graphs))
    assert len(found) > 40
    assert found == EDITS.keys() | COVERED.keys()
    assert not EDITS.keys() & COVERED.keys()


@pytest.mark.parametrize("pair", EDITS, ids=" reads ".join)
def test_a_read_that_is_left_out_leaves_something_stale(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, pair: Pair
) -> None:
    def ignores(name: str, read: str) -> bool:
        return (name.partition(" ")[0], read.partition(" ")[0]) == pair

    prepare(blog, pair)
    with monkeypatch.context() as patch:
        patch.setattr(site_build_module, "Graph", partial(Graph, ignores=ignores))
        blog.build()
        EDITS[pair](blog)
        stale = blog.build()
    assert stale != blog.build("clean", clean=True)


@pytest.mark.parametrize("pair", EDITS, ids=" reads ".join)
def test_with_every_read_recorded_nothing_is_stale(blog: Blog, pair: Pair) -> None:
    prepare(blog, pair)
    blog.build()
    EDITS[pair](blog)
    assert blog.build() == blog.build("clean", clean=True)


def prepare(blog: Blog, pair: Pair) -> None:
    if pair in WITHOUT_POLICY:
        blog.change("mkdocs.yml", "  - rapport/security: {headers_file: true}\n", "")
