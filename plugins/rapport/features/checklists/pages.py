"""The page of all checklists, and the files with those that it does not show at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from rapport.blog.alphabet import alphabetical
from rapport.blog.article import Article
from rapport.blog.build_state import SiteSettings
from rapport.blog.guides import Stage
from rapport.blog.listed_checklist import Listed, list_html, lists_of
from rapport.blog.output import NewFiles, NewPage, Values
from rapport.blog.reader import SiteReader
from rapport.blog.texts import Texts
from rapport.features.checklists.parts import FOLDER, Group, group_parts, room, where_files

URL = "checklists/"


class Sources(Struct, frozen=True):
    """The articles whose lists are shown, newest first, and how to show them.

    `is_flat` if pages are files; `texts` is a digest of the site's texts.
    """

    articles: tuple[str, ...]
    language: str
    texts: str
    is_flat: bool
    has_tag_pages: bool
    stages: tuple[Stage, ...]


class ShownGroup(Struct, frozen=True):
    """A group of the page: the HTML of the lists that it shows, and the files with the others."""

    name: str
    url: str
    size: int
    html: tuple[str, ...]
    parts: tuple[str, ...]


def checklists_page(sources: Sources, texts: Texts) -> NewPage:
    """Return the page of all checklists, in groups by stage and topic."""
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
    """Return the files with the lists that the page does not show at once."""
    return NewFiles(FOLDER, _files, (sources,))


def sources_of(settings: SiteSettings, articles: Sequence[str]) -> Sources:
    """Return the inputs of the page."""
    return Sources(
        tuple(articles),
        settings.locale,
        settings.language.key,
        settings.is_flat,
        settings.has_tag_pages,
        settings.stages,
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
    files: dict[str, bytes | Path] = {
        f"{FOLDER}{name}.json": _json([write(listed) for listed in lists])
        for name, lists in parts.items()
    }
    for number, file in enumerate(where_files(parts)):
        files[f"{FOLDER}where-{number}.json"] = _json(file)
    return files


def _groups(reader: SiteReader, sources: Sources) -> list[Group]:
    """Return the lists by stage, then those of articles without one by tag, then the others."""
    lists: dict[ListGroup, list[Listed]] = {}
    for source in sources.articles:
        if checklists := reader.rendering(source).checklists:
            article = reader.article(source)
            listed = lists_of(article, checklists, sources.language)
            lists.setdefault(_kind(article, sources), []).extend(listed)
    kinds = sorted(lists, key=lambda kind: (kind.place, alphabetical(kind.name, sources.language)))
    shown = room([len(lists[kind]) for kind in kinds])
    return [
        Group(kind.key, kind.name, kind.url, tuple(lists[kind]), count)
        for kind, count in zip(kinds, shown, strict=True)
    ]


class ListGroup(Struct, frozen=True):
    """What the lists of a group share; slugs never begin with the `_` of a stage's key."""

    key: str
    name: str
    url: str
    place: int


def _kind(article: Article, sources: Sources) -> ListGroup:
    stages = sources.stages
    for place, stage in enumerate(stages):
        if stage.takes(article):
            return ListGroup(f"_{stage.slug}", stage.name, stage.page_url, place)
    tag = next(iter(article.tags), None)
    if tag is None:
        return ListGroup("", "", "", len(stages) + 1)
    return ListGroup(tag.slug, tag.name, tag.page_url if sources.has_tag_pages else "", len(stages))


def _writer(reader: SiteReader, sources: Sources) -> Callable[[Listed], str]:
    """Return a function that writes a list as HTML, with links relative to the page."""
    texts: Texts = reader.get("checklist-texts")

    def write(listed: Listed) -> str:
        way = f"{listed.article_url.rstrip('/')}.html" if sources.is_flat else listed.article_url
        return list_html(listed, way if sources.is_flat else f"../{way}", texts)

    return write


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
