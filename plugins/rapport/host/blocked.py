"""What browsers will not load or run, in texts, the owner's templates and the settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.blocked import find_blocked
from rapport.blog.loads import Subresource, find_loaded_scripts, find_loads, is_elsewhere
from rapport.host.settings_file import line_of, settings_name
from rapport.host.template_check import start_names, used_templates
from rapport.host.theme import templates_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.build_state import BlogRead
    from rapport.blog.problem import Problem
    from rapport.host.session import BuildSession

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def find_blocked_elsewhere(
    site: BlogRead, config: MkDocsConfig, session: BuildSession
) -> Iterator[Problem]:
    """Yield what the policy blocks in front matter, settings and the owner's templates."""
    settings = site.settings
    if not settings.has_policy:
        return
    sources, site_url = settings.policy_sources(), settings.site_url
    for article in site.blog.published:
        if is_elsewhere(article.image):
            place, load = article.position("image"), Subresource("img-src", article.image)
            for problem in find_blocked([load], sources, site_url, article.path, ""):
                yield problem.at(place.line, place.column)
    yield from _find_blocked_avatars(site, config)
    for load, word in _settings(config):
        path, line = settings_name(config), line_of(config, word)
        for problem in find_blocked([load], sources, site_url, path, ""):
            yield problem.at(line, 1)
    for path, text in _own_scripts(config, settings.docs_path):
        yield from find_blocked(find_loaded_scripts(text), sources, site_url, path, text)
    for path, text in _own_templates(site, config, session):
        loads = find_loads(_JINJA.sub(_blank, text))
        yield from find_blocked(loads, sources, site_url, path, text)


def _find_blocked_avatars(site: BlogRead, config: MkDocsConfig) -> Iterator[Problem]:
    settings, path = site.settings, site.authors.path
    loads = [
        Subresource("img-src", author.avatar)
        for author in site.blog.by_author
        if is_elsewhere(author.avatar)
    ]
    if not path or not loads:
        return
    file = Path(config.docs_dir, path.removeprefix(f"{settings.docs_path}/"))
    text = file.read_text("utf-8", "replace")
    yield from find_blocked(loads, settings.policy_sources(), settings.site_url, path, text)


def _settings(config: MkDocsConfig) -> Iterator[tuple[Subresource, str]]:
    """Yield what settings let every page load from other sites, with the setting's name."""
    given = [("style-src", str(path)) for path in config.extra_css]
    given += [("script-src", str(path)) for path in config.extra_javascript]
    given += [("img-src", str(config.theme.get(name) or "")) for name in ("logo", "favicon")]
    for directive, address in given:
        if is_elsewhere(address):
            yield Subresource(directive, address), address
    for load in find_loads(config.copyright or ""):
        yield load, "copyright"


def _own_scripts(config: MkDocsConfig, docs_path: str) -> Iterator[tuple[str, str]]:
    """Yield the owner's scripts that every page loads, each with its text."""
    for script in map(str, config.extra_javascript):
        path = Path(config.docs_dir, script)
        if not is_elsewhere(script) and path.is_file():
            yield f"{docs_path}/{script}", path.read_text("utf-8", "replace")


def _own_templates(
    site: BlogRead, config: MkDocsConfig, session: BuildSession
) -> Iterator[tuple[str, str]]:
    """Yield the owner's templates that load something, and that pages of ours are made of."""
    custom = config.theme.custom_dir
    if not custom or not Path(custom).is_dir():
        return
    texts = {
        path.resolve(): text
        for path in sorted(Path(custom).rglob("*.html"))
        if find_loads(_JINJA.sub(_blank, text := path.read_text("utf-8", "replace")))
    }
    used = _used_templates(site, config, session) if texts else set()
    home = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    for path, text in texts.items():
        if path in used:
            is_below = path.is_relative_to(home)
            yield (path.relative_to(home) if is_below else path).as_posix(), text


def _used_templates(site: BlogRead, config: MkDocsConfig, session: BuildSession) -> set[Path]:
    """Return the files of all templates that pages of ours extend or include, by plain names."""
    start = start_names(session, named_templates(site))
    used = used_templates(templates_of(config, session.look), start)
    left_out = "" if _has_comments(site) else "comments.html"
    return {
        Path(path).resolve() for name, path in used.items() if not left_out or left_out not in name
    }


def named_templates(site: BlogRead) -> Iterable[str]:
    """Yield the templates that articles name in their front matter."""
    for article in site.blog.published:
        if article.extra and isinstance(name := article.extra.get("template"), str):
            yield name


def _has_comments(site: BlogRead) -> bool:
    return any((article.extra or {}).get("comments") for article in site.blog.published)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
