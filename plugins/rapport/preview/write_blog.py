"""The blog as the editor needs it: read between the builds of the preview, never during one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from mkdocs.exceptions import Abort, ConfigurationError

from rapport.blog.build_state import BlogRead
from rapport.blog.problem import Problem
from rapport.blog.texts import N_
from rapport.engine.store import Store
from rapport.features.articles.drafts import draft
from rapport.host.checking import check_content
from rapport.host.session import session_of
from rapport.preview.live_site import LiveSite
from rapport.site.blog_tasks import is_article
from rapport.writing.errors import WritingError
from rapport.writing.files import ChangedMeanwhileError, save_file


@dataclass(frozen=True, slots=True)
class BlogNow:
    """The blog at one moment, with all its problems."""

    docs: Path
    site: BlogRead
    problems: Sequence[Problem]

    def problems_of(self, source: str) -> list[Problem]:
        """Return the problems of one text."""
        path = self.site.path_of(source)
        return [problem for problem in self.problems if problem.path == path]

    def is_article(self, source: str) -> bool:
        """Return whether a text is an article and not a page."""
        settings = self.site.settings
        return is_article(source, settings.articles_dirs) and source not in settings.named_pages


@dataclass(slots=True)
class WriteBlog:
    """Reads the blog behind a preview, and creates articles in it.

    What a look reads is stored in memory: the next one, as at each pause in typing, reads only what
    changed since.
    """

    live: LiveSite
    _store: Store = field(default_factory=Store)

    async def look(self, unsaved: Mapping[str, bytes] = MappingProxyType({})) -> BlogNow:
        """Return the blog with all its problems; `unsaved` texts replace their files.

        Raises `WritingError` while its settings can't be read.
        """

        def read() -> BlogNow:
            try:
                config = self.live.load()
                problems = check_content(config, unsaved, self._store)
            except (Abort, ConfigurationError, KeyError) as error:
                message = N_("The blog’s settings can’t be read: %(said)s")
                raise WritingError(message, said=" ".join(str(error).split())) from error
            return BlogNow(Path(config.docs_dir), session_of(config).read, problems)

        return await self.live.alone(read)

    async def show_unsaved(self, source: str, text: str) -> bool:
        """Render an unsaved text on its page; return whether that was possible."""
        return await self.live.show_unsaved(source, text.encode())

    def drop_unsaved(self) -> None:
        """Render every page from its file again, because the unsaved text has been saved."""
        self.live.unsaved = None

    async def begin(self, title: str) -> str:
        """Write a new draft and return its source; raises `WritingError`."""
        title = " ".join(title.split())
        if not title:
            raise WritingError(N_("Give the article a title; it can be changed later."))
        now = await self.look()
        settings = now.site.settings
        name, text = draft(title, (), settings.now.astimezone(settings.timezone), settings.texts)
        source = posixpath.join(settings.articles_dirs[0], name)
        try:
            save_file(now.docs, source, text, "")
        except ChangedMeanwhileError:
            message = N_("There is an article in %(file)s already. Choose another title.")
            raise WritingError(message, file=source) from None
        await self.live.build_now()
        return source
