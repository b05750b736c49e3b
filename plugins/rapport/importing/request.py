"""The options of an import."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.importing.model import ImportedArticle


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """The options of an import; `offline` is a folder with the former site's files."""

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

    def wants(self, article: ImportedArticle) -> bool:
        """Return whether `only` names an article: by kind, slug, year or as a draft."""
        if not self.only:
            return True
        names = {f"{article.kind.value}s", article.slug}
        names |= {"drafts"} if article.is_draft else set()
        names |= {f"{article.date:%Y}"} if article.date else set()
        return any(
            fnmatch.fnmatch(name, pattern) for pattern in self.only for name in names if name
        )
