"""Variants and cards, made on every processor unless they are stored already."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from rapport.features.images.card_design import CardStyle, CardText
from rapport.features.images.encoding_options import Encoding
from rapport.features.images.metadata import BrokenImageError
from rapport.features.images.store import EncodedImage, ImageStore, ImageTraits, digest_of
from rapport.features.images.variants import Variant, wanted_variants

CARD = "card"
"""The name of a card among its results."""
_HERE = Path(__file__).parent
_SHAPERS = (
    "card_design encoder encoding_options jobs raster social_card store text_layout variants"
).split()
_CARDS_FOR_A_PROCESS = 30
"""The number of cards that take as long as starting a process."""

Step = Callable[[int], None]
"""Called with the number of further variants that are finished, or not needed."""


class ImageJob(Struct, frozen=True):
    """An image to encode: its key in the store, its path, its width, and the encodings.

    There are several encodings if files with the same bytes are shown in different widths.
    """

    key: str
    path: Path
    width: int
    encodings: tuple[Encoding, ...]

    def wanted(self, look: ImageTraits) -> list[Variant]:
        """Return all variants, the widest first."""
        wanted = {
            variant: None
            for encoding in self.encodings
            for variant in wanted_variants(look, self.width, encoding)
        }
        return sorted(wanted, key=lambda variant: -variant.width)

    def missing(self, encoded: EncodedImage) -> list[Variant]:
        """Return the variants that are not finished."""
        return [
            variant for variant in self.wanted(encoded.look) if variant.name not in encoded.blobs
        ]

    @property
    def widest(self) -> int:
        """How wide the image is needed."""
        return max(max(encoding.widths) for encoding in self.encodings)

    def is_finished(self, encoded: EncodedImage | None) -> bool:
        """Return whether nothing is left to make, possibly because the image is broken."""
        return encoded is not None and (bool(encoded.problem) or not self.missing(encoded))

    @property
    def most(self) -> int:
        """The maximum number of variants, estimated before the image is read."""
        return len(self.wanted(ImageTraits("jpeg")))


class CardJob(Struct, frozen=True):
    """A card to draw: the key of the result, its texts, and its style."""

    key: str
    text: CardText
    style: CardStyle


@cache
def makers() -> str:
    """Return what all results depend on: Pillow's version, and our code to the byte."""
    modules = [(_HERE / f"{name}.py").read_bytes() for name in _SHAPERS]
    return digest_of(b"\0".join([version("pillow").encode(), *modules]))


@cache
def font_digest(path: Path) -> str:
    """Return the digest of a font file."""
    return digest_of(path.read_bytes())


def image_key(digest: str) -> str:
    """Return the store's key of an image's variants, in whatever widths and qualities."""
    return digest_of(f"image {digest} {makers()}".encode())


def card_key(text: CardText, style: CardStyle) -> str:
    """Return a digest of everything that a card shows."""
    looks = (style.paper, style.ink, style.accent, style.mark, font_digest(style.font))
    return digest_of(f"card {text!r} {looks} {makers()}".encode())


def make_images(
    jobs: Sequence[ImageJob],
    store: ImageStore,
    processes: int,
    step: Step = lambda _: None,
    stop: threading.Event | None = None,
) -> dict[str, EncodedImage]:
    """Return the result of each image by key; what was missing is made now.

    Each variant is stored as soon as it is finished. Once another thread sets `stop`, nothing more
    is begun. The work runs in threads, because Pillow computes outside of Python's lock: nothing is
    forked, and everything ends with the build.
    """
    stop = stop or threading.Event()
    work = partial(_make_image, store=store, step=step, stop=stop)
    if min(processes, len(jobs)) < 2:  # noqa: PLR2004 - one is the one that is there
        return {job.key: work(job) for job in jobs}
    with ThreadPoolExecutor(processes, thread_name_prefix="images") as pool:
        largest_first = sorted(jobs, key=lambda job: (-job.most, job.key))
        futures = [pool.submit(work, job) for job in largest_first]
        try:
            encoded = [future.result() for future in futures]
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {job.key: image for job, image in zip(largest_first, encoded, strict=True)}


def _make_image(
    job: ImageJob, store: ImageStore, step: Step, stop: threading.Event
) -> EncodedImage:
    from rapport.features.images.encoder import encoded  # noqa: PLC0415 - Pillow takes its time
    from rapport.features.images.raster import read_raster  # noqa: PLC0415 - as above

    image = store.load(job.key) or EncodedImage()
    if stop.is_set():
        return image
    left = job.most - len(image.blobs)
    try:
        raster = read_raster(job.path.read_bytes(), job.widest)
        image = replace(image, look=raster.look if raster else ImageTraits(is_still=False))
        store.save(job.key, image)
        for variant, height, data in encoded(raster, job.missing(image)) if raster else ():
            blob = store.add(data, variant.kind, variant.width, height)
            image = image.adding(variant.name, blob)
            store.save(job.key, image)
            left -= 1
            step(1)
            if stop.is_set():
                return image
    except BrokenImageError as error:
        image = EncodedImage(problem=str(error))
        store.save(job.key, image)
    step(left)
    return image


def cards_of(jobs: Sequence[CardJob], store: ImageStore, processes: int) -> dict[str, EncodedImage]:
    """Return the cards by key: intact stored ones, and those that are drawn now."""
    stored = {job.key: store.load(job.key) for job in jobs}
    finished = {
        key: card
        for key, card in stored.items()
        if card and CARD in card.blobs and store.is_whole(card.blobs[CARD])
    }
    missing = list({job.key: job for job in jobs if job.key not in finished}.values())
    draw = partial(_draw_card, store)
    processes = min(processes, len(missing) // _CARDS_FOR_A_PROCESS)
    if processes < 2:  # noqa: PLR2004 - as above
        drawn = [draw(job) for job in missing]
    else:
        with ProcessPoolExecutor(processes, mp_context=_context()) as pool:
            drawn = list(pool.map(draw, missing, chunksize=_CARDS_FOR_A_PROCESS // 3))
    return finished | {job.key: card for job, card in zip(missing, drawn, strict=True)}


def _context() -> multiprocessing.context.BaseContext:
    """Return how processes are started: by fork only if no thread can hold a lock."""
    may_fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if may_fork else "spawn")


def _draw_card(store: ImageStore, job: CardJob) -> EncodedImage:
    from rapport.features.images.social_card import draw_card, is_readable  # noqa: PLC0415 - as above

    problem = "" if is_readable(job.text, job.style) else job.text.title
    card = EncodedImage({CARD: store.add(draw_card(job.text, job.style), "png")}, problem=problem)
    store.save(job.key, card)
    return card
