"""Material for MkDocs' blog: `docs/…/posts`, `.authors.yml`, article addresses and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymdownx.slugs import slugify

from rapport.importing.model import ImportedAuthor
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.foreign_front_matter import read_written
from rapport.importing.sources.front_matter_formats import as_list, as_text
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.material_pages import pages_of
from rapport.importing.sources.settings_files import address_of, filled, read_settings
from rapport.importing.sources.source_file import File

NAME = "Material for MkDocs"
HOW = "the folder with `mkdocs.yml`, in which the plugin `blog` stands"


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not a Material project."""
    config = read_settings(root, "mkdocs.yml", "mkdocs.yaml")
    options = _options(config.get("plugins"))
    if options is None:
        return None
    docs = as_text(config.get("docs_dir")) or "docs"
    blog = (as_text(options.get("blog_dir")) or "blog").strip("/")
    blog = "" if blog == "." else blog
    base = f"{docs}/{blog}".rstrip("/")
    posts = (
        as_text(options.get("post_dir")).replace("{blog}", blog).strip("/")
        if options.get("post_dir")
        else f"{blog}/posts".strip("/")
    )
    form = as_text(options.get("post_url_format")) or "{date}/{slug}"
    date_form = as_text(options.get("post_url_date_format")) or "yyyy/MM/dd"
    most = options.get("post_url_max_categories")
    most = most if isinstance(most, int) else 1
    people = read_settings(root, f"{base}/.authors.yml", f"{docs}/.authors.yml")
    pages = pages_of(config, blog)
    settings: FolderSettings

    def permalink(file: File) -> str:
        if file.is_page:
            return pages.address(file)
        written = read_written(file, settings)
        date = written.date
        values = {
            "slug": as_text(file.values.get("slug")) or slug(written.title),
            "file": file.path.stem,
            "date": _dated(date_form, date) if date else "",
            "categories": "/".join(
                slug(category) for category in as_list(file.values.get("categories"))[:most]
            ),
        }
        inside = filled(form, values).strip("/")
        address = "/".join(part for part in (blog, inside) if part)
        return f"{address}/" if pages.has_folders else f"{address}.html"

    prefix = f"{blog}/" if blog else ""
    settings = FolderSettings(
        system=NAME,
        name=as_text(config.get("site_name")),
        description=as_text(config.get("site_description")),
        url=address_of(config.get("site_url")),
        language=as_text((config.get("theme") or {}).get("language"))
        if isinstance(config.get("theme"), dict)
        else "",
        folders=(f"{docs}/{posts}",),
        page_folders=(docs,),
        page_root=docs,
        authors=_authors(people.get("authors"), prefix),
        feeds=("feed_rss_created.xml", "feed_rss_updated.xml", "feed_json_created.json"),
        lists=(prefix,) if prefix else (),
        year_address=_form(prefix, options, "archive_url_format", "archive/{date}"),
        tag_address="tags/#{}",
        category_address=_form(prefix, options, "categories_url_format", "category/{slug}"),
        slugged=slug,
        extra=frozenset(("readtime", "hide", "search", "icon", "social")),
        permalink=permalink,
        left_out=pages.why_left_out,
        read_as=pages.read_as,
    )
    return MarkdownFolder(root, settings)


def slug(text: str) -> str:
    """Return a name as Material puts it into addresses: `You're – in` is `youre--in`."""
    return str(slugify(case="lower")(text, "-"))


def _form(prefix: str, options: Mapping[str, Any], name: str, usual: str) -> str:
    """Return the form of a list's address, with `{}` for its name or year."""
    written = as_text(options.get(name)) or usual
    return prefix + re.sub(r"\{(?:slug|date)\}", "{}", written).strip("/") + "/"


def _options(plugins: Any) -> dict[str, Any] | None:  # noqa: ANN401 - whatever stands there
    """Return the options of the plugin, None if it is not configured."""
    if isinstance(plugins, dict):
        plugins = [{name: value} for name, value in plugins.items()]
    for plugin in plugins if isinstance(plugins, list) else ():
        if plugin in ("blog", "material/blog"):
            return {}
        if isinstance(plugin, dict):
            for name in ("blog", "material/blog"):
                if name in plugin:
                    return plugin[name] if isinstance(plugin[name], dict) else {}
    return None


def _authors(people: Any, prefix: str) -> tuple[ImportedAuthor, ...]:  # noqa: ANN401 - as above
    authors = []
    for key, values in people.items() if isinstance(people, dict) else ():
        if isinstance(values, dict):
            name, text = as_text(values.get("name")) or str(key), as_text(values.get("description"))
            address = as_text(values.get("slug")) or slug(str(key))
            authors.append(
                ImportedAuthor(
                    str(key),
                    name,
                    text,
                    as_text(values.get("url")),
                    (f"{prefix}author/{address}/",),
                )
            )
    return tuple(authors)


def _dated(form: str, date: Any) -> str:  # noqa: ANN401 - a datetime
    parts = {
        "yyyy": f"{date:%Y}",
        "MM": f"{date:%m}",
        "dd": f"{date:%d}",
        "M": str(date.month),
        "d": str(date.day),
    }
    for sign, value in parts.items():
        form = form.replace(sign, value)
    return form
