"""All tables of keys, by the names that commands and the manual use."""

from rapport.blog.author import AUTHOR_KEYS
from rapport.blog.keys import ARTICLE_KEYS
from rapport.blog.letter_keys import LETTER_KEYS
from rapport.blog.series_keys import SERIES_KEYS
from rapport.blog.tag import TAG_KEYS

KEY_TABLES = {
    "articles": ARTICLE_KEYS,
    "authors": AUTHOR_KEYS,
    "letters": LETTER_KEYS,
    "series": SERIES_KEYS,
    "tags": TAG_KEYS,
}
