"""The page of all checklists, and the files with those that it does not show at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from rapport.blog.alphabet import alphabetical
from rapport.blog.output import NewFiles, NewPage, Values
from rapport.blog.reader import SiteReader
from rapport.blog.stages import Asked
from rapport.blog.tag import Tag
from rapport.blog.texts import Texts
from rapport.features.checklists.listed import Listed, list_html, lists_of
from rapport.features.checklists.parts import FOLDER, Group, group_parts, room, where_files

URL = "checklists/"


class Sources(Struct, frozen=True):
    """The articles whose lists are shown, the newest first, and how.

    `is_flat` if pages are files; `texts` stands for the words of the site.
    """

    articles: tuple[str, ...]
    language: str
    texts: str
    is_flat: bool
    has_tag_pages: bool


class ShownGroup(Struct, frozen=True):
    """A group of the page: the HTML of the lists that it shows, and where the others are."""

    name: str
    url: str
    size: int
    html: tuple[str, ...]
    parts: tuple[str, ...]


def checklists_page(sources: Sources, texts: Texts) -> NewPage:
    """Return the page of all checklists, in groups by topic."""
    return NewPage(
        URL,
        "checklists.html",
        texts.gettext("Checklists"),
        _values,
        (sources,),
        texts.gettext("Every checklist of the blog, with what you have ticked in this browser."),
        is_in_nav=True,
    )


def checklist_parts(sources: Sources) -> NewFiles:
    """Return the files with the lists of groups that the page does not show whole."""
    return NewFiles(FOLDER, _files, (sources,))


def sources_of(asked: Asked, articles: Sequence[str]) -> Sources:
    """Return what the page is made from."""
    return Sources(
        tuple(articles), asked.locale, asked.language.key, asked.is_flat, asked.has_tag_pages
    )


def _values(reader: SiteReader, sources: Sources) -> Values:
    groups = _groups(reader, sources)
    write = _writer(reader, sources)
    shown = [
        ShownGroup(
            group.name,
            group.url,
            len(group.lists),
            tuple(map(write, group.lists[: group.shown])),
            group.parts,
        )
        for group in groups
    ]
    files = len(where_files(group_parts(groups)))
    return {"groups": shown, "where_files": files}


def _files(reader: SiteReader, sources: Sources) -> Mapping[str, bytes | Path]:
    parts = group_parts(_groups(reader, sources))
    if not parts:
        return {}
    write = _writer(reader, sources)
    made: dict[str, bytes | Path] = {
        f"{FOLDER}{name}.json": _json([write(listed) for listed in lists])
        for name, lists in parts.items()
    }
    for number, known in enumerate(where_files(parts)):
        made[f"{FOLDER}where-{number}.json"] = _json(known)
    return made


def _groups(reader: SiteReader, sources: Sources) -> list[Group]:
    """Return the lists by their article's first tag, those without one at the end."""
    lists: dict[str, list[Listed]] = {}
    tags: dict[str, Tag] = {}
    for source in sources.articles:
        if checklists := reader.rendering(source).checklists:
            article = reader.article(source)
            tag = next(iter(article.tags), None)
            if tag:
                tags[tag.slug] = tag
            found = lists_of(article, checklists, sources.language)
            lists.setdefault(tag.slug if tag else "", []).extend(found)
    keys = sorted(tags, key=lambda slug: alphabetical(tags[slug].name, sources.language))
    keys += [key for key in lists if key not in tags]
    shown = room([len(lists[key]) for key in keys])
    return [
        Group(
            key,
            tags[key].name if key in tags else "",
            tags[key].page_url if key in tags and sources.has_tag_pages else "",
            tuple(lists[key]),
            count,
        )
        for key, count in zip(keys, shown, strict=True)
    ]


def _writer(reader: SiteReader, sources: Sources) -> Callable[[Listed], str]:
    """Return what writes a list as HTML, with links as seen from the page."""
    texts: Texts = reader.get("checklist-texts")

    def write(listed: Listed) -> str:
        way = f"{listed.article_url.rstrip('/')}.html" if sources.is_flat else listed.article_url
        return list_html(listed, way if sources.is_flat else f"../{way}", texts)

    return write


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
