"""Ghost, Substack, Medium, Blogger, Tumblr and feeds, each in the shape of its export."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.importing.moved import move_in


def _ghost(tmp_path: Path, **more: object) -> Path:
    lexical = {
        "root": {
            "children": [
                {
                    "type": "paragraph",
                    "children": [
                        {"type": "text", "text": "Ask ", "format": 0},
                        {"type": "text", "text": "one", "format": 1},
                        {
                            "type": "link",
                            "url": "__GHOST_URL__/first/",
                            "children": [{"type": "text", "text": "thing"}],
                        },
                    ],
                },
                {"type": "codeblock", "language": "sh", "code": "ls <a>"},
                {"type": "bookmark", "url": "https://x.example/", "metadata": {"title": "A page"}},
                {"type": "mystery"},
            ]
        }
    }
    mobiledoc = {
        "version": "0.3.1",
        "atoms": [],
        "cards": [["markdown", {"markdown": "A *card*."}]],
        "markups": [["strong"], ["a", ["href", "https://x.example/"]]],
        "sections": [
            [1, "p", [[0, [0], 1, "Bold"], [0, [1], 1, "link"]]],
            [3, "ul", [[[0, [], 0, "item"]]]],
            [10, 0],
        ],
    }
    posts = [
        {
            "id": "1",
            "uuid": "u1",
            "title": "First",
            "slug": "first",
            "html": "<p>Hi.</p>",
            "status": "published",
            "published_at": "2020-05-07T10:00:00.000Z",
            "featured": 1,
            "feature_image": "__GHOST_URL__/content/images/a.jpg",
            "codeinjection_head": "<script>",
        },
        {
            "id": "2",
            "uuid": "u2",
            "title": "Second",
            "slug": "second",
            "status": "published",
            "lexical": json.dumps(lexical),
            "published_at": "2020-05-08T10:00:00.000Z",
        },
        {
            "id": "3",
            "uuid": "u3",
            "title": "Third",
            "slug": "third",
            "status": "scheduled",
            "mobiledoc": json.dumps(mobiledoc),
            "published_at": "2031-05-08T10:00:00.000Z",
        },
        {
            "id": "4",
            "uuid": "u4",
            "title": "Paid",
            "slug": "paid",
            "status": "published",
            "visibility": "paid",
            "html": "<p>x</p>",
            "published_at": "2020-05-08T10:00:00.000Z",
        },
        {
            "id": "5",
            "uuid": "u5",
            "title": "About",
            "slug": "about",
            "status": "published",
            "type": "page",
            "html": "<p>x</p>",
            "published_at": "2020-05-08T10:00:00.000Z",
        },
    ]
    data = {
        "posts": posts,
        "tags": [
            {"id": "t", "name": "CV", "slug": "cv"},
            {"id": "i", "name": "#hidden", "slug": "h"},
        ],
        "posts_tags": [{"post_id": "1", "tag_id": "t"}, {"post_id": "1", "tag_id": "i"}],
        "users": [
            {
                "id": "a",
                "name": "Ann Lee",
                "slug": "ann",
                "email": "ann@private.example",
                "password": "$2a$10$hash",
            }
        ],
        "posts_authors": [{"post_id": "1", "author_id": "a"}],
        "posts_meta": [{"post_id": "1", "meta_description": "Why."}],
        "settings": [
            {"key": "title", "value": "Ask"},
            {"key": "timezone", "value": "Europe/Berlin"},
        ],
        "api_keys": [{"secret": "top-secret"}],
    }
    path = tmp_path / "ghost.json"
    path.write_text(json.dumps({"db": [{"meta": {"exported_on": 1}, "data": data | more}]}))
    return path


def test_ghost_comes_from_whatever_its_editors_kept(tmp_path: Path) -> None:
    blog = move_in(_ghost(tmp_path), tmp_path / "blog")
    head, body = blog.article("first")
    assert body == "Hi."
    assert head["tags"] == ["CV"]
    assert head["authors"] == ["ann"]
    assert head["description"] == "Why."
    assert (blog.url_format, head["aliases"]) == ("{slug}", ["p/u1/"])
    assert head["guid"] == "1"
    assert head["pin"] is True
    assert "date: 2020-05-07 10:00+00:00" in blog.text("docs/articles/first.md")
    assert blog.article("second")[1] == (
        "Ask **one**[thing](first.md)\n\n```sh\nls <a>\n```\n\n[A page](https://x.example/)"
    )
    assert blog.article("third")[1] == ("**Bold**[link](https://x.example/)\n\n- item\n\nA *card*.")
    assert blog.article("paid")[0]["draft"] is True
    assert (blog.folder / "docs/about.md").is_file()
    assert "a card of the kind `mystery`" in blog.report
    everything = b"".join(blog.files().values())
    for secret in (b"top-secret", b"$2a$10$hash", b"private.example", b"codeinjection_head: "):
        assert secret not in everything


def test_substack_comes_without_its_buttons(tmp_path: Path) -> None:
    path = tmp_path / "substack.zip"
    table = (
        "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
        "12.ask,2022-05-07T10:00:00.000Z,true,,newsletter,everyone,Ask &amp; tell,Why,\n"
        "13.paid,2022-05-08T10:00:00.000Z,true,,newsletter,only_paid,Paid,,\n"
        "14.draft,,false,,newsletter,everyone,Draft,,\n"
        "15.chat,2022-05-08T10:00:00.000Z,true,,thread,everyone,Chat,,\n"
    )
    text = (
        "<p>Hi.</p>"
        '<p class="button-wrapper"><a href="https://a.example/subscribe">Subscribe now</a></p>'
        '<img src="https://substackcdn.com/image/fetch/w_1456/https%3A%2F%2Fbucket.example%2Fa.png"'
        ' alt="A">'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("posts.csv", table)
        archive.writestr("posts/12.ask.html", text)
        archive.writestr("posts/13.paid.html", "<p>x</p>")
        archive.writestr("email_list.csv", "email\njo@private.example\n")
    blog = move_in(path, tmp_path / "blog")
    head, body = blog.article("ask")
    assert head["title"] == "Ask & tell"
    assert (blog.url_format, head["aliases"]) == ("p/{slug}", ["p/ask/comments"])
    assert "    rapport subscriptions import --dry-run email_list.csv\n" in blog.report
    assert not [path for path, data in blog.files().items() if b"jo@private.example" in data]
    assert body == "Hi.\n\n![A](https://bucket.example/a.png)"
    assert blog.article("paid")[0]["draft"] is True
    assert blog.article("draft")[0]["draft"] is True
    assert "1 × posts of the type `thread`" in blog.report
    assert b"private.example" not in b"".join(blog.files().values())


def test_medium_comes_without_its_title_twice_and_without_responses(tmp_path: Path) -> None:
    def story(title: str, body: str, *, link: bool = True) -> str:
        canonical = '<a class="p-canonical" href="https://medium.com/@ann/ask-0123456789ab">x</a>'
        return (
            f'<html><body><article class="h-entry"><h1 class="p-name">{title}</h1>'
            f'<section data-field="body" class="e-content">{body}</section><footer>'
            '<p class="p-tags">Tagged in <a class="p-tag">CV</a>, <a class="p-tag">Talk</a></p>'
            '<a class="p-author h-card">Ann Lee</a>'
            f'{canonical if link else ""}<time class="dt-published" '
            'datetime="2019-05-07T10:00:00.000Z">x</time></footer></article></body></html>'
        )

    path = tmp_path / "medium.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "posts/2019-05-07_Ask-0123456789ab.html",
            story(
                "Ask",
                '<div class="section-divider"><hr></div><h3 class="graf">Ask</h3>'
                '<p class="graf">One <strong class="markup">thing</strong>.</p>',
            ),
        )
        archive.writestr(
            "posts/draft_Later-0123456789ac.html", story("Later", "<h3>Later</h3>", link=False)
        )
        archive.writestr(
            "posts/2019-05-07_Thanks-0123456789ad.html",
            story("Thanks a lot", "<p>Thanks a lot</p>"),
        )
    blog = move_in(path, tmp_path / "blog")
    head, body = blog.article("ask")
    assert body == "One **thing**."
    assert (head["authors"], head["tags"]) == (["Ann Lee"], ["CV", "Talk"])
    assert blog.article("later")[0]["draft"] is True
    assert "1 × responses to stories of others" in blog.report
    assert len(list((blog.folder / "docs/articles").glob("*.md"))) == 2


RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Ask</title><link>https://old.example/</link><language>de</language>"
    "<item><title>One &amp;amp; two</title><link>https://old.example/a/one.html</link>"
    '<guid isPermaLink="false">id-1</guid><pubDate>Wed, 07 May 2014 10:00:00 +0200</pubDate>'
    "<category>CV</category><description>Short.</description>"
    '<content:encoded><![CDATA[<p>Long.</p><iframe src="https://player.vimeo.com/video/12345">'
    "</iframe>]]></content:encoded></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Ask</title>'
    '<link rel="alternate" href="https://old.example/"/><entry><title>One &amp; two</title>'
    '<id>id-1</id><link rel="alternate" href="https://old.example/a/one.html"/>'
    "<published>2014-05-07T10:00:00+02:00</published><updated>2014-05-07T10:00:00+02:00</updated>"
    '<category term="CV"/><content type="html">&lt;p&gt;Long.&lt;/p&gt;&lt;p&gt;&lt;a '
    'href="https://vimeo.com/12345"&gt;vimeo.com/12345&lt;/a&gt;&lt;/p&gt;</content></entry></feed>'
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ask",
        "home_page_url": "https://old.example/",
        "items": [
            {
                "id": "id-1",
                "url": "https://old.example/a/one.html",
                "title": "One & two",
                "content_html": (
                    '<p>Long.</p><p><a href="https://vimeo.com/12345">vimeo.com/12345</a></p>'
                ),
                "date_published": "2014-05-07T10:00:00+02:00",
                "tags": ["CV"],
                "image": "https://old.example/a.png",
            },
            {
                "id": "id-2",
                "external_url": "https://old.example/a/two",
                "title": "Two",
                "content_text": "1 < 2 &\nso on\n\nEnd.",
                "date_published": "2014-05-08T10:00:00+02:00",
                "attachments": [
                    {"url": "https://old.example/t.mp3", "mime_type": "audio/mpeg"},
                    {"url": "https://old.example/t.pdf", "mime_type": "application/pdf"},
                ],
            },
        ],
    }
)


@pytest.mark.parametrize(("name", "text"), [("a.rss", RSS), ("a.xml", ATOM), ("a.json", JSON_FEED)])
def test_any_feed_comes_whole(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    blog = move_in(tmp_path / name, tmp_path / "blog")
    head, body = blog.article("one")
    assert head["title"] == "One & two"
    assert head["guid"] == "id-1"
    assert head["tags"] == ["CV"]
    assert head["aliases"] == ["a/one.html"]
    link = "[vimeo.com/12345](https://vimeo.com/12345)"
    was_a_frame = "<iframe" in text
    assert body == "Long.\n\n" + ("!!! embed\n    https://vimeo.com/12345" if was_a_frame else link)
    if name == "a.json":
        assert head["image"] == "https://old.example/a.png"
        assert blog.article("two")[1] == (
            "1 < 2 &  \nso on\n\nEnd.\n\n"
            '<audio controls="" src="https://old.example/t.mp3"></audio>\n\n'
            "[t.pdf](https://old.example/t.pdf)"
        )


def test_blogger_comes_with_pages_and_drafts_and_without_comments(tmp_path: Path) -> None:
    def entry(kind: str, name: str, more: str = "") -> str:
        return (
            f"<entry><id>tag:blogger.com,1999:{name}</id><published>2012-0"
            f"5-07T10:00:00Z</published>"
            f'<category scheme="http://schemas.google.com/g/2005#kind" '
            f'term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
            f'<category scheme="http://www.blogger.com/atom/ns#" term="CV"/><title>{name}</title>'
            f'<content type="html">&lt;p&gt;Text.&lt;/p&gt;</content>'
            f'<link rel="alternate"'
            f' href="http://ask.blogspot.example/2012/05/{name}.html"/>{more}</entry>'
        )

    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>'
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Ask</title>'
        '<link rel="alternate" href="http://ask.blogspot.example/"/>'
        + entry("post", "one")
        + entry("post", "two", draft)
        + entry("page", "about")
        + entry("comment", "c1")
        + entry("settings", "s1")
        + "</feed>"
    )
    (tmp_path / "blog.xml").write_text(text)
    blog = move_in(tmp_path / "blog.xml", tmp_path / "blog")
    head, body = blog.article("one")
    assert (head["tags"], head["guid"], body) == (["CV"], "tag:blogger.com,1999:one", "Text.")
    assert head["aliases"] == ["2012/05/one.html"]
    assert blog.article("two")[0]["draft"] is True
    assert (blog.folder / "docs/about.md").is_file()
    assert "1 × entries of the kind `comment`" in blog.report


def test_tumblr_comes_with_its_tags_and_times(tmp_path: Path) -> None:
    path = tmp_path / "tumblr.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "posts/html/123456.html",
            "<html><body><h1>Ask</h1><p>Text.</p><div id='footer'><span"
            " id='timestamp'> May 7th, 2014"
            " 10:30pm</span><span class='tag'>cv</span></div></body></html>",
        )
    blog = move_in(path, tmp_path / "blog", "--no-pictures", "--timezone", "UTC")
    head, body = blog.article("ask")
    assert (head["tags"], body) == (["cv"], "Text.")
    assert (blog.url_format, head["slug"]) == ("post/{slug}", "123456")
    assert "date: 2014-05-07 22:30\n" in blog.text("docs/articles/ask.md")


@pytest.mark.parametrize(
    "text",
    [
        '{"db": [{"meta": {"exported_on": 1}}]}',
        '{"db": "x", "exported_on": 1}',
        '{"exported_on": 1, "db": ' + "[" * 5000 + "}",
        '{"version": "https://jsonfeed.org/version/1", "items": 3}',
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>',
    ],
)
def test_a_broken_or_hostile_file_is_said_in_one_line(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / ("a.xml" if text.startswith("<") else "a.json")
    path.write_text(text)
    move_in(path, tmp_path / "blog", "--no-pictures", code=2)
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "blog").exists()
