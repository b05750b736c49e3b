"""The steps of a build, in their order, as MkDocs' events allow them.

`read`, `place`, `render`, `make`: each takes what the one before left in the session. A build that
makes only what changed runs the tasks of the engine; one that makes everything (`mkdocs build`, or
a plugin that may change any page) leaves pages to MkDocs, which asks the same functions.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from rapport.blog.previous import find_new_ids, find_vanished
from rapport.blog.redirect import find_taken_aliases
from rapport.blog.rendering import at_page
from rapport.engine.tasks import Source, Task
from rapport.engine.workers import spread
from rapport.host.languages import script_texts
from rapport.host.links import define_links
from rapport.host.pages import ArticlePage, add_pages, made_pages, place_articles
from rapport.host.problems import report
from rapport.host.settings_check import find_missing_articles
from rapport.host.sitemaker import SiteMaker
from rapport.host.theme import add_texts
from rapport.host.unpublished import keep_unpublished_out
from rapport.host.url_filter import url_filter
from rapport.host.values import (
    define_files,
    define_nav,
    define_settings,
    define_site_files,
    define_templates,
    file_name,
    plain,
)
from rapport.site.outputs import (
    all_files,
    all_pages,
    define_requests,
    make_files,
    problems_of,
)
from rapport.site.outputs import define_files as define_new_files
from rapport.site.reading import read_blog
from rapport.site.values import define_values, plain_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from rapport.blog.output import NewFiles
    from rapport.blog.problem import Problem
    from rapport.host.session import Session


def read(files: Files, config: MkDocsConfig, session: Session) -> None:
    """Read the blog among the host's `files`; what is wrong with it is in `session.read`."""
    asked, graph = session.ask(config), session.graph
    define_files(graph, session.store, config)
    define_settings(graph, config, session)
    sources = {
        file.src_uri: file.dest_uri
        for file in files.documentation_pages()
        if file.src_uri not in asked.companions
    }
    session.read = read_blog(
        asked,
        graph,
        sources,
        lambda name: Path(config.docs_dir, name).read_bytes(),
        lambda source: file_name(config, source),
    )
    if missing := find_missing_articles(config):
        session.read = replace(session.read, problems=(*missing, *session.read.problems))
    session.mark("articles read")


def place(files: Files, config: MkDocsConfig, session: Session) -> list[Problem]:
    """Give articles their URLs, add the pages of features, and return what is wrong with it."""
    graph = session.graph
    keep_unpublished_out(files, session.read)
    place_articles(files, config, session)
    session.read = site = replace(
        session.read,
        outputs={file.src_uri: file.dest_uri for file in files.documentation_pages()},
        media=_authors_media(files, config),
    )
    session.files = files
    define_site_files(graph, files, session)
    define_values(graph, site)
    session.pages = all_pages(site)
    add_pages(session.pages, files, config, session)
    features = site.asked.features
    return [each for feature in features for each in feature.problems(site, graph.value)]


def render(nav: Navigation, files: Files, config: MkDocsConfig, session: Session) -> None:
    """Have every text rendered, and all that pages name prepared."""
    site, graph = session.read, session.graph
    report(find_taken_aliases(site.blog.articles, made_pages(files)))
    session.mark("files listed")
    for feature in site.asked.features:
        for source, path in feature.published(site).items():
            files.src_uris[source].abs_src_path = str(path)
    session.maker = maker = SiteMaker(files, config, session)
    define_nav(graph, nav)
    graph.define("page-text", plain_source(maker.page_text))
    graph.define(
        "page-meta",
        plain_source(lambda source: plain(maker.read_page(files.src_uris[source]).meta)),
    )
    graph.define("rendering", Task(maker.render, files.src_uris.__contains__, watches=True))
    texts = [file.src_uri for file in files if isinstance(file.page, ArticlePage)]
    if session.is_incremental:
        texts += [file.src_uri for file in _ordinary(files)]
        _leave_pages_to_us(files, config)
    if not maker.has_foreign_events:
        graph.update("rendering", texts, spread)
        for source in texts:
            maker.repeat_warnings(source)
    for file in _ordinary(files) if session.is_incremental else ():
        maker.name_page(file)
    session.mark("Markdown rendered")
    report([each for feature in site.asked.features for each in feature.prepare(site)])
    session.mark("images made")


def make(env: jinja2.Environment, files: Files, config: MkDocsConfig, session: Session) -> None:
    """Make all pages and files that are to be written, and report what is wrong with them."""
    site, graph = session.read, session.graph
    new_files = all_files(site)
    new_files.update({each.name: each for each in script_texts(site.asked.language, files)})
    define_requests(graph, site, session.pages, new_files)
    _open_templates(env, config, session)
    if session.is_incremental:
        problems = _make_changed(env, files, config, session, new_files)
    else:
        problems = _make_all(files, config, session, new_files)
    if site.asked.previous:
        outputs = [file.dest_uri for file in files] + list(session.made)
        problems += find_vanished(site.asked.previous, outputs)
        problems += find_new_ids(site.asked.previous, site.blog.articles)
    report(problems)
    session.mark("pages and files made")


