"""Sizes of images, read from their first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.image_size import image_size
from rapport.features.feeds.image import media_type

FRAME = b"\xff\xc0\x00\x11\x08" + (480).to_bytes(2) + (640).to_bytes(2) + b"\x03"
HEADS = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4),
    "gif": b"GIF89a" + (640).to_bytes(2, "little") + (480).to_bytes(2, "little"),
    "jpeg": b"\xff\xd8\xff\xe0\x00\x04ab" + FRAME,
    "webp, plain": b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a"
    + (640).to_bytes(2, "little")
    + (480).to_bytes(2, "little"),
    "webp, extended": b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"
    + (639).to_bytes(3, "little")
    + (479).to_bytes(3, "little"),
    "webp, lossless": b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (639 | 479 << 14).to_bytes(4, "little"),
    "svg": b'<?xml version="1.0"?><svg xmlns="x" width="640px" height="480.2"/>',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_size_of_an_image_is_read_from_its_head(head: bytes) -> None:
    assert image_size(head) == (640, 480)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_that_is_cut_off_has_no_size_and_stops_nothing(head: bytes) -> None:
    for length in range(len(head) - 8):
        assert image_size(head[:length]) is None


@given(st.sampled_from(list(HEADS.values())), st.binary(max_size=40), st.integers(2, 12))
def test_no_bytes_stop_the_reading(head: bytes, data: bytes, cut: int) -> None:
    size = image_size(head[:cut] + data)
    assert size is None or all(isinstance(side, int) for side in size)


def test_the_media_type_is_that_of_the_name() -> None:
    assert media_type("a/b.JPG") == "image/jpeg"
    assert media_type("https://x.example/a.webp?v=1") == "image/webp"
    assert media_type("a.txt") == ""
