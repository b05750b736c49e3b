"""Jekyll, as GitHub Pages runs it: `_posts` with a date in each name, Liquid in the text."""

from __future__ import annotations

from pathlib import Path

from rapport.blog.urls import slug
from rapport.importing.model import ImportedAuthor
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.front_matter_formats import as_list, as_text
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.settings_files import address_of, filled, read_settings, zone_of
from rapport.importing.sources.source_file import File

NAME = "Jekyll"
HOW = "the folder with `_config.yml` and `_posts`"
_FORMS = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the blog in a folder, None if it is not a Jekyll project."""
    folders = [path for path in (*root.glob("_posts"), *root.glob("*/_posts")) if path.is_dir()]
    if not folders:
        return None
    config = read_settings(root, "_config.yml", "_config.yaml", "_config.toml")
    written = as_text(config.get("permalink")) or "date"
    form = _FORMS.get(written, written)

    def permalink(file: File) -> str:
        return _address(file, form)

    people = read_settings(root, "_data/authors.yml", "_data/people.yml")
    return MarkdownFolder(
        root,
        FolderSettings(
            system=NAME,
            name=as_text(config.get("title") or config.get("name")),
            description=as_text(config.get("description")),
            url=address_of(config.get("url"), config.get("baseurl")),
            language=as_text(config.get("lang") or config.get("locale")),
            timezone=zone_of(config.get("timezone")),
            folders=tuple(path.relative_to(root).as_posix() for path in folders),
            draft_folders=("_drafts",),
            page_folders=("_pages", "about.md", "contact.md", "about.markdown"),
            authors=_authors(people),
            feeds=("feed.xml", "atom.xml", "rss.xml"),
            tag_address="tag/{}/",
            category_address="category/{}/",
            splits_tags=True,
            permalink=permalink,
        ),
    )


def _authors(people: object) -> tuple[ImportedAuthor, ...]:
    authors = []
    for name, values in people.items() if isinstance(people, dict) else ():
        if isinstance(values, dict):
            full = as_text(values.get("name") or values.get("full_name") or name)
            authors.append(ImportedAuthor(str(name), full, as_text(values.get("bio"))))
    return tuple(authors)


def _address(file: File, form: str) -> str:
    date = file.named_date or as_text(file.values.get("date"))[:10]
    year, month, day = ([*date.split("-"), "", "", ""])[:3]
    if file.is_page:
        return f"{file.name}/" if form.endswith("/") else f"{file.name}.html"
    categories = as_list(
        file.values.get("categories") or file.values.get("category"), by_spaces=True
    )
    values = {
        "categories": "/".join(slug(category) for category in categories),
        "year": year,
        "month": month.zfill(2),
        "i_month": month.lstrip("0"),
        "day": day[:2].zfill(2),
        "i_day": day[:2].lstrip("0"),
        "title": as_text(file.values.get("slug")) or file.name,
        "slug": as_text(file.values.get("slug")) or file.name.lower(),
        "output_ext": ".html",
        "short_year": year[2:],
    }
    address = "/".join(part for part in filled(form, values).split("/") if part)
    return f"{address}/" if form.endswith("/") else address
