"""Pelican: Markdown or reStructuredText that begins with `Key: value` lines."""

from __future__ import annotations

import re
from pathlib import Path

from rapport.blog.urls import slug
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.front_matter_formats import as_text
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of, filled, read_python, zone_of
from rapport.importing.sources.source_file import File

NAME = "Pelican"
HOW = "the folder with `pelicanconf.py` and `content/`"


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not a Pelican project."""
    names = [root / name for name in ("pelicanconf.py", "pelican.conf.py", "settings.py")]
    path = next(
        (
            name
            for name in names
            if name.is_file() and "SITENAME" in name.read_text("utf-8", "replace")
        ),
        None,
    )
    if path is None:
        return None
    config = {
        **read_python(path),
        **{k: v for k, v in read_python(root / "publishconf.py").items() if k == "SITEURL"},
    }
    content = as_text(config.get("PATH")) or "content"
    content = content if (root / content).is_dir() else "."
    form = as_text(config.get("ARTICLE_URL")) or "{slug}.html"
    page_form = as_text(config.get("PAGE_URL")) or "pages/{slug}.html"

    def permalink(file: File) -> str:
        return _address(file, page_form if file.is_page else form, category(file))

    def category(file: File) -> str:
        """Return a category: as written, or that of its folder, or the usual one."""
        is_by_folder = config.get("USE_FOLDER_AS_CATEGORY") is not False
        folder = file.inside.rpartition("/")[0].rpartition("/")[2] if is_by_folder else ""
        written = {str(key).lower(): as_text(value) for key, value in file.values.items()}
        return (
            written.get("category") or folder or as_text(config.get("DEFAULT_CATEGORY")) or "misc"
        )

    return MarkdownFolder(
        root,
        FolderSettings(
            system=NAME,
            name=as_text(config.get("SITENAME")),
            description=as_text(config.get("SITESUBTITLE")),
            url=address_of(config.get("SITEURL")),
            language=as_text(config.get("DEFAULT_LANG")),
            timezone=zone_of(config.get("TIMEZONE")),
            page_folders=(f"{content}/pages",),
            folders=(content,),
            feeds=tuple(
                as_text(config[key])
                for key in ("FEED_ALL_ATOM", "FEED_ALL_RSS", "FEED_RSS", "FEED_ATOM")
                if as_text(config.get(key))
            )
            or ("feeds/all.atom.xml",),
            tag_address=as_text(config.get("TAG_URL")).replace("{slug}", "{}") or "tag/{}.html",
            category_address=as_text(config.get("CATEGORY_URL")).replace("{slug}", "{}")
            or "category/{}.html",
            plain_keys=True,
            needs_front_matter=True,
            extra=frozenset(("template", "save_as", "translation", "summary", "series")),
            permalink=permalink,
        ),
    )


def _address(file: File, form: str, category: str) -> str:
    values = {key.lower(): as_text(value) for key, value in file.values.items()}
    if values.get("save_as") or values.get("url"):
        return values.get("url") or values["save_as"]
    date = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", values.get("date", ""))
    last = values.get("slug") or slug(values.get("title") or file.name)
    names = {
        "slug": last,
        "category": slug(category),
        "author": slug(values.get("author", "")),
        "lang": values.get("lang", ""),
    }
    form = re.sub(r"\{date:([^}]*)\}", lambda match: _dated(match[1], date), form)
    return filled(form, names)


def _dated(form: str, date: re.Match[str] | None) -> str:
    year, month, day = (date[1], date[2].zfill(2), date[3].zfill(2)) if date else ("", "", "")
    return (
        form.replace("%Y", year)
        .replace("%m", month)
        .replace("%d", day)
        .replace("%-m", month.lstrip("0"))
        .replace("%-d", day.lstrip("0"))
    )
