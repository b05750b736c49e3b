"""A WordPress blog is moved in by one command, whatever its export holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapport.cli.main import main
from rapport.importing.sources.wordpress_text import paragraphs
from tests.importing.moved import move_in
from tests.importing.wxr import URL, Wxr, category, filed, meta


def test_classic_text_and_blocks_keep_their_paragraphs(tmp_path: Path) -> None:
    wxr = Wxr()
    wxr.add("One line\nand another.\n\nA <b>second</b> paragraph.\n<!--more-->\nThe rest.")
    wxr.add(
        "<!-- wp:paragraph --><p>A block.</p><!-- /wp:paragraph -->\n"
        '<!-- wp:latest-posts {"postsToShow":3} /-->\n\nclassic\n\ntext'
        '<!-- wp:social-links --><ul class="wp-block-social-links">'
        '<!-- wp:social-link {"url":"https://x.example/ann","service":"mastodon"} /-->'
        '<!-- wp:social-link {"url":"#","service":"x"} /--></ul><!-- /wp:social-links -->'
        "<!-- wp:post-date /--><!-- wp:post-date /-->"
        '<!-- wp:list --><ol style="list-style-type:lower-alpha"><li>One</li></ol><!-- /wp:list -->'
        '<!-- wp:file --><div class="wp-block-file"><a href="https://x.example/a">Plan</a><a'
        ' href="https://x.example/a" class="wp-block-file__button">Get</a></div><!-- /wp:file -->'
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    first = "One line  \nand another.\n\nA **second** paragraph.\n\n<!-- more -->\n\nThe rest."
    assert blog.article("post-1")[1] == first
    assert blog.article("post-2")[1] == (
        "A block.\n\nclassic\n\ntext\n\n- [Mastodon](https://x.example/ann)"
        "\n\n<!-- -->\n\n1. One\n\n"
        "[Plan](https://x.example/a) [Get](https://x.example/a)"
    )
    assert blog.report.count("in place of the block `post-date`") == 1
    assert "in place of the block `social-link`" in blog.report
    assert "the letters or falling numbers of a list became 1, 2, 3." in blog.report
    assert "post-2.md:1`: a list of the latest posts" in blog.report


def test_only_what_was_public_is_published(tmp_path: Path) -> None:
    wxr = Wxr()
    states = {
        "publish": False,
        "future": False,
        "draft": True,
        "pending": True,
        "private": True,
        "sealed-by-a-plugin": True,
    }
    for status in states:
        wxr.add("x", status=status, name=f"a-{status}", day="2031-01-01")
    wxr.add("x", name="locked", password="secret")
    wxr.add("x", name="binned", status="trash")
    wxr.add("x", name="secret-page", type="page", status="private", link=f"{URL}/secret-page/")
    wxr.add(
        "x",
        name="undated",
        status="draft",
        date="0000-00-00 00:00:00",
        date_gmt="0000-00-00 00:00:00",
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    found = {status: blog.article(f"a-{status}")[0].get("draft", False) for status in states}
    assert found == states
    assert blog.article("locked")[0]["draft"] is True
    assert blog.article("undated")[0]["draft"] is True
    assert not (blog.folder / "docs/articles/binned.md").exists()
    assert not (blog.folder / "docs/secret-page.md").exists()
    assert (blog.folder / "import/pages-held-back/secret-page.md").is_file()
    assert "1 × `trash`" in blog.report
    assert "secret" not in blog.text("docs/articles/locked.md").replace("had a password", "")


def test_a_post_brings_its_tags_authors_picture_and_description(tmp_path: Path) -> None:
    wxr = Wxr(terms=[category("advice", "Advice"), category("cv", "CV", "advice")])
    wxr.file(90, f"{URL}/wp-content/uploads/2014/05/desk.jpg", "A desk")
    wxr.add(
        "Text.",
        name="ask",
        excerpt="Why <b>asking</b> helps.",
        sticky=1,
        more=filed("cv", "CV")
        + filed("interviews", "Interviews", "post_tag")
        + filed("interview", "interview", "post_tag")
        + filed("bob-roe", "Bob Roe", "author")
        + meta("_thumbnail_id", "90"),
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    head, _ = blog.article("ask")
    assert head["tags"] == ["CV", "Interviews"]
    assert head["authors"] == ["bob-roe"]
    assert head["pin"] is True
    assert head["description"] == "Why asking helps."
    assert head["image"] == f"{URL}/wp-content/uploads/2014/05/desk.jpg"
    tags = blog.yaml("docs/tags.yml")["tags"]
    assert tags["cv"] == {"name": "CV", "parent": "advice", "topic": True}
    assert tags["interviews"] == {"name": "Interviews", "synonyms": ["interview"]}


def test_times_are_those_of_the_blogs_own_clock(tmp_path: Path) -> None:
    wxr = Wxr().add("x", day="2014-05-07").add("x", name="lost", date_gmt="0000-00-00 00:00:00")
    blog = move_in(
        wxr.write(tmp_path / "a.xml"),
        tmp_path / "blog",
        "--no-pictures",
        "--timezone",
        "Europe/Berlin",
    )
    assert "date: 2014-05-07 10:00\n" in blog.text("docs/articles/post-1.md")
    assert "date: 2014-05-07 10:00\n" in blog.text("docs/articles/lost.md")
    abroad = move_in(tmp_path / "a.xml", tmp_path / "abroad", "--no-pictures", "--timezone", "UTC")
    assert "date: 2014-05-07 10:00+02:00\n" in abroad.text("docs/articles/post-1.md")


def test_pages_stand_where_they_stood(tmp_path: Path) -> None:
    wxr = Wxr()
    wxr.add("x", type="page", name="about", link=f"{URL}/about/")
    wxr.add("x", type="page", name="team", link=f"{URL}/about/team/")
    wxr.add("x", type="page", name="archive", link=f"{URL}/archive/")
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    assert {"about.md", "about/team.md", "archive-page.md"} <= {
        path.relative_to(blog.folder / "docs").as_posix()
        for path in (blog.folder / "docs").rglob("*.md")
    }


def test_shortcodes_become_what_they_showed(tmp_path: Path) -> None:
    wxr = Wxr()
    wxr.file(90, f"{URL}/wp-content/uploads/a.jpg", "A", parent=1)
    wxr.file(91, f"{URL}/wp-content/uploads/b.jpg", "B")
    wxr.add(
        '[caption id="x" width="300"]<img src="/wp-content/uploads/a.jpg" alt="A">'
        " Said so[/caption]\n\n"
        '[gallery ids="91,90"]\n\n[embed]https://youtu.be/abcdefgh[/embed]\n\n'
        "https://vimeo.com/123456\n\n"
        '<!-- wp:embed --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        "https://www.youtube.com/watch?v=ijklmnop&amp;t=9\n</div><figcaption>My talk</figcaption>"
        "</figure><!-- /wp:embed -->\n\n"
        "[sourcecode language='css']a > b {}[/sourcecode]\n\n"
        '[vc_row][vc_column width="1/2"]Inside.[/vc_column][/vc_row]\n\n'
        '[contact-form-7 id="5" title="Ask me"]\n\n[secret_plugin id="7"]\n\n'
        "He said [sic] so. [[gallery]]",
        id=1,
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    _, body = blog.article("post-1")
    assert body == (
        "<figure markdown>\n![A](/wp-content/uploads/a.jpg)\n"
        '<figcaption markdown="span">Said so</figcaption>\n</figure>\n\n'
        f"![B]({URL}/wp-content/uploads/b.jpg)\n\n![A]({URL}/wp-content/uploads/a.jpg)\n\n"
        "!!! embed\n    https://www.youtube.com/watch?v=abcdefgh\n\n"
        "!!! embed\n    https://vimeo.com/123456\n\n"
        "!!! embed\n    https://www.youtube.com/watch?v=ijklmnop&t=9\n\n*My talk*\n\n"
        "```css\na > b {}\n```\n\nInside.\n\nHe said [sic] so. [gallery]"
    )
    assert "a contact form" in blog.report
    assert "a gallery of 2 pictures became one below the other." in blog.report
    assert '`[secret_plugin id="7"]`' in blog.report


def test_footnotes_and_shared_blocks_of_the_block_editor_come(tmp_path: Path) -> None:
    wxr = Wxr()
    wxr.add("<!-- wp:paragraph --><p>Shared.</p><!-- /wp:paragraph -->", id=7, type="wp_block")
    wxr.add(
        '<!-- wp:paragraph --><p>Said<sup data-fn="k1" class="fn"><a href="#k1" id="k1-link">1</a>'
        '</sup>.</p><!-- /wp:paragraph --><!-- wp:block {"ref":7} /--><!-- wp:footnotes /-->',
        more=meta("footnotes", '[{"id":"k1","content":"By <em>Ann</em>"}]'),
        id=8,
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    assert blog.article("post-8")[1] == "Said[^1].\n\nShared.\n\n[^1]: By *Ann*"


def test_links_between_posts_lead_to_their_files(tmp_path: Path) -> None:
    wxr = Wxr(terms=[category("cv", "CV")])
    wxr.add(
        f'<a href="{URL}/2014/05/ask">a</a> <a href="/?p=2#top">b</a>'
        f' <a href="http://www.old.example/category/cv/">c</a> <a href="https://else.example/">d</a>'
    )
    wxr.add("x", name="ask", id=2, more=filed("cv", "CV"))
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    assert blog.article("post-1")[1] == (
        "[a](ask.md) [b](ask.md#top) [c](/tags/cv/) [d](https://else.example/)"
    )


def test_nothing_stands_below_the_page_of_a_blog_whose_addresses_end_in_html(
    tmp_path: Path,
) -> None:
    wxr = Wxr().add(
        "x", meta("_wp_old_slug", "before"), name="ask.html", link=f"{URL}/2014/ask.html"
    )
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    head, _ = blog.article("ask")
    assert head["aliases"] == ["2014/ask.html", "2014/before.html"]
    assert "/2014/ask.html/amp/" in blog.text("import/redirects-nginx.conf")
    assert main(["build", "-q", "-f", str(blog.folder / "mkdocs.yml")]) == 0


def test_an_export_without_articles_begins_no_blog(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = Wxr().add("x", type="sermon").add("y", type="sermon").write(tmp_path / "a.xml")
    assert main(["import", str(export), "--into", str(tmp_path / "blog")]) == 2
    said = capsys.readouterr().err
    assert "it holds no article and no page, only 2 × items of the type `sermon`." in said
    assert not (tmp_path / "blog").exists()


def test_comments_are_kept_as_a_file_without_addresses_of_people(tmp_path: Path) -> None:
    def comment(approved: str, kind: str = "comment") -> str:
        return (
            "<wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author>Jo</wp:comment_author>"
            "<wp:comment_author_email>jo@private.example</wp:comment_author_email>"
            "<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>"
            f"<wp:comment_content>Thanks</wp:comment_content><wp:comment_type>{kind}</wp:comment_type>"
            f"<wp:comment_approved>{approved}</wp:comment_approved></wp:comment>"
        )

    wxr = Wxr().add("x", more=comment("1") + comment("spam") + comment("1", "pingback"))
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
    kept = blog.yaml("import/comments.json")["docs/articles/post-1.md"]
    assert [(comment["author"], comment["content"]) for comment in kept] == [("Jo", "Thanks")]
    assert "2 comment(s)" in blog.report
    everything = b"".join(blog.files().values())
    assert b"private.example" not in everything
    assert b"192.0.2.7" not in everything


BROKEN = {
    "a bare ampersand": ("<title>Ask &amp; Tell</title>", "<title>Ask & Tell</title>"),
    "an entity of HTML": ("<title>Ask &amp; Tell</title>", "<title>Ask &nbsp;&amp; Tell</title>"),
    "a control character": ("Text one.", "Text\x0b one.\x00"),
    "a namespace that is not declared": (' xmlns:wfw="http://wellformedweb.org/CommentAPI/"', ""),
    "an end that is missing": ("</channel></rss>\n", ""),
    "empty lines before its beginning": ("<?xml", "\n\n<?xml"),
    "a byte order mark": ("<?xml", "\ufeff<?xml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_export_is_read_all_the_same(tmp_path: Path, name: str) -> None:
    whole = Wxr().add("Text one.").add("AT&T &lt;b&gt; ]]]]><![CDATA[> end").text()
    good, bad = BROKEN[name]
    assert good in whole
    path = tmp_path / "a.xml"
    path.write_text(whole.replace(good, bad), encoding="utf-8")
    blog = move_in(path, tmp_path / "blog")
    assert blog.article("post-1")[1] == "Text one."
    assert blog.article("post-2")[1] == "AT&T &lt;b> \\]\\]> end"
    assert "Tell" in blog.text("mkdocs.yml")


def test_two_posts_of_one_number_both_come_and_one_that_is_there_twice_comes_once(
    tmp_path: Path,
) -> None:
    wxr = Wxr().add("One.", id=7, name="one").add("Two.", id=7, name="two", title="Two")
    wxr.items.append(wxr.items[0])
    for _ in ("first", "again"):
        blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "blog")
        assert (blog.article("one")[1], blog.article("two")[1]) == ("One.", "Two.")
        assert "1 × items that the source holds twice" in blog.report
        assert "removed by you" not in blog.report
    assert len(list((blog.folder / "docs/articles").glob("*.md"))) == 2


def test_several_parts_of_one_export_are_one_blog(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    Wxr().add('<a href="/?p=2">next</a>', id=1).write(parts / "1.xml")
    Wxr().add("x", id=2).write(parts / "2.xml")
    blog = move_in(parts, tmp_path / "blog")
    assert blog.article("post-1")[1] == "[next](post-2.md)"


def test_paragraphs_leave_code_and_blocks_as_they_are() -> None:
    html = paragraphs(
        "a\n<pre>x\n\ny</pre>\nb\n\n<ul>\n<li>one</li>\n</ul>\n<blockquote>q\n\nr</blockquote>"
    )
    assert "".join(html.split()) == (
        "<p>a</p><pre>xy</pre><p>b</p><ul><li>one</li></ul><blockquote><p>q</p><p>r</p></blockquote>"
    )
