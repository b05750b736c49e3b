"""Articles' Markdown to HTML: by one parser, in all processors' time, once."""

from __future__ import annotations

import json
import logging
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import (
    _ExtractAnchorsTreeprocessor,
    _RawHTMLPreprocessor,
    _RelativePathTreeprocessor,
)

from rapport.blog.article import Article
from rapport.blog.digest import digest
from rapport.blog.links import Link, find_links
from rapport.blog.rendering import Derive, Rendering, read_rendering
from rapport.host.inline_patterns import register_quick_inline
from rapport.host.processes import processors

WORTH_A_PROCESS = 24
"""As many articles as pay for starting a process."""

_REUSABLE = ("markdown.", "pymdownx.", "rapport.", "material.")
"""Where the extensions come from whose state is known to end with a page."""


FACTS = "facts"
"""Under this name a rendering's parts hold the facts of its page."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What MkDocs and the check of links want to know of a page beside its HTML.

    `written` are the links as they stand in the text, whose first line is 1.
    """

    toc: list[dict[str, Any]]
    anchors: list[str]
    written: list[Link]


def write_facts(facts: PageFacts) -> str:
    """Return facts as JSON."""
    written = [astuple(link) for link in facts.written]
    return json.dumps([facts.toc, facts.anchors, written], separators=(",", ":"))


def read_facts(rendering: Rendering) -> PageFacts:
    """Return the facts that were written when the page was rendered."""
    toc, anchors, written = json.loads(rendering.parts[FACTS])
    return PageFacts(toc, anchors, [Link(*link) for link in written])


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendering, and what of it every build looks at.

    `anchors` is a digest of the page's anchors; `lookups` are the paths that links named, with
    what each link follows from; `warnings` are levels and messages of MkDocs' log.
    """

    rendering: Rendering
    anchors: str
    lookups: dict[str, str | None]
    warnings: list[tuple[int, str]]


class _Lookups:
    """The files of the site as links see them; remembers what was asked for."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.found: dict[str, str | None] = {}

    def get_file_from_path(self, path: str) -> File | None:
        name = PurePosixPath(path).as_posix()
        file = self._files.src_uris.get(name)
        self.found[name] = link_target(file)
        return file


def link_target(file: File | None) -> str | None:
    """Return what of a file a link to it depends on."""
    return None if file is None else f"{file.url} {file.inclusion.name}"


class Renderer:
    """Renders articles one after the other; the parser is made once where that is safe."""

    def __init__(self, files: Files, config: MkDocsConfig, derive: Mapping[str, Derive]) -> None:
        self._files = files
        self._config = config
        self._derive = derive
        self._parser: markdown.Markdown | None = None

    def render(self, body: str, file: File) -> Rendered:
        """Return the article's HTML with all that is read out of it."""
        parser = self._fresh_parser()
        lookups = _Lookups(self._files)
        raw_html = _RawHTMLPreprocessor()
        anchors = _ExtractAnchorsTreeprocessor(file, self._files, self._config)
        links = _RelativePathTreeprocessor(file, lookups, self._config)  # type: ignore[arg-type]
        for step in (raw_html, anchors, links):
            step._register(parser)  # noqa: SLF001 - MkDocs has no other door to its link rules
        with _collected_log() as warnings:
            html = parser.convert(body)
        facts = PageFacts(
            toc=_plain_toc(getattr(parser, "toc_tokens", [])),
            anchors=sorted(anchors.present_anchor_ids | raw_html.present_anchor_ids),
            written=find_links(body),
        )
        rendering = self.read(file.url, html, getattr(parser, "checklists", ()))
        parts = {**rendering.parts, FACTS: write_facts(facts)}
        return Rendered(
            replace(rendering, parts=parts), digest(*facts.anchors), lookups.found, warnings
        )

    def read(self, url: str, html: str, checklists: Sequence[Any]) -> Rendering:
        """Return what is read out of an article's HTML, and what features make of it."""
        return read_rendering(html, url, checklists, self._derive)

    def _fresh_parser(self) -> markdown.Markdown:
        if self._parser is None:
            parser = markdown.Markdown(
                extensions=self._config.markdown_extensions,
                extension_configs=self._config.mdx_configs or {},
            )
            register_quick_inline(parser)
            known = all(
                type(extension).__module__.startswith(_REUSABLE)
                for extension in parser.registeredExtensions
            )
            if known:
                self._parser = parser
            return parser
        return self._parser.reset()


def render_all(
    renderer: Renderer, work: Sequence[tuple[Article, File]]
) -> Iterator[tuple[Article, Rendered]]:
    """Yield the renderings of many articles, in their order, on every processor where it pays."""
    processes = min(processors(), len(work) // WORTH_A_PROCESS)
    if processes < 2:  # noqa: PLR2004 - one process is the one that is there
        for article, file in work:
            yield article, renderer.render(article.body, file)
        return
    global _forked  # noqa: PLW0603 - what a forked process finds there costs no copying
    _forked = (renderer, work)
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            chunk = max(1, min(32, len(work) // (processes * 4)))
            results = pool.imap(_render_nth, range(len(work)), chunk)
            for (article, _), rendered in zip(work, results, strict=True):
                yield article, rendered
    finally:
        _forked = None


_forked: tuple[Renderer, Sequence[tuple[Article, File]]] | None = None


def _render_nth(number: int) -> Rendered:
    assert _forked is not None
    renderer, work = _forked
    article, file = work[number]
    return renderer.render(article.body, file)


@contextmanager
def _collected_log() -> Iterator[list[tuple[int, str]]]:
    """Keep what MkDocs logs of a page, so that it can be said again when nothing is rendered."""
    found: list[tuple[int, str]] = []
    log = logging.getLogger("mkdocs")
    handlers, propagate = log.handlers, log.propagate
    log.handlers, log.propagate = [_Collector(found)], False
    try:
        yield found
    finally:
        log.handlers, log.propagate = handlers, propagate


class _Collector(logging.Handler):
    def __init__(self, found: list[tuple[int, str]]) -> None:
        super().__init__()
        self.emit = partial(self._keep, found)  # type: ignore[method-assign]

    @staticmethod
    def _keep(found: list[tuple[int, str]], record: logging.LogRecord) -> None:
        found.append((record.levelno, record.getMessage()))


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
