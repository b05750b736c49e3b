"""What a person asks of an import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for; `offline` is a folder with the former site's files."""

    source: str
    into: str | None = None
    system: str | None = None
    only: tuple[str, ...] = ()
    url: str | None = None
    timezone: str | None = None
    offline: str | None = None
    is_dry: bool = False
    is_resumed: bool = False
    takes_pictures: bool = True
    allows_private: bool = False
    limit: int = 50 * 1024 * 1024
    rate: float = 4.0
