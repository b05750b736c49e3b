"""What of an image's bytes is published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from rapport.features.images.metadata import BrokenImageError, kind_of, without_metadata
from tests.images.photos import (
    CAMERA,
    camera_jpeg,
    decoded,
    drawing,
    encoded,
    exif,
    photo,
    told_png,
)

SMALL = photo(60, 40)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
FILES = {
    "jpeg": camera_jpeg(60, 40),
    "progressive": encoded(SMALL, "JPEG", progressive=True, exif=exif()),
    "png": told_png(drawing(60, 40)),
    "webp": encoded(SMALL, "WEBP", exif=exif(), xmp=CAMERA.encode()),
    "lossless": encoded(drawing(60, 40), "WEBP", lossless=True, exif=exif()),
    "avif": encoded(SMALL, "AVIF", exif=exif(), xmp=CAMERA.encode(), icc_profile=PROFILE),
    "moving avif": encoded(
        SMALL, "AVIF", save_all=True, append_images=[photo(60, 40, 2)], exif=exif()
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_the_camera_is_left_and_every_pixel_is(name: str) -> None:
    data = FILES[name]
    clean = without_metadata(data)
    assert CAMERA.encode() in data
    assert CAMERA.encode() not in clean
    assert not decoded(clean).getexif()
    assert decoded(clean).convert("RGBA").tobytes() == decoded(data).convert("RGBA").tobytes()
    assert without_metadata(clean) == clean


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_which_way_is_up_stays(kind: str, orientation: int) -> None:
    data = encoded(SMALL, kind, exif=exif(orientation))
    clean = without_metadata(data)
    assert CAMERA.encode() not in clean
    assert decoded(clean).getexif().get(0x0112, 1) == orientation
    upright = ImageOps.exif_transpose(decoded(clean))
    assert upright.tobytes() == ImageOps.exif_transpose(decoded(data)).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_colour_profile_stays(kind: str) -> None:
    data = encoded(SMALL, kind, exif=exif(), icc_profile=PROFILE)
    assert decoded(without_metadata(data)).info["icc_profile"] == PROFILE


def test_a_preview_behind_the_picture_goes() -> None:
    data = FILES["jpeg"] + b"\xff\xd8" + CAMERA.encode() + b"\xff\xd9"
    assert CAMERA.encode() not in without_metadata(data)


def test_a_telephones_own_format_tells_nothing_either() -> None:
    """HEIC is the same as AVIF, but for the pixels and the brand."""
    data = FILES["avif"].replace(b"ftypavif", b"ftypheic", 1)
    assert kind_of(data) == "heif"
    assert CAMERA.encode() not in without_metadata(data)
    assert len(without_metadata(data)) == len(data)


def test_boxes_beside_the_pictures_are_emptied() -> None:
    told = b"uuid" + b"\xbe\x7a" * 8 + CAMERA.encode()
    data = FILES["avif"] + (len(told) + 4).to_bytes(4, "big") + told
    clean = without_metadata(data)
    assert CAMERA.encode() not in clean
    assert decoded(clean).tobytes() == decoded(data).tobytes()


@pytest.mark.parametrize("construction", [0, 1])
def test_items_are_found_where_the_list_says_they_lie(construction: int) -> None:
    """The list of places may count from the file's beginning, or within a box of its own."""
    data = boxed_image(CAMERA.encode(), construction)
    clean = without_metadata(data)
    assert CAMERA.encode() in data
    assert CAMERA.encode() not in clean
    assert b"pixels" in clean


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def boxed_image(told: bytes, construction: int) -> bytes:
    """Return a file with an XMP item (ISO/IEC 14496-12) in `mdat`, or in `idat`."""
    head = box(b"ftyp", b"avif\0\0\0\0")
    entry = b"\2\0\0\0\0\7\0\0mimename\0application/rdf+xml\0"
    items = box(b"iinf", b"\0\0\0\0\0\1" + box(b"infe", entry))
    held = box(b"idat", b"pixels" + told) if construction else b""

    def places(start: int) -> bytes:
        place = b"\0\7" + construction.to_bytes(2, "big") + b"\0\0\0\1"
        part = start.to_bytes(4, "big") + len(told).to_bytes(4, "big")
        return box(b"iloc", b"\1\0\0\0\x44\0\0\1" + place + part)

    before = head + box(b"meta", b"\0\0\0\0" + items + places(0) + held)
    start = 6 if construction else len(before) + 8 + 6
    meta = box(b"meta", b"\0\0\0\0" + items + places(start) + held)
    return head + meta + box(b"mdat", b"pixels" + (b"" if construction else told))


def test_an_image_without_metadata_is_left_byte_for_byte() -> None:
    for data in (encoded(SMALL, "JPEG"), encoded(SMALL, "PNG"), encoded(SMALL, "WEBP")):
        assert without_metadata(data) == data


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_ends_too_early_is_named(name: str) -> None:
    data = without_metadata(FILES[name])
    for end in (len(data) // 3, len(data) // 2, len(data) - 3):
        with pytest.raises(BrokenImageError):
            without_metadata(data[:end])


@given(st.sampled_from(sorted(FILES)), st.integers(0, 10**6), st.binary(max_size=8))
def test_no_bytes_do_harm(name: str, at: int, rubbish: bytes) -> None:
    data = bytearray(FILES[name])
    at %= len(data)
    data[at : at + len(rubbish)] = rubbish
    try:
        without_metadata(bytes(data))
    except BrokenImageError:
        return


def test_kinds_are_told_by_the_first_bytes() -> None:
    kinds = ["jpeg", "jpeg", "png", "webp", "webp", "avif", "avif"]
    assert [kind_of(data) for data in FILES.values()] == kinds
    assert kind_of(encoded(Image.new("P", (2, 2)), "GIF")) == "gif"
    assert kind_of(b"<svg/>") == ""
