"""Settings that MkDocs accepts but that can't make a blog, reported before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import ConfigurationError
from mkdocs.utils import get_theme_dir

from rapport.blog.address_format import find_wrong_format
from rapport.blog.dates import find_wrong_day_format
from rapport.blog.problem import Problem
from rapport.host.articles_dirs import articles_dirs, find_wrong_dir

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ARTICLES = "rapport/articles"
THEME = "material"
_RIVALS = {
    "material/blog": "`blog` and `rapport/articles` both make the blog",
    "material/tags": "`tags` and `rapport/tags` both make the pages of tags",
}
"""Plugins of Material that do the same as ours, by their full names."""
_LEAST = 20
_OURS = {"material/blog": ARTICLES, "material/tags": "rapport/tags"}


def check_settings(config: MkDocsConfig) -> None:
    """Raise `ConfigurationError` for settings that can't make a blog."""
    options = config.plugins[ARTICLES].config
    enabled = [
        name
        for name, plugin in config.plugins.items()
        if getattr(plugin, "config", {}).get("enabled", True)  # hooks are modules without one
    ]
    wrong = (
        find_rival(enabled)
        or find_wrong_theme(config.theme.name, config.theme.dirs)
        or find_wrong_options(
            options["articles_dir"],
            options["per_page"],
            options["blog_dir"] or "",
            options["url_format"],
        )
        or find_wrong_manner(
            options["excerpt_length"], options["words_per_minute"], options["date_format"]
        )
    )
    if wrong:
        raise ConfigurationError(wrong)


def find_rival(enabled: Iterable[str]) -> str:
    """Return what is wrong if a plugin of Material does the same work as one of ours."""
    names = set(enabled)
    for rival, reason in _RIVALS.items():
        if {rival, _OURS[rival]} <= names:
            name = rival.removeprefix("material/")
            return f"{reason}: remove `{name}` from `plugins` in mkdocs.yml."
    return ""


def find_wrong_theme(name: str | None, folders: Iterable[str]) -> str:
    """Return what is wrong if the theme is neither Material nor based on it."""
    if name == THEME or get_theme_dir(THEME) in folders:  # MkDocs looks a folder up slowly
        return ""
    named = f"`{name}`" if name else "one of your own alone"
    return (
        f"the theme is {named}, but Rapport's pages are built on Material: write "
        f"`theme: {{name: {THEME}}}` in mkdocs.yml; files of your own go into its `custom_dir`."
    )


def find_wrong_options(
    articles_dir: str | list[str], per_page: int, blog_dir: str = "", url_format: str = ""
) -> str:
    """Return what is wrong with the options that every page depends on."""
    if url_format and (wrong := find_wrong_format(url_format)):
        return f"`url_format: '{url_format}'` of {ARTICLES}: {wrong}."
    if wrong := find_wrong_dir(articles_dir):
        return (
            f"`articles_dir: {wrong}` of {ARTICLES} is not a folder below the docs folder: "
            "write one such as `articles`."
        )
    if ".." in blog_dir.split("/") or set(blog_dir) & set("?#\\:"):
        return (
            f"`blog_dir: '{blog_dir}'` of {ARTICLES} is not an address: write one such as `blog`."
        )
    if per_page < 1:
        return f"`per_page: {per_page}` of {ARTICLES} is too small: write 1 or more."
    return ""


def find_wrong_manner(excerpt_length: int, words_per_minute: int, date_format: str) -> str:
    """Return what is wrong with the options for days, reading times and summaries."""
    for name, given in (("excerpt_length", excerpt_length), ("words_per_minute", words_per_minute)):
        if given < _LEAST:
            return f"`{name}: {given}` of {ARTICLES} is too small: write {_LEAST} or more."
    wrong = find_wrong_day_format(date_format) if date_format else ""
    return f"{wrong}, in `date_format` of {ARTICLES}." if wrong else ""


def find_missing_articles(config: MkDocsConfig) -> list[Problem]:
    """Return a problem of `mkdocs.yml` if the folder of the articles does not exist.

    It is a problem of the content, so that `rapport new` can still write the first article.
    """
    file = Path(config.config_file_path or "mkdocs.yml").name
    docs = Path(config.docs_dir)
    hint = f"Create that folder, or set `articles_dir` of {ARTICLES} to the one that you have."
    return [
        Problem(
            file,
            1,
            1,
            "articles-missing",
            f"`{docs.name}/{folder}`, the folder of the articles, does not exist.",
            hint,
        )
        for folder in articles_dirs(config.plugins[ARTICLES].config["articles_dir"])
        if not (docs / folder).is_dir()
    ]
