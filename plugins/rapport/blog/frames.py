"""Pages of other sites in a frame: from the address that people copy to that of the frame."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, unquote_plus, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult


class FrameKind(StrEnum):
    """What a frame shows; this decides its height and its texts."""

    VIDEO = "video"
    AUDIO = "audio"
    CALENDAR = "calendar"
    MAP = "map"
    PAGE = "page"


class Frame(NamedTuple):
    """A frame: the address that it loads, its kind, and the provider's name."""

    address: str
    kind: FrameKind
    name: str


KNOWN_FRAMES = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://open.spotify.com",
    "https://calendly.com",
    "https://www.openstreetmap.org",
    "https://www.google.com",
)
"""The origins of the frames of `!!! embed`, which headers of a whole site allow; pages allow only
those that they have."""

_FRAME = re.compile(r'\sdata-frame="(https://[^"/]+)')


def frame_origins(html: str) -> list[str]:
    """Return the origins of the frames that a reader may open on a page."""
    if "data-frame" not in html:  # most pages: told thirty times as fast as by the pattern
        return []
    return list(dict.fromkeys(_FRAME.findall(html)))


def frame_of(address: str) -> Frame | None:
    """Return the frame for an address as people copy it; None if it is not an https address."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if parts.scheme != "https" or "." not in host or set(address) & set(" \"'<>\\^`{|}"):
        return None
    find = _FINDERS.get(host)
    return (find(parts) if find else None) or Frame(address, FrameKind.PAGE, host)


def _youtube(parts: SplitResult) -> Frame | None:
    query = parse_qs(parts.query)
    path = [part for part in parts.path.split("/") if part]
    video = query.get("v", [""])[0]
    if not video and parts.netloc.endswith("youtu.be"):
        video = path[0] if path else ""
    if not video and len(path) > 1 and path[0] in ("embed", "shorts", "live", "v"):
        video = path[1]
    options = {"autoplay": "1"}
    if start := _seconds((query.get("t") or query.get("start") or [""])[0]):
        options["start"] = str(start)
    if playlist := query.get("list", [""])[0]:
        options["list"] = playlist
        video = video or "videoseries"
    if not re.fullmatch(r"[\w-]{6,}", video):
        return None
    address = f"https://www.youtube-nocookie.com/embed/{video}?{urlencode(options)}"
    return Frame(address, FrameKind.VIDEO, "YouTube")


def _seconds(text: str) -> int:
    """Return how many seconds `90`, `90s` or `1m30s` are; 0 for anything else."""
    match = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(parts: SplitResult) -> Frame | None:
    match = re.search(r"/(?:video/)?(\d{4,})(?:/(\w+))?/?$", parts.path)
    if match is None:
        return None
    options = {"dnt": "1", "autoplay": "1"}
    if secret := match[2] or parse_qs(parts.query).get("h", [""])[0]:
        options["h"] = secret
    address = f"https://player.vimeo.com/video/{match[1]}?{urlencode(options)}"
    return Frame(address, FrameKind.VIDEO, "Vimeo")


def _spotify(parts: SplitResult) -> Frame | None:
    match = re.search(r"/(episode|show|track|album|playlist|artist)/(\w+)", parts.path)
    if match is None:
        return None
    return Frame(
        f"https://open.spotify.com/embed/{match[1]}/{match[2]}", FrameKind.AUDIO, "Spotify"
    )


def _calendly(parts: SplitResult) -> Frame | None:
    if not parts.path.strip("/"):
        return None
    address = f"https://calendly.com{parts.path}?embed_type=Inline"
    return Frame(address, FrameKind.CALENDAR, "Calendly")


_TILE, _WIDTH, _HEIGHT = 256, 640, 480
"""The size of a map's tile, and of the part of the map that is shown, in pixels."""


def _openstreetmap(parts: SplitResult) -> Frame | None:
    if parts.path.endswith("/embed.html"):
        return Frame(parts.geturl(), FrameKind.MAP, "OpenStreetMap")
    query = parse_qs(parts.query)
    match = re.search(r"map=(\d+)/(-?[\d.]+)/(-?[\d.]+)", parts.fragment)
    zoom = int(match[1]) if match else 16
    marked = [query.get(name, [""])[0] for name in ("mlat", "mlon")]
    place = marked if all(marked) else [match[2], match[3]] if match else []
    try:
        latitude, longitude = map(float, place)
    except ValueError:
        return None
    degrees = 360 / 2**zoom / _TILE  # a pixel at the equator, and nearly so anywhere people live
    wide, high = degrees * _WIDTH / 2, degrees * _HEIGHT / 4
    box = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    options = {"bbox": ",".join(f"{edge:.5f}" for edge in box), "layer": "mapnik"}
    options["marker"] = f"{latitude},{longitude}"
    address = f"https://www.openstreetmap.org/export/embed.html?{urlencode(options)}"
    return Frame(address, FrameKind.MAP, "OpenStreetMap")


def _google(parts: SplitResult) -> Frame | None:
    if not parts.path.startswith("/maps"):
        return None
    if parts.path.startswith("/maps/embed") or "output=embed" in parts.query:
        return Frame(parts.geturl(), FrameKind.MAP, "Google Maps")
    query = parse_qs(parts.query)
    named = re.search(r"/(?:place|search)/([^/@]+)", parts.path)
    at = re.search(r"@(-?[\d.]+,-?[\d.]+)", parts.path)
    place = (query.get("q") or query.get("query") or [""])[0]
    place = place or (unquote_plus(named[1]) if named else at[1] if at else "")
    if not place:
        return None
    address = f"https://www.google.com/maps?q={quote(place)}&output=embed"
    return Frame(address, FrameKind.MAP, "Google Maps")


_FINDERS: dict[str, Callable[[SplitResult], Frame | None]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "open.spotify.com": _spotify,
    "calendly.com": _calendly,
    "openstreetmap.org": _openstreetmap,
    "google.com": _google,
    "maps.google.com": _google,
}
