"""Nikola: `posts/` with `.. key: value` lines, in reStructuredText, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.front_matter_formats import as_text, split_any_front_matter
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of, read_python, zone_of
from rapport.importing.sources.source_file import File
from rapport.importing.sources.text_files import TEXTS, TextKind, text_of_file

NAME = "Nikola"
HOW = "the folder with `conf.py` and `posts/`"


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not a Nikola project."""
    path = root / "conf.py"
    if not path.is_file() or "BLOG_TITLE" not in path.read_text("utf-8", "replace"):
        return None
    config = read_python(path)
    posts, pages = _folders(config.get("POSTS"), "posts"), _folders(config.get("PAGES"), "pages")
    pretty = config.get("PRETTY_URLS", True) is not False
    places = dict(posts + pages)

    def permalink(file: File) -> str:
        folder = file.path.relative_to(root).parts[0]
        last = as_text(file.values.get("slug")) or file.path.stem
        between = file.inside.rpartition("/")[0]
        parts = [part for part in (places.get(folder, folder), between, last) if part]
        if pretty and parts[-1] == "index":
            parts.pop()  # the page of its folder, whatever addresses look like
        return "/".join(parts) + ("/" if pretty else ".html")

    return MarkdownFolder(
        root,
        FolderSettings(
            system=NAME,
            name=as_text(config.get("BLOG_TITLE")),
            description=as_text(config.get("BLOG_DESCRIPTION")),
            url=address_of(config.get("SITE_URL")),
            language=as_text(config.get("DEFAULT_LANG")),
            timezone=zone_of(config.get("TIMEZONE")),
            folders=tuple(dict.fromkeys(folder for folder, _ in posts)),
            page_folders=tuple(dict.fromkeys(folder for folder, _ in pages)),
            feeds=("rss.xml", "feed.xml"),
            tag_address="categories/{}/",
            category_address="categories/cat_{}/",
            extra=frozenset(("link", "type", "previewimage", "has_math", "nocomments")),
            permalink=permalink,
            kinds=_kinds(config),
            read_as=_with_meta,
        ),
    )


def _kinds(config: Mapping[str, Any]) -> Mapping[str, TextKind]:
    """Return how texts are read by their endings; `.txt` is usually reStructuredText."""
    compilers = config.get("COMPILERS")
    compilers = compilers if isinstance(compilers, dict) else {}
    kinds = {"rest": TEXTS[".rst"], "markdown": TEXTS[".md"], "html": TEXTS[".html"]}
    return {
        **TEXTS,
        ".txt": TEXTS[".rst"],
        **{
            str(ending).lower(): kind
            for name, kind in kinds.items()
            for ending in _items(compilers.get(name))
        },
    }


def _items(value: object) -> list[str]:
    """Return a list or tuple of settings as texts, nothing for anything else."""
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _with_meta(file: File) -> File:
    """Return a file with the keys that stand in a `.meta` of its name."""
    beside = file.path.with_suffix(".meta")
    if not beside.is_file():
        return file
    meta = split_any_front_matter(text_of_file(beside))
    values = {**meta.values, **file.parts.values}
    return replace(file, parts=replace(file.parts, values=values))


def _folders(written: object, usual: str) -> list[tuple[str, str]]:
    folders = [
        (str(entry[0]).partition("/")[0], as_text(entry[1]))
        for entry in (written if isinstance(written, list | tuple) else ())
        if isinstance(entry, list | tuple) and len(entry) > 1
    ]
    return folders or [(usual, usual)]
