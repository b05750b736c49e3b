"""The blog's sources as an author's commands see them: read, moved, renamed."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import get_files
from msgspec import Struct

from rapport.blog.front_matter import BlogSettings, read_article
from rapport.host.checking import read_content
from rapport.site.blog_tasks import blog_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead


class MarkdownFiles(Struct, frozen=True):
    """The Markdown files of a blog, by their paths below the docs folder."""

    folder: Path
    site: BlogRead
    settings: BlogSettings
    texts: Mapping[str, str]

    @property
    def articles_folder(self) -> Path:
        """The folder of the articles, or the first of several."""
        return self.folder / self.site.settings.articles_dirs[0]

    @property
    def vocabulary_file(self) -> Path:
        """The file of the tags."""
        return self.folder / (self.site.settings.vocabulary_file or "tags.yml")

    def source_of(self, path: str) -> str:
        """Return a path relative to the docs folder; raises ValueError if it is not below it."""
        whole = Path(path).resolve()
        return whole.relative_to(self.folder.resolve()).as_posix()

    def article(self, source: str) -> Article | None:
        """Return the article at `source`, None if there is none."""
        return next(
            (article for article in self.site.all_articles if article.source == source), None
        )

    def read(self, text: str, source: str) -> Article | None:
        """Return the article that `text` would be at `source`."""
        return read_article(text, source, self.settings)[0]

    def write(self, source: str, text: str) -> None:
        """Write a text to `source`."""
        path = self.folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def read_sources(config: MkDocsConfig) -> MarkdownFiles:
    """Return all Markdown files of the blog, including invalid ones."""
    site = read_content(config).read
    texts = {}
    for file in get_files(config).documentation_pages():
        text = file.content_bytes.decode("utf-8", "replace")
        if "\ufffd" not in text:
            texts[posixpath.normpath(file.src_uri)] = text
    settings = blog_settings(site.settings, site.vocabulary, site.authors)
    return MarkdownFiles(Path(config.docs_dir), site, settings, texts)
