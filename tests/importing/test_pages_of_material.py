"""A Material site is moved in whole: its blog, and the pages beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rapport.cli.main import main
from tests.importing.moved import MovedBlog, move_in

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = (
    "site_name: Ask\nsite_url: https://old.example/\nplugins:\n  - tags\n  - blog\n"
    "exclude_docs: |\n  *.txt.md\n  /private/\n  !private/open.md\ndraft_docs: later.md\n"
)
FILES = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "---\ntemplate: home.html\n---\n# Ask\n\nWelcome, see [CVs](guide/cv.md).\n",
    "docs/about.md": "# About\n\nWho we are: [talking](blog/posts/talk.md).\n",
    "docs/guide/index.md": "# Guide\n\nBegin [here](cv.md#first).\n",
    "docs/guide/cv.md": "# Your CV\n\n## First\n\nUp to the [guide](index.md).\n",
    "docs/output/results.md": "# Results\n\nIn a folder that is called as those of programs are.\n",
    "docs/later.md": "# Later\n\nNot yet.\n",
    "docs/private/notes.md": "# Notes\n",
    "docs/private/open.md": "# Open\n\nFor everybody.\n",
    "docs/a.txt.md": "# A\n",
    "docs/widget.html": "<p>A widget</p>",
    "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n",
    "docs/words.md": "# Words\n\nThose of ours:\n\n[TAGS]\n",
    "docs/blog/index.md": "# Blog\n",
    "docs/blog/posts/talk.md": (
        "---\ndate: 2014-05-07\ntags: [cv]\ncategories: [Asking]\n---\n# You're in – 95% done\n\n"
        "About [us](../../about.md).\n"
    ),
}


def _moved(folder: Path, **changed: str) -> MovedBlog:
    for path, text in {**FILES, **changed}.items():
        place = folder / "source" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return move_in(folder / "source", folder / "blog")


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> MovedBlog:
    """A site with a blog and pages, moved in and built."""
    found = _moved(tmp_path_factory.mktemp("material"))
    assert main(["build", "-q", "-f", str(found.folder / "mkdocs.yml")]) == 0
    return found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("index.md", "Welcome, see [CVs](guide/cv.md)."),
        ("about.md", "Who we are: [talking](articles/talk.md)."),
        ("guide.md", "Begin [here](guide/cv.md#first)."),
        ("guide/cv.md", "Up to the [guide](../guide.md)."),
        ("output/results.md", "In a folder"),
        ("private/open.md", "For everybody."),
        ("words.md", "Those of ours:\n"),
        ("articles/talk.md", "About [us](../about.md)."),
    ],
)
def test_pages_come_along_and_link_to_each_other_and_to_articles(
    blog: MovedBlog, path: str, words: str
) -> None:
    text = blog.text(f"docs/{path}")
    assert words in text
    assert "[TAGS]" not in text


FORMER = """/
/about/
/guide/
/guide/cv/
/output/results/
/private/open/
/words/
/tags/
/blog/
/blog/archive/2014/
/blog/category/asking/
/blog/2014/05/07/youre-in--95-done/
"""


def test_every_former_address_is_answered(
    blog: MovedBlog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    old = tmp_path / "old.txt"
    old.write_text(FORMER, "utf-8")
    monkeypatch.chdir(blog.folder)
    assert main(["addresses", str(old)]) == 0
    assert "12 of 12 URLs are answered." in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "Left out: 2 × pages that `exclude_docs` leaves out.",
        "Left out: 1 × the page of all tags, which this site makes itself.",
        "Left out: 1 × the page above the list of articles, which held a heading only.",
        "Left out: 1 × files of HTML or reStructuredText, which were no pages.",
        "keys of front matter that nothing here reads: `template` (1).",
        "the list of tags that stood here is at `/tags/`.",
        "in no menu: `guide.md`, `guide/cv.md`, `output/results.md`, `private/open.md`, `words.md`",
    ],
)
def test_what_stayed_is_named(blog: MovedBlog, line: str) -> None:
    assert line in blog.report


def test_a_page_that_was_a_draft_is_held_back(blog: MovedBlog) -> None:
    assert "Not yet." in blog.text("import/pages-held-back/later.md")
    assert not (blog.folder / "docs/later.md").exists()


def test_words_above_the_list_of_articles_stay_at_its_address(tmp_path: Path) -> None:
    words = "# Blog\n\nOn asking, every month.\n"
    blog = _moved(tmp_path, **{"docs/blog/index.md": words})
    assert "On asking, every month." in blog.text("docs/blog.md")
    assert "the list of articles stood below this text" in blog.report


def test_only_articles_leaves_the_pages_and_counts_them(tmp_path: Path) -> None:
    source = _moved(tmp_path).folder.with_name("source")
    blog = move_in(source, tmp_path / "few", "--only", "articles", "--no-pictures")
    assert "Left out by --only: 8." in blog.report
    assert not (blog.folder / "docs/guide.md").exists()


HEAD = "---\ntitle: Ask\ndate: 2014-05-07\ncategories: [Your CV, Talks]\n---\nx\n"
CATEGORIES = {
    "Material": (
        {
            "mkdocs.yml": "site_url: https://old.example/\nplugins:\n  - blog:\n      blog_dir: .\n"
            "      post_url_format: '{categories}/{slug}'\n",
            "docs/posts/a.md": HEAD,
        },
        "your-cv/ask/",
    ),
    "Material with two": (
        {
            "mkdocs.yml": "site_url: https://old.example/\nplugins:\n  - blog:\n"
            "      post_url_format: '{categories}/{slug}'\n      post_url_max_categories: 2\n",
            "docs/blog/posts/a.md": HEAD,
        },
        "blog/your-cv/talks/ask/",
    ),
    "Jekyll": (
        {
            "_config.yml": "url: https://old.example\npermalink: /:categories/:title/\n",
            "_posts/2014-05-07-ask.md": HEAD,
        },
        "your-cv/talks/ask/",
    ),
    "Pelican": (
        {
            "pelicanconf.py": "SITENAME = 'A'\nSITEURL = 'https://old.example'\n"
            "ARTICLE_URL = '{category}/{slug}/'\n",
            "content/ask.md": "Title: Ask\nDate: 2014-05-07\nCategory: Your CV\n\nx\n",
        },
        "your-cv/ask/",
    ),
    "Pelican by folders": (
        {
            "pelicanconf.py": "SITENAME = 'A'\nSITEURL = 'https://old.example'\n"
            "ARTICLE_URL = '{category}/{slug}/'\n",
            "content/Your CV/ask.md": "Title: Ask\nDate: 2014-05-07\n\nx\n",
        },
        "your-cv/ask/",
    ),
    "Hugo": (
        {
            "hugo.toml": "baseURL = 'https://old.example/'\n[permalinks]\n"
            "posts = '/:section/:slug/'\n",
            "content/posts/ask.md": HEAD,
        },
        "posts/ask/",
    ),
}


@pytest.mark.parametrize("system", CATEGORIES)
def test_an_address_that_holds_a_category_leads_to_its_article(tmp_path: Path, system: str) -> None:
    files, address = CATEGORIES[system]
    other = {
        path.replace("a.md", "b.md").replace("ask.md", "tell.md"): text.replace("Ask", "Tell")
        .replace("Your CV", "Letters")
        .replace("slug: ask", "slug: tell")
        for path, text in files.items()
        if path.endswith(".md") and system != "Pelican by folders"
    }
    for path, text in {**files, **other}.items():
        place = tmp_path / "source" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    blog = move_in(tmp_path / "source", tmp_path / "blog")
    paths = sorted((blog.folder / "docs/articles").glob("*.md"))
    head = blog.article(next(path.stem for path in paths if path.stem in ("a", "ask")))[0]
    if kept := {"Hugo": "posts/{slug}", "Pelican by folders": "your-cv/{slug}"}.get(system):
        assert blog.url_format == kept
    else:
        assert head["aliases"] == [address]


def test_pages_of_pelican_within_its_articles_are_pages(tmp_path: Path) -> None:
    source = tmp_path / "source/content"
    (source / "pages").mkdir(parents=True)
    (source.parent / "pelicanconf.py").write_text("SITENAME = 'A'\nSITEURL = 'https://o.example'\n")
    (source / "ask.md").write_text("Title: Ask\nDate: 2014-05-07\n\nx\n")
    (source / "pages/about.md").write_text("Title: About\nDate: 2014-05-07\n\nUs.\n")
    blog = move_in(source.parent, tmp_path / "blog")
    assert "Us." in blog.text("docs/about.md")
    assert "pages/about.html" in blog.yaml("docs/redirects.yml")["redirects"]


def test_a_place_in_the_page_of_tags_leads_nowhere_else(blog: MovedBlog) -> None:
    assert "blog/category/asking/" in blog.yaml("docs/redirects.yml")["redirects"]
    assert "tags/" not in blog.yaml("docs/redirects.yml")["redirects"]
    assert not re.search(r"^/tags/? ", blog.text("docs/_redirects"), re.MULTILINE)
