"""A folder of Markdown or HTML files, or one Word or Google document as an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rapport.importing.model import ImportedArticle, ImportedBlog, SourceError, Text
from rapport.importing.notes import to_do
from rapport.importing.sources.folder_settings import FolderSettings
from rapport.importing.sources.markdown_folder import MarkdownFolder
from rapport.importing.sources.styled import with_elements
from rapport.importing.sources.text_files import TEXTS, text_of_file

NAME = "Folder of Markdown or HTML"
HOW = "any folder with .md, .html or .rst files; the first heading or file name is the title"
WORD = "Word or Google document"
WORD_HOW = "one .docx, or what Google Docs downloads as .docx or as web page (.zip, .html)"
_LARGEST = 200 * 1024 * 1024


def open_folder(root: Path) -> MarkdownFolder | None:
    """Return the articles of a folder, None if it holds none."""
    if not root.is_dir():
        return None
    has_texts = any(path.suffix.lower() in TEXTS for path in root.rglob("*"))
    settings = FolderSettings(system=NAME, folders=(".",), plain_keys=True, is_commonmark=True)
    return MarkdownFolder(root, settings) if has_texts else None


@dataclass
class OneDocument:
    """One document as an article."""

    path: Path

    def blog(self) -> ImportedBlog:
        """Return a blog of which nothing is known."""
        return ImportedBlog(system=WORD)

    def articles(self) -> Iterator[ImportedArticle]:
        """Yield the article, held back until somebody has looked at it."""
        html = self._html()
        heading = re.search(
            r"<h1[^>]*>(.*?)</h1>|<p[^>]*class=\"[^\"]*\btitle\b[^\"]*\"[^>]*>(.*?)</p>",
            html,
            re.DOTALL,
        )
        inner = next((group for group in heading.groups() if group), "") if heading else ""
        title = " ".join(re.sub(r"<[^>]+>", "", inner).split())
        body = html.replace(heading[0], "", 1) if heading else html
        stem = self.path.stem.replace("_", " ").replace("-", " ").strip().capitalize()
        yield ImportedArticle(
            key=f"document:{self.path.name}",
            title=title or stem,
            text=lambda: Text(body, folder=self.path.parent),
            slug=self.path.stem,
            date=datetime.fromtimestamp(int(self.path.stat().st_mtime), UTC),
            is_draft=True,
            notes=(
                to_do("its date is that of the file, and it is held back: look at it.", "date:"),
            ),
        )

    def _html(self) -> str:
        if self.path.suffix.lower() != ".docx":
            return with_elements(text_of_file(self.path))
        import mammoth  # noqa: PLC0415 - one kind of source needs it

        if self.path.stat().st_size > _LARGEST:
            raise SourceError(f"{self.path}: larger than 200 MB.")
        try:
            with self.path.open("rb") as file:
                return str(mammoth.convert_to_html(file).value)
        except Exception as error:
            raise SourceError(f"{self.path}: no Word document that can be read: {error}") from error
