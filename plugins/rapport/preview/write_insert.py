"""`/write/picture` and `/write/links`: the images and links that the editor inserts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from rapport.blog.texts import N_
from rapport.preview.write_pages import STATES, wants_json
from rapport.writing.errors import WritingError
from rapport.writing.files import find_file
from rapport.writing.listing import WritingState, list_texts
from rapport.writing.pictures import add_picture, address_between, picture_markdown

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from rapport.preview.write import Editor


class Inserter:
    """Returns Markdown to insert at the cursor."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    async def links(self, request: Request) -> Response:
        """Return every text that can be linked to, with its address relative to this text."""
        source, now = request.path_params["source"], await self._editor.look()
        find_file(now.docs, source)
        texts = self._editor.pages.texts
        links = [
            {
                "title": entry.title,
                "state": texts.gettext(STATES[entry.state]),
                "address": address_between(source, entry.source),
            }
            for entry in list_texts(now.site, ())
            if entry.source != source and entry.state is not WritingState.UNREADABLE
        ]
        return JSONResponse({"texts": links})

    async def picture(self, request: Request) -> Response:
        """Store an image below the docs folder, and return its Markdown."""
        source, sent = request.path_params["source"], await request.form()
        now = await self._editor.recent()
        find_file(now.docs, source)
        picture, alternative = _given(sent)
        data = await picture.read()
        path = await asyncio.to_thread(add_picture, now.docs, picture.filename or "", data)
        markdown = picture_markdown(source, path, alternative)
        if wants_json(request):
            return JSONResponse({"markdown": markdown, "path": address_between(source, path)})
        return self._editor.pages.page("picture", source=source, markdown=markdown, path=path)


def _given(sent: FormData) -> tuple[UploadFile, str]:
    """Return the image and its alternative text, empty for a decorative image."""
    picture, alternative = sent.get("picture"), str(sent.get("alternative", "")).strip()
    if not isinstance(picture, UploadFile) or not picture.filename:
        raise WritingError(N_("Choose a picture first."))
    if not alternative and "decoration" not in sent:
        message = N_(
            "Say in a few words what the picture shows, for those who can’t see it; "
            "or say that it is a decoration."
        )
        raise WritingError(message)
    return picture, "" if "decoration" in sent else alternative
