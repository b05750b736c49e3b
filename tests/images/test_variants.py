"""Encoded images: which, how wide, and whether they still look the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from rapport.blog.image_size import image_size
from rapport.features.images.encoder import encoded as encode
from rapport.features.images.encoding_options import PIXEL_LIMIT, Encoding, widths_of
from rapport.features.images.metadata import BrokenImageError
from rapport.features.images.raster import read_raster
from rapport.features.images.store import Blob
from rapport.features.images.variants import Shape, wanted_variants, worth_having
from tests.images.photos import camera_jpeg, decoded, drawing, encoded, exif, photo

SMALL = Encoding(widths=(200, 400))


@dataclass(frozen=True)
class Made:
    kind: str
    width: int
    height: int
    data: bytes


def make_variants(data: bytes, encoding: Encoding) -> list[Made]:
    """Return the variants of a file that are worth having, as the site would hold them."""
    raster = read_raster(data, max(encoding.widths))
    size = image_size(data)
    assert size is not None
    if raster is None:
        return []
    shape = Shape(size[0], len(data))
    wanted = wanted_variants(raster.look, shape.width, encoding)
    files = {variant.name: (height, file) for variant, height, file in encode(raster, wanted)}
    blobs = {
        variant.name: Blob(
            variant.name,
            variant.kind,
            len(files[variant.name][1]),
            variant.width,
            files[variant.name][0],
        )
        for variant in wanted
    }
    return [
        Made(blob.suffix, blob.width, blob.height, files[blob.digest][1])
        for blob in worth_having(blobs, raster.look, shape, encoding)
    ]


def difference(a: Image.Image, b: Image.Image) -> float:
    """Return how far two images are from each other, 0 to 255 on average."""
    size = (60, 40)
    found = ImageChops.difference(a.convert("RGB").resize(size), b.convert("RGB").resize(size))
    return sum(ImageStat.Stat(found).mean) / 3


def with_alpha(image: Image.Image) -> Image.Image:
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def with_white(image: Image.Image) -> Image.Image:
    image.paste("white", (75, 50, 225, 150))
    return image


def with_corner(image: Image.Image) -> Image.Image:
    image.paste(photo(40, 30), (0, 0))
    return image


def by_kind(made: list[Made]) -> dict[str, list[int]]:
    return {
        kind: [variant.width for variant in made if variant.kind == kind]
        for kind in Counter(variant.kind for variant in made)
    }


@pytest.mark.parametrize(
    ("width", "expected"),
    [(4000, (400, 800, 1600)), (1000, (400, 800, 1000)), (850, (400, 850)), (90, (90,))],
)
def test_no_image_is_made_wider_than_it_is(width: int, expected: tuple[int, ...]) -> None:
    assert widths_of(width, (400, 800, 1600)) == expected


def test_a_photograph_becomes_avif_webp_and_jpeg_that_look_like_it() -> None:
    data = camera_jpeg(600, 400)
    made = make_variants(data, SMALL)
    assert by_kind(made) == {"avif": [200, 400], "webp": [200, 400], "jpeg": [200, 400]}
    for variant in made:
        image = decoded(variant.data)
        assert image.size == (variant.width, variant.height)
        assert variant.height == round(variant.width / 1.5)
        assert image.format == variant.kind.upper()
        assert difference(image, decoded(data)) < 4
        assert not image.getexif()
        assert "icc_profile" not in image.info


def test_what_costs_more_than_the_next_best_is_left_out() -> None:
    data = encoded(drawing(), "PNG", optimize=True)
    made = make_variants(data, Encoding())
    kinds = by_kind(made)
    sizes = {
        kind: max(len(variant.data) for variant in made if variant.kind == kind) for kind in kinds
    }
    assert "webp" in kinds
    assert all(size < len(data) for size in sizes.values())
    assert "avif" not in sizes or sizes["avif"] < sizes["webp"]


def test_a_drawing_keeps_its_edges_and_what_shines_through() -> None:
    original = drawing()
    (widest,) = [
        variant
        for variant in make_variants(encoded(original, "PNG"), Encoding(formats=("webp",)))
        if variant.width == 1000
    ]
    shown = decoded(widest.data)
    assert shown.mode == "RGBA"
    over = Image.new("RGBA", original.size, "white")
    assert ImageChops.difference(
        Image.alpha_composite(over, shown), Image.alpha_composite(over, original)
    ).convert("RGB").getextrema() == ((0, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_telephone_held_upright_makes_an_upright_picture(orientation: int) -> None:
    image = Image.new("RGB", (240, 120), "white")
    image.paste((200, 0, 0), (0, 0, 40, 40))
    made = make_variants(
        encoded(image, "JPEG", quality=95, exif=exif(orientation)),
        Encoding(formats=("webp",), widths=(600,)),
    )
    shown = decoded(made[-1].data).convert("RGB")
    corner = {3: (-5, -5), 6: (-5, 5), 8: (5, -5)}[orientation]
    assert shown.size == ((240, 120) if orientation == 3 else (120, 240))
    red = shown.getpixel((corner[0] % shown.width, corner[1] % shown.height))
    assert isinstance(red, tuple)
    assert red[0] > 150
    assert red[1] < 60


def test_other_colour_spaces_become_the_webs() -> None:
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.createProfile("sRGB")
    assert lab
    wide = ImageCms.ImageCmsProfile(srgb).tobytes().replace(b"s\0R\0G\0B", b"X\0R\0G\0B")
    plain = photo(120, 80)
    data = encoded(plain, "PNG", icc_profile=wide)
    raster = read_raster(data, 400)
    assert raster is not None
    assert "icc_profile" not in raster.image.info
    assert difference(raster.image, plain) < 2


def test_printers_colours_and_deep_greys_are_shown_too() -> None:
    printed = encoded(photo(120, 80).convert("CMYK"), "JPEG", quality=95)
    deep = encoded(Image.new("I;16", (90, 60), 40_000), "PNG")
    assert difference(decoded(make_variants(printed, SMALL)[-1].data), photo(120, 80)) < 20
    raster = read_raster(deep, 400)
    assert raster is not None
    assert abs(raster.image.getpixel((5, 5)) - 40_000 / 257) <= 1  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_is_left_alone(kind: str) -> None:
    frames = [photo(80, 60, seed) for seed in range(3)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=80)
    assert make_variants(data, SMALL) == []


def test_a_still_gif_is_made_anew() -> None:
    kinds = by_kind(make_variants(encoded(photo(300, 200).quantize(64), "GIF"), SMALL))
    assert kinds


def test_an_image_that_claims_too_much_is_not_opened() -> None:
    side = int(PIXEL_LIMIT**0.5) * 2
    bomb = encoded(Image.new("1", (side, side)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(BrokenImageError, match="pixels"):
        read_raster(bomb, 400)


def test_rubbish_inside_an_image_is_one_clear_error() -> None:
    data = encoded(photo(200, 100), "PNG")
    middle = len(data) // 2
    with pytest.raises(BrokenImageError, match="can't be read"):
        make_variants(data[:middle] + b"graffiti" * 20 + data[middle + 160 :], SMALL)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photograph_is_read_no_larger_than_it_is_needed_and_never_smaller(
    orientation: int,
) -> None:
    raster = read_raster(camera_jpeg(1800, 1200, orientation), 400)
    assert raster is not None
    assert raster.image.size == ((450, 300) if orientation == 1 else (600, 900))


def test_a_photograph_read_at_a_part_of_its_size_looks_the_same() -> None:
    data = camera_jpeg(1800, 1200)
    (made,) = make_variants(data, Encoding(("webp",), (400,), (("webp", 100),)))
    plain = decoded(data).resize((400, 267), Image.Resampling.LANCZOS)
    found = ImageChops.difference(decoded(made.data).convert("RGB"), plain)
    assert sum(ImageStat.Stat(found).mean) / 3 < 4


def test_a_telephones_jpeg_with_a_second_picture_inside_is_a_photograph() -> None:
    frames = [photo(300, 200, seed) for seed in (1, 2)]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert set(by_kind(make_variants(data, SMALL))) == {"avif", "webp", "jpeg"}


@pytest.mark.parametrize(
    ("image", "own", "is_drawn"),
    [
        (photo(300, 200), "jpeg", False),
        (photo(300, 200).convert("RGBA"), "jpeg", False),
        (with_alpha(photo(300, 200)), "png", False),
        (drawing(300, 200).convert("RGB"), "png", True),
        (drawing(300, 200), "png", True),
        (with_white(photo(300, 200)), "jpeg", False),
        (with_corner(drawing(300, 200).convert("RGB")), "png", True),
    ],
    ids="photo opaque alpha screen see-through white-middle small-photo".split(),
)
def test_a_png_is_told_to_be_a_drawing_or_a_photograph_by_its_colours(
    image: Image.Image, own: str, is_drawn: bool
) -> None:
    raster = read_raster(encoded(image, "PNG"), 400)
    assert raster is not None
    assert (raster.look.own, raster.look.is_drawn) == (own, is_drawn)


def test_the_png_of_a_drawing_has_a_palette() -> None:
    variants = make_variants(
        encoded(drawing(900, 500).convert("RGB"), "PNG"), Encoding(("original",), (300, 900))
    )
    assert [(variant.kind, decoded(variant.data).mode) for variant in variants] == [("png", "P")]


def test_what_is_too_tall_for_a_format_is_made_in_the_others() -> None:
    column = drawing(40, 600).convert("RGB").resize((40, 17_000), Image.Resampling.NEAREST)
    kinds = by_kind(make_variants(encoded(column, "PNG"), Encoding(widths=(30, 40))))
    assert 40 not in kinds["webp"]
    assert kinds["webp"] == [30]
    assert 40 in kinds["avif"]


def test_more_effort_makes_smaller_files() -> None:
    data = camera_jpeg(600, 400)
    sizes = [
        len(make_variants(data, Encoding(("avif",), (600,), effort=(("avif", effort),)))[0].data)
        for effort in (0, 2, 4)
    ]
    assert sizes == sorted(sizes, reverse=True)


def test_the_same_image_makes_the_same_bytes() -> None:
    data = camera_jpeg(300, 200)
    assert make_variants(data, SMALL) == make_variants(data, SMALL)
