"""Docusaurus: `blog/` and documents, written in MDX; its settings are read as text, not run."""

from __future__ import annotations

import re
from pathlib import Path

from rapport.blog.urls import slug
from rapport.importing.model import ImportedAuthor
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.front_matter_formats import as_text
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of, read_settings
from rapport.importing.sources.source_file import File
from rapport.importing.sources.text_files import text_of_file

NAME = "Docusaurus"
HOW = "the folder with `docusaurus.config.js` (or `.ts`) and `blog/`"
_PRESENTATION = frozenset(
    "id sidebar_label sidebar_position sidebar_class_name hide_table_of_contents hide_title"
    " toc_min_heading_level toc_max_heading_level pagination_label pagination_next"
    " pagination_prev displayed_sidebar author_image_url custom_edit_url".split()
)


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not a Docusaurus project."""
    configs = [path for path in sorted(root.glob("docusaurus.config.*")) if path.is_file()]
    if not configs:
        return None
    config = text_of_file(configs[0])
    blog = _folder_of(config, "blog", "blog")
    docs = _folder_of(config, "docs", "docs")
    blog_route = _route_of(config, "blog", "blog")
    docs_route = _route_of(config, "docs", "docs")
    people = read_settings(root, f"{blog}/authors.yml", f"{blog}/authors.yaml")

    def permalink(file: File) -> str:
        written = as_text(file.values.get("slug"))
        if file.is_page:
            if file.place.startswith("src/pages/"):
                return f"{_stem(file.inside)}/"
            folder = file.inside.rpartition("/")[0]
            name = written or as_text(file.values.get("id")) or _stem(file.inside, last=True)
            parts = (docs_route, "" if written.startswith("/") else folder, name.strip("/"))
            return "".join(f"{part}/" for part in parts if part)
        if written:
            return f"{blog_route}/{written.strip('/')}/"
        date = file.named_date.replace("-", "/")
        return "".join(f"{part}/" for part in (blog_route, date, file.name) if part)

    return MarkdownFolder(
        root,
        FolderSettings(
            system=NAME,
            is_commonmark=True,
            name=_string(config, "title"),
            description=_string(config, "tagline"),
            url=address_of(_string(config, "url"), _string(config, "baseUrl")),
            language=_string(config, "defaultLocale"),
            folders=(blog,) if (root / blog).is_dir() else (),
            page_folders=tuple(name for name in (docs, "src/pages") if (root / name).is_dir()),
            authors=_authors(people),
            feeds=(f"{blog_route}/rss.xml", f"{blog_route}/atom.xml"),
            tag_address=f"{blog_route}/tags/{{}}/",
            extra=_PRESENTATION,
            permalink=permalink,
            is_mdx=True,
        ),
    )


def _string(config: str, key: str) -> str:
    match = re.search(rf"^[ \t]*{key}:\s*(['\"`])(.*?)\1", config, re.MULTILINE)
    return match[2] if match else ""


def _block_of(config: str, key: str) -> str:
    """Return the content of `key: {…}`, at any place in the text."""
    lines = []
    for match in re.finditer(rf"^[ \t]*{key}:\s*\{{", config, re.MULTILINE):
        depth, end = 1, match.end()
        while depth and end < len(config):
            depth += {"{": 1, "}": -1}.get(config[end], 0)
            end += 1
        lines.append(config[match.end() : end - 1])
    return "\n".join(lines)


def _folder_of(config: str, key: str, usual: str) -> str:
    path = _string(_block_of(config, key), "path") or usual
    return re.sub(r"^\./", "", path).strip("/")


def _route_of(config: str, key: str, usual: str) -> str:
    match = re.search(r"routeBasePath:\s*(['\"`])(.*?)\1", _block_of(config, key))
    return match[2].strip("/") if match else usual


def _stem(path: str, *, last: bool = False) -> str:
    plain = re.sub(r"(?:/index)?\.mdx?$", "", path)
    return re.sub(r"^\d+[-_.]\s*", "", plain.rpartition("/")[2]) if last else plain


def _authors(people: object) -> tuple[ImportedAuthor, ...]:
    authors = []
    for key, values in people.items() if isinstance(people, dict) else ():
        if isinstance(values, dict):
            name = as_text(values.get("name")) or str(key)
            about, url = as_text(values.get("title")), as_text(values.get("url"))
            former = (f"blog/authors/{slug(str(key))}/",)
            authors.append(ImportedAuthor(str(key), name, about, url, former))
    return tuple(authors)
