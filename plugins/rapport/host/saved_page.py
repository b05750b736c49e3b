"""The page of one article, written at once when its text changed and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.engine.tasks import Reader
from rapport.host.pages import ArticlePage
from rapport.host.session import session_of
from rapport.host.values import file_name

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from rapport.host.session import Session

_KEPT_PARTS = ("front-matter", "images", "problems")
"""The parts of an article that may not change, if its page is to be all that changes."""


def write_saved_page(config: MkDocsConfig, path: Path) -> str | None:
    """Write the page of the article at `path` as the next build will, and return its URL.

    `config` is that of a build that ended well. Returns None, and writes nothing, if more than
    the text of one article's body changed, or if that can't be told: a whole build knows.
    """
    session = session_of(config)
    page = _page(config, session, path)
    if page is None or session.maker is None or session.maker.has_foreign_events:
        return None
    graph, source = session.graph, page.source
    before = [graph.digest(f"article-source/{part} {source}") for part in _KEPT_PARTS]
    graph.forget([f"file {file_name(config, source)}"])
    if [graph.digest(f"article-source/{part} {source}") for part in _KEPT_PARTS] != before:
        return None
    dest = page.file.dest_uri
    for data in session.maker.write(Reader(graph), dest).values():
        goal = Path(config.site_dir, dest)
        new = goal.with_name(goal.name + ".new")
        new.write_bytes(data)
        os.replace(new, goal)
    return page.url


def _page(config: MkDocsConfig, session: Session, path: Path) -> ArticlePage | None:
    try:
        source = path.resolve().relative_to(Path(config.docs_dir).resolve()).as_posix()
    except ValueError:
        return None
    file = session.files.src_uris.get(source) if session.files is not None else None
    return file.page if file is not None and isinstance(file.page, ArticlePage) else None
