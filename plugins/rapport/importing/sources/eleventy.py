"""Eleventy: Markdown with YAML, TOML or JSON front matter, in the project's input folder."""

from __future__ import annotations

from pathlib import Path

from rapport.importing.sources.eleventy_permalinks import Permalinks
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.foreign_front_matter import read_written
from rapport.importing.sources.front_matter_formats import as_text
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of, read_settings
from rapport.importing.sources.source_file import File, is_inside

NAME = "Eleventy"
HOW = "the folder with `.eleventy.js` or `eleventy.config.js`"
_CONFIGS = (
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
)
_INPUTS = ("src", "content", "source", ".")
_POSTS = ("posts", "blog", "articles", "writing", "_posts", "blog/posts")


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not an Eleventy project."""
    if not any((root / name).is_file() for name in _CONFIGS):
        return None
    bases = [base for base in _INPUTS if is_inside(root / base, root)]
    places = [(base, name) for base in bases for name in _POSTS if (root / base / name).is_dir()]
    if not places:
        return None
    base = places[0][0]
    folders = [f"{base}/{name}".removeprefix("./") for parent, name in places if parent == base]
    config = read_settings(
        root,
        "_data/metadata.json",
        f"{base}/_data/metadata.json",
        f"{base}/_data/site.json",
        f"{base}/_data/site.yaml",
        "src/_data/metadata.yaml",
    )

    links = Permalinks(root, root / base)
    settings: FolderSettings

    def permalink(file: File) -> str:
        written = read_written(file, settings)
        if address := links.address(file.path, file.name, written.title, written.date):
            return address
        inside = file.path.relative_to(root / base).as_posix()
        folder = inside.rpartition("/")[0]
        if file.path.stem == "index":
            folder = folder.rpartition("/")[0]
        return f"{folder}/{file.name}/" if folder else f"{file.name}/"

    settings = FolderSettings(
        system=NAME,
        is_commonmark=True,
        name=as_text(config.get("title") or config.get("name")),
        description=as_text(config.get("description")),
        url=address_of(config.get("url")),
        language=as_text(config.get("language") or config.get("lang")),
        folders=tuple(folders),
        page_folders=tuple(
            f"{base}/{name}".removeprefix("./")
            for name in ("about.md", "about/index.md", "pages", "contact.md")
        ),
        feeds=("feed/feed.xml", "feed.xml", "feed/feed.json", "rss.xml"),
        extra=frozenset(
            ("eleventyexcludefromcollections", "eleventynavigation", "templateengineoverride")
        ),
        needs_front_matter=True,
        permalink=permalink,
        notes=tuple(links.notes()),
    )
    return MarkdownFolder(root, settings)
