"""Hugo: `content/` with page bundles, front matter in YAML, TOML or JSON, and shortcodes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapport.blog.urls import slug
from rapport.importing.model import ImportedAuthor
from rapport.importing.notes import to_do
from rapport.importing.plain import plain_text
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.front_matter_formats import as_text, split_any_front_matter
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of, filled, read_settings, zone_of
from rapport.importing.sources.source_file import File, is_inside
from rapport.importing.sources.text_files import text_of_file

NAME = "Hugo, Zola"
HOW = "the folder with `content/` and `hugo.toml` (or `config.toml`, `.yaml`, `.json`)"
_CONFIGS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for ending in ("toml", "yaml", "yml", "json")
)
_SECTIONS = ("posts", "post", "blog", "articles", "news", "writing", "notes", "stories")


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not a Hugo project."""
    if not any((root / name).is_file() for name in _CONFIGS) or not (root / "content").is_dir():
        return None
    config = {str(key).lower(): value for key, value in read_settings(root, *_CONFIGS).items()}
    content = root / as_text(config.get("contentdir") or "content")
    if not is_inside(content, root) or not content.is_dir():
        return None
    sections = [name for name in _SECTIONS if (content / name).is_dir()]
    rest = [
        path.name
        for path in sorted(content.iterdir())
        if path.name not in sections and (path.is_dir() or path.suffix == ".md")
    ]
    terms = _taxonomies(config)
    base = content.relative_to(root).as_posix()
    folders = [f"{base}/{name}" for name in sections] or [base]
    links = read_permalinks(root, config)
    ugly = config.get("uglyurls") is True

    def permalink(file: File) -> str:
        return _address(file, content, links, is_ugly=ugly)

    return MarkdownFolder(
        root,
        FolderSettings(
            system="Zola" if "base_url" in config else "Hugo",
            is_commonmark=True,
            name=as_text(config.get("title")),
            description=as_text((config.get("params") or {}).get("description"))
            if isinstance(config.get("params"), dict)
            else "",
            url=address_of(config.get("baseurl") or config.get("base_url")),
            language=as_text(config.get("languagecode") or config.get("defaultcontentlanguage")),
            timezone=zone_of(config.get("timezone")),
            folders=tuple(folders),
            page_folders=tuple(f"{base}/{name}" for name in rest) if sections else (),
            page_root=base,
            dated_are_articles=True,
            feeds=("index.xml", *(f"{name}/index.xml" for name in sections)),
            extra=frozenset(("weight", "toc", "math", "series", "linktitle", "markup")),
            permalink=permalink,
            lists=_lists(content),
            has_sections=True,
            authors=_authors(content / "authors"),
            tag_keys=tuple(sorted(terms - {"tags", "categories", "authors"})),
            left_out=lambda file: _why_left_out(file, content, terms),
            read_as=_as_hugo_reads,
        ),
    )


def _taxonomies(config: Mapping[str, Any]) -> frozenset[str]:
    """Return the folders of pages about tags, authors and the like."""
    taxonomies = config.get("taxonomies")
    names = taxonomies.values() if isinstance(taxonomies, dict) else ()
    return frozenset(("tags", "categories", "authors", *filter(None, map(as_text, names))))


def _authors(folder: Path) -> tuple[ImportedAuthor, ...]:
    """Return the authors whose pages lie in a folder, one `NAME/_index.md` each."""
    authors = []
    for path in sorted(folder.glob("*/_index.md")):
        values = split_any_front_matter(text_of_file(path)).values
        names = (as_text(values.get(key)) for key in ("display_name", "title", "name"))
        name = next(filter(None, names), path.parent.name)
        about = plain_text(as_text(values.get("bio") or values.get("description")))
        address = f"authors/{path.parent.name}/"
        authors.append(ImportedAuthor(path.parent.name, name, about, addresses=(address,)))
    return tuple(authors)


def _lists(content: Path) -> tuple[str, ...]:
    """Return the addresses of sections and terms, whose pages are lists."""
    lists = {path.relative_to(content).parts for path in content.rglob("_index.md")}
    folders = (path for path in content.iterdir() if path.is_dir())
    lists |= {(path.name, "_index.md") for path in folders}  # each has a list, said or not
    return tuple(f"{'/'.join(parts[:-1]).lower()}/" for parts in sorted(lists) if len(parts) > 1)


def _why_left_out(file: File, content: Path, terms: Collection[str]) -> str:
    """Return why an `_index.md` does not come along as a page, empty if it does."""
    if file.path.stem != "_index":
        return ""
    if file.path.relative_to(content).parts[0] in terms:
        return "pages about authors, tags or the like (`_index.md`)"
    return "" if file.parts.body.strip() else "pages of sections (`_index.md`) without a text"


def _as_hugo_reads(file: File) -> File:
    """Return a section's own text as a page; only a bundle (`index.md`) can be headless."""
    if file.path.stem not in ("_index", "index"):
        rest = {key: value for key, value in file.values.items() if key.lower() != "headless"}
        return replace(file, parts=replace(file.parts, values=rest))
    if file.path.stem == "index":
        return file
    note = to_do("a list may have stood below this text; that of all articles is at `/archive/`.")
    parts = replace(file.parts, notes=(*file.parts.notes, note))
    return replace(file, is_page=True, parts=parts)


def read_permalinks(root: Path, config: dict[str, Any]) -> dict[str, str]:
    """Return the forms of addresses by section."""
    permalinks = config.get("permalinks") or read_settings(root, "config/_default/permalinks.toml")
    permalinks = permalinks if isinstance(permalinks, dict) else {}
    of_pages = permalinks.get("page")
    permalinks = of_pages if isinstance(of_pages, dict) else permalinks
    return {str(key): value for key, value in permalinks.items() if isinstance(value, str)}


def _address(file: File, content: Path, links: dict[str, str], *, is_ugly: bool) -> str:
    inside = file.path.relative_to(content).as_posix()
    section = inside.partition("/")[0] if "/" in inside else ""
    folder = inside.rpartition("/")[0]
    if file.path.stem == "_index":
        return f"{folder}/".lstrip("/").lower()
    if file.path.stem == "index":
        folder = folder.rpartition("/")[0]
    stem = file.path.parent.name if file.path.stem == "index" else file.path.stem
    last = as_text(file.values.get("slug")) or stem
    date = as_text(file.values.get("date"))[:10] or file.named_date
    year, month, day = ([*date.split("-"), "", "", ""])[:3]
    title = as_text(file.values.get("title"))
    if form := links.get(section):
        values = {
            "year": year,
            "month": month,
            "day": day,
            "title": slug(title),
            "slug": as_text(file.values.get("slug")) or slug(title) or stem,
            "slugorfilename": last,
            "filename": stem,
            "contentbasename": stem,
            "slugorcontentbasename": last,
            "section": section,
            "sections": folder,
        }
        return filled(form, values).strip("/").lower() + "/"
    path = "/".join(part for part in (folder, last) if part).lower().replace(" ", "-")
    return f"{path}.html" if is_ugly else f"{path}/"
