"""The page of one article, written at once if only the article's text changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.engine.tasks import Reader
from rapport.host.pages import ArticlePage
from rapport.host.session import session_of
from rapport.host.values import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.host.session import BuildSession

_KEPT_PARTS = ("front-matter", "images", "problems")
"""The parts of an article that must be unchanged if only its page is to be written."""
_SHOWN_PARTS = ("front-matter",)
"""The parts that must be unchanged if a page is shown before it is saved."""


def write_saved_page(config: MkDocsConfig, path: Path) -> str | None:
    """Write the page of the article at `path` as the next build will, and return its URL.

    `config` is that of a successful build. Returns None, and writes nothing, if more than the text
    of one article's body changed, or if that is unknown: then a whole build is needed.
    """
    session = session_of(config)
    page = _page(config, session, path)
    if page is None:
        return None
    files = _remade(session, page, file_name(config, page.source))
    for data in files.values():
        goal = Path(config.site_dir, page.file.dest_uri)
        new = goal.with_name(goal.name + ".new")
        new.write_bytes(data)
        os.replace(new, goal)
    return page.url if files else None


def unsaved_page(config: MkDocsConfig, source: str, data: bytes) -> tuple[str, str] | None:
    """Return the URL and the HTML of an article's page as if `data` were in its file.

    Nothing is written. Returns None if its front matter changed, which other pages show, too.
    """
    session = session_of(config)
    page = _page(config, session, Path(config.docs_dir, source))
    if page is None:
        return None
    name = file_name(config, source)
    files = _remade(session, page, name, data)
    return next(((page.url, html.decode()) for html in files.values()), None)


def _remade(
    session: BuildSession, page: ArticlePage, name: str, unsaved: bytes | None = None
) -> Mapping[str, bytes]:
    """Return a page's file if only permitted parts of its text, in the file `name`, changed.

    Otherwise, and if a plugin of others may change any page, it is empty.
    """
    if session.writer is None or session.writer.has_foreign_events:
        return {}
    graph, sources = session.graph, (f"file {name}", f"source-text {page.source}")
    parts = [
        f"article-source/{part} {page.source}"
        for part in (_KEPT_PARTS if unsaved is None else _SHOWN_PARTS)
    ]
    before = [graph.digest(part) for part in parts]
    if unsaved is not None:
        session.unsaved[name] = unsaved
    try:
        graph.forget(sources)
        if [graph.digest(part) for part in parts] != before:
            return {}
        return session.writer.write(Reader(graph), page.file.dest_uri)
    finally:
        if session.unsaved.pop(name, None) is not None:
            graph.forget(sources)


def _page(config: MkDocsConfig, session: BuildSession, path: Path) -> ArticlePage | None:
    try:
        source = path.resolve().relative_to(Path(config.docs_dir).resolve()).as_posix()
    except ValueError:
        return None
    file = session.files.src_uris.get(source) if session.files is not None else None
    return file.page if file is not None and isinstance(file.page, ArticlePage) else None
