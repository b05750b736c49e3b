"""The page of a stage, which reads as a guide, and the page of a series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from rapport.blog.article import Article
from rapport.blog.build_state import SiteSettings
from rapport.blog.guides import Series, Stage, in_order
from rapport.blog.listed_checklist import list_html, lists_of
from rapport.blog.listing import Entry
from rapport.blog.mailed_series import MailedSeries, SeriesPart
from rapport.blog.output import NewPage, Values
from rapport.blog.reader import SiteReader
from rapport.blog.texts import Texts
from rapport.blog.wording import series_wording, wording_version


class OfferedPart(Struct, frozen=True):
    """A part on the page of its series; `source` is empty where nobody can open it there."""

    title: str
    source: str


class Offer(Struct, frozen=True):
    """A series that can be had by email: what its form says and sends."""

    slug: str
    wording: str
    version: str
    paces: tuple[str, ...]
    parts: tuple[OfferedPart, ...]


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


def series_pages(
    series: Iterable[Series], mailed: Iterable[MailedSeries], settings: SiteSettings
) -> Iterator[NewPage]:
    """Yield the page of each series, also of those that are sent by email only."""
    by_email = {offered.file.slug: offered for offered in mailed}
    for guide in series:
        yield _series_page(guide, by_email.pop(guide.slug, None), settings, has_feed=True)
    for offered in by_email.values():
        guide = Series(offered.file.slug, offered.file.title, ())
        yield _series_page(guide, offered, settings, has_feed=False)


def _series_page(
    guide: Series, mailed: MailedSeries | None, settings: SiteSettings, *, has_feed: bool
) -> NewPage:
    """Return the page of a series; what its file says of it comes first."""
    said = settings.texts.ngettext(
        "A series in %(num)s part.",
        "A series in %(num)s parts.",
        len(_shown(mailed) if mailed else guide.sources),
    )
    offer = _offer(mailed, settings) if mailed else None
    if mailed and offer:
        sources = tuple([part.source for part in offer.parts if part.source])
        guide = Series(guide.slug, mailed.file.title, sources)
        said = mailed.file.description or said
    given = (guide, offer, said, has_feed)
    return NewPage(guide.page_url, "series.html", guide.name, _series, given, said, guide.sources)


def _offer(mailed: MailedSeries, settings: SiteSettings) -> Offer:
    wording = series_wording(settings.texts, mailed.file.title, settings.site_name)
    parts = tuple([_step(part) for part in _shown(mailed)])
    return Offer(mailed.file.slug, wording, wording_version(wording), mailed.file.paces, parts)


def _shown(mailed: MailedSeries) -> list[SeriesPart]:
    """Return the parts that may be named on a page: what is not published is not even titled."""
    return [part for part in mailed.parts if part.is_published]


def _step(part: SeriesPart) -> OfferedPart:
    """Return a part as its page shows it: an article that readers can open, or a title only."""
    return OfferedPart(part.title, "" if part.is_letter else part.source)


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


def _series(
    reader: SiteReader,
    series: Series,
    offer: Offer | None,
    said: str,
    has_feed: bool,
) -> Values:
    """Return the parts in order, each with its entry where readers can open it, and the offer."""
    parts = offer.parts if offer else [OfferedPart("", source) for source in series.sources]
    steps = [(part.title, reader.entry(part.source) if part.source else None) for part in parts]
    return {"series": series, "steps": steps, "offer": offer, "said": said, "has_feed": has_feed}


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
