"""The keys of an article's front matter: one row each, from which all else follows.

Reading with its errors, the hint at the key that somebody meant, the JSON Schema and the tables in
the handbooks are made from these rows. To add a key:

1. Write its row here: name, type (`key_types`), the field of `Article` that it fills, a sentence.
2. Give `Article` that field, with the default for articles that don't have the key. A row whose
   field is `EXTRA` needs none: its value reaches templates and other plugins by its own name.
3. Show it where it is to be seen: a template, a feed.
4. `make tables` writes it into the handbooks.
"""

from __future__ import annotations

from dataclasses import replace

from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import (
    DATE,
    DATES,
    DIRECTION,
    FLAG,
    LANGUAGE,
    LIST,
    MINUTES,
    NAMES,
    ORDER,
    PEOPLE,
    SENTENCE,
    TEXT,
    TEXTS,
    plain,
)
from rapport.blog.page_keys import VISIBILITY_KEYS

EXTRA = "extra"
"""The field of an article for values that belong to the theme, or to other plugins."""

_TEXT = plain("text", {"type": "string"})
_PARTS = ["navigation", "toc", "path", "feedback", "tags", "footer"]

ARTICLE_KEYS = KeyTable(
    "an article",
    (
        Key(
            "title",
            SENTENCE,
            "The title, shown as it is written: `O*NET` and `<b>` are no markup.",
            default="the first `# heading`; one of the two is required",
            fields=("title", "headline"),
        ),
        Key(
            "date",
            DATES,
            "When the article comes out.",
            default="the one that the file's name begins with: `2014-05-07-ask.md`; else an error",
            fields=("date",),
        ),
        Key(
            "updated",
            DATE,
            "The date of the last content update.",
            others=("lastmod", "modified"),
        ),
        Key("reviewed", DATE, "The date of the last check that it is still right."),
        Key(
            "id",
            TEXT,
            "A short text that never changes once published: feeds and saved ticks depend on it.",
            default="the first alias, else the URL",
        ),
        Key(
            "guid",
            TEXT,
            "Its id in the feeds of a former blog, so that feed readers don't show it as new.",
            default="made of `id`",
        ),
        Key(
            "slug",
            TEXT,
            "The last part of the URL.",
            default="the file's name",
            fields=("url",),
        ),
        Key(
            "aliases",
            LIST,
            "Former paths; each redirects here and keeps its `#fragment`.",
            others=("redirect_from", "permalink"),
        ),
        Key("authors", TEXTS, "Names, or ids of `docs/authors.yml`."),
        Key("author", PEOPLE, "Counts as `authors`.", fields=("authors",)),
        Key("tags", LIST, "What it is about: names, slugs or synonyms."),
        Key("categories", LIST, "Count as tags.", fields=("tags",), others=("category",)),
        Key(
            "description",
            SENTENCE,
            "One or two sentences.",
            default="the beginning of the excerpt",
            others=("excerpt", "summary", "subtitle"),
        ),
        Key(
            "image",
            TEXT,
            "A picture: a path relative to the file, or a URL.",
            others=("cover",),
        ),
        Key(
            "draft",
            FLAG,
            "`true` keeps it off the site.",
            default="`false`",
            fields=("is_draft",),
        ),
        Key(
            "pin",
            FLAG,
            "`true` keeps it on top of the home page.",
            default="`false`",
            fields=("is_pinned",),
            others=("sticky",),
        ),
        Key(
            "mail",
            replace(FLAG, schema={"type": "boolean", "default": True}, missing=True),
            "`false` keeps it out of the newsletter; feeds have it.",
            default="`true`",
            fields=("is_mailed",),
        ),
        *VISIBILITY_KEYS,
        Key(
            "stage",
            TEXTS,
            "The stage of the readers who need it: one or more of the stages that"
            " `rapport/guides` names.",
            fields=("stages",),
            others=("stages",),
        ),
        Key(
            "series",
            TEXT,
            "The series that it belongs to: `rapport/guides` makes a page of all parts.",
        ),
        Key(
            "order",
            ORDER,
            "Its place in its series and on the page of its stage.",
            default="by date, after those that have one",
        ),
        Key(
            "readtime",
            MINUTES,
            "Minutes to read.",
            default="counted: 230 words a minute",
        ),
        Key(
            "lang",
            LANGUAGE,
            "The language of this article, if it is not the blog's: `es`, `pt-BR`.",
            default="the blog's",
            fields=("language",),
            others=("language", "locale"),
        ),
        Key(
            "dir",
            DIRECTION,
            "Text direction.",
            default="as its language is",
            fields=("direction",),
            others=("direction",),
        ),
        Key(
            "links",
            plain("list", {"type": ["array", "object"]}),
            "Further reading below the article: paths relative to the docs folder, and other"
            " addresses, each with a title or without, in lists as in `nav`.",
            fields=(EXTRA,),
        ),
        Key(
            "hide",
            replace(NAMES, schema={"type": "array", "items": {"enum": _PARTS}}),
            "Parts of the page to leave out; `toc` is the contents.",
            fields=(EXTRA,),
        ),
        Key(
            "comments",
            plain("`true` or `false`", {"type": "boolean"}),
            "`true` shows `partials/comments.html`, which you write, below the article; `false`"
            " leaves out what `rapport/comments` shows there.",
            default="what `rapport/comments` shows",
            fields=(EXTRA,),
        ),
        Key(
            "template",
            _TEXT,
            "Another template for this article.",
            default="`article.html`",
            fields=(EXTRA,),
            others=("layout",),
        ),
        Key(
            "search",
            plain(
                "map",
                {
                    "type": "object",
                    "properties": {"exclude": {"type": "boolean"}, "boost": {"type": "number"}},
                },
            ),
            "`exclude: true` keeps it out of the search.",
            fields=(EXTRA,),
        ),
        Key("status", _TEXT, "Material's status of a page; has no effect here.", fields=(EXTRA,)),
        Key("icon", _TEXT, "Material's icon of a page; has no effect here.", fields=(EXTRA,)),
        Key(
            "social",
            plain("map", {"type": "object"}),
            "Settings of Material's social cards; `cards: false` turns off the card.",
            fields=(EXTRA,),
        ),
        Key(
            "extra",
            plain("map", {"type": "object"}),
            "Whatever you like, for templates and plugins of your own: `page.meta.extra`.",
            fields=(EXTRA,),
        ),
    ),
)
