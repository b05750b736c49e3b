"""The outputs: the pages and files of all features, as tasks of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from rapport.blog.output import NewFiles, NewPage
from rapport.blog.problem import Problem
from rapport.engine.digests import digest
from rapport.engine.graph import Graph
from rapport.engine.tasks import Reader, Source, Task
from rapport.site.reader import RecordingReader

if TYPE_CHECKING:
    from pathlib import Path

    from rapport.blog.build_state import BlogRead
    from rapport.engine.outputs import Outputs

_problem = msgspec.json.Decoder(Problem)


def all_pages(site: BlogRead) -> list[NewPage]:
    """Return the pages that features make."""
    return [page for feature in site.settings.features for page in feature.pages(site)]


def all_files(site: BlogRead) -> dict[str, NewFiles]:
    """Return the files that features make, by name."""
    return {
        files.name: files for feature in site.settings.features for files in feature.files(site)
    }


def define_requests(
    graph: Graph, site: BlogRead, pages: Iterable[NewPage], files: Mapping[str, NewFiles]
) -> None:
    """Define the inputs of pages and files, besides what they read."""
    by_url = {page.url: digest(page.request) for page in pages}
    values = {
        name: value
        for feature in site.settings.features
        for name, value in feature.values(site).items()
    }
    shared = digest(repr(sorted(values.items())))
    texts = digest(site.settings.locale, site.settings.language.key)
    graph.define("page-request", Source(by_url.__getitem__, by_url.__getitem__))
    graph.define(
        "files-request", Source(files.__getitem__, lambda name: digest(files[name].request))
    )
    graph.define("values", Source(lambda _: values, lambda _: shared, is_shared=True))
    graph.define("texts", Source(lambda _: texts, lambda _: texts, is_shared=True))


def define_files(graph: Graph, files: Mapping[str, NewFiles], outputs: Outputs) -> None:
    """Define the tasks that make files."""
    task = Task(_make, files.__contains__, outputs.write, outputs.is_written)
    graph.define("files", task)


def make_files(
    graph: Graph, files: Iterable[NewFiles]
) -> tuple[dict[str, bytes | Path], list[Problem]]:
    """Make files in a full build; returns them by path, and the problems."""
    contents: dict[str, bytes | Path] = {}
    problems: list[Problem] = []
    for request in files:
        reader = Reader(graph)
        contents.update(request.make(RecordingReader(reader), *request.given))
        problems += map(_problem.decode, reader.said)
    return contents, problems


def _make(engine: Reader, name: str) -> Mapping[str, bytes | Path]:
    engine.note("versions")
    engine.note("settings")
    request: NewFiles = engine.get("files-request", name)
    return request.make(RecordingReader(engine), *request.given)


def problems_of(graph: Graph, kind: str, keys: Sequence[str]) -> list[Problem]:
    """Return the problems that tasks reported, in this build or when they last ran."""
    return [_problem.decode(text) for key in keys for text in graph.said(kind, key)]
