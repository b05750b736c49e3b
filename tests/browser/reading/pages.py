"""One page of each type of our own blog, by a name for tests."""

ARTICLE = "articles/sending-to-everyone-reaches-no-one/"

PAGES = {
    "home": "",
    "older": "page/2/",
    "article": ARTICLE,
    "topics": "tags/",
    "tag": "tags/recruiters/",
    "author": "authors/editors/",
    "archive": "archive/",
    "year": "archive/2026/",
    "checklists": "checklists/",
    "feeds": "feeds/",
    "subscribe": "subscribe/",
    "inbox": "subscribe/check-your-inbox/",
    "confirmed": "subscribe/confirmed/",
    "left": "subscribe/left/",
    "search": "search/",
    "missing": "404.html",
    "about": "about/",
    "promise": "promise/",
}
