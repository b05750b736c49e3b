"""Pictures and cards, made on every processor where they are not kept yet."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rapport.features.images.recipe import Recipe
from rapport.features.images.store import Made, Store, digest_of
from rapport.features.images.structure import BrokenImageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rapport.features.images.card_design import CardStyle, CardText

_HERE = Path(__file__).parent
_SHAPERS = "card_design lettering making raster recipe social_card variants".split()
_Job = TypeVar("_Job")


@dataclass(frozen=True, slots=True)
class PictureJob:
    """An image to be made anew: the key of what comes out, where its bytes lie, and how."""

    key: str
    path: Path
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class CardJob:
    """A card to be drawn: the key of what comes out, its words, and its looks."""

    key: str
    text: CardText
    style: CardStyle


@cache
def makers() -> str:
    """Return what all that is made depends on: Pillow's version, and our code to the byte."""
    own = [(_HERE / f"{name}.py").read_bytes() for name in _SHAPERS]
    return digest_of(b"\0".join([version("pillow").encode(), *own]))


@cache
def font_digest(path: Path) -> str:
    """Return the digest of a font file."""
    return digest_of(path.read_bytes())


def picture_key(digest: str, recipe: Recipe) -> str:
    """Return what the variants of an image depend on."""
    return digest_of(f"picture {digest} {recipe!r} {makers()}".encode())


def card_key(text: CardText, style: CardStyle) -> str:
    """Return what a card depends on: all that it shows."""
    looks = (style.paper, style.ink, style.accent, style.mark, font_digest(style.font))
    return digest_of(f"card {text!r} {looks} {makers()}".encode())


def make_pictures(jobs: Sequence[PictureJob], store: Store, processes: int) -> dict[str, Made]:
    """Return what became of each image, by key; it is in the store then."""
    made = _run(partial(_make_picture, store), jobs, processes)
    return _saved({job.key: one for job, one in zip(jobs, made, strict=True)}, store)


def cards_of(jobs: Sequence[CardJob], store: Store, processes: int) -> dict[str, Made]:
    """Return the cards by key: kept ones that are whole, and those that are drawn now."""
    kept = {job.key: store.load(job.key) for job in jobs}
    found = {
        key: made for key, made in kept.items() if made and all(map(store.is_whole, made.blobs))
    }
    missing = list({job.key: job for job in jobs if job.key not in found}.values())
    drawn = _run(partial(_make_card, store), missing, processes)
    new = {job.key: one for job, one in zip(missing, drawn, strict=True)}
    return {**found, **_saved(new, store)}


def _saved(made: dict[str, Made], store: Store) -> dict[str, Made]:
    for key, one in made.items():
        store.save(key, one)
    return made


def _run(make: Callable[[_Job], Made], jobs: Sequence[_Job], processes: int) -> list[Made]:
    processes = min(processes, len(jobs))
    if processes < 2:  # noqa: PLR2004 - one process is the one that is there
        return [make(job) for job in jobs]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(make, jobs, chunksize=max(1, min(16, len(jobs) // (4 * processes))))


def _make_picture(store: Store, job: PictureJob) -> Made:
    from rapport.features.images.variants import make_variants  # noqa: PLC0415 - Pillow takes its time

    try:
        variants = make_variants(job.path.read_bytes(), job.recipe)
    except BrokenImageError as error:
        return Made((), str(error))
    return Made(tuple(store.add(one.data, one.kind, one.width, one.height) for one in variants))


def _make_card(store: Store, job: CardJob) -> Made:
    from rapport.features.images.social_card import draw_card, is_readable  # noqa: PLC0415 - as above

    fault = "" if is_readable(job.text, job.style) else job.text.title
    return Made((store.add(draw_card(job.text, job.style), "png"),), fault)
