"""What the first build of a blog full of photographs costs: ours, and Hugo with the same widths.

Every photograph has 12 megapixels and is shown by an article; both make WebP of one quality in
four widths of it, and publish the file itself. Then ours alone, with all that it makes by default.
"""

import random
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image, ImageChops

from bench.aside import put_aside
from bench.peers import CACHE, PEERS, install
from bench.process import BenchError, run

COUNT, RUNS = 300, 3
SIZE = (4000, 3000)
WIDTHS = (400, 800, 1200, 1600)
QUALITY = 78
_PER_ARTICLE = 5
_CAMERA, _TAKEN = 0x010F, 0x0132

HUGO = f"""\
baseURL = "https://blog.example/"
title = "Photographs"
disableKinds = ["taxonomy", "term", "rss", "sitemap"]
[imaging.webp]
quality = {QUALITY}
"""
HUGO_IMAGE = """\
{{ $photo := resources.Get .Destination }}
<picture><source type="image/webp" srcset="
{{- range slice WIDTHS }}{{ $made := $photo.Resize (printf "%dx webp" .) -}}
{{ $made.RelPermalink }} {{ . }}w, {{ end -}}
"><img src="{{ $photo.RelPermalink }}" alt="{{ .Text }}" width="{{ $photo.Width }}"
height="{{ $photo.Height }}"></picture>
""".replace("WIDTHS", " ".join(map(str, WIDTHS)))
HUGO_PAGE = "<!doctype html><title>{{ .Title }}</title>{{ .Content }}"
RAPPORT = """\
site_name: Photographs
site_url: https://blog.example/
theme: {name: material, font: false}
plugins:
  - rapport/articles
  - rapport/images: OPTIONS
"""
SAME = f"{{formats: [webp], quality: {{webp: {QUALITY}}}, cards: false}}"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A blog in `root` and the command that builds it; `expected` files a photograph are made."""

    title: str
    root: Path
    command: tuple[str, ...]
    expected: int


def main(arguments: Sequence[str]) -> None:
    """Print a table; the arguments are how many photographs, 300, and how many turns, 3."""
    numbers = [int(argument) for argument in arguments]
    count, turns = [*numbers, *(COUNT, RUNS)[len(numbers) :]]
    photographs = [photograph(number) for number in range(count)]
    contestants = [
        _rapport("Rapport", photographs, SAME, len(WIDTHS)),
        _hugo(photographs),
        _rapport("Rapport, all formats", photographs, "{cards: false}", 3 * len(WIDTHS)),
    ]
    figures: dict[str, list[tuple[float, float]]] = {peer.title: [] for peer in contestants}
    for _ in range(turns):
        for contestant in contestants:
            figures[contestant.title].append(first_build(contestant, count))
    print(f"{count} photographs of 12 megapixels, the median of {turns}\n")
    print("| | seconds | processor time | ÷ Hugo | processor time ÷ Hugo |")
    print("|---|---|---|---|---|")
    wall, work = _medians(figures["Hugo"])
    for title, measured in figures.items():
        seconds, rapport = _medians(measured)
        print(
            f"| {title} | {seconds:.1f} | {rapport:.1f} | {seconds / wall:.2f} "
            f"| {rapport / work:.2f} |"
        )


def _medians(measured: Sequence[tuple[float, float]]) -> tuple[float, float]:
    walls, works = zip(*measured, strict=True)
    return median(walls), median(works)


def photograph(number: int) -> Path:
    """Return a photograph with light, shade, soft and hard edges, grain and Exif; 3 to 4 MB."""
    path = CACHE.absolute() / "photographs" / f"photo-{number}.jpg"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_taken(random.Random(number)))  # noqa: S311 - a picture, no secret
    return path


def _taken(chance: random.Random) -> bytes:
    channels = []
    for _ in range(3):
        channel = Image.new("L", SIZE, 128)
        for cells in (4, 16, 90, 500):
            small = Image.frombytes("L", (cells, cells), chance.randbytes(cells * cells))
            share = small.resize(SIZE, Image.Resampling.BICUBIC)
            channel = Image.blend(channel, share, 0.4 if cells < 20 else 0.12)  # noqa: PLR2004
        channels.append(channel)
    grain = Image.frombytes("L", (1000, 1000), chance.randbytes(1_000_000)).point(
        lambda level: level // 20
    )
    plane = grain.resize(SIZE, Image.Resampling.NEAREST)
    picture = ImageChops.add(Image.merge("RGB", channels), Image.merge("RGB", [plane] * 3))
    exif = Image.Exif()
    exif[_CAMERA], exif[_TAKEN] = "A telephone", "2026:05:02 10:00:00"
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=90, exif=exif)
    return stream.getvalue()


def first_build(contestant: Contestant, count: int) -> tuple[float, float]:
    """Return seconds and processor time of a build from nothing, of which all was made."""
    for cached in ("site", ".cache", "resources", ".hugo_build.lock"):
        put_aside(contestant.root / cached, CACHE.absolute())
    before = _children()
    seconds = run(contestant.command, contestant.root).seconds
    work = _children() - before
    variants = [
        path
        for path in (contestant.root / "site").rglob("*")
        if path.suffix in (".webp", ".avif", ".jpeg", ".jpg")
    ]
    if len(variants) < count * (contestant.expected + 1):
        raise BenchError(f"{contestant.title} made only {len(variants)} images.")
    print(f"{contestant.title}: {seconds:.1f} s, processor {work:.1f} s", file=sys.stderr)
    return seconds, work


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _rapport(title: str, photographs: Sequence[Path], options: str, expected: int) -> Contestant:
    root = _new_root(f"images-{expected}")
    (root / "mkdocs.yml").write_text(RAPPORT.replace("OPTIONS", options), "utf-8")
    _write(root, "docs/images", "docs/articles", "../images/", photographs)
    return Contestant(title, root, install(PEERS[0]).command, expected)


def _hugo(photographs: Sequence[Path]) -> Contestant:
    [peer] = [peer for peer in PEERS if peer.name == "hugo"]
    root = _new_root("images-hugo")
    (root / "hugo.toml").write_text(HUGO, "utf-8")
    layouts = root / "layouts"
    (layouts / "_markup").mkdir(parents=True)
    (layouts / "_markup/render-image.html").write_text(HUGO_IMAGE, "utf-8")
    (layouts / "all.html").write_text(HUGO_PAGE, "utf-8")
    _write(root, "assets/images", "content/articles", "images/", photographs)
    return Contestant("Hugo", root, install(peer).command, len(WIDTHS))


def _new_root(name: str) -> Path:
    root = CACHE.absolute() / "blogs" / name
    put_aside(root, CACHE.absolute())
    root.mkdir(parents=True)
    return root


def _write(
    root: Path, images: str, articles: str, address: str, photographs: Sequence[Path]
) -> None:
    (root / images).mkdir(parents=True)
    (root / articles).mkdir(parents=True)
    for path in photographs:
        (root / images / path.name).hardlink_to(path)
    for first in range(0, len(photographs), _PER_ARTICLE):
        shown = photographs[first : first + _PER_ARTICLE]
        lines = "\n\n".join(f"![A view]({address}{path.name})" for path in shown)
        head = f"---\ntitle: Views from {first}\ndate: 2026-05-02\n---\n\n"
        (root / articles / f"views-{first}.md").write_text(head + lines + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
