"""`/write/`: the list of texts, and the page that edits one of them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from rapport.blog.keys import ARTICLE_KEYS
from rapport.blog.texts import ENGLISH, N_
from rapport.preview.live_site import LiveSite
from rapport.preview.write_blog import BlogNow, WriteBlog
from rapport.preview.write_guard import WriteGuard, WriteKeys, by_form
from rapport.preview.write_insert import Inserter
from rapport.preview.write_pages import (
    Pages,
    edit_address,
    of_body,
    problem_values,
    wants_json,
)
from rapport.preview.write_publish import Publisher
from rapport.writing.difference import difference
from rapport.writing.errors import WritingError
from rapport.writing.files import ChangedMeanwhileError, EditedFile, find_file, read_file, save_file
from rapport.writing.form import PAGE_FORM, EditorForm, changed_text, read_form, with_newlines_of
from rapport.writing.listing import address_of, list_texts

_ASSETS = Path(__file__).parent / "assets" / "write"
_LINE = re.compile("[0-9]{1,6}")
_KEY = "key-"
_ONCE = ("token", "digest")
"""The form fields that are not part of the text."""

Handler = Callable[[Request], Awaitable[Response]]


def make_editor(site: LiveSite, keys: WriteKeys) -> Starlette:
    """Return the editor of the blog in `site`, with all routes below `/write/`."""
    editor = Editor(WriteBlog(site), keys, site.url)
    publisher, inserter = Publisher(editor), Inserter(editor)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, WritingError)
        return editor.refusal(request, error)

    return Starlette(
        routes=[
            Route("/write", lambda _: RedirectResponse("/write/")),
            Route("/write/", editor.list),
            Route("/write/new", by_form(keys, editor.begin), methods=["POST"]),
            Route("/write/edit/{source:path}", editor.edit),
            Route("/write/edit/{source:path}", by_form(keys, editor.save), methods=["POST"]),
            Route("/write/check/{source:path}", by_form(keys, editor.check), methods=["POST"]),
            Route("/write/beside/{source:path}", by_form(keys, editor.beside), methods=["POST"]),
            Route("/write/links/{source:path}", inserter.links),
            Route(
                "/write/picture/{source:path}", by_form(keys, inserter.picture), methods=["POST"]
            ),
            Route("/write/publish", publisher.show),
            Route("/write/publish", by_form(keys, publisher.publish), methods=["POST"]),
            Route("/write/introduce", by_form(keys, publisher.introduce), methods=["POST"]),
            Route("/write/connect", by_form(keys, publisher.connect), methods=["POST"]),
            Route("/write/bring-in", by_form(keys, publisher.bring_in), methods=["POST"]),
            Mount("/write/-", StaticFiles(directory=_ASSETS)),
        ],
        middleware=[Middleware(WriteGuard, keys=keys, site_url=site.url)],
        exception_handlers={WritingError: refused},
    )


class Editor:
    """Handles the requests of the editor's pages; a refusal is a `WritingError`."""

    def __init__(self, blog: WriteBlog, keys: WriteKeys, site_url: str) -> None:
        self._blog = blog
        self._keys = keys
        self._site_url = site_url
        self.pages = Pages(ENGLISH, keys.form)
        self._now: BlogNow | None = None

    async def list(self, _: Request) -> Response:
        """List every article and page with its state."""
        now = await self.look()
        entries = list_texts(now.site, now.problems)
        return self.pages.page("list", entries=entries, site_url=self._site_url)

    async def begin(self, request: Request) -> Response:
        """Create an article, and redirect to its editor."""
        form = await request.form()
        source = await self._blog.begin(str(form.get("title", "")))
        return RedirectResponse(edit_address(source), 303)

    async def edit(self, request: Request) -> Response:
        """Show a text as a form, or as one field if its front matter can't be read."""
        source = request.path_params["source"]
        now = await self.look()
        document = read_file(now.docs, source)
        form = _form(now, source, document.text, is_whole="whole" in request.query_params)
        problems = [*form.problems] or now.problems_of(source)
        line = _number(request.query_params.get("line", ""))
        main, more = self.pages.fields(form, problems)
        address = address_of(now.site, source)
        return self.pages.page(
            "edit",
            document=document,
            form=form,
            is_whole=not form.fields,
            main=main,
            more=more,
            problems=of_body(form, problems),
            tags=_tag_names(now),
            authors=sorted(now.site.authors.known),
            zone=str(now.site.settings.timezone),
            page_url=None if address is None else self._site_url + address,
            line=max(line - form.body_line + 1, 0),
            focused=form.key_at(line),
            is_saved="saved" in request.query_params,
            kept_as=f"rapport-write {self._keys.blog} {source}",
        )

    async def save(self, request: Request) -> Response:
        """Save the submitted text, or show the differences if the file has changed meanwhile."""
        source, sent = request.path_params["source"], await request.form()
        now = await self.recent()
        before = _there(now, source)
        text = _sent_text(now, source, before.text, sent)
        try:
            saved = save_file(now.docs, source, text, str(sent.get("digest", "")))
        except ChangedMeanwhileError as error:
            there = error.now or EditedFile(source, "", "")
            return self._conflict(request, there, text, sent)
        self._blog.drop_unsaved()
        if wants_json(request):
            return JSONResponse({"digest": saved.digest})
        query = "?whole=1&saved=1" if "whole" in sent else "?saved=1"
        return RedirectResponse(edit_address(source) + query, 303)

    async def check(self, request: Request) -> Response:
        """Return the problems of an unsaved text."""
        source, sent = request.path_params["source"], await request.form()
        recent = await self.recent()
        text = _sent_text(recent, source, _there(recent, source).text, sent)
        now = await self.look({source: text.encode()})
        form = _form(now, source, text, is_whole="whole" in sent)
        problems = [*form.problems] or now.problems_of(source)
        return JSONResponse({"problems": problem_values(form, problems)})

    async def beside(self, request: Request) -> Response:
        """Render an unsaved text on its page, without updating other pages."""
        source, sent = request.path_params["source"], await request.form()
        recent = await self.recent()
        text = _sent_text(recent, source, _there(recent, source).text, sent)
        return JSONResponse({"is_shown": await self._blog.show_unsaved(source, text)})

    def refusal(self, request: Request, error: WritingError) -> Response:
        """Show an error in the blog's language."""
        message = error.said(self.pages.texts)
        if wants_json(request):
            return JSONResponse({"message": message}, 422)
        return self.pages.page("refused", 422, message=message)

    async def look(self, unsaved: Mapping[str, bytes] = MappingProxyType({})) -> BlogNow:
        """Return the current blog, and use its language from here on."""
        self._now = now = await self._blog.look(unsaved)
        self.pages = Pages(now.site.settings.texts, self._keys.form)
        return now

    async def recent(self) -> BlogNow:
        """Return the blog as last read, for values that no text changes, such as its folders."""
        return self._now or await self.look()

    def _conflict(self, request: Request, there: EditedFile, ours: str, sent: FormData) -> Response:
        """Show both versions; nothing is written before the author has chosen one."""
        fields = [(name, str(value)) for name, value in sent.multi_items() if name not in _ONCE]
        if wants_json(request):
            return JSONResponse({"is_changed": True}, 409)
        lines = difference(there.text, ours)
        return self.pages.page("conflict", 409, document=there, lines=lines, kept=fields)


