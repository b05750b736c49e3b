"""Authors' commands on a blog's sources."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from rapport.blog.problem import Problem
from rapport.blog.schema import schema_for
from rapport.blog.urls import slug
from rapport.building import log_to_stderr
from rapport.errors import UsageError
from rapport.features.articles.drafts import draft
from rapport.features.articles.moving import move
from rapport.features.articles.states import article_lines
from rapport.features.tags.renaming import (
    first_vocabulary,
    rename_in,
    renamed_vocabulary,
    tag_lines,
)
from rapport.host.site_build import load
from rapport.host.sources import MarkdownFiles, read_sources
from rapport.publish.errors import RefusedError
from rapport.site.blog_tasks import is_article


def new_draft(config_file: str, title: str, tags: Sequence[str]) -> str:
    """Write a new draft and return its path."""
    sources = _sources(config_file)
    site = sources.site
    tags = list(dict.fromkeys(tags))
    _refuse_errors("No draft was written: fix that first.", _of_vocabulary(sources) if tags else ())
    for tag in tags:
        if site.vocabulary.find(tag) is None:
            near = ", ".join(f"`{name}`" for name in site.vocabulary.nearest(tag))
            hint = f" Nearest: {near}." if near else ""
            raise UsageError(f"the tag `{tag}` is not in the vocabulary.{hint}")
    name, text = draft(
        title, tags, site.settings.now.astimezone(site.settings.timezone), site.settings.texts
    )
    path = sources.articles_folder / name
    if path.exists():
        raise UsageError(f"{_shown(path)} already exists.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return _shown(path)


def new_page(config_file: str, title: str, tags: Sequence[str]) -> str:
    """Write a new ordinary page below the docs folder and return its path."""
    sources = _sources(config_file)
    if tags:
        raise UsageError("a page has no tags: leave out `--tag`, or `--page`.")
    path = sources.folder / f"{slug(title)}.md"
    if path.exists():
        raise UsageError(f"{_shown(path)} already exists.")
    path.write_text(f"# {title}\n", encoding="utf-8")
    return _shown(path)


def list_articles(config_file: str, states: Sequence[str] = ()) -> list[str]:
    """Return the articles in these states, a line each; by default those that no list shows."""
    site = _sources(config_file).site
    return article_lines(site.all_articles, site.blog, states, site.settings.timezone)


def move_article(config_file: str, old: str, new: str) -> list[str]:
    """Move an article and return what was done, a line each."""
    sources = _sources(config_file)
    if not Path(old).is_file():
        raise UsageError(f"{old}: there is no such file.")
    target = Path(new) / Path(old).name if Path(new).is_dir() else Path(new)
    article = sources.article(_source(sources, old))
    if article is None:
        raise UsageError(f"{old} is not an article that can be read; try `rapport check`.")
    if target.suffix != ".md":
        raise UsageError(f"{target}: the name of an article ends in `.md`.")
    if target.exists():
        raise UsageError(f"{target} already exists.")
    new_source = _source(sources, str(target))
    if not is_article(new_source, sources.site.settings.articles_dirs):
        folder = _shown(sources.articles_folder)
        raise UsageError(f"{target} would be no article: it is not below {folder}.")
    done = move(article, new_source, sources.texts, sources.read)
    for source, text in done.written.items():
        sources.write(source, text)
    (sources.folder / done.removed).unlink()
    lines = [f"{old} -> {target}"]
    if done.new_url != article.url:
        lines.append(f"/{article.url} leads to /{done.new_url}")
    count = len(done.written) - 1
    return lines + ([f"{count} file(s) that link to it were changed"] if count else [])


def list_tags(config_file: str) -> list[str]:
    """Return every tag with its count, synonyms and near duplicates, a line each.

    Raises `RefusedError` for an unreadable vocabulary.
    """
    sources = _sources(config_file)
    _refuse_errors("Fix that first; then the tags can be listed.", _of_vocabulary(sources))
    lines = []
    for line in tag_lines(sources.site.as_written, sources.site.vocabulary):
        synonyms = f" = {', '.join(line.tag.synonyms)}" if line.tag.synonyms else ""
        alike = f" nearly the same: {', '.join(line.alike)}" if line.alike else ""
        lines.append(f"{line.count:5}  {line.tag.name} ({line.tag.slug}){synonyms}{alike}")
    return lines


def rename_tag(config_file: str, old: str, new: str) -> list[str]:
    """Rename a tag in every article and in the vocabulary; returns what changed, a line each.

    Raises `RefusedError` if an article or the vocabulary is unreadable, because it would be left
    out.
    """
    sources = _sources(config_file)
    _refuse_errors("Nothing was renamed: fix that first.", sources.site.problems)
    vocabulary = sources.site.vocabulary
    used = [tag for article in sources.site.as_written for tag in article.tags]
    if not any(old in (tag.name, tag.slug) for tag in used) and (
        vocabulary.is_open or vocabulary.find(old) is None
    ):
        raise UsageError(f"no article and no vocabulary has the tag `{old}`.")
    if old == new:
        raise UsageError(f"`{old}` already has that name.")
    changed = []
    for source, text in sources.texts.items():
        if sources.article(source) is not None:
            renamed = rename_in(text, old, new, vocabulary)
            if renamed != text:
                sources.write(source, renamed)
                changed.append(_shown(sources.folder / source))
    path = sources.vocabulary_file
    if vocabulary.is_open:
        text = first_vocabulary(used, old, new)
    else:
        text = renamed_vocabulary(path.read_text(encoding="utf-8"), old, new, vocabulary)
    path.write_text(text, encoding="utf-8")
    return [*changed, f"{_shown(path)}: `{old}` is now a synonym of `{new}`"]


def schema(of: str) -> str:
    """Return the JSON Schema of `articles`' front matter, or of the file of `authors` or `tags`."""
    return json.dumps(schema_for(of), indent=2)


def _of_vocabulary(sources: MarkdownFiles) -> list[Problem]:
    name = sources.vocabulary_file.name
    return [problem for problem in sources.site.problems if Path(problem.path).name == name]


def _refuse_errors(message: str, problems: Iterable[Problem]) -> None:
    errors = sorted(problem for problem in problems if problem.is_error)
    if errors:
        raise RefusedError(message, errors)


def _sources(config_file: str) -> MarkdownFiles:
    """Return the blog's sources; errors in its settings are logged as lines."""
    log_to_stderr(logging.WARNING)
    return read_sources(load(config_file))


def _source(sources: MarkdownFiles, path: str) -> str:
    try:
        return sources.source_of(path)
    except ValueError:
        folder = _shown(sources.folder)
        raise UsageError(f"{path} is not below {folder}.") from None


def _shown(path: Path) -> str:
    """Return a path relative to the current directory."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
