"""Astro: collections of Markdown below `src/content`, and pages below `src/pages`."""

from __future__ import annotations

import re
from pathlib import Path

from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of
from rapport.importing.sources.source_file import File
from rapport.importing.sources.text_files import text_of_file

NAME = "Astro"
HOW = "the folder with `astro.config.mjs` and `src/content/`"
_POSTS = ("blog", "posts", "post", "articles", "writing", "news")


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not an Astro project."""
    configs = [path for path in root.glob("astro.config.*") if path.is_file()]
    places = [
        *(f"src/content/{name}" for name in _POSTS),
        *(f"src/pages/{name}" for name in _POSTS),
        *(f"src/data/{name}" for name in _POSTS),
    ]
    folders = [name for name in places if (root / name).is_dir()]
    if not configs or not folders:
        return None
    site = re.search(r"\bsite:\s*['\"]([^'\"]+)", text_of_file(configs[0]))
    consts = root / "src/consts.ts"
    title = (
        re.search(r"SITE_TITLE\s*=\s*['\"]([^'\"]+)", text_of_file(consts))
        if consts.is_file()
        else None
    )

    def permalink(file: File) -> str:
        section = next(
            name for name in folders if file.path.is_relative_to(root / name)
        ).rpartition("/")[2]
        inside = re.sub(r"(?:/index)?\.mdx?$", "", file.inside)
        return f"{section}/{inside}/".lower()

    return MarkdownFolder(
        root,
        FolderSettings(
            system=NAME,
            is_commonmark=True,
            name=title[1] if title else "",
            url=address_of(site[1] if site else ""),
            folders=tuple(folders),
            feeds=("rss.xml",),
            extra=frozenset(
                (
                    "slug",
                    "ogimage",
                    "heroimagealt",
                    "postslug",
                    "featured",
                )
            ),
            needs_front_matter=True,
            permalink=permalink,
        ),
    )
