"""The ordinary pages of a Material site: all of its docs folder except the posts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pathspec import GitIgnoreSpec

from rapport.importing.notes import changed, to_do
from rapport.importing.sources.front_matter_formats import as_text
from rapport.importing.sources.source_file import INDEXES, File
from rapport.importing.sources.text_files import TEXTS
from rapport.importing.words import said_by

_TAGS = re.compile(r"^[ \t]*(?:<!--[ \t]*material/tags\b[^>]*-->|\[TAGS\])[ \t]*$\n?", re.MULTILINE)
"""Where the plugin for tags puts its list: `<!-- material/tags -->`, formerly `[TAGS]`."""
_HEADING = re.compile(r"\A\s*#\s[^\n]*\n?")


@dataclass(frozen=True)
class MaterialPages:
    """What settings say of pages; `blog` is the blog's folder in the docs folder, empty for both.

    `left_out` and `held_back` are patterns of files, as MkDocs' `exclude_docs` and `draft_docs`
    have them. With `has_folders`, the page of `a.md` is at `a/`, not at `a.html`.
    """

    blog: str
    left_out: GitIgnoreSpec
    held_back: GitIgnoreSpec
    has_folders: bool = True

    def address(self, file: File) -> str:
        """Return a page's address: `guide/cv/` for `guide/cv.md` and for `guide/cv/index.md`."""
        plain = file.inside.rpartition(".")[0]
        folder, _, name = plain.rpartition("/")
        if name.lower() in INDEXES:
            return f"{folder}/" if folder else ""
        return f"{plain}/" if self.has_folders else f"{plain}.html"

    def why_left_out(self, file: File) -> str:
        """Return why a file does not come along, empty if it does."""
        if not file.is_page:
            return ""
        if self.left_out.match_file(file.inside):
            return "pages that `exclude_docs` leaves out"
        if TEXTS[file.path.suffix.lower()].is_html:
            return "files of HTML or reStructuredText, which were no pages"
        if self._is_list(file) and not said_by(_HEADING.sub("", file.parts.body)).strip():
            return "the page above the list of articles, which held a heading only"
        if file.inside in ("tags.md", "tags/index.md") and _TAGS.search(file.parts.body):
            return "the page of all tags, which this site makes itself"
        return ""

    def read_as(self, file: File) -> File:
        """Return a page as it comes along: without a list that its plugin put there."""
        if not file.is_page:
            return file
        notes = list(file.parts.notes)
        body, count = _TAGS.subn("", file.parts.body)
        if count:
            notes.append(changed("the list of tags that stood here is at `/tags/`."))
        if self.blog and self._is_list(file):
            notes.append(
                to_do("the list of articles stood below this text; it is at `/archive/` now.")
            )
        is_draft = file.is_draft or self.held_back.match_file(file.inside)
        parts = replace(file.parts, body=body, notes=tuple(notes))
        return replace(file, parts=parts, is_draft=is_draft)

    def _is_list(self, file: File) -> bool:
        folder, _, name = file.inside.rpartition("/")
        return folder == self.blog and name.rpartition(".")[0].lower() in INDEXES


def pages_of(config: Mapping[str, Any], blog: str) -> MaterialPages:
    """Return what a `mkdocs.yml` says of pages."""
    return MaterialPages(
        blog=blog,
        left_out=_patterns(config.get("exclude_docs")),
        held_back=_patterns(config.get("draft_docs")),
        has_folders=config.get("use_directory_urls") is not False,
    )


def _patterns(written: object) -> GitIgnoreSpec:
    """Return patterns, one per line; none if the text is missing or can't be read."""
    try:
        return GitIgnoreSpec.from_lines(as_text(written).splitlines())
    except ValueError:
        return GitIgnoreSpec.from_lines([])
