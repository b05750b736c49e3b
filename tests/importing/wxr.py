"""Exports of WordPress for tests: items as dictionaries, the file as WordPress writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

URL = "https://old.example"
_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Ask &amp; Tell</title><link>{url}</link><description>Advice</description>
<pubDate>Wed, 07 May 2014 10:00:00 +0000</pubDate><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{url}</wp:base_site_url><wp:base_blog_url>{url}</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ann</wp:author_login>
<wp:author_email>ann@private.example</wp:author_email>
<wp:author_display_name><![CDATA[Ann Lee]]></wp:author_display_name></wp:author>
{terms}
"""
_FOOT = "</channel></rss>\n"
_ITEM = """<item><title>{title}</title><link>{link}</link>
<dc:creator><![CDATA[{creator}]]></dc:creator>
<guid isPermaLink="false">{guid}</guid><description></description>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date>{date}</wp:post_date>
<wp:post_date_gmt>{date_gmt}</wp:post_date_gmt>
<wp:post_modified>{date}</wp:post_modified><wp:post_modified_gmt>{date_gmt}</wp:post_modified_gmt>
<wp:post_name>{name}</wp:post_name><wp:status>{status}</wp:status>
<wp:post_parent>{parent}</wp:post_parent><wp:post_type>{type}</wp:post_type>
<wp:post_password>{password}</wp:post_password><wp:is_sticky>{sticky}</wp:is_sticky>
{more}</item>
"""


def category(slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>"
    )


def filed(slug: str, name: str, domain: str = "category") -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


@dataclass
class Wxr:
    """An export that grows by posts, pages and files."""

    terms: Sequence[str] = ()
    items: list[str] = field(default_factory=list)

    def add(self, content: str = "", more: str = "", **values: object) -> Wxr:
        number = values.pop("id", len(self.items) + 1)
        name = values.setdefault("name", f"post-{number}")
        day = values.pop("day", "2014-05-07")
        filled = {
            "title": f"Post {number}",
            "link": f"{URL}/2014/05/{name}/",
            "creator": "ann",
            "guid": f"{URL}/?p={number}",
            "excerpt": "",
            "date": f"{day} 10:00:00",
            "date_gmt": f"{day} 08:00:00",
            "status": "publish",
            "parent": 0,
            "type": "post",
            "password": "",
            "sticky": 0,
        }
        self.items.append(_ITEM.format(id=number, content=content, more=more, **(filled | values)))
        return self

    def file(self, number: int, address: str, alt: str = "", parent: int = 0) -> Wxr:
        name = address.rpartition("/")[2].rpartition(".")[0]
        extra = f"<wp:attachment_url>{address}</wp:attachment_url>"
        extra += meta("_wp_attachment_image_alt", alt) if alt else ""
        return self.add(
            more=extra,
            id=number,
            name=name,
            type="attachment",
            status="inherit",
            parent=parent,
            link=f"{URL}/2014/05/post-{parent}/{name}/",
        )

    def text(self) -> str:
        return _HEAD.format(url=URL, terms="\n".join(self.terms)) + "".join(self.items) + _FOOT

    def write(self, path: Path) -> Path:
        path.write_text(self.text(), encoding="utf-8")
        return path
