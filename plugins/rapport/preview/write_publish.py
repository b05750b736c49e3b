"""`/write/publish`: the saved changes that are not online, and the server's response."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from rapport.writing.publishing import bring_in, connect, introduce, look, publish

if TYPE_CHECKING:
    from starlette.requests import Request

    from rapport.preview.write import Editor
    from rapport.writing.answer import Answer


class Publisher:
    """Handles publishing from the editor; git runs in threads, one command at a time."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._one = asyncio.Lock()

    async def show(self, _: Request) -> Response:
        """Show the unpublished changes."""
        now = await self._editor.look()
        async with self._one:
            waiting = await asyncio.to_thread(look, now.docs)
        drafts = {article.source for article in now.site.all_articles if article.is_draft}
        errors = sum(problem.is_error for problem in now.problems)
        return self._editor.pages.page("publish", waiting=waiting, drafts=drafts, errors=errors)

    async def publish(self, request: Request) -> Response:
        """Commit and push the chosen files, and show the server's response."""
        sent, now = await request.form(), await self._editor.look()
        sources = [str(source) for source in sent.getlist("source")]
        async with self._one:
            answer = await asyncio.to_thread(
                publish, now.docs, sources, str(sent.get("sentence", ""))
            )
        docs = now.site.settings.docs_path + "/"
        return self._editor.pages.page("answer", answer=_below(answer, docs), docs=docs)

    async def introduce(self, request: Request) -> Response:
        """Set the author's name in git."""
        sent, now = await request.form(), await self._editor.look()
        name, email = str(sent.get("name", "")), str(sent.get("email", ""))
        async with self._one:
            await asyncio.to_thread(introduce, now.docs, name, email)
        return RedirectResponse("/write/publish", 303)

    async def connect(self, request: Request) -> Response:
        """Set the server's address in git."""
        sent, now = await request.form(), await self._editor.look()
        async with self._one:
            await asyncio.to_thread(connect, now.docs, str(sent.get("address", "")))
        return RedirectResponse("/write/publish", 303)

    async def bring_in(self, _: Request) -> Response:
        """Fetch and integrate the commits of others."""
        now = await self._editor.look()
        async with self._one:
            await asyncio.to_thread(bring_in, now.docs)
        return RedirectResponse("/write/publish", 303)


def _below(answer: Answer, docs: str) -> Answer:
    """Return the answer with its paths as seen from the docs folder, where they are below it."""
    problems = (
        replace(problem, path=problem.path.removeprefix(docs)) for problem in answer.problems
    )
    return replace(answer, problems=tuple(problems))
