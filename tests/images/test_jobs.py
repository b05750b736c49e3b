"""Images made by several workers: what is made, what is kept, and what is made once only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from rapport.features.images.encoding_options import Encoding
from rapport.features.images.jobs import ImageJob, image_key, make_images
from rapport.features.images.store import Blob, EncodedImage, ImageStore, ImageTraits
from rapport.features.images.variants import Shape, wanted_variants, worth_having
from tests.images.photos import camera_jpeg, decoded, encoded, photo

if TYPE_CHECKING:
    from pathlib import Path

SMALL = Encoding(widths=(100, 200))
ALL = ["avif-100", "avif-200", "jpeg-100", "jpeg-200", "webp-100", "webp-200"]


@pytest.fixture
def store(tmp_path: Path) -> ImageStore:
    return ImageStore(tmp_path / "store")


def job_of(path: Path, data: bytes, *encodings: Encoding) -> ImageJob:
    path.write_bytes(data)
    return ImageJob(image_key(path.name), path, decoded(data).width, encodings or (SMALL,))


def names(made: EncodedImage | None) -> list[str]:
    assert made is not None
    return sorted("-".join(name.split("-")[:2]) for name in made.blobs)


def test_every_variant_is_in_the_store_with_its_size(tmp_path: Path, store: ImageStore) -> None:
    job = job_of(tmp_path / "a.jpg", camera_jpeg(300, 200))
    make_images([job], store, 2)
    made = store.load(job.key)
    assert made is not None
    assert names(made) == ALL
    assert job.is_finished(made)
    for name, blob in made.blobs.items():
        image = decoded(store.path(blob).read_bytes())
        assert image.size == (blob.width, blob.height)
        assert name.startswith(f"{(image.format or '').lower()}-{image.width}-")


def test_several_workers_make_the_bytes_that_one_makes(tmp_path: Path, store: ImageStore) -> None:
    jobs = [
        job_of(tmp_path / f"{seed}.jpg", encoded(photo(300, 200, seed), "JPEG"))
        for seed in range(4)
    ]
    make_images(jobs, store, 4)
    alone = ImageStore(tmp_path / "alone")
    make_images(jobs, alone, 1)
    assert [store.load(job.key) for job in jobs] == [alone.load(job.key) for job in jobs]


def test_what_was_finished_when_work_stopped_is_not_made_again(
    tmp_path: Path, store: ImageStore
) -> None:
    jobs = [
        job_of(tmp_path / f"{seed}.jpg", encoded(photo(300, 200, seed), "JPEG"))
        for seed in range(3)
    ]
    count = 0

    def stop(_: int) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_images(jobs, store, 2, stop)
    before = {path.name: path.stat().st_mtime_ns for path in store.folder.iterdir()}
    assert len([name for name in before if not name.endswith(".json")]) >= 4
    assert not all(job.is_finished(store.load(job.key)) for job in jobs)
    make_images(jobs, store, 2)
    assert all(job.is_finished(store.load(job.key)) for job in jobs)
    after = {path.name: path.stat().st_mtime_ns for path in store.folder.iterdir()}
    assert {name: after[name] for name in before if not name.endswith(".json")} == {
        name: time for name, time in before.items() if not name.endswith(".json")
    }


def test_work_that_is_told_to_stop_begins_nothing_more(tmp_path: Path, store: ImageStore) -> None:
    job = job_of(tmp_path / "a.jpg", camera_jpeg(300, 200))
    stop = threading.Event()
    make_images([job, replace(job, key="b")], store, 1, lambda _: stop.set(), stop)
    assert len(names(store.load(job.key))) == 1
    assert store.load("b") is None


SCRIPT = """\
import sys, pathlib
from rapport.features.images.encoding_options import Encoding
from rapport.features.images.jobs import ImageJob, make_images
from rapport.features.images.store import ImageStore
store, encoding = ImageStore(pathlib.Path(sys.argv[1])), Encoding(widths=(100, 200))
jobs = [ImageJob(f"key-{n}", pathlib.Path(sys.argv[2]), 300, (encoding,)) for n in range(400)]
make_images(jobs, store, 2)
"""


def test_work_that_is_killed_leaves_whole_files_only_and_goes_on(
    tmp_path: Path, store: ImageStore
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(encoded(photo(300, 200), "JPEG"))
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(store.folder), str(source)])
    manifests: list[Path] = []
    deadline = time.monotonic() + 60
    while len(manifests) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
        manifests = list(store.folder.glob("key-*.json"))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(manifests) >= 3
    kept = [made for n in range(400) if (made := store.load(f"key-{n}"))]
    assert kept
    for made in kept:
        for blob in made.blobs.values():
            assert store.is_whole(blob)
    job = ImageJob("key-399", source, 300, (SMALL,))
    make_images([job], store, 2)
    assert names(store.load("key-399")) == ALL


def test_another_quality_makes_that_format_only(tmp_path: Path, store: ImageStore) -> None:
    job = job_of(tmp_path / "a.jpg", camera_jpeg(300, 200))
    make_images([job], store, 1)
    before = store.load(job.key)
    assert before is not None
    other = replace(SMALL, quality=(("avif", 30), ("jpeg", 80), ("webp", 78)))
    assert {variant.kind for variant in replace(job, encodings=(other,)).missing(before)} == {
        "avif"
    }
    make_images([replace(job, encodings=(other,))], store, 1)
    after = store.load(job.key)
    assert after is not None
    assert before.blobs.items() < after.blobs.items()


def test_one_image_shown_in_two_ways_is_read_once_and_gets_all_widths(
    tmp_path: Path, store: ImageStore
) -> None:
    small, wide = Encoding(("webp",), (50, 90, 280)), Encoding(("webp",), (100, 400))
    job = job_of(tmp_path / "a.jpg", camera_jpeg(300, 200), small, wide)
    make_images([job], store, 1)
    assert names(store.load(job.key)) == ["webp-100", "webp-280", "webp-300", "webp-50", "webp-90"]


def test_what_is_made_of_a_broken_image_is_known_the_next_time(
    tmp_path: Path, store: ImageStore
) -> None:
    job = ImageJob("k", tmp_path / "a.png", 200, (SMALL,))
    job.path.write_bytes(encoded(photo(200, 100), "PNG")[:500])
    steps: list[int] = []
    make_images([job], store, 1, steps.append)
    made = store.load("k")
    assert made is not None
    assert made.problem == "its pixels can't be read"
    assert job.is_finished(made)
    assert sum(steps) == job.most


def test_progress_counts_every_variant_of_a_whole_job(tmp_path: Path, store: ImageStore) -> None:
    jobs = [
        job_of(tmp_path / "a.jpg", camera_jpeg(300, 200)),
        job_of(tmp_path / "b.png", encoded(photo(150, 100), "PNG")),
    ]
    steps: list[int] = []
    make_images(jobs, store, 2, steps.append)
    assert sum(steps) == sum(job.most for job in jobs)


def test_a_cache_of_another_form_is_not_read(tmp_path: Path, store: ImageStore) -> None:
    store.save("k", EncodedImage({"card": store.add(b"data", "png")}))
    assert store.load("k") is not None
    path = store.folder / "k.json"
    form, kept, checksum = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([form - 1, kept, checksum]), "utf-8")
    assert store.load("k") is None
    path.write_text(json.dumps([{"blobs": [], "problem": ""}, checksum]), "utf-8")
    assert store.load("k") is None


def test_a_webp_file_is_not_encoded_as_webp_twice() -> None:
    wanted = wanted_variants(ImageTraits("webp"), 300, SMALL)
    assert [(variant.kind, variant.width) for variant in wanted] == [
        ("avif", 200),
        ("webp", 200),
        ("avif", 100),
        ("webp", 100),
    ]


def test_a_drawing_in_its_own_width_is_the_file_itself() -> None:
    wanted = wanted_variants(ImageTraits("png", is_drawn=True), 200, SMALL)
    assert ("png", 200) not in [(variant.kind, variant.width) for variant in wanted]
    assert ("png", 100) in [(variant.kind, variant.width) for variant in wanted]


def test_a_format_that_costs_more_than_the_next_one_is_left_out() -> None:
    look = ImageTraits("jpeg")
    lengths = {"avif": 900, "webp": 400, "jpeg": 500}
    blobs = {
        variant.name: Blob(
            variant.name, variant.kind, lengths[variant.kind] + variant.width, variant.width, 1
        )
        for variant in wanted_variants(look, 300, SMALL)
    }
    kept = worth_having(blobs, look, Shape(300, 5_000), SMALL)
    assert [(blob.suffix, blob.width) for blob in kept] == [
        ("webp", 100),
        ("webp", 200),
        ("jpeg", 100),
        ("jpeg", 200),
    ]
