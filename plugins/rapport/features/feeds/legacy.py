"""Options of mkdocs-rss-plugin 1.19 that mean something else here, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.feed_format import FeedFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWERS = {
    "abstract_delimiter": "an excerpt ends at `<!-- more -->`; remove `abstract_delimiter`.",
    "cache_dir": "feeds need no cache; remove `cache_dir`.",
    "date_from_meta": "dates come from front matter; remove `date_from_meta`, and set"
    " `timezone` of rapport/articles.",
    "pretty_print": "feeds are always indented; remove `pretty_print`.",
    "stylesheet": "feeds are styled by `assets/stylesheets/feed.css`; remove `stylesheet`.",
    "use_git": "dates come from front matter, never from git; remove `use_git`.",
    "use_material_blog": "every article is in the feeds; remove `use_material_blog`.",
    "use_material_social_cards": "an entry's image is the article's `image`; remove"
    " `use_material_social_cards`.",
}
"""The message about an option that has no effect here."""

FILE_NAMES = {
    "rss_created": ("feed_rss_created.xml", FeedFormat.RSS),
    "rss_updated": ("feed_rss_updated.xml", FeedFormat.RSS),
    "json_created": ("feed_json_created.json", FeedFormat.JSON),
    "json_updated": ("feed_json_updated.json", FeedFormat.JSON),
}
"""The keys of `feeds_filenames` with the names that were the default."""

_TAG_KEYS = ("tags", "categories")


def copies(names: Mapping[str, str] | None) -> dict[str, FeedFormat]:
    """Return the copies of the main feed under its former names; raises ValueError."""
    if names is None:
        return {}
    unknown = [key for key in names if key not in FILE_NAMES]
    if unknown:
        known = ", ".join(FILE_NAMES)
        raise ValueError(f"`feeds_filenames` knows {known}, not {', '.join(unknown)}.")
    wanted = {names.get(key) or name: kind for key, (name, kind) in FILE_NAMES.items()}
    ours = {kind.file_name for kind in FeedFormat}
    return {name: kind for name, kind in wanted.items() if name not in ours}


def unknown_categories(keys: list[str] | None) -> str:
    """Return a message about front matter keys that can't be categories, or an empty string."""
    other = [key for key in keys or () if key not in _TAG_KEYS]
    if not other:
        return ""
    return f"an entry's categories are its tags; write those of `{', '.join(other)}` as tags."
