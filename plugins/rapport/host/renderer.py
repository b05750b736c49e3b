"""Markdown to HTML with MkDocs' own rules for links, as a task of the engine."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import markdown
from mkdocs.structure.pages import (
    Page,
    _ExtractAnchorsTreeprocessor,
    _ExtractTitleTreeprocessor,
    _RawHTMLPreprocessor,
    _RelativePathTreeprocessor,
)
from msgspec import Struct
from msgspec.structs import replace

from rapport.blog.frames import frame_origins
from rapport.host.highlighting import hasten_highlighting
from rapport.host.inline_patterns import register_quick_inline
from rapport.host.plain_blocks import register_plain_blocks
from rapport.host.text_errors import (
    TextError,
    current_page,
    depends_on_page,
    is_silent_about_snippets,
    modules_of,
    named_extension,
    told_of_snippets,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

_REUSABLE = ("markdown.", "pymdownx.", "rapport.", "material.")
"""Modules of extensions whose state is known to be reset after a page."""


class Rendered(Struct, frozen=True):
    """The result of rendering Markdown; `warnings` are those that MkDocs logged.

    `missing` says which snippet was left out because its file does not exist.
    """

    html: str
    title: str
    toc: list[dict[str, Any]]
    anchors: list[str]
    checklists: Sequence[Any]
    warnings: list[tuple[int, str]]
    missing: TextError | None = None


class _Lookups:
    """The files of the site as link targets; records which ones were asked for."""

    def __init__(self, files: Files, note: Callable[[str], None]) -> None:
        self._files = files
        self._note = note

    def get_file_from_path(self, path: str) -> File | None:
        name = PurePosixPath(path).as_posix()
        self._note(name)
        return self._files.src_uris.get(name)


def link_target(file: File | None) -> str:
    """Return the facts about a file on which a link to it depends."""
    return "" if file is None else f"{file.url} {file.inclusion.name}"


class Renderer:
    """Renders texts one after the other; the parser is reused if that is safe."""

    def __init__(
        self, files: Files, config: MkDocsConfig, article_extensions: Mapping[str, Any]
    ) -> None:
        self._files = files
        self._config = config
        self._article_extensions = article_extensions
        configs: Mapping[str, Any] = config.mdx_configs or {}
        self._configs = configs
        self._may_reuse = not depends_on_page(configs)
        self._is_silent = is_silent_about_snippets(config)
        self._parsers: dict[tuple[bool, bool], markdown.Markdown] = {}

    def render(
        self, body: str, file: File, note: Callable[[str], None], *, is_article: bool
    ) -> Rendered:
        """Return what a text becomes; `note` is called with each path that a link names.

        Raises `TextError` if an extension fails on it.
        """
        with current_page(self._config, file.page or Page(None, file, self._config)):
            if not self._is_silent:
                return self._render(body, file, note, is_article=is_article)
            try:
                return self._render(body, file, note, is_article=is_article, is_told=True)
            except TextError as error:
                if not error.is_missing_snippet:
                    raise
                rendering = self._render(body, file, note, is_article=is_article)
                return replace(rendering, missing=error)

    def _render(
        self,
        body: str,
        file: File,
        note: Callable[[str], None],
        *,
        is_article: bool,
        is_told: bool = False,
    ) -> Rendered:
        has_more = is_article and bool(self._article_extensions)
        parser = self._fresh_parser(has_more, is_told)
        # MkDocs has no public door to its rules for links. If these classes move, nothing can be
        # built, and `test_private_parts` says why; what is needed then is what `Page.render` has
        # in their place.
        raw_html = _RawHTMLPreprocessor()
        anchors = _ExtractAnchorsTreeprocessor(file, self._files, self._config)
        lookups = _Lookups(self._files, note)
        links = _RelativePathTreeprocessor(file, lookups, self._config)  # type: ignore[arg-type]
        title = _ExtractTitleTreeprocessor()
        for step in (raw_html, anchors, links, title):
            step._register(parser)  # noqa: SLF001 - as above
        try:
            with _collected_log() as warnings, named_extension(parser):
                html = parser.convert(body)
        except TextError:  # nobody knows in what state the parser is now
            self._parsers.pop((has_more, is_told), None)
            raise
        return Rendered(
            html=html,
            title=title.title or "",
            toc=_plain_toc(getattr(parser, "toc_tokens", [])),
            anchors=sorted(anchors.present_anchor_ids | raw_html.present_anchor_ids),
            checklists=getattr(parser, "checklists", ()),
            warnings=warnings,
        )

    def _fresh_parser(self, has_more: bool, is_told: bool) -> markdown.Markdown:
        reusable = self._parsers.get((has_more, is_told))
        if reusable is not None:
            return reusable.reset()
        more = self._article_extensions if has_more else {}
        configs = told_of_snippets(self._configs) if is_told else self._configs
        parser = markdown.Markdown(
            extensions=[*more, *self._config.markdown_extensions],
            extension_configs={**configs, **more},
        )
        register_quick_inline(parser)
        register_plain_blocks(parser)
        if highlight := sys.modules.get("pymdownx.highlight"):
            hasten_highlighting(highlight)
        known = all(module.startswith(_REUSABLE) for module in modules_of(parser))
        if known and self._may_reuse:
            self._parsers[(has_more, is_told)] = parser
        return parser


def written_facts(rendered: Rendered) -> Mapping[str, str]:
    """Return what the host needs to know of a page besides its HTML, as texts."""
    return {
        "heading": rendered.title,
        "toc": json.dumps(rendered.toc, separators=(",", ":")) if rendered.toc else "",
        "anchors": "\n".join(rendered.anchors),
        "frames": "\n".join(frame_origins(rendered.html)),
    }


@contextmanager
def _collected_log() -> Iterator[list[tuple[int, str]]]:
    """Collect what MkDocs logs about a page, so that it can be repeated if nothing is rendered."""
    records: list[tuple[int, str]] = []
    log = logging.getLogger("mkdocs")
    handlers, propagate = log.handlers, log.propagate
    log.handlers, log.propagate = [_Collector(records)], False
    try:
        yield records
    finally:
        log.handlers, log.propagate = handlers, propagate


class _Collector(logging.Handler):
    def __init__(self, records: list[tuple[int, str]]) -> None:
        super().__init__()
        self._found = records

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append((record.levelno, record.getMessage()))


def _plain_toc(tokens: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "level": token["level"],
            "id": token["id"],
            "name": token["name"],
            "children": _plain_toc(token["children"]),
        }
        for token in tokens
    ]
