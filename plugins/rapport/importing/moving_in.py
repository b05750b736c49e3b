"""Run an import: read, place and convert, write to a staging folder, then move the files."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.errors import UsageError
from rapport.importing.addresses import aliases_of, moved_addresses, without_taken
from rapport.importing.article_files import (
    author_names,
    file_of,
    joined_with,
    lists,
    new_files,
    own_files,
    page_urls,
    tag_names,
    targets,
)
from rapport.importing.converting import Converter
from rapport.importing.detection import open_source
from rapport.importing.distinct import DistinctSource
from rapport.importing.fetching import Fetcher
from rapport.importing.format_choice import choose_format, kept_addresses, with_urls
from rapport.importing.media import Media
from rapport.importing.model import ItemKind, SourceError
from rapport.importing.new_blog import add_new_blog, write_new_blog
from rapport.importing.notes import Note, dropped
from rapport.importing.placing import Places
from rapport.importing.record import RECORD, read_record
from rapport.importing.redirect_files import all_files
from rapport.importing.report import REPORT, Report
from rapport.importing.source_path import source_path
from rapport.importing.staging import Staging
from rapport.importing.target import find_target, missing_extensions
from rapport.importing.vocabulary import (
    authors_file,
    counts,
    join_authors,
    join_tags,
    joins,
    offers,
    tags_file,
)

if TYPE_CHECKING:
    from rapport.importing.model import ImportedBlog
    from rapport.importing.placing import Placed
    from rapport.importing.record import ImportRecord
    from rapport.importing.request import ImportRequest
    from rapport.importing.target import TargetBlog
    from rapport.importing.vocabulary import Joined

_COMMENTS = "import/comments.json"


def move_in(request: ImportRequest, progress: Callable[[str], None]) -> Report:
    """Import a blog and return the report; raises `UsageError` if that is impossible."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rapport-import-") as folder:
        try:
            path = source_path(request, Path(folder))
            system, source = open_source(path, request.system)
            report = _Move(
                request, DistinctSource(source), path, Report(system.name, request.is_dry), progress
            ).run(Path(folder) / "new-blog")
        except SourceError as error:
            raise UsageError(str(error)) from error
    report.seconds = time.monotonic() - begun
    return report


