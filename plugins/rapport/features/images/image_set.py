"""The images of one build: the result of each, and the paths of its variants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from rapport.features.images.encoding_options import MEDIA_TYPES, Encoding
from rapport.features.images.jobs import ImageJob, Step, image_key, make_images
from rapport.features.images.names import picture_path
from rapport.features.images.picture import Picture, PictureSource
from rapport.features.images.sources import ImageSources, Original
from rapport.features.images.store import Blob, EncodedImage, ImageStore
from rapport.features.images.variants import Shape, worth_having


@dataclass(slots=True)
class ImageSet:
    """Images by their path below the docs folder, with the variants that readers get.

    An image whose variants are not all finished has none: pages show the file itself.
    """

    store: ImageStore
    encoding: Encoding
    _originals: Mapping[str, Original] = field(default_factory=dict)
    _jobs: dict[str, ImageJob] = field(default_factory=dict)
    _made: dict[str, EncodedImage] = field(default_factory=dict)
    _blobs: dict[str, tuple[Blob, ...]] = field(default_factory=dict)

    def want(self, wanted: Mapping[str, Sequence[int]], sources: ImageSources) -> None:
        """Look up which variants of the images in `wanted`, widths by path, are finished."""
        self._originals = sources.found
        for name, widths in wanted.items():
            original = sources.found.get(name)
            if original and original.width and not original.problem and self.encoding.formats:
                encoding = replace(self.encoding, widths=tuple(sorted(widths)))
                key = image_key(original.digest)
                self._jobs[name] = ImageJob(key, original.path, original.width, (encoding,))
                self._take(name, self.store.load(key))

    def _take(self, name: str, encoded: EncodedImage | None) -> None:
        job = self._jobs[name]
        if encoded is None or not job.is_finished(encoded):
            return
        self._made[name] = encoded
        shape = Shape(job.width, self._originals[name].length)
        for variant in [] if encoded.problem else job.wanted(encoded.look):
            self.store.use(encoded.blobs[variant.name])
        if not encoded.problem:
            self._blobs[name] = worth_having(encoded.blobs, encoded.look, shape, job.encodings[0])

    @property
    def unfinished(self) -> list[str]:
        """The images with unfinished variants, by path."""
        return [name for name in self._jobs if name not in self._made]

    def jobs(self, names: Iterable[str]) -> list[ImageJob]:
        """Return the jobs for these images: one for all with the same bytes."""
        jobs: dict[str, ImageJob] = {}
        for name in names:
            job = self._jobs[name]
            known = jobs.get(job.key)
            if known is not None:
                job = replace(job, encodings=(*known.encodings, *job.encodings))
            jobs[job.key] = job
        return list(jobs.values())

    @property
    def most(self) -> int:
        """The maximum number of variants still to be made."""
        return sum(job.most for job in self.jobs(self.unfinished))

    def finish(self, sources: ImageSources, processes: int, step: Step = lambda _: None) -> None:
        """Make all that is unfinished."""
        self._make(self.unfinished, sources, processes, step)

    def _make(
        self, names: Sequence[str], sources: ImageSources, processes: int, step: Step
    ) -> None:
        for name in names:
            sources.restore(name, self.store)
        encoded = make_images(self.jobs(names), self.store, processes, step)
        for name in names:
            self._take(name, encoded.get(self._jobs[name].key))

    @property
    def problems(self) -> dict[str, str]:
        """Why images could not be encoded, by path."""
        return {name: encoded.problem for name, encoded in self._made.items() if encoded.problem}

    def files(self) -> Iterator[tuple[str, Blob]]:
        """Yield each variant with its path on the site."""
        for name, blobs in self._blobs.items():
            for blob in blobs:
                yield _path(name, blob), blob

    def restore(
        self, is_needed: Callable[[str], bool], sources: ImageSources, processes: int
    ) -> None:
        """Make damaged stored variants again, if the site needs them."""
        damaged = {
            name
            for name, blobs in self._blobs.items()
            for blob in blobs
            if is_needed(_path(name, blob)) and self.store.drop_damaged(blob)
        }
        for name in damaged:
            del self._made[name], self._blobs[name]
        self._make(sorted(damaged), sources, processes, lambda _: None)

    def picture(self, name: str, address: Callable[[str], str], fallback: str) -> Picture | None:
        """Return an image for a page that refers to the site's files by `address`.

        `fallback` is the page's reference to the image itself.
        """
        blobs, original = self._blobs.get(name), self._originals.get(name)
        if blobs is None or original is None:
            return None
        sources = [
            PictureSource(blob.suffix, address(_path(name, blob)), blob.width) for blob in blobs
        ]
        widest = self._jobs[name].widest
        fallbacks = [source for source in sources if source.kind not in MEDIA_TYPES]
        if fallbacks and fallbacks[-1].width < original.width <= widest:
            sources.append(PictureSource(fallbacks[-1].kind, fallback, original.width))
        return Picture(original.width, tuple(sources))


def _path(name: str, blob: Blob) -> str:
    return picture_path(name, blob.width, blob.digest, blob.suffix)
