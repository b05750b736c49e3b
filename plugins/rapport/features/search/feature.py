"""Search over articles and their checklists: a search page, and an index in bundles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rapport.blog.feature import Definition, Feature, Look
from rapport.blog.output import NewFiles
from rapport.engine.tasks import Memo, Source
from rapport.features.search.bundle import Findable, bundle_files, find_places, sample_files
from rapport.features.search.findable import PART, findable_words
from rapport.features.search.index import FOLDER, bundle_name, in_bundles, index_text, version_of
from rapport.features.search.pages import search_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rapport.blog.article import Article
    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.output import NewPage
    from rapport.blog.reader import SiteReader
    from rapport.blog.rendering import Derive


class SearchFeature(Feature):
    """A search page, and an index that a browser reads in pieces."""

    def derive(self) -> Mapping[str, Derive]:
        """Return the function that derives an article's words from its HTML."""
        return {PART: findable_words}

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the search page."""
        return [search_page(site.blog, site.settings.texts)]

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Define `findables`: the articles of a bundle as the index contains them."""
        bundles = [tuple([article.source for article in bundle]) for bundle in _bundles(site)]
        return {
            "bundle": Source(
                lambda number: bundles[int(number)], lambda number: repr(bundles[int(number)])
            ),
            "findables": Memo(partial(_findables, site.settings)),
        }

    def files(self, site: BlogRead) -> Iterable[NewFiles]:
        """Return the files of the index, bundle by bundle."""
        bundles = _bundles(site)
        yield NewFiles(f"{FOLDER}index.json", _index, (tuple(map(len, bundles)),))
        yield NewFiles(f"{FOLDER}words.txt", _samples, (len(bundles[0]),))
        for number in range(len(bundles)):
            yield NewFiles(bundle_name(number), _bundle, (number,))


def _bundles(site: BlogRead) -> list[list[Article]]:
    return in_bundles([article for article in site.blog.articles if not _is_left_out(article)])


def _findables(settings: SiteSettings, reader: SiteReader, number: str) -> list[Findable]:
    return [_findable(settings, reader, source) for source in reader.get("bundle", number)]


def _findable(settings: SiteSettings, reader: SiteReader, source: str) -> Findable:
    article = reader.article(source)
    reader.get("way")
    shown = settings.manner.day(article.date)
    return Findable(
        url=article.url.rstrip("/") + (".html" if settings.is_flat else "/"),
        title=article.title,
        day=shown.text,
        moment=shown.machine[:10],
        tags=tuple([tag.name for tag in article.tags]),
        synonyms=tuple([synonym for tag in article.tags for synonym in tag.synonyms]),
        words=reader.rendering(source).parts[PART],
    )


def _index(reader: SiteReader, sizes: Sequence[int]) -> Mapping[str, bytes]:
    digests = [reader.digest("findables", str(number)) for number in range(len(sizes))]
    return {f"{FOLDER}index.json": index_text([version_of([digest]) for digest in digests], sizes)}


def _samples(reader: SiteReader, count: int) -> Mapping[str, bytes]:
    samples = sample_files(find_places(reader.get("findables", "0")), count)
    return {FOLDER + name: samples[name].encode() for name in ("common.txt", "words.txt")}


def _bundle(reader: SiteReader, number: int) -> Mapping[str, bytes]:
    files = bundle_files(reader.get("findables", str(number)))
    return {bundle_name(number) + name: text.encode() for name, text in files.items()}


def _is_left_out(article: Article) -> bool:
    """Return whether the front matter says `search: {exclude: true}`, as in Material."""
    search_settings = (article.extra or {}).get("search")
    return bool(isinstance(search_settings, dict) and search_settings.get("exclude"))
