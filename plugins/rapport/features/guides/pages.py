"""The page of a stage, which reads as a guide, and the page of a series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from rapport.blog.article import Article
from rapport.blog.guides import Series, Stage, in_order
from rapport.blog.listed_checklist import list_html, lists_of
from rapport.blog.listing import Entry
from rapport.blog.output import NewPage, Values
from rapport.blog.reader import SiteReader
from rapport.blog.texts import Texts


class GuideStep(Struct, frozen=True):
    """An article of a guide, with the HTML of its checklists."""

    entry: Entry
    checklists: tuple[str, ...]


def stage_pages(
    stages: Sequence[Stage], articles: Iterable[Article], texts: Texts, *, is_flat: bool
) -> Iterator[NewPage]:
    """Yield the page of all stages, and that of each with links to the adjacent ones."""
    shown = tuple(articles)
    counts = tuple([(stage, sum(map(stage.takes, shown))) for stage in stages])
    if stages:
        yield NewPage(
            "stages/",
            "stages.html",
            texts.gettext("Where are you now?"),
            _stages,
            counts,
            texts.gettext("What to do and to read, in order."),
            is_in_nav=True,
        )
    for place, stage in enumerate(stages):
        ordered = in_order(article for article in shown if stage.takes(article))
        sources = tuple([article.source for article in ordered])
        around = (
            stages[place - 1] if place else None,
            stages[place + 1] if place + 1 < len(stages) else None,
        )
        yield NewPage(
            stage.page_url,
            "stage.html",
            stage.name,
            _stage,
            (stage, sources, around, texts.language, is_flat),
            stage.description or texts.gettext("What to do and to read, in order."),
            sources,
        )


def series_pages(series: Iterable[Series], texts: Texts) -> Iterator[NewPage]:
    """Yield the page of each series."""
    for guide in series:
        yield NewPage(
            guide.page_url,
            "series.html",
            guide.name,
            _series,
            (guide,),
            texts.ngettext(
                "A series in %(num)s part.", "A series in %(num)s parts.", len(guide.sources)
            ),
            guide.sources,
        )


def _stages(_: SiteReader, *counts: tuple[Stage, int]) -> Values:
    return {"counts": counts}


def _stage(
    reader: SiteReader,
    stage: Stage,
    sources: Sequence[str],
    around: tuple[Stage | None, Stage | None],
    language: str,
    is_flat: bool,
) -> Values:
    texts: Texts = reader.get("guide-texts")
    steps = []
    for source in sources:
        article = reader.article(source)
        way = f"../{article.url.rstrip('/')}.html" if is_flat else f"../../{article.url}"
        checklists = lists_of(article, reader.rendering(source).checklists, language)
        lists = tuple([list_html(checklist, way, texts, is_open=True) for checklist in checklists])
        steps.append(GuideStep(reader.entry(source), lists))
    before, after = around
    return {"stage": stage, "steps": steps, "stage_before": before, "stage_after": after}


def _series(reader: SiteReader, series: Series) -> Values:
    return {"series": series, "entries": [reader.entry(source) for source in series.sources]}


class Part(Struct, frozen=True):
    """The position of an article in its series; `number` counts from 1."""

    name: str
    page_url: str
    number: int
    of: int
    before: str
    after: str


def parts_of(series: Iterable[Series]) -> dict[str, Part]:
    """Return the position of each article in its series, by source."""
    return {
        source: Part(
            guide.name,
            guide.page_url,
            place + 1,
            len(guide.sources),
            guide.sources[place - 1] if place else "",
            guide.sources[place + 1] if place + 1 < len(guide.sources) else "",
        )
        for guide in series
        for place, source in enumerate(guide.sources)
    }
