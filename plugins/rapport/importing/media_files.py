"""Remote media: the possible versions of an image, and the type of a file."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rapport.importing.fetching import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|epub|mobi|zip|mp3|m4a|ogg|wav|mp4|m4v|webm|mov"
    r"|ics|vcf|txt|jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$",
    re.IGNORECASE,
)
_SIZE = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated)(?=\.\w+$)")
_GHOST_SIZE = re.compile(r"/size/w\d+(?:h\d+)?(?:/format/\w+)?/")
_PROXY = re.compile(r"^https?://i\d\.wp\.com/(?P<rest>[^?]+)")
_ACTIVE_SVG = re.compile(rb"<script|\son\w+\s*=|javascript:|<foreignObject|<!ENTITY", re.IGNORECASE)
_KINDS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)


def versions(address: str) -> Iterator[str]:
    """Yield the possible addresses of an image, from the largest version to the given one."""
    plain = address
    if proxied := _PROXY.match(address):
        plain = f"https://{proxied['rest']}"
    yield without_size(plain)
    yield plain
    yield address


def without_size(address: str) -> str:
    """Return the address of the picture of which this is a smaller copy: `a.jpg`."""
    parts = urlsplit(address)
    path = _GHOST_SIZE.sub("/", _SIZE.sub("", parts.path))
    return address if path == parts.path else parts._replace(path=path, query="").geturl()


def from_data(address: str) -> bytes:
    """Return the content of a `data:` address; raises `FetchError`."""
    head, _, data = address.partition(",")
    try:
        return (
            base64.b64decode(data, validate=False) if ";base64" in head else unquote(data).encode()
        )
    except (binascii.Error, ValueError) as error:
        raise FetchError("its data can't be read") from error


def checked_kind(data: bytes, name: str, *, is_picture: bool) -> str:
    """Return the ending for a file by its content; raises `FetchError` if it is not a picture."""
    written = name.rpartition(".")[2].lower() if "." in name else ""
    detected = next((kind for begin, kind in _KINDS if data.startswith(begin)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        detected = "webp"
    elif data[4:12] in (b"ftypavif", b"ftypavis"):
        detected = "avif"
    elif b"<svg" in data[:1024].lower():
        detected = "svg"
    if detected == "svg" and _ACTIVE_SVG.search(data):
        raise FetchError("it is an SVG with scripts")
    if not data:
        raise FetchError("the file is empty")
    if detected:
        same = {"jpeg": "jpg", "tif": "tiff"}
        return written if same.get(written, written) == detected else detected
    if is_picture:
        raise FetchError("it is not a picture of a kind that browsers show")
    if not FILES.search(f".{written}"):
        raise FetchError(f"files of type `{written}` are not imported")
    return written
