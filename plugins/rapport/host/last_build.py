"""The stamp of a successful build, by which the next one sees that nothing changed."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import rapport
from rapport.blog.letter import beside_site
from rapport.blog.review import is_overdue
from rapport.engine.opened import NETWORK
from rapport.engine.stamp import Stamp, loaded_code, write_stamp
from rapport.host.foreign_events import free_readers, full_build_reason
from rapport.host.session import home_of, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.host.session import BuildSession
    from rapport.host.site_build import Built


log = logging.getLogger("mkdocs.plugins.rapport")


def stamp_site(
    config: MkDocsConfig,
    path: Path,
    started: float,
    opened: Iterable[str],
    built: Built,
) -> None:
    """Note the state of all that the build of `config` read and made, if all of it is known.

    `opened` are the files that reading the settings opened.
    """
    session, file = session_of(config), config.config_file_path
    settings = session.settings
    readers = free_readers(config)
    if readers:
        log.info("Every build looks at all texts, because `%s` may read any file.", readers[0])
    is_known = not (built.untracked or readers or full_build_reason(config) or settings.previous)
    if not file or not is_known or NETWORK in opened or not _is_plain([file, *opened]):
        path.unlink(missing_ok=True)
        return
    home = home_of(config)
    read = [*opened, *(str(home / name) for name in session.graph.looked_at("file"))]
    folders = {path for path in read if Path(path).is_dir()}
    letters = str(beside_site(Path(config.site_dir)))  # one that was taken away is made again
    sources = {config.docs_dir, file, letters, *read, *_template_folders(config)} - folders
    packages = {
        place
        for place in sys.path
        if Path(place).name in ("site-packages", "dist-packages") and Path(place).is_dir()
    }
    stamp = Stamp(
        sources=tuple(sorted(sources)),
        code=(str(Path(rapport.__file__).parent), *loaded_code()),
        listed=tuple(sorted(folders | packages)),
        site=config.site_dir,
        begins=settings.now.timestamp(),
        ends=_next_change(
            settings.now, settings.now.astimezone(settings.timezone), _moments(session)
        ),
    )
    write_stamp(path, stamp, started, built.files)


def _moments(session: BuildSession) -> Iterator[datetime]:
    """Yield when articles appear, and now if one's advice gets old within a day."""
    settings, blog = session.settings, session.read.blog
    yield from (moment for moment, _ in blog.changes)
    for page in session.read.visibility.values():
        if page.expires and page.expires > settings.now:
            yield page.expires
    for article in blog.published if settings.review_after else ():
        last = article.reviewed or article.changed
        soon = settings.now + timedelta(days=2)
        ages = [is_overdue(last, moment, settings.review_after) for moment in (settings.now, soon)]
        if ages[0] != ages[1]:
            yield settings.now


def _template_folders(config: MkDocsConfig) -> Iterator[str]:
    """Yield the folders of templates that can change without a new version."""
    for folder in config.theme.dirs:
        if "site-packages" not in Path(folder).parts and Path(folder).is_dir():
            yield str(folder)


def _is_plain(files: Iterable[str]) -> bool:
    """Return whether the settings are independent of the environment."""
    texts = (Path(file) for file in files if file.endswith((".yml", ".yaml")))
    return not any("!ENV" in text.read_text("utf-8", "replace") for text in texts if text.is_file())


def _next_change(now: datetime, local: datetime, moments: Iterable[datetime]) -> float:
    """Return when the site may change by time alone: at midnight, or when an article is due."""
    days = [
        (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        for moment in (now.astimezone(UTC), local)
    ]
    return min(moment.timestamp() for moment in (*days, *moments))