@dataclass
class _Move:
    """An import in progress."""

    request: ImportRequest
    source: DistinctSource
    path: Path
    report: Report
    progress: Callable[[str], None]
    placed: list[Placed] = field(default_factory=list)
    own_pages: frozenset[str] = frozenset()

    def run(self, new_blog: Path) -> Report:
        """Go all the steps; a new blog's own files lie in the folder `new_blog` meanwhile."""
        blog = self.source.blog()
        if self.request.url:
            blog = replace(blog, url=self.request.url)
        target = find_target(self.request.into, blog, timezone=self.request.timezone)
        record = read_record(target.folder / RECORD)
        staging = Staging(target.folder, record, self.request.is_dry)
        staging.begin(is_resumed=self.request.is_resumed)
        target = self._place(blog, target, staging)
        if target.is_new and not self.placed:
            staging.give_up()
            raise SourceError(f"{self.path}: {self.report.why_empty(blog)}")
        if target.is_new:
            write_new_blog(target, blog, new_blog)
        self._keep_own_pages(target, record, new_blog)
        tags = self._tags(blog)
        media = self._media(blog, staging)
        self._write_articles(blog, target, staging, tags, media)
        self._write_rest(blog, target, staging, tags, media)
        self.report.left = [*blog.left, *self.source.left]
        self.report.readers = blog.readers
        self.report.notes += [*blog.notes, *missing_extensions(target)]
        self.report.files = len(set(media.found.values()))
        if self.request.is_dry and not self.request.offline:
            self.report.wanted = len(media.missing)  # nobody has asked for them yet
        else:
            self.report.missing = media.missing
        unused = [address for address in blog.media if address not in media.asked]
        if unused and not self.request.only:
            self.report.unused = unused
        if target.is_new:
            self.report.notes += add_new_blog(new_blog, staging, self.placed)
        staging.put(REPORT, self.report.markdown())
        staging.put_in_place()
        return self.report

    def _place(self, blog: ImportedBlog, target: TargetBlog, staging: Staging) -> TargetBlog:
        known = staging.record.paths
        places = Places(
            blog_url=blog.url,
            docs=target.docs,
            articles=target.articles,
            known=dict(known),
            taken=frozenset(own_files(target, set(staging.record.digests))),
        )
        for article in self.source.articles():
            if self.request.wants(article):
                item = places.place(article)
                self.placed.append(item)
                known[article.key] = item.path
            else:
                self.report.not_wanted += 1
        if target.is_new and blog.was_online:
            target = replace(target, addresses=choose_format(self.placed, target))
        self.placed = with_urls(self.placed, target)
        self.report.kept_addresses = kept_addresses(self.placed, target)
        return target

    def _keep_own_pages(self, target: TargetBlog, record: ImportRecord, new_blog: Path) -> None:
        """Keep former addresses from redirecting away from the blog's own pages."""
        ours = replace(target, folder=new_blog) if target.is_new else target
        files = own_files(ours, set(record.digests)) - {item.path for item in self.placed}
        self.own_pages = page_urls(files, target)
        self.placed, notes = without_taken(self.placed, self.own_pages, target.root)
        self.report.notes += notes

    def _tags(self, blog: ImportedBlog) -> tuple[Joined, ...]:
        used = counts(item.tags for item in self.placed if item.kind is ItemKind.ARTICLE)
        tags = join_tags(used, blog.tags)
        self.report.joined, self.report.offers = joins(tags), offers(tags)
        return tags

    def _media(self, blog: ImportedBlog, staging: Staging) -> Media:
        request = self.request
        is_online = request.takes_pictures and not request.offline and not request.is_dry
        fetcher = (
            Fetcher(request.limit, request.rate, request.allows_private) if is_online else None
        )
        return Media(
            staging,
            blog.url,
            fetcher,
            Path(request.offline) if request.offline else None,
            self.path if self.path.is_dir() else None,
            is_wanted=request.takes_pictures,
            progress=self.progress,
        )

    def _write_articles(
        self,
        blog: ImportedBlog,
        target: TargetBlog,
        staging: Staging,
        tags: tuple[Joined, ...],
        media: Media,
    ) -> None:
        urls = {item.path: item.url for item in self.placed}
        converter = Converter(
            blog_url=blog.url,
            targets=targets(self.placed),
            files=new_files(self.placed),
            lists=lists(blog, tags),
            media=media,
            urls=urls,
            docs=target.docs,
            has_embeds=target.has_embeds,
        )
        by_key = {item.key: item for item in self.placed}
        names = {name: tag.names[0] for tag in tags for name in tag.names}
        authors = join_authors(
            (name for item in self.placed for name in item.authors), blog.authors
        )
        comments: dict[str, object] = {}
        guids: set[str] = set()
        for number, article in enumerate(self.source.articles()):
            item = by_key.get(article.key)
            if item is None:
                continue
            self.progress(f"{number + 1}/{len(self.placed)} {item.path}")
            extra: list[Note] = []
            if article.guid and article.guid in guids:
                extra = [dropped(f"its feed id, which another article has, too: `{article.guid}`.")]
                article = replace(article, guid="")  # noqa: PLW2901 - the same one, without its id
            guids.add(article.guid)
            text, notes = file_of(article, item, target, converter, names, authors)
            fate = staging.write(item.path, text)
            self.report.add(item, fate, text, [*extra, *notes])
            comments |= {item.path: list(article.comments)} if article.comments else {}
        if comments:
            staging.write(_COMMENTS, json.dumps(comments, ensure_ascii=False, indent=1) + "\n")

    def _write_rest(
        self,
        blog: ImportedBlog,
        target: TargetBlog,
        staging: Staging,
        tags: tuple[Joined, ...],
        media: Media,
    ) -> None:
        writers = {name for item in self.placed for name in item.authors}
        known = [author for author in blog.authors if author.id in writers]
        for path, ready, read in (
            (target.tags_file, tags_file(tags), tag_names),
            (target.authors_file, authors_file(known), author_names),
        ):
            if ready:
                staging.put(path, joined_with(target.folder / path, ready, read))
        slugs = {name: tag.slug for tag in tags for name in tag.names}
        files = media.published(target.docs)
        now, pages = datetime.now(target.timezone), self.own_pages
        moved = moved_addresses(blog, self.placed, slugs, files, target.root, now, pages)
        for path, text in all_files(moved, target.docs, target.root).items():
            staging.write(path, text)
        self.report.moved = len(moved) + sum(
            len(aliases_of(item, target.root)) for item in self.placed
        )
        for path, text in blog.files.items():
            staging.write(f"import/{path}", text)
