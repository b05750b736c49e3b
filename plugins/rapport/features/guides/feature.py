"""Guides for a blog's readers: stages, and series of articles."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rapport.blog.feature import Definition, Feature, Look
from rapport.blog.guides import all_series
from rapport.blog.problem import Problem
from rapport.blog.urls import slug
from rapport.engine.tasks import Source
from rapport.features.guides.pages import parts_of, series_pages, stage_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rapport.blog.build_state import BlogRead, SiteSettings
    from rapport.blog.guides import Stage
    from rapport.blog.output import NewPage, Values
    from rapport.blog.page import PageFacts
    from rapport.blog.reader import SiteReader


class GuidesFeature(Feature):
    """A page for each stage of the readers' journey, and for each series."""

    def __init__(self, stages: tuple[Stage, ...]) -> None:
        self._stages = stages

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages that the owner names."""
        return self._stages

    def define(self, site: BlogRead, value: Look) -> Mapping[str, Definition]:
        """Define `part`, the position of an article in its series, and its `stage-of`."""
        parts = parts_of(all_series(site.blog.articles))
        articles = {article.source: article for article in site.blog.published}
        language = site.settings.language

        def stage_of(source: str) -> Stage | None:
            return next((stage for stage in self._stages if stage.takes(articles[source])), None)

        return {
            "part": Source(parts.get, lambda source: repr(parts.get(source))),
            "stage-of": Source(stage_of, lambda source: repr(stage_of(source))),
            "guide-texts": Source(lambda _: language.texts, lambda _: language.key, is_shared=True),
        }

    def pages(self, site: BlogRead) -> Iterable[NewPage]:
        """Return the pages of stages and of series."""
        texts, articles = site.settings.texts, site.blog.articles
        yield from stage_pages(self._stages, articles, texts, is_flat=site.settings.is_flat)
        yield from series_pages(all_series(articles), site.mailed_series, site.settings)

    def values(self, site: BlogRead) -> Values:
        """Return the stages, to which the home page links."""
        return {"stages": self._stages}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return an article's stage, its position in its series, and the adjacent parts."""
        if not page.source:
            return {}
        part = reader.get("part", page.source)
        values: dict[str, object] = {"stage_here": reader.get("stage-of", page.source)}
        if part:
            values["part"] = part
            values["part_before"] = reader.entry(part.before) if part.before else None
            values["part_after"] = reader.entry(part.after) if part.after else None
        return values

    def problems(self, site: BlogRead, value: Look) -> Iterable[Problem]:
        """Return a problem for every stage in front matter that no option names."""
        known = {stage.slug: stage for stage in self._stages}
        names = [stage.name for stage in self._stages]
        for article in site.blog.published:
            for written in article.stages:
                if slug(written) in known or written in names:
                    continue
                place = article.position("stage")
                near = get_close_matches(written, [*known, *names], n=1)
                message = f"`{written}` is not one of the stages that `rapport/guides` names."
                hint = f"Did you mean `{near[0]}`?" if near else _all(names)
                where = (article.path, place.line, place.column)
                yield Problem(*where, "unknown-stage", message, hint)


def _all(names: Iterable[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    return f"Write one of {listed}." if listed else "Name it in `stages`, an option of the plugin."
