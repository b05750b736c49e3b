"""The pictures of one build: what each image has become, and where its variants stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rapport.features.images.making import PictureJob, make_pictures, picture_key
from rapport.features.images.names import picture_path
from rapport.features.images.picture import Picture, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rapport.features.images.originals import Original, Originals
    from rapport.features.images.recipe import Recipe
    from rapport.features.images.store import Blob, Made, Store


@dataclass(slots=True)
class Album:
    """Images by their path below the docs folder, with what was made of each."""

    store: Store
    recipe: Recipe
    _originals: Mapping[str, Original] = field(default_factory=dict)
    _jobs: dict[str, PictureJob] = field(default_factory=dict)
    _made: dict[str, Made] = field(default_factory=dict)

    def fill(
        self,
        wanted: Mapping[str, tuple[int, ...]],
        originals: Originals,
        processes: int,
    ) -> None:
        """Have the variants of all images in `wanted`, widths by path: kept ones, or made now."""
        self._originals = originals.found
        for name, widths in wanted.items():
            original = originals.found.get(name)
            if original and original.width and not original.fault and self.recipe.formats:
                recipe = replace(self.recipe, widths=widths)
                key = picture_key(original.digest, recipe)
                self._jobs[name] = PictureJob(key, original.path, recipe)
        missing = [name for name in self._jobs if not self._is_kept(name)]
        for name in missing:
            originals.mend(name, self.store)
        self._make(missing, processes)

    def _is_kept(self, name: str) -> bool:
        made = self.store.load(self._jobs[name].key)
        if made is not None:
            self._made[name] = made
        return made is not None

    def _make(self, names: list[str], processes: int) -> None:
        jobs = {self._jobs[name].key: self._jobs[name] for name in names}
        made = make_pictures(list(jobs.values()), self.store, processes)
        self._made.update({name: made[self._jobs[name].key] for name in names})

    @property
    def faults(self) -> dict[str, str]:
        """Why images became nothing, by path."""
        return {name: made.fault for name, made in self._made.items() if made.fault}

    def files(self) -> Iterator[tuple[str, Blob]]:
        """Yield each variant with its path on the site."""
        for name, made in self._made.items():
            for blob in made.blobs:
                yield _path(name, blob), blob

    def mend(self, is_needed: Callable[[str], bool], processes: int) -> None:
        """Make again the images of which a kept variant is damaged that the site needs."""
        damaged = [
            name
            for name, made in self._made.items()
            if any(
                is_needed(_path(name, blob)) and not self.store.is_whole(blob)
                for blob in made.blobs
            )
        ]
        self._make(damaged, processes)

    def picture(self, name: str, address: Callable[[str], str], own: str) -> Picture | None:
        """Return an image for a page that reaches the site's files by `address`.

        `own` is how the page names the image itself.
        """
        made, original = self._made.get(name), self._originals.get(name)
        if made is None or original is None:
            return None
        sources = [
            Source(blob.suffix, address(_path(name, blob)), blob.width) for blob in made.blobs
        ]
        widest = max((source.width for source in sources), default=0)
        kept = [source for source in sources if source.kind not in ("avif", "webp")]
        if kept and kept[-1].width < original.width <= widest:
            sources.append(Source(kept[-1].kind, own, original.width))
        return Picture(original.width, tuple(sources))


def _path(name: str, blob: Blob) -> str:
    return picture_path(name, blob.width, blob.digest, blob.suffix)