def _make_changed(
    env: jinja2.Environment,
    files: Files,
    config: MkDocsConfig,
    session: Session,
    new_files: Mapping[str, NewFiles],
) -> list[Problem]:
    graph, maker, incremental = session.graph, session.maker, session.incremental
    assert maker is not None
    assert incremental is not None
    assert session.nav is not None
    outputs = incremental.outputs
    maker.open(session.nav, env)
    define_new_files(graph, new_files, outputs)
    pages = [file.dest_uri for file in files.documentation_pages()]
    known = set(pages)
    graph.define("page", Task(maker.write, known.__contains__, outputs.write, outputs.is_written))
    graph.update("files", list(new_files), spread)
    session.made = {path for name in new_files for path in graph.parts("files", name)}
    copies = _copies(files, session.made)
    graph.define(
        "copied", Source(copies.__getitem__, lambda dest: graph.digest(f"file {copies[dest]}"))
    )
    graph.define(
        "copy",
        Task(
            lambda engine, dest: {dest: Path(engine.get("copied", dest))},
            copies.__contains__,
            outputs.write,
            outputs.is_written,
        ),
    )
    graph.update("copy", list(copies), spread)
    session.mark("files made")
    problems = _link_problems(files, config, session)
    # Lists first: a long one takes as long as many articles.
    pages.sort(key=lambda dest: dest in session.read.outputs.values())
    graph.update("page", pages, spread)
    session.known = {
        path: known_digest
        for kind, keys in (("files", new_files), ("copy", copies), ("page", pages))
        for key in keys
        for path, known_digest in graph.parts(kind, key).items()
    }
    return problems + problems_of(graph, "files", list(new_files))


def _make_all(
    files: Files, config: MkDocsConfig, session: Session, new_files: Mapping[str, NewFiles]
) -> list[Problem]:
    made, problems = make_files(session.graph, new_files.values())
    session.made = set(made)
    for path, content in made.items():
        if path in files.src_uris:
            files.remove(files.src_uris[path])
        if isinstance(content, Path):
            files.append(File.generated(config, path, abs_src_path=str(content)))
        else:
            files.append(File.generated(config, path, content=content))
    return problems + _link_problems(files, config, session)


def _link_problems(files: Files, config: MkDocsConfig, session: Session) -> list[Problem]:
    if not session.checks_links:
        return []
    sources = define_links(session.graph, files, config, session, session.made)
    session.graph.update("links", sources, spread)
    return problems_of(session.graph, "links", sources)


def find_link_problems(files: Files, config: MkDocsConfig, session: Session) -> list[Problem]:
    """Return what is wrong with links, before anything is rendered or made."""
    maker = session.maker = SiteMaker(files, config, session)
    graph = session.graph
    graph.define("page-text", plain_source(maker.page_text))
    graph.define("rendering", Task(maker.render, files.src_uris.__contains__, watches=True))
    return _link_problems(files, config, session)


def _open_templates(env: jinja2.Environment, config: MkDocsConfig, session: Session) -> None:
    """Give templates our filters, and what features say on every page."""
    maker = session.maker
    assert maker is not None
    env.filters["at_page"] = at_page
    env.filters["pictures"] = _shaping(maker)
    add_texts(env, session.asked.texts)
    env.filters["url"] = url_filter(is_flat=session.asked.is_flat)
    env.globals.update(session.graph.value("values "))
    define_templates(session.graph, list(config.theme.dirs))


def _shaping(maker: SiteMaker) -> object:
    @jinja2.pass_context
    def pictures(context: jinja2.runtime.Context, html: str) -> str:
        page, engine = context.get("page"), context.get("reading")
        return html if page is None or engine is None else maker.shaped(html, page, engine)

    return pictures


def _leave_pages_to_us(files: Files, config: MkDocsConfig) -> None:
    """Let MkDocs neither read nor write pages: they are tasks of the engine."""
    for file in files.documentation_pages():
        if file.page is None:
            Page(None, file, config)
        file.is_modified = _never  # type: ignore[method-assign]


def _never() -> bool:
    return False


def _ordinary(files: Files) -> list[File]:
    """Return the pages whose text an author wrote, and which are no articles."""
    return [
        file
        for file in files.documentation_pages()
        if file.generated_by is None and not isinstance(file.page, ArticlePage)
    ]


def _copies(files: Files, made: set[str]) -> dict[str, str]:
    """Return the files that are copied, by where they go; MkDocs leaves them to us."""
    found = {}
    for file in files:
        if file.is_documentation_page() or file.abs_src_path is None:
            continue
        file.is_modified = _never  # type: ignore[method-assign]
        if file.inclusion.is_included() and file.dest_uri not in made:
            found[file.dest_uri] = file.abs_src_path
    return found


def _authors_media(files: Files, config: MkDocsConfig) -> dict[str, Path]:
    """Return the author's own files that are no pages, by source."""
    docs = Path(config.docs_dir)
    return {
        file.src_uri: Path(file.abs_src_path)
        for file in files.media_files()
        if file.abs_src_path is not None and file.src_dir is not None and Path(file.src_dir) == docs
    }
