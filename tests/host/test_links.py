"""What is said of links that lead nowhere, in a check and in a strict build."""

from __future__ import annotations

import pytest
from mkdocs.exceptions import Abort

from tests.blog_folder import BlogFolder, article

PIXEL = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0"  # 3 wide, 2 high
SOUND = """\
# A

## Part {#part}

[b](b.md) [its part](b.md#there) [mine](#part) [file](../files/form.pdf) [page](../about.md)
[home](../index.md) [feed](/feed.xml) [tag](/tags/x/) [elsewhere](https://other.example/x.md)
![A pixel](../images/pixel.png) <img src="../../images/pixel.png" alt=""> [url](../b/)
<a id="raw"></a>[raw](#raw) [note][^1] [mail](mailto:a@b.example) [shop](/shop/)

[^1]: Text.
"""
BROKEN = """\
[gone](gone.md) [no part](b.md#nowhere)

[nor here](#nowhere) ![](../images/pixel.png) ![A face](../images/face.png)
[draft](draft.md) [due](due.md) [no file](../files/none.pdf)
<img src="../../images/none.png" alt="x"> <img src="../../images/pixel.png"> [url](../none/)
[root](/articles/none/) <video src="c/none.mp4" poster="x"></video>
"""
FILES: dict[str, str | bytes] = {
    "docs/articles/a.md": article(date="2026-05-01", tags=["x"], body=SOUND),
    "docs/articles/b.md": article(title="B", date="2026-05-02", body="## There\n"),
    "docs/articles/draft.md": article(title="D", date="2026-05-02", draft=True),
    "docs/articles/due.md": article(title="E", date="2027-05-02"),
    "docs/about.md": "# About\n",
    "docs/files/form.pdf": b"%PDF",
    "docs/images/pixel.png": PIXEL,
}
PROBLEMS = [
    "docs/articles/c.md:5:1: warning[link-broken]: there is no file `gone.md`.",
    (
        "docs/articles/c.md:5:17: warning[link-broken]: the link"
        " `b.md#nowhere` leads to no anchor of"
        " `articles/b.md`."
    ),
    (
        "docs/articles/c.md:7:1: warning[link-broken]: the link `#nowhere`"
        " leads to no anchor of this"
        " page."
    ),
    (
        "docs/articles/c.md:7:22: warning[image-text]: the image `../images/pixel.png` has no"
        ' alternative text. Say what it shows: `![…](…)`; an image that adds nothing is `alt=""`.'
    ),
    (
        "docs/articles/c.md:7:47: warning[image-broken]: there is no image `../images/face.png`."
        " Write its path relative to this file."
    ),
    (
        "docs/articles/c.md:8:1: warning[link-broken]: the link `draft.md`"
        " leads to an article that is"
        " a draft."
    ),
    (
        "docs/articles/c.md:8:19: warning[link-broken]: the link `due.md`"
        " leads to an article that is"
        " not published yet."
    ),
    (
        "docs/articles/c.md:8:33: warning[link-broken]: there is no file `../files/none.pdf`."
        " Write its path relative to this file."
    ),
    (
        "docs/articles/c.md:9:1: warning[image-broken]: there is no image `../../images/none.png`."
        " In HTML, an address is seen from the page, `/articles/c/`."
    ),
    (
        "docs/articles/c.md:9:43: warning[image-text]: the image `../../images/pixel.png` has no"
        ' alternative text. Say what it shows: `![…](…)`; an image that adds nothing is `alt=""`.'
    ),
    "docs/articles/c.md:9:78: warning[link-broken]: there is no file `../none/`.",
    "docs/articles/c.md:10:1: warning[link-broken]: there is no file `/articles/none/`.",
    (
        "docs/articles/c.md:10:25: warning[link-broken]: there is no file `c/none.mp4`."
        " In HTML, an address is seen from the page, `/articles/c/`."
    ),
]


def test_sound_links_are_left_in_peace(blog_folder: BlogFolder) -> None:
    blog_folder.write(FILES)
    assert blog_folder.check() == []
    assert blog_folder.build().log == ()


def test_broken_links_are_named_with_their_line(blog_folder: BlogFolder) -> None:
    blog_folder.write(FILES)
    blog_folder.write({"docs/articles/c.md": article(title="C", date="2026-05-03", body=BROKEN)})
    assert blog_folder.check() == PROBLEMS
    assert list(blog_folder.build(strict=False).log) == PROBLEMS


def test_broken_links_stop_a_strict_build_and_keep_the_last_site(blog_folder: BlogFolder) -> None:
    before = blog_folder.write(FILES).build().files()
    blog_folder.write({"docs/about.md": "[gone](gone.md)\n"})
    with pytest.raises(Abort):
        blog_folder.build()
    assert blog_folder.check() == [
        "docs/about.md:1:1: warning[link-broken]: there is no file `gone.md`."
    ]
    assert {path.name for path in (blog_folder.root / "site").iterdir()} >= {"index.html"}
    assert (blog_folder.root / "site/about/index.html").read_bytes() == before["about/index.html"]


def test_links_are_not_checked_where_the_blog_says_so(blog_folder: BlogFolder) -> None:
    config = (blog_folder.root / "mkdocs.yml").read_text(encoding="utf-8")
    blog_folder.write({"mkdocs.yml": config + "validation: {links: {not_found: ignore}}\n"})
    blog_folder.write({"docs/about.md": "[gone](gone.md)\n"})
    assert blog_folder.check() == []


def test_images_know_their_size_and_all_but_the_first_wait(blog_folder: BlogFolder) -> None:
    body = "![A](../images/pixel.png)\n\n![B](../images/pixel.png){width=9}\n\n`<img src=x>`\n"
    site = blog_folder.write(
        {**FILES, "docs/articles/c.md": article(title="C", date="2026-05-03", body=body)}
    ).build()
    first, second = site.page("articles/c/index.html").findall(".//article//img")
    assert (first.get("width"), first.get("height"), first.get("loading")) == ("3", "2", None)
    assert (second.get("width"), second.get("height"), second.get("loading")) == (
        "9",
        "6",
        "lazy",
    )
