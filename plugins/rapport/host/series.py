"""Series by email: their files taken out of the site, and their parts put beside the letters."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from rapport.blog.letter_blocks import letter_blocks
from rapport.blog.mailed_series import (
    MailedSeries,
    SeriesFile,
    SeriesPart,
    is_series_file,
    read_series_file,
    with_parts,
)
from rapport.blog.problem import Problem, Severity
from rapport.blog.series_keys import DAYS
from rapport.blog.wording import series_wording, wording_version
from rapport.host.letters import letters_dir
from rapport.host.renderer import Renderer
from rapport.host.session import docs_path, site_url_of
from rapport.site.companions import decoded
from rapport.site.source_tasks import ARTICLE

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

    from rapport.blog.letter import Letter
    from rapport.host.session import BuildSession


def take_series(files: Files, session: BuildSession) -> list[File]:
    """Take the files of series out of the site's files, and return them."""
    if not session.settings.has_guides:
        return []
    found = [file for file in files.media_files() if is_series_file(file.src_uri)]
    for file in found:
        files.remove(file)
    return sorted(found, key=lambda file: file.src_uri)


def read_series_files(
    taken: list[File], config: MkDocsConfig
) -> tuple[list[SeriesFile], list[Problem]]:
    """Return what the files of series say, and what is wrong with them."""
    found: list[SeriesFile] = []
    problems: list[Problem] = []
    for file in taken:
        path = posixpath.join(docs_path(config), file.src_uri)
        text, wrong = decoded(file.content_bytes, path)
        if text is not None:
            series, wrong = read_series_file(text, file.src_uri, path)
            found += [series] if series else []
            if not letters_dir(config):
                message = "nothing mails this series: only Rapport's own service does."
                hint = "Set `provider: rapport` of `rapport/subscribe`, or remove the file."
                where = (path, 1, 1)
                wrong.append(Problem(*where, "series-idle", message, hint, Severity.WARNING))
        problems += wrong
    return found, problems


def gather_series(
    found: list[SeriesFile], taken: list[File], session: BuildSession
) -> tuple[tuple[MailedSeries, ...], list[Problem]]:
    """Return the series with their parts, once articles and the `taken` letters are read."""
    blog = session.read.blog
    published = frozenset(article.source for article in blog.published)
    letters: dict[str, Letter | None] = {file.src_uri: None for file in taken}
    letters |= {letter.source: letter for letter, _ in session.letters}
    series: list[MailedSeries] = []
    problems: list[Problem] = []
    articles = [article for article in session.read.all_articles if not article.is_letter]
    for file in found:
        whole, wrong = with_parts(file, articles, published, letters)
        series += [whole] if whole else []
        problems += wrong
    return tuple(series), problems


def make_series(files: Files, config: MkDocsConfig, session: BuildSession) -> list[object]:
    """Return the series as the service reads them; a part that is not published has no words."""
    renderer = Renderer(files, config, session.article_extensions)
    letters = {letter.source: (letter.body, file) for letter, file in session.letters}
    url = site_url_of(config)

    def part(of: SeriesPart) -> dict[str, object]:
        entry: dict[str, object] = {"id": of.id, "title": of.title}
        if not of.is_published:
            return entry
        if of.is_letter:
            body, file = letters[of.source]
        else:
            body = str(session.graph.value(f"{ARTICLE}/body {of.source}"))
            file = files.src_uris[of.source]
            entry["url"] = url + file.url
        rendered = renderer.render(body, file, lambda _: None, is_article=True)
        return {**entry, "blocks": letter_blocks(rendered.html, url + file.url)}

    return [
        _as_read(series, [part(of) for of in series.parts], session)
        for series in session.read.mailed_series
        if letters_dir(config)
    ]


def _as_read(series: MailedSeries, parts: list[dict[str, object]], session: BuildSession) -> object:
    settings, file = session.settings, series.file
    wording = series_wording(settings.texts, file.title, settings.site_name)
    return {
        "id": file.slug,
        "title": file.title,
        "url": settings.site_url + settings.address(series.page_url),
        "paces": list(file.paces),
        "days": [DAYS.index(day) for day in file.days],
        "at": f"{file.hour:%H:%M}",
        "wordings": {wording_version(wording): wording},
        "parts": parts,
    }
