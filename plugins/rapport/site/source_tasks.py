"""Each Markdown file of the blog as a task: its content, and its problems."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec
from msgspec.structs import replace

from rapport.blog.article import Article
from rapport.blog.build_state import SiteSettings
from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.front_matter_block import check_page, split_front_matter
from rapport.blog.letter import is_letter
from rapport.blog.letter_archive import read_archived
from rapport.blog.links import Link, find_links
from rapport.blog.named_tags import read_page_tags
from rapport.blog.other_markdown import find_other_markdown
from rapport.blog.page_visibility import LISTED, PageVisibility
from rapport.blog.problem import Problem
from rapport.blog.tag import Tag
from rapport.engine.digests import digest
from rapport.engine.graph import Graph
from rapport.engine.tasks import Reader, Source, Task
from rapport.site.companions import decoded

ARTICLE, PAGE = "article-source", "page-source"
"""The kinds of tasks: of articles, and of ordinary pages."""

Written = tuple[Link, ...]

_encode = msgspec.json.Encoder().encode
_head = msgspec.json.Decoder(Article)
_links = msgspec.json.Decoder(Written)
_tags = msgspec.json.Decoder(tuple[Tag, ...])
_visibility = msgspec.json.Decoder(PageVisibility)
_problems = msgspec.json.Decoder(list[Problem])


class SourceTasks(msgspec.Struct, frozen=True):
    """Reads files; `path_of` names the file of a source to the graph."""

    site_settings: SiteSettings
    settings: BlogSettings
    path_of: Callable[[str], str]

    def define(self, graph: Graph, articles: AbstractSet[str], pages: AbstractSet[str]) -> None:
        """Define the tasks of these sources."""
        names = [type(feature).__name__ for feature in self.site_settings.features]
        common = digest(repr(self.settings), names)
        settings = Source(lambda _: self.settings, lambda _: common, is_shared=True)
        graph.define("reading", settings)
        graph.define(ARTICLE, Task(self._article, articles.__contains__))
        graph.define(PAGE, Task(self._page, pages.__contains__))

    def _article(self, reader: Reader, source: str) -> Mapping[str, str]:
        text, path, problems = self._read(reader, source)
        article = None
        if text is not None:
            article, problems = self._found(text, source, path)
        if article is None:
            return {"problems": _text(problems)}
        for feature in self.site_settings.features:
            problems += feature.check(article)
        if not _survives(article):
            reader.cannot_track("its front matter holds values that are no plain data")
        return {
            "front-matter": _text(replace(article, body="")),
            "body": article.body,
            **_parts(find_links(article.body, article.body_line), problems),
        }

    def _found(self, text: str, source: str, path: str) -> tuple[Article | None, list[Problem]]:
        if is_letter(source, self.settings.letters_dir):
            return read_archived(text, source, path, self.settings), []
        return read_article(text, source, self.settings)

    def _page(self, reader: Reader, source: str) -> Mapping[str, str]:
        text, path, problems = self._read(reader, source)
        if text is None:
            return {"problems": _text(problems)}
        block, _ = split_front_matter(text, path)
        visibility, problems = check_page(text, path, self.settings.timezone)
        tags: tuple[Tag, ...] = ()
        if self.site_settings.has_tag_pages and not problems:
            tags, problems = read_page_tags(text, path, self.settings.vocabulary)
        if not self.site_settings.is_beside:
            rendered = self.settings.rendered
            problems += find_other_markdown(block.body, path, block.body_line, rendered)
        return {
            "tags": _text(tags) if tags else "",
            "visibility": "" if visibility == LISTED else _text(visibility),
            **_parts(find_links(block.body, block.body_line), problems),
        }

    def _read(self, reader: Reader, source: str) -> tuple[str | None, str, list[Problem]]:
        """Return the text of a source with its path, or the problem of its file."""
        reader.note("reading")
        reader.note("versions")
        path = posixpath.join(self.settings.docs_path, source)
        try:
            data = reader.get("file", self.path_of(source))
        except OSError as error:
            reader.cannot_track("a file can't be read")
            message = f"the file can't be read: {error.strerror}."
            hint = "Look at its rights, or where it leads."
            return None, path, [Problem(path, 1, 1, "unreadable", message, hint)]
        text, problems = decoded(data, path)
        return text, path, problems


def _parts(links: Sequence[Link], problems: list[Problem]) -> Mapping[str, str]:
    """Return the parts that articles and pages share; a part without content is empty."""
    images = [link for link in links if link.is_image]
    return {
        "links": _text(links) if links else "",
        "images": _text(images) if links else "",
        "problems": _text(problems) if problems else "",
    }


def read_front_matter(graph: Graph, sources: Iterable[str]) -> list[Article]:
    """Return the articles of these sources, without their bodies."""
    texts = (graph.value(f"{ARTICLE}/front-matter {source}") for source in sources)
    return [_head.decode(text) for text in texts if text]


def read_problems(graph: Graph, kind: str, sources: Iterable[str]) -> list[Problem]:
    """Return the problems in the files of these sources."""
    texts = (graph.value(f"{kind}/problems {source}") for source in sources)
    return [problem for text in texts if text for problem in _problems.decode(text)]


def read_visibility(graph: Graph, sources: Iterable[str]) -> dict[str, PageVisibility]:
    """Return the visibility of ordinary pages, except those that are shown everywhere."""
    texts = ((source, graph.value(f"{PAGE}/visibility {source}")) for source in sources)
    return {source: _visibility.decode(text) for source, text in texts if text}


def read_tags(graph: Graph, sources: Iterable[str]) -> dict[str, tuple[Tag, ...]]:
    """Return the tags of those ordinary pages that have some, by source."""
    texts = ((source, graph.value(f"{PAGE}/tags {source}")) for source in sources)
    return {source: _tags.decode(text) for source, text in texts if text}


def written_links(graph: Graph, source: str, *, is_article: bool) -> Written:
    """Return the links of a text as they are written, with their lines in the file."""
    return _written(graph, f"{ARTICLE if is_article else PAGE}/links {source}")


def written_images(graph: Graph, source: str, *, is_article: bool) -> Written:
    """Return the images of a text as they are written, with their lines in the file."""
    return _written(graph, f"{ARTICLE if is_article else PAGE}/images {source}")


def _written(graph: Graph, name: str) -> Written:
    text = graph.value(name)
    return _links.decode(text) if text else ()


def _survives(article: Article) -> bool:
    """Return whether everything that the author wrote for the theme is plain JSON."""
    return (
        not article.extra or _head.decode(_encode(replace(article, body=""))).extra == article.extra
    )


def _text(value: object) -> str:
    return _encode(value).decode()
