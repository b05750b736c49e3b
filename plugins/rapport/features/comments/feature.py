"""How readers can respond: by an email with the article's title, or by comments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from rapport.blog.feature import Feature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport.blog.article import Article
    from rapport.blog.build_state import SiteSettings
    from rapport.blog.output import Values
    from rapport.blog.page import PageFacts
    from rapport.blog.reader import SiteReader
    from rapport.features.comments.keepers import Keeper


class Replies(Struct, frozen=True):
    """How readers can respond to an article; an empty `mail_url` or a `keeper` of None is off."""

    mail_url: str
    keeper: Keeper | None
    options: str

    @property
    def system(self) -> str:
        """The name of the comment system, `giscus`; empty for none."""
        return self.keeper.system if self.keeper else ""


class CommentsFeature(Feature):
    """Replies below articles; `comments: false` in front matter leaves them out."""

    def __init__(self, email: str, keeper: Keeper | None) -> None:
        self._email = email
        self._keeper = keeper

    def policy_sources(self) -> Mapping[str, list[str]]:
        """Return the sources of comments, loaded when a reader asks for them."""
        return self._keeper.policy_sources() if self._keeper else {}

    def page_values(self, reader: SiteReader, settings: SiteSettings, page: PageFacts) -> Values:
        """Return how readers can respond to an article."""
        if not page.source:
            return {}
        article = reader.article(page.source)
        if (article.extra or {}).get("comments") is False:
            return {}
        return {"replies": self._replies(article)}

    def _replies(self, article: Article) -> Replies:
        mail = mail_url(self._email, article.headline) if self._email else ""
        options = json.dumps(self._keeper.options, sort_keys=True) if self._keeper else ""
        return Replies(mail, self._keeper, options)


def mail_url(address: str, title: str) -> str:
    """Return the `mailto:` address of a reply to an article (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(f'Re: {title}', safe='')}"
