"""The keys of any page's front matter, an article's among them: where the page shows."""

from __future__ import annotations

from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import ADDRESS, DATE, FLAG

VISIBILITY_KEYS = (
    Key(
        "unlisted",
        FLAG,
        "`true`: the page is there for those who have its address, and nothing leads to it.",
        default="`false`",
        fields=("is_unlisted",),
    ),
    Key(
        "noindex",
        FLAG,
        "`true` asks search engines to leave the page out.",
        default="`false`",
        fields=("is_noindex",),
        others=("robots",),
    ),
    Key(
        "canonical",
        ADDRESS,
        "Where the same text was published first; search engines are sent there.",
        default="the page itself",
        others=("canonical_url", "original_url"),
    ),
    Key(
        "expires",
        DATE,
        "When it expires: from then on it is not on the site.",
        others=("expirydate", "expiry_date", "expires_at", "unpublish_date"),
    ),
)
"""The keys that say where a page shows; ordinary pages have them, too."""

PAGE_KEYS = KeyTable("a page", VISIBILITY_KEYS)
