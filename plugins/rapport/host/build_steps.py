"""The steps of a build, in their order, as MkDocs' events allow them.

`read`, `place`, `render`, `make`: each takes what the one before left in the session. A build that
makes only what changed runs the tasks of the engine; one that makes everything (`mkdocs build`, or
a plugin that may change any page) leaves pages to MkDocs, which asks the same functions.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from rapport.blog.blog import find_taken_urls
from rapport.blog.gone import find_gone_there
from rapport.blog.redirect import find_taken_aliases
from rapport.engine.tasks import Task
from rapport.engine.workers import spread
from rapport.host.blocked import find_blocked_elsewhere, named_templates
from rapport.host.comments import find_missing_comments
from rapport.host.hosts_check import find_dangling, find_host_limits, find_pointers
from rapport.host.letters import put_back_archived, read_letters, take_letters
from rapport.host.logo_check import find_faint_logo
from rapport.host.look import find_idle_settings
from rapport.host.page_writer import PageWriter
from rapport.host.pages import ArticlePage, add_pages, made_pages, place_articles
from rapport.host.problems import report
from rapport.host.series import gather_series, read_series_files, take_series
from rapport.host.settings_check import find_missing_articles
from rapport.host.site_settings import read_site_settings
from rapport.host.template_check import find_template_errors
from rapport.host.unpublished import keep_pages_back, keep_unpublished_out
from rapport.host.values import (
    define_files,
    define_nav,
    define_settings,
    define_site_files,
    file_name,
)
from rapport.host.write_site import hold_back, link_problems
from rapport.site.blog_tasks import read_blog
from rapport.site.outputs import (
    all_pages,
)
from rapport.site.values import define_values, plain_source

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from rapport.blog.problem import Problem
    from rapport.host.session import BuildSession


def read(files: Files, config: MkDocsConfig, session: BuildSession) -> None:
    """Read the blog from the host's `files`; its problems are in `session.read`."""
    settings, graph = read_site_settings(config), session.graph
    define_files(graph, session, config)
    define_settings(graph, config, session)
    letters = take_letters(files, config)
    series, wrong_series = read_series_files(take_series(files, session), config)
    sources = {
        file.src_uri: file.dest_uri
        for file in files.documentation_pages()
        if file.src_uri not in settings.companions
    }
    session.read = read_blog(
        settings,
        graph,
        sources,
        lambda name: Path(config.docs_dir, name).read_bytes(),
        lambda source: file_name(config, source),
        [file.src_uri for file in letters],
    )
    wrong = [*find_missing_articles(config), *find_idle_settings(config, session.look)]
    wrong += find_faint_logo(config, settings)
    parts = frozenset(source for file in series for source in file.sources)
    wrong += [*wrong_series, *read_letters(letters, config, session, parts)]
    mailed, wrong_parts = gather_series(series, letters, session)
    session.read = replace(session.read, mailed_series=mailed)
    wrong += wrong_parts
    if wrong:
        session.read = replace(session.read, problems=(*wrong, *session.read.problems))
    session.mark("articles read")


def place(files: Files, config: MkDocsConfig, session: BuildSession) -> list[Problem]:
    """Give articles their URLs, add the pages of features, and return the problems."""
    graph = session.graph
    put_back_archived(files, config, session)
    take_series(files, session)  # the host may have listed its files afresh
    keep_unpublished_out(files, session.read)
    held_back = keep_pages_back(files, config, session.read)
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
    features = site.settings.features
    wrong = [problem for feature in features for problem in feature.problems(site, graph.value)]
    urls = [page.url for page in session.pages]
    taken = [*find_taken_urls(site.all_articles, urls), *find_gone_there(site, urls)]
    unseen = [
        *find_blocked_elsewhere(site, config, session),
        *find_missing_comments(site, config, session),
        *find_pointers(files, site.settings.docs_path),
        *find_dangling(files, site.settings.docs_path, {problem.message for problem in wrong}),
        *find_template_errors(config, session, named_templates(site)),
        *find_host_limits(site, config),
    ]
    return [*held_back, *taken, *wrong, *unseen]


def render(nav: Navigation, files: Files, config: MkDocsConfig, session: BuildSession) -> None:
    """Have every text rendered, and everything prepared that pages refer to."""
    site, graph = session.read, session.graph
    report(find_taken_aliases(site.blog.published, made_pages(files)))
    session.mark("files listed")
    for feature in site.settings.features:
        for source, path in feature.published(site).items():
            files.src_uris[source].abs_src_path = str(path)
    writer = _define_texts(files, config, session)
    define_nav(graph, nav)
    texts = [file.src_uri for file in files if isinstance(file.page, ArticlePage)]
    if session.is_incremental:
        texts += [file.src_uri for file in _ordinary(files)]
        _leave_pages_to_us(files, config)
    if not writer.is_left_to_host:
        writer.let_others_change(texts)
        graph.update("rendering", texts, spread)
        report(writer.text_problems(texts))
        for source in texts:
            writer.repeat_warnings(source)
    for file in _ordinary(files) if session.is_incremental else ():
        writer.name_page(file)
    session.mark("Markdown rendered")
    report([problem for feature in site.settings.features for problem in feature.prepare(site)])
    session.mark("images made")


def find_link_problems(files: Files, config: MkDocsConfig, session: BuildSession) -> list[Problem]:
    """Return what is wrong with links, before anything is rendered or made."""
    writer, graph = _define_texts(files, config, session), session.graph
    texts = [file.src_uri for file in files if isinstance(file.page, ArticlePage)]
    texts += [file.src_uri for file in _ordinary(files)]
    unread = {problem.path for problem in session.read.problems if problem.code == "not-utf-8"}
    texts = [source for source in texts if file_name(config, source) not in unread]
    graph.update("rendering", texts, spread)  # as browsers get it, and to see that it works
    return writer.text_problems(texts) + link_problems(files, config, session)


def _define_texts(files: Files, config: MkDocsConfig, session: BuildSession) -> PageWriter:
    """Define the values of texts and of their renderings."""
    session.writer = writer = PageWriter(files, config, session)
    session.graph.define("page-text", plain_source(writer.page_text))
    session.graph.define("page-meta", plain_source(writer.page_meta))
    rendering = Task(writer.render, files.src_uris.__contains__, watches=True)
    session.graph.define("rendering", rendering)
    return writer


def _leave_pages_to_us(files: Files, config: MkDocsConfig) -> None:
    """Let MkDocs neither read nor write pages: they are tasks of the engine."""
    for file in files.documentation_pages():
        if file.page is None:
            Page(None, file, config)
        hold_back(file)


def _ordinary(files: Files) -> list[File]:
    """Return the pages whose text an author wrote, and which are not articles."""
    return [
        file
        for file in files.documentation_pages()
        if file.generated_by is None and not isinstance(file.page, ArticlePage)
    ]


def _authors_media(files: Files, config: MkDocsConfig) -> dict[str, Path]:
    """Return the author's own files that are not pages, by source."""
    docs = Path(config.docs_dir)
    return {
        file.src_uri: Path(file.abs_src_path)
        for file in files.media_files()
        if file.abs_src_path is not None and file.src_dir is not None and Path(file.src_dir) == docs
    }
