"""Width and height from the first bytes of an image."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.image_size import image_size
from rapport.blog.images import with_sizes


def jpeg(*segments: bytes) -> bytes:
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, 20, 30, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + b"".join(segments) + frame


def exif(orientation: int) -> bytes:
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


IMAGES = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 30, 20),
    "gif": b"GIF89a" + struct.pack("<HH", 30, 20),
    "jpeg": jpeg(b"\xff\xe0\x00\x10" + b"\0" * 14, b"\xff\xdb\x00\x04\0\0"),
    "jpeg, upright": jpeg(exif(1)),
    "webp, lossy": b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 30, 20),
    "webp, lossless": b"RIFF\0\0\0\0WEBPVP8L" + b"\0" * 5 + struct.pack("<I", 29 | 19 << 14),
    "webp, extended": b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x1d\0\0\x13\0\0",
    "avif": b"\0\0\0\x20ftypavif" + b"\0" * 20 + b"ispe\0\0\0\0" + struct.pack(">II", 30, 20),
    "svg": b'<?xml version="1.0"?><svg xmlns="x" width="30px" height="20"/>',
    "svg, by its box": b'<svg viewBox="0 0 30 20" width="100%">',
}


@pytest.mark.parametrize("name", IMAGES)
def test_the_size_of_an_image_is_read(name: str) -> None:
    assert image_size(IMAGES[name]) == (30, 20)


def test_a_photograph_on_its_side_is_measured_as_it_is_shown() -> None:
    assert image_size(jpeg(exif(6))) == (20, 30)


@pytest.mark.parametrize("name", IMAGES)
def test_a_cut_image_has_no_size_or_its_own(name: str) -> None:
    data = IMAGES[name]
    assert {image_size(data[:end]) for end in range(len(data))} <= {None, (30, 20)}


@given(st.binary(max_size=200), st.sampled_from([image[:12] for image in IMAGES.values()]))
def test_no_bytes_stop_the_reading(data: bytes, beginning: bytes) -> None:
    image_size(beginning + data)


def test_images_get_their_size_and_all_but_the_first_wait() -> None:
    html = (
        '<p><img alt="a > b" src="a.png" /><img src=b.png><img src="c.png" width="5">'
        '<img src="d.png" loading="eager"></p><!-- <img src="a.png"> --><pre>&lt;img&gt;</pre>'
        '<script>"<img src=a.png>"</script>'
    )
    sizes = {"a.png": (3, 2), "b.png": (4, 4), "c.png": (9, 9)}
    assert with_sizes(html, sizes.get) == (
        '<p><img alt="a > b" src="a.png" width="3" height="2" fetchpriority="high" />'
        '<img src=b.png width="4" height="4" loading="lazy" decoding="async">'
        '<img src="c.png" width="5" height="5" loading="lazy" decoding="async">'
        '<img src="d.png" loading="eager" decoding="async"></p>'
        '<!-- <img src="a.png"> --><pre>&lt;img&gt;</pre>'
        '<script>"<img src=a.png>"</script>'
    )


@given(st.text(st.sampled_from("<img src='\"=>-! a/"), max_size=80))
def test_html_without_images_of_ours_keeps_every_letter(html: str) -> None:
    changed = with_sizes(html, lambda _: None)
    for added in (' loading="lazy"', ' decoding="async"', ' fetchpriority="high"'):
        changed = changed.replace(added, "")
    assert changed.replace(" ", "") == html.replace(" ", "")


def test_a_first_image_far_down_waits_as_well() -> None:
    html = "<p>" + "word " * 200 + '</p><img src="a.png">'
    assert 'loading="lazy"' in with_sizes(html, lambda _: None)
    assert "fetchpriority" not in with_sizes(html, lambda _: None)