def _there(now: BlogNow, source: str) -> EditedFile:
    """Return a text from its file, an empty one if the file does not exist."""
    is_there = find_file(now.docs, source).exists()
    return read_file(now.docs, source) if is_there else EditedFile(source, "", "")


def _form(now: BlogNow, source: str, text: str, *, is_whole: bool) -> EditorForm:
    """Return the parts of a text; a text edited as a whole has only a body."""
    path = now.site.path_of(source)
    form = read_form(text, path, ARTICLE_KEYS if now.is_article(source) else PAGE_FORM)
    if is_whole or form.problems:
        return EditorForm((), (), text.replace("\r\n", "\n"), 1, {}, form.problems)
    return form


def _sent_text(now: BlogNow, source: str, before: str, sent: FormData) -> str:
    """Return the submitted text; keys that the form did not show stay as in `before`."""
    body = str(sent.get("body", ""))
    if "whole" in sent:
        return with_newlines_of(before, body)
    form = _form(now, source, before, is_whole=False)
    if form.problems:
        message = N_(
            "The front matter of %(file)s can’t be read any more: somebody else has changed it. "
            "Copy your text, and open the file again."
        )
        raise WritingError(message, file=source)
    posted = {
        name.removeprefix(_KEY): [str(value) for value in sent.getlist(name)]
        for name in sent
        if name.startswith(_KEY)
    }
    return changed_text(before, form, posted, body)


def _tag_names(now: BlogNow) -> list[str]:
    """Return the tags to choose from: those of the vocabulary, or those in use."""
    vocabulary = now.site.vocabulary
    if not vocabulary.is_open:
        return sorted(tag.name for tag in vocabulary.tags.values())
    return sorted({tag.name for article in now.site.all_articles for tag in article.tags})


def _number(written: str) -> int:
    return int(written) if _LINE.fullmatch(written) else 0
