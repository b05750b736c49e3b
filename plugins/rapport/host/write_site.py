"""The last step of a build: the pages and files are written, and problems reported."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.structure.files import File

from rapport.blog.output import one_file
from rapport.blog.previous import find_new_ids, find_removed, lost_by_time
from rapport.blog.rendering import at_page
from rapport.engine.digests import digest
from rapport.engine.tasks import Source, Task
from rapport.engine.workers import spread, spread_small
from rapport.host.languages import script_texts
from rapport.host.letters import make_letters
from rapport.host.links import define_links, find_letter_links
from rapport.host.nav import first_page, top_section
from rapport.host.page_assets import PageAssets, page_assets
from rapport.host.page_writer import PageWriter
from rapport.host.problems import report
from rapport.host.renamed_option import say_renamed
from rapport.host.series import make_series
from rapport.host.templates import find_in
from rapport.host.theme import add_texts, add_theme_words, templates_of
from rapport.host.theme_need import site_needs_theme
from rapport.host.url_filter import url_filter
from rapport.host.values import define_templates
from rapport.site.outputs import all_files, define_files, define_requests, make_files, problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rapport.blog.output import NewFiles
    from rapport.blog.problem import Problem
    from rapport.engine.graph import Graph
    from rapport.engine.outputs import Outputs
    from rapport.engine.tasks import Reader
from rapport.host.session import BuildSession

log = logging.getLogger("mkdocs.plugins.rapport")


def write_site(
    env: jinja2.Environment, files: Files, config: MkDocsConfig, session: BuildSession
) -> None:
    """Make all pages and files, and report their problems."""
    site, graph = session.read, session.graph
    new_files = all_files(site)
    texts = script_texts(site.settings.language, files)
    assets = page_assets(_asset_reader(files, texts), site.settings.brand)
    written = {**texts, **assets.files}
    new_files.update({path: one_file(path, content) for path, content in written.items()})
    define_requests(graph, site, session.pages, new_files)
    _open_templates(env, config, session, assets)
    if session.is_incremental:
        problems = _make_changed(env, files, config, session, new_files)
    else:
        problems = _make_all(files, config, session, new_files)
    session.letters_text = make_letters(files, config, session, make_series(files, config, session))
    if site.settings.previous:
        outputs = [file.dest_uri for file in files] + list(session.made)
        outputs += lost_by_time(site.blog.expired, site.settings.timezone)
        problems += find_removed(site.settings.previous, outputs, site.blog.published)
        problems += find_new_ids(site.settings.previous, site.blog.published)
    report(problems)
    session.mark("pages and files made")


def _make_changed(
    env: jinja2.Environment,
    files: Files,
    config: MkDocsConfig,
    session: BuildSession,
    new_files: Mapping[str, NewFiles],
) -> list[Problem]:
    graph, writer, incremental = session.graph, session.writer, session.incremental
    assert writer is not None
    assert incremental is not None
    assert session.nav is not None
    outputs = incremental.outputs
    writer.open(session.nav, env)
    define_files(graph, new_files, outputs)
    pages = [file.dest_uri for file in files.documentation_pages()]
    known = set(pages)
    graph.define("page", Task(writer.write, known.__contains__, outputs.write, outputs.is_written))
    graph.update("files", list(new_files), spread)
    session.made = {path for name in new_files for path in graph.parts("files", name)}
    copies = _copies(files, session.made)
    _define_copies(graph, copies, outputs)
    graph.update("copy", list(copies), spread_small)
    session.mark("files made")
    problems = link_problems(files, config, session)
    # Lists first: a long one takes as long as many articles.
    of_texts = frozenset(session.read.outputs.values())
    pages.sort(key=of_texts.__contains__)
    graph.update("page", pages, spread)
    writer.let_others_collect(session.nav)
    session.known = {
        path: known_digest
        for kind, keys in (("files", new_files), ("copy", copies), ("page", pages))
        for key in keys
        for path, known_digest in graph.parts(kind, key).items()
    }
    return problems + problems_of(graph, "files", list(new_files))


def _define_copies(graph: Graph, copies: Mapping[str, str], outputs: Outputs) -> None:
    """Define the copied files, by their destination."""

    def copy(engine: Reader, dest: str) -> Mapping[str, Path]:
        return {dest: Path(engine.get("copied", dest))}

    graph.define(
        "copied", Source(copies.__getitem__, lambda dest: graph.digest(f"file {copies[dest]}"))
    )
    graph.define("copy", Task(copy, copies.__contains__, outputs.write, outputs.is_written))


def _make_all(
    files: Files, config: MkDocsConfig, session: BuildSession, new_files: Mapping[str, NewFiles]
) -> list[Problem]:
    site_files, problems = make_files(session.graph, new_files.values())
    session.made = set(site_files)
    for path, content in site_files.items():
        if path in files.src_uris:
            files.remove(files.src_uris[path])
        if isinstance(content, Path):
            files.append(File.generated(config, path, abs_src_path=str(content)))
        else:
            files.append(File.generated(config, path, content=content))
    return problems + link_problems(files, config, session)


def link_problems(files: Files, config: MkDocsConfig, session: BuildSession) -> list[Problem]:
    """Return the link problems of all texts."""
    if not session.checks_links:
        return []
    sources = define_links(session.graph, files, config, session, session.made)
    session.graph.update("links", sources, spread_small)
    problems = problems_of(session.graph, "links", sources)
    return problems + find_letter_links(session.graph, files, session)


def _asset_reader(files: Files, texts: Mapping[str, bytes]) -> Callable[[str], str]:
    """Return a function that reads a file of the site as text, preferably from `texts`."""

    def read(path: str) -> str:
        if path in texts:
            return texts[path].decode()
        file = files.get_file_from_path(path)
        return file.content_string if file else ""

    return read


def _open_templates(
    env: jinja2.Environment, config: MkDocsConfig, session: BuildSession, assets: PageAssets
) -> None:
    """Give templates our filters, and the values that features provide to every page."""
    writer = session.writer
    assert writer is not None
    env.auto_reload = False  # no template changes while a site is built
    env.filters["at_page"] = at_page
    env.filters["first_page"] = first_page
    env.filters["top_section"] = top_section
    env.filters["pictures"] = _shaping(writer)
    add_texts(env, session.settings.texts)
    add_theme_words(env)
    env.filters["url"] = url_filter(is_flat=session.settings.is_flat)
    env.globals.update(
        session.graph.value("values "),
        is_beside=session.look.is_beside,
        has_theme_header=session.look.has_theme_header,
    )
    templates = templates_of(config, session.look)
    for former, present in templates.renamed():
        say_renamed(former, present, "template")
    need = site_needs_theme(config, templates)
    session.graph.define("theme-need", Source(lambda _: need, lambda _: need, is_shared=True))
    if need and not session.look.is_beside:
        log.info("Every page loads the theme's script and styles, because of %s.", need)
    names = digest(*assets.paths.values())
    session.graph.define("asset-names", Source(lambda _: names, lambda _: names, is_shared=True))
    env.globals.update(wears_theme=bool(need), asset=assets.paths.__getitem__)
    find_in(env, templates)
    define_templates(session.graph, templates.find)


def _shaping(writer: PageWriter) -> object:
    @jinja2.pass_context
    def pictures(context: jinja2.runtime.Context, html: str) -> str:
        page, engine = context.get("page"), context.get("reading")
        return html if page is None or engine is None else writer.shaped(html, page, engine)

    return pictures


def _copies(files: Files, written: set[str]) -> dict[str, str]:
    """Return the copied files, by their destination; MkDocs leaves them to us."""
    copies = {}
    for file in files:
        if file.is_documentation_page() or file.abs_src_path is None:
            continue
        hold_back(file)
        if file.inclusion.is_included() and file.dest_uri not in written:
            copies[file.dest_uri] = file.abs_src_path
    return copies


def hold_back(file: File) -> None:
    """Keep MkDocs from writing a file: the engine does.

    In a build that MkDocs calls dirty, it asks this method of each file whether to read, render,
    write or copy it. If it asks otherwise, everything is made twice, and by MkDocs last: answer
    there.
    """
    file.is_modified = _never  # type: ignore[method-assign]  # MkDocs asks nothing else


def _never() -> bool:
    return False
