"""Blogs of Markdown files, as Jekyll, Hugo, Pelican and others have them."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest

from rapport.cli.main import main
from rapport.importing.sources.dialects import Dialect
from rapport.importing.sources.lists import with_wide_lists
from tests.importing.moved import MovedBlog, move_in

PNG = b"\x89PNG\r\n\x1a\n0"


def moved(tmp_path: Path, **files: str) -> MovedBlog:
    source = tmp_path / "source"
    for path, text in files.items():
        place = source / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (source / "assets").mkdir(parents=True, exist_ok=True)
    (source / "assets/a.png").write_bytes(PNG)
    return move_in(source, tmp_path / "blog", "--rate", "4")


def test_jekyll(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "_config.yml": "title: Ask\nurl: https://old.example\nbaseurl: /blog\n"
            "permalink: /:year/:month/:title/\ntimezone: Europe/Berlin\n",
            "_posts/2014-05-07-ask-one.md": "---\ntitle: 'Ask: one'\ntags: cv talk\n"
            "categories: [Advice]\nredirect_from: /old/ask\nexcerpt: Why.\nlayout: post\n---\n"
            "See [two]({% post_url 2014-06-01-two %}).\n\n![A]({{ site.baseurl }}/assets/a.png)\n\n"
            "{% highlight ruby %}\nputs '{{ x }}'\n{% endhighlight %}\n\n{% include ad.html %}\n\n"
            "Bring:\n- pen\n  - red\n- cv\n",
            "_posts/2014-06-01-two.md": "---\ntitle: Two\npublished: false\n---\nx\n",
            "_drafts/three.md": "---\ntitle: Three\n---\nx\n",
        },
    )
    head, body = blog.article("ask-one")
    assert head["tags"] == ["cv", "talk", "Advice"]
    assert head["aliases"] == ["old/ask"]
    assert blog.url_format == "{year}/{month}/{slug}"
    assert head["description"] == "Why."
    assert "date: 2014-05-07 00:00\n" in blog.text("docs/articles/ask-one.md")
    assert body == (
        "See [two](two.md).\n\n![A](ask-one/a.png)\n\n\n```ruby\nputs '{{ x }}'\n```\n\n\n\n\n"
        "Bring:\n\n- pen\n    - red\n- cv"
    )
    assert (blog.folder / "docs/articles/ask-one/a.png").read_bytes() == PNG
    assert blog.article("two")[0]["draft"] is True
    assert blog.article("three")[0]["draft"] is True
    assert "`{% include ad.html %}`" in blog.report


@pytest.mark.parametrize(
    ("mark", "head"),
    [
        (
            "+++",
            'title = "Ask"\ndate = 2014-05-07T10:00:00+02:00\ntags = ["cv"]\naliases = ["/old/"]\n',
        ),
        ("---", "title: Ask\ndate: 2014-05-07T10:00:00+02:00\ntags: [cv]\naliases: [/old/]\n"),
        (
            "",
            (
                '{"title": "Ask", "date": "2014-05-07T10:00:00+02:00", "tags": ["cv"],'
                ' "aliases": ["/old/"]}'
            ),
        ),
    ],
)
def test_hugo_with_any_front_matter_and_page_bundles(tmp_path: Path, mark: str, head: str) -> None:
    text = f"{mark}\n{head}{mark}\n" if mark else head + "\n"
    source = tmp_path / "source/content/posts/ask"
    source.mkdir(parents=True)
    (source / "desk.png").write_bytes(PNG)
    blog = moved(
        tmp_path,
        **{
            "hugo.toml": 'title = "Ask"\nbaseURL = "https://old.example/"\n[permalinks]\n'
            'posts = "/:year/:slug/"\n',
            "content/posts/ask/index.md": text
            + '{{< figure src="desk.png" alt="A desk" caption="Mine" >}}\n\n'
            'See [it]({{< ref "two.md" >}}).\n\n{{< youtube abcdefgh >}}\n\n{{< odd x="1" >}}\n\n'
            "> [!TIP]\n> Ask twice.\n",
            "content/posts/two.md": (
                "---\ntitle: Two\ndate: 2014-06-01\nexpiryDate: 2015-01-01\n---\nx\n"
            ),
            "content/about.md": "---\ntitle: About\n---\nx\n",
        },
    )
    front, body = blog.article("ask")
    assert front["title"] == "Ask"
    assert front["tags"] == ["cv"]
    assert front["aliases"] == ["old/"]
    assert blog.url_format == "{year}/{slug}"
    assert body == (
        "<figure markdown>\n![A desk](ask/desk.png)\n<figcaption"
        ' markdown="span">Mine</figcaption>\n'
        "</figure>\n\n\nSee [it](two.md).\n\n!!! embed\n    https://www.youtube.com/watch?v=abcdefgh\n\n\n\n"
        "!!! tip\n    Ask twice."
    )
    assert str(blog.article("two")[0]["expires"]) == "2015-01-01"
    assert (blog.folder / "docs/about.md").is_file()
    assert '`{{< odd x="1" >}}`' in blog.report


def test_raw_braces_stay_even_where_a_fence_ends_among_them(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Ask\ndate: 2014-05-07\n---\n"
        "```sh\ngit commit\n{% raw %}\nstatus: {staged {%!s(bool=false)}}\n```\n{% endraw %}\n"
        "Write {%raw%}{{ name }}{%endraw%} there.\n\n```sh\ngit push\n```\n"
    )
    blog = moved(tmp_path, **{"_config.yml": "title: A\n", "_posts/2014-05-07-ask.md": text})
    assert blog.article("ask")[1] == (
        "```sh\ngit commit\n\nstatus: {staged {%!s(bool=false)}}\n```\n\n"
        "Write {{ name }} there.\n\n```sh\ngit push\n```"
    )
    assert "word(s)" not in blog.report


def test_words_that_only_a_template_showed_are_listed_and_no_others(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Ask\ndate: 2014-05-07\n---\n# Ask\n\n<!-- unseen -->\n"
        "![A desk](/assets/a.png){: .left}[Some **b**old _words_][1] {: .note}\n\n"
        "<table><tr><td><b>One</b><br/>two</td></tr></table>\n\n<script>unseen()</script>\n\n"
        "{{ note('write `to_whom` you know') }}\n\n[1]: https://unseen.example/page 'Title'\n"
    )
    blog = moved(tmp_path, **{"_config.yml": "title: A\n", "_posts/2014-05-07-ask.md": text})
    assert "`{{ note('write `to_whom` you know') }}`" in blog.report
    assert "2 word(s): to whom\n" in blog.report


def test_what_stays_html_leads_on_from_the_page_and_markdown_from_the_file(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "_config.yml": "title: A\nurl: https://old.example\n",
            "_posts/2014-05-07-ask.html": "---\ntitle: Ask\n---\n"
            '<table><tr><td rowspan="2"><a href="/2014/06/01/two.html#part">Two</a></td>'
            '<td><img src="/assets/a.png" alt="A"></td></tr></table>'
            '<p>See <a href="/2014/06/01/two.html">two</a>.</p>',
            "_posts/2014-06-01-two.md": "---\ntitle: Two\n---\n"
            '`<img src="/assets/a.png">` is <img src="/assets/a.png" alt="A"> and'
            ' ![A](/assets/a.png), by <a href="{% post_url 2014-05-07-ask %}">Ann</a>.\n',
        },
    )
    assert blog.article("ask")[1] == (
        '<table><tr><td rowspan="2"><a href="../two/#part">Two</a></td>'
        '<td><img src="a.png" alt="A"></td></tr></table>\n\nSee [two](two.md).'
    )
    assert blog.article("two")[1] == (
        '`<img src="/assets/a.png">` is <img src="../ask/a.png" alt="A"> and'
        ' ![A](ask/a.png), by <a href="../ask/">Ann</a>.'
    )


def test_an_embedded_page_that_stands_alone_opens_by_a_click_where_the_blog_has_embeds(
    tmp_path: Path,
) -> None:
    files = {
        "_config.yml": "title: A\n",
        "_posts/2014-05-07-ask.md": "---\ntitle: Ask\n---\n"
        '<iframe src="https://www.youtube.com/embed/abcdefgh" title="My talk"></iframe>\n\n'
        'See <iframe src="https://player.vimeo.com/video/12345"></iframe> there.\n\n'
        '<iframe src="https://player.example/7"></iframe>\n\n'
        "```\n<https://www.youtube.com/watch?v=abcdefgh>\n```\n",
    }
    blog = moved(tmp_path, **files)
    assert blog.article("ask")[1] == (
        '!!! embed "My talk"\n    https://www.youtube.com/watch?v=abcdefgh\n\n'
        "See <https://vimeo.com/12345> there.\n\n<https://player.example/7>\n\n"
        "```\n<https://www.youtube.com/watch?v=abcdefgh>\n```"
    )
    assert blog.report.count("is opened by a click (`!!! embed`).") == 1
    assert blog.report.count("an embedded page became a link.") == 2
    config = blog.folder / "mkdocs.yml"
    lines = config.read_text("utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if "rapport/embeds" not in line), "utf-8")
    again = move_in(tmp_path / "source", blog.folder, "--rate", "4")
    assert again.article("ask")[1].startswith("[My talk](https://www.youtube.com/watch?v=")


def test_every_section_of_hugo_comes_along_and_markdown_elsewhere_is_counted(
    tmp_path: Path,
) -> None:
    blog = moved(
        tmp_path,
        **{
            "hugo.toml": 'title = "Ask"\nbaseURL = "https://old.example/"\n',
            "content/posts/one.md": "---\ntitle: One\ndate: 2014-06-01\n---\nx\n",
            "content/guides/two.md": "---\ntitle: Two\ndate: 2014-07-01\n---\nx\n",
            "content/guides/three.md": "---\ntitle: Three\n---\nx\n",
            "content/about.md": "---\ntitle: Us\ndate: 2014-01-01\n---\nx\n",
            "archetypes/default.md": "---\ntitle: '{{ .Name }}'\n---\n",
        },
    )
    assert blog.article("two")[0]["aliases"] == ["guides/two/"]
    assert (blog.folder / "docs/guides/three.md").is_file()
    assert (blog.folder / "docs/about.md").read_text().startswith("---\ntitle: Us\n")
    assert "Left out: 1 × files of Markdown in `archetypes/`, no part of the blog." in blog.report


def test_pelican_and_its_restructuredtext(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "pelicanconf.py": "SITENAME = 'Ask'\nSITEURL = 'https://old.example'\n"
            "ARTICLE_URL = 'posts/{date:%Y}/{slug}/'\nimport os\nos.abort()\n",
            "content/ask.md": (
                "Title: Ask: one\nDate: 2014-05-07 10:00\nTags: cv, talk\nStatus: draft\n\nText.\n"
            ),
            "content/rest.rst": (
                "Rest\n####\n\n:date: 2014-05-07\n:tags: cv\n\nSome *text*.\n\n- one\n"
            ),
        },
    )
    head, body = blog.article("ask")
    assert (head["title"], head["tags"], head["draft"], body) == (
        "Ask: one",
        ["cv", "talk"],
        True,
        "Text.",
    )
    assert (blog.url_format, head["slug"]) == ("posts/{year}/{slug}", "ask-one")
    head, body = blog.article("rest")
    assert (head["title"], head["tags"]) == ("Rest", ["cv"])
    assert body == "Some *text*.\n\n- one"


def test_nikola(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "conf.py": "BLOG_TITLE = 'Ask'\nSITE_URL = 'https://old.example/'\n"
            "POSTS = (('posts/*.rst', 'posts', 'post.tmpl'), ('posts/*.md',"
            " 'posts', 'post.tmpl'))\n"
            "PAGES = (('pages/*.md', '', 'page.tmpl'),)\n",
            "posts/ask.rst": ".. title: Ask\n.. slug: ask\n.. date: 2014-05-07 10:00:00 UTC+02:00\n"
            ".. tags: cv, private\n\nSome **text**.\n\n.. TEASER_END\n\nMore.\n",
            "posts/two.md": "<!--\n.. title: Two\n.. slug: two\n.. date: 2014-05-08\n-->\n\nx\n",
            "posts/three.rst": ".. title: Three\n.. date: 05/07/2014 03:00:00 PM UTC\n\nx\n",
            "pages/about.md": "<!--\n.. title: About\n-->\n\nx\n",
            "pages/index.md": "<!--\n.. title: Home\n.. slug: index\n-->\n\nWelcome.\n",
        },
    )
    assert "Welcome." in blog.text("docs/index.md")
    assert "date: 2014-05-07 15:00" in blog.text("docs/articles/three.md")
    head, body = blog.article("ask")
    assert (head["title"], blog.url_format) == ("Ask", "posts/{slug}")
    assert body.startswith("Some **text**.")
    assert blog.article("two")[0]["title"] == "Two"
    assert (blog.folder / "docs/about.md").is_file()


def test_eleventy(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "eleventy.config.js": "process.exit(1)",
            "_data/metadata.json": '{"title": "Ask", "url": "https://old.example/"}',
            "content/blog/2014-05-07-ask.md": "---\ntitle: Ask\ntags: [cv]\n---\nText.\n",
            "content/blog/blog.md": "no front matter",
        },
    )
    head, body = blog.article("ask")
    assert (blog.url_format, head["tags"], body) == ("blog/{slug}", ["cv"], "Text.")


def test_astro(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "astro.config.mjs": "export default defineConfig({ site: 'https://old.example' })",
            "src/content/blog/Ask.mdx": (
                "---\ntitle: Ask\npubDate: May 7, 2014\nheroImage: /assets/a.png\n---\nText.\n"
            ),
            "src/content/blog/tell.md": '---\ntitle: Tell\npubDatetime: "2014-05-08T10:00:00Z"\n'
            "modDatetime: 2014-05-09\n---\n![A](@/assets/a.png)\n\n"
            '```ts file="src/a.ts" {1,3-4} wrap\ncode\n```\n',
        },
    )
    head, _ = blog.article("ask")
    assert blog.url_format == "blog/{slug}"
    assert head["image"] == "ask/a.png"
    assert "2014-05-07" in blog.text("docs/articles/ask.md")
    head, body = blog.article("tell")
    assert (str(head["date"])[:10], str(head["updated"])[:10]) == ("2014-05-08", "2014-05-09")
    assert "draft" not in head
    assert body == ('![A](ask/a.png)\n\n```ts title="src/a.ts" hl_lines="1 3-4"\ncode\n```')


def test_material(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "mkdocs.yml": "site_name: Ask\nsite_url: https://old.example/\nplugins:\n  - search\n"
            "  - blog:\n      post_url_format: '{date}/{slug}'\n"
            "markdown_extensions:\n  - toc: {slugify: !!python/object/apply:os.abort {}}\n",
            "docs/blog/.authors.yml": "authors:\n  ann: {name: Ann Lee, description: Coach}\n",
            "docs/blog/posts/x.md": (
                "---\ndate: {created: 2014-05-07, updated: 2014-06-01}\nauthors:"
                " [ann]\n"
                "categories: [CV]\n---\n# Ask *one* thing\n\nText.\n"
            ),
        },
    )
    head, body = blog.article("x")
    assert "aliases" not in head
    assert (blog.url_format, head["slug"]) == ("blog/{year}/{month}/{day}/{slug}", "ask-one-thing")
    assert head["authors"] == ["ann"]
    assert str(head["updated"]).startswith("2014-06-01")
    assert body.endswith("Text.")
    assert blog.yaml("docs/authors.yml")["authors"]["ann"]["name"] == "Ann Lee"
    assert blog.yaml("docs/tags.yml")["tags"]["cv"] == {"name": "CV", "topic": True}


def test_a_plain_folder(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "2014-05-07-ask.md": "# Ask\n\nText.\n",
            "more/page.html": "<html><body><h1>Page</h1><p>A <b>page</b>.</p></body></html>",
        },
    )
    assert "Text." in blog.article("ask")[1]
    assert blog.article("page")[1].endswith("A **page**.")


def test_a_file_that_a_link_leads_to_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("top secret")
    (tmp_path / "secret.png").write_bytes(PNG)
    source = tmp_path / "source"
    source.mkdir()
    (source / "link.md").symlink_to(tmp_path / "secret.md")
    blog = moved(tmp_path, **{"2014-05-07-ask.md": "![x](../secret.png) ![y](../../secret.png)\n"})
    assert b"top secret" not in b"".join(blog.files().values())
    assert not list(blog.folder.rglob("secret.png"))


LISTS = {
    "- a\n  - b\n    - c\n- d": "- a\n    - b\n        - c\n- d",
    "Bring:\n- a\n- b": "Bring:\n\n- a\n- b",
    "1. a\n   - b\n\n   more\n2. c": "1. a\n    - b\n\n    more\n2. c",
    "* a\n\n  second\n\nend": "* a\n\n    second\n\nend",
    "- a\n\n    code": "- a\n\n    code",
    "text\n\n    code\n    - no list": "text\n\n    code\n    - no list",
    "```\n- a\n  - b\n```": "```\n- a\n  - b\n```",
    "a - b\n---\n- c": "a - b\n---\n\n- c",
    "- a\n  > said\n  > more\n- b": "- a\n\n    > said\n    > more\n\n- b",
    "> said\n- a\n- b": "> said\n\n- a\n- b",
    "- > a\n  > b": "- > a\n    > b",
}


@pytest.mark.parametrize("text", LISTS)
def test_lists_nest_here_as_they_did_there(text: str) -> None:
    assert with_wide_lists(text) == LISTS[text]


def test_a_quotation_in_an_item_ends_before_the_next_item() -> None:
    shown = markdown.markdown(with_wide_lists("- a\n  > said\n  > more\n- b\n  > too\n- > c\n- d"))
    quoted = re.findall(r"<blockquote>\s*<p>(.*?)</p>\s*</blockquote>", shown, re.DOTALL)
    assert quoted == ["said\nmore", "too", "c"]
    assert shown.count("<li>") == 4


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "<iframe src=javascript:alert(1)></iframe>",
    "<style>*{background:url(//x)}</style>",
    '<svg/onload=alert(1)><div style="x:y" OnClick = "alert(1)">',
    '--8<-- "mkdocs.yml"',
    "<script>never closed",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_markdown_runs(text: str) -> None:
    html = markdown.markdown(
        Dialect().turn(f"before\n\n{text}\n\nafter"), extensions=["md_in_html"]
    )
    for sign in ("<script", "onerror=", "javascript:", "<style", "onload=", "onclick", "--8<--"):
        assert sign not in html.lower()
    assert "before" in html


def test_code_is_left_as_it_is() -> None:
    text = "`{{ x }}` and `<script>`\n\n```html\n<script>{% y %}</script>\n```\n"
    assert Dialect().turn(text) == text


def test_front_matter_that_runs_or_grows_does_neither(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
    )
    blog = moved(
        tmp_path,
        **{
            "2014-05-07-a.md": "---\ntitle: !!python/object/apply:os.abort []\n---\nText.\n",
            "2014-05-07-b.md": f"---\n{bomb}title: B\n---\nText.\n",
        },
    )
    assert blog.article("a")[1] == blog.article("b")[1] == "Text."


def test_an_address_that_two_claim_and_one_of_ours_are_nobodys_error(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "2014-05-07-a.md": "---\ntitle: A\naliases: [/old/, /tags/, //x////y/]\n---\nText.\n",
            "2014-05-07-b.md": "---\ntitle: B\naliases: [/old]\nimage: /gone/a.jpg\n---\nText.\n\n"
            '<img src="/gone/b.gif" alt="B">\n',
        },
    )
    assert blog.article("a")[0]["aliases"] == ["2014-05-07-a/", "old/", "x/y/"]
    assert blog.article("b")[0]["aliases"] == ["2014-05-07-b/"]
    assert "image" not in blog.article("b")[0]
    assert "its featured image could not be had: `/gone/a.jpg`" in blog.report
    assert "- `/gone/b.gif`: it is not among the files of the source" in blog.report


def test_a_former_list_that_is_a_file_has_nothing_below_it(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "pelicanconf.py": "SITENAME = 'Ask'\nSITEURL = 'https://old.example'\n",
            **{
                f"content/ask-{number}.md": f"Title: A{number}\nDate: 2014-05-07\nTags: cv\n\nx\n"
                for number in range(10)  # as many as its list showed on a page
            },
        },
    )
    old = list(blog.yaml("docs/redirects.yml")["redirects"])
    assert "tag/cv.html" in old
    assert not [address for address in old if address.startswith("tag/cv.html/")]
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0


def test_links_between_files_lead_to_the_new_files_whatever_their_addresses_were(
    tmp_path: Path,
) -> None:
    blog = moved(
        tmp_path,
        **{
            "mkdocs.yml": "site_name: Ask\nsite_url: https://old.example/\nplugins: [blog]\n",
            "docs/blog/posts/cv-1.md": (
                "---\ndate: 2014-05-07\nslug: your-cv\n---\n# Your CV\n\n"
                "[a](./old-name.md#how), [b](2015/talk.md), [c](gone.md), [d](old-name)\n"
            ),
            "docs/blog/posts/old-name.md": (
                "---\ndate: 2014-05-08\nslug: asking\n---\n# Asking\n\n## How\n"
            ),
            "docs/blog/posts/2015/talk.md": (
                "---\ndate: 2015-05-08\nslug: talking\n---\n# Talking\n\n[up](../cv-1.md)\n"
            ),
        },
    )
    text = blog.article("your-cv")[1]
    assert "[a](asking.md#how), [b](talking.md), [c](gone.md), [d](asking.md)" in text
    assert "[up](your-cv.md)" in blog.article("talking")[1]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('{% image "a/b.png" "The crowd" %}', "![The crowd](a/b.png)"),
        ('{% image_with_class "b.png" "wide" "The crowd" %}', "![The crowd](b.png)"),
        ("{% img left /b.png 350 350 'Title' 'The crowd' %}", "![The crowd](/b.png)"),
        ('{{< figure src="b.png" alt="The crowd" class="wide" >}}', "![The crowd](b.png)"),
        ('{% asset_img "b c.png" %}', "![](b%20c.png)"),
    ],
)
def test_a_picture_of_a_template_keeps_its_alternative_text(written: str, shown: str) -> None:
    assert Dialect().turn(written) == shown


def test_a_picture_whose_tag_or_text_goes_over_lines_is_shown_from_its_new_place(
    tmp_path: Path,
) -> None:
    (tmp_path / "source/img").mkdir(parents=True)
    names = ("tag", "text", "twice", "framed")
    for number, name in enumerate(names):
        (tmp_path / f"source/img/{name}.png").write_bytes(PNG + bytes([number]))
    text = (
        '<figure>\n<img alt="A"\n  title="B"\n  src="img/tag.png">\n</figure>\n\n'
        "Words ![A crowd\nin a hall](img/text.png) and ![a\nb](img/twice.png), ![c](img/twice.png)"
        "\n\n- [![A\n  crowd](img/framed.png)](https://elsewhere.example/)\n"
    )
    blog = moved(tmp_path, **{"2014-05-07-ask.md": f"---\ntitle: Ask\n---\n{text}"})
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0
    page = blog.folder / "site/articles/ask/index.html"
    shown = re.findall(r'src="([^"]*(?:tag|text|twice|framed)\.png)"', page.read_text("utf-8"))
    assert [(page.parent / path).read_bytes() for path in shown] == [
        PNG + bytes([number]) for number in (0, 1, 2, 2, 3)
    ]


def test_nikola_keeps_its_oldest_posts_and_what_stands_beside_them(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "conf.py": "BLOG_TITLE = 'Ask'\nSITE_URL = 'https://old.example/'\n"
            "POSTS = (('posts/*.txt', 'blog', 'post.tmpl'),)\nPAGES = ()\n"
            "COMPILERS = {'rest': ('.rst', '.text'), 'markdown': ('.md',)}\n",
            "posts/one.txt": ".. title: One\n.. date: 2012/08/24\n\nIn *words*.\n",
            "posts/two.text": ".. title: Two\n.. date: 2012/08/25\n\nIn *words*.\n",
            "posts/three.txt": "In *words*.\n",
            "posts/three.meta": ".. title: Three beside\n.. slug: third\n.. date: 2012/08/26\n",
            "posts/four.org": "* Four\n",
        },
    )
    assert [blog.article(name)[1] for name in ("one", "two", "third")] == ["In *words*."] * 3
    assert blog.article("third")[0]["title"] == "Three beside"
    assert "Left out: 1 × files of `.org`, which nothing here reads." in blog.report


FORMS = {
    "/{{ page.date | toDatePath }}/{{ page.fileSlug }}/": "{year}/{month}/{day}/{slug}",
    "/{{ page.date | date: '%Y/%m' }}/{{ page.fileSlug }}/": "{year}/{month}/{slug}",
    "/n/{{ page.date | date('yyyy') }}/{{ title | slugify }}/": "n/{year}/{slug}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", ["js", "json"])
def test_eleventys_data_files_say_where_pages_were(tmp_path: Path, form: str, ending: str) -> None:
    written = (
        f'module.exports = {{ layout: "post", permalink: "{form}" }}\nprocess.exit(1)\n'
        if ending == "js"
        else f'{{"permalink": "{form}"}}'
    )
    blog = moved(
        tmp_path,
        **{
            ".eleventy.js": "process.exit(1)",
            f"content/posts/posts.11tydata.{ending}": written,
            "content/posts/2014-05-07-ask.md": "---\ntitle: Ask\n---\nx\n",
        },
    )
    assert blog.url_format == FORMS[form]
    assert f"posts.11tydata.{ending}, `{form}`: compare them" in blog.report


def test_addresses_that_a_program_of_eleventy_computes_are_named(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            ".eleventy.js": "",
            "src/posts/posts.11tydata.js": "module.exports = {permalink: (data) => data.url}",
            "src/posts/2014-05-07-ask.md": "---\ntitle: Ask\n---\nx\n",
        },
    )
    assert "posts.11tydata.js computes addresses by a program, which is not run" in blog.report
    assert blog.url_format == "posts/{slug}"


def test_hugos_sections_terms_and_authors_keep_their_addresses(tmp_path: Path) -> None:
    blog = moved(
        tmp_path,
        **{
            "hugo.toml": 'title = "Ask"\nbaseURL = "https://old.example/"\n'
            '[taxonomies]\nauthor = "authors"\nskill = "skills"\n'
            '[permalinks]\nnotes = "/notes/:slug/"\n',
            "content/_index.md": "---\ntitle: Home\n---\nWelcome.\n",
            "content/posts/_index.md": "---\ntitle: Posts\n---\n",
            "content/posts/ask.md": (
                "---\ntitle: Ask\ndate: 2014-06-01\nskills: [Asking]\nauthors: [ann]\n---\nx\n"
            ),
            "content/posts/over.md": "---\ntitle: Over\ndate: 2014-06-01\nskills: [Typing]\n"
            "authors: [bob]\nexpiryDate: 2015-01-01\n---\nx\n",
            "content/guides/_index.md": "---\ntitle: Guides\n---\nRead them in order.\n",
            "content/guides/cv.md": "---\ntitle: CV\n---\nx\n",
            "content/talks/tell.md": "---\ntitle: Tell\ndate: 2014-06-02\n---\nx\n",
            "content/notes/2014-06-03-a.md": (
                "---\ntitle: Say less\ndate: 2014-06-04\nheadless: true\n---\nx\n"
            ),
            "content/skills/unused/_index.md": "---\ntitle: Unused\n---\n",
            "content/authors/ann/_index.md": "---\ndisplay_name: Ann Lee\n---\n",
            "content/authors/bob/_index.md": "---\ntitle: Bob Roe\n---\n",
        },
    )
    assert "Welcome." in blog.text("docs/index.md")
    assert "Read them in order." in blog.text("docs/guides.md")
    assert blog.yaml("docs/authors.yml")["authors"]["ann"]["name"] == "Ann Lee"
    assert blog.article("ask")[0]["tags"] == ["Asking"]
    old = blog.yaml("docs/redirects.yml")["redirects"]
    expected = {
        "posts/": "archive/",
        "talks/": "archive/",
        "skills/asking/": "tags/asking/",
        "skills/typing/": "/",
        "skills/unused/": "archive/",
        "authors/bob/": "/",
    }
    assert {key: value or "/" for key, value in old.items() if key in expected} == expected
    said = blog.article("a")[0]
    assert said["aliases"] == ["notes/say-less/"]
    assert "draft" not in said  # only a bundle, `index.md`, can be headless
    assert "3 × pages about authors, tags or the like (`_index.md`)" in blog.report
    assert "1 × pages of sections (`_index.md`) without a text" in blog.report
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0


def test_directives_of_restructuredtext_that_only_its_system_has_are_named(tmp_path: Path) -> None:
    text = (
        "A\n=\n\n:date: 2014-05-07\n\n.. chart:: Bar\n   :title: 'Commits'\n\n   (1, 2)\n\n"
        ".. youtube:: abc\n\n.. youtube:: def\n\n.. |x| odd:: y\n\n- item\n\n  .. gist:: 7\n\n"
        ".. note:: Known.\n\n.. image:: /a.png\n   :alt: A\n\n.. a comment: this\n\n.. _place: #x\n"
    )
    blog = moved(tmp_path, **{"2014-05-07-a.rst": text})
    for name in ("chart", "odd", "gist"):
        assert f"what only its system knows: `.. {name}::`." in blog.report
    assert "what only its system knows: `.. youtube::` (2 times)." in blog.report
    assert blog.report.count("what only its system knows") == 4
    assert "Known." in blog.article("a")[1]


@pytest.mark.parametrize(
    ("path", "former"),
    [
        ("2014/12/12/1.0-Timeline", "2014/12/12/1.0-Timeline/"),
        ("news/v1.2", "news/v1.2/"),
        ("old/ask.html", "old/ask.html"),
    ],
)
def test_a_dot_in_a_name_makes_no_file_of_a_page(tmp_path: Path, path: str, former: str) -> None:
    text = f'+++\ntitle = "Ask"\ndate = 2014-12-12\npath = "{path}"\n+++\nx\n'
    settings = 'base_url = "https://old.example"\n'
    blog = moved(tmp_path, **{"config.toml": settings, "content/ask.md": text})
    assert blog.article("ask")[0]["aliases"] == [former]
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0
    answer = blog.folder / "site" / former
    assert (answer / "index.html" if former.endswith("/") else answer).is_file()
