"""The rows of the table: what is done, who does it, and how good Rapport wants to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bench import changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.changes import Change

SMALL, LARGE = 1000, 10_000
OTHERS_MOST = 5000
"""Peers other than Hugo are only asked by name for more articles than this: it takes hours."""


class Unit(Enum):
    """What the figures of a row are."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    MEGABYTES = "MB"
    MILLISECONDS_EACH = "ms an article"


class Way(Enum):
    """How a row is measured."""

    BUILD = "a build after a change"
    MEMORY = "the most memory that a build takes"
    SCALE = "builds of two sizes"
    PREVIEW = "a save while the preview runs"


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One kind of work; `targets` by size are ratios to a peer, or of `preview` the figure."""

    key: str
    title: str
    change: Change
    peers: tuple[str, ...]
    targets: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    way: Way = Way.BUILD
    unit: Unit = Unit.SECONDS


ROWS = (
    BenchmarkRow(
        key="clean",
        title="clean build",
        change=changes.forget_all,
        peers=("material", "pelican", "hugo", "mkdocs"),
        targets={
            SMALL: {"material": 0.18, "pelican": 0.6, "hugo": 2.2},
            LARGE: {"hugo": 0.7},
        },
    ),
    BenchmarkRow(
        key="edit",
        title="rebuild after one body edit",
        change=changes.edit_body,
        peers=("hugo",),
        targets={SMALL: {"hugo": 0.47}, LARGE: {"hugo": 0.072}},
    ),
    BenchmarkRow(
        key="retitle",
        title="rebuild after a change of a title and a tag",
        change=changes.retitle,
        peers=("hugo",),
        targets={SMALL: {"hugo": 0.9}},
    ),
    BenchmarkRow(
        key="add",
        title="rebuild after a new article",
        change=changes.add_article,
        peers=("hugo",),
        targets={SMALL: {"hugo": 0.8}, LARGE: {"hugo": 0.1}},
    ),
    BenchmarkRow(
        key="setting",
        title="rebuild after a change of the site's name",
        change=changes.rename_site,
        peers=("hugo",),
        targets={SMALL: {"hugo": 1.0}},
    ),
    BenchmarkRow(
        key="nothing",
        title="rebuild with nothing changed",
        change=changes.change_nothing,
        peers=("hugo",),
        targets={SMALL: {"hugo": 0.5}, LARGE: {"hugo": 0.5}},
    ),
    BenchmarkRow(
        key="memory",
        title="peak memory of a clean build",
        change=changes.forget_all,
        peers=("hugo",),
        targets={LARGE: {"hugo": 0.8}},
        way=Way.MEMORY,
        unit=Unit.MEGABYTES,
    ),
    BenchmarkRow(
        key="scale",
        title="cost of an article, clean build",
        change=changes.forget_all,
        peers=(),
        targets={LARGE: {"rapport": 1.15}},
        way=Way.SCALE,
        unit=Unit.MILLISECONDS_EACH,
    ),
    BenchmarkRow(
        key="preview",
        title="preview: from save to the new page",
        change=changes.edit_body,
        peers=(),
        targets={SMALL: {"rapport": 300}},
        way=Way.PREVIEW,
        unit=Unit.MILLISECONDS,
    ),
)
