"""One feed that uses everything a feed can hold, and one that holds next to nothing."""

from datetime import datetime

from rapport.features.feeds.feed import Category, ChecklistLink, Feed, FeedEntry, FeedImage, Person

SITE = "https://blog.example/"

FULL_ENTRY = FeedEntry(
    id="urn:uuid:5f8a6a3e-6a0b-5f0e-9a53-4f1f4a1f0c11",
    url=SITE + "articles/letters/",
    title="Letters & <answers>",
    summary="What a letter < 100 words can do.",
    content='<p>Read <a href="https://blog.example/about/">who we are</a> &amp; write.</p>',
    published=datetime.fromisoformat("2026-07-01T09:00:00+02:00"),
    updated=datetime.fromisoformat("2026-12-01T09:00:00+01:00"),
    authors=(
        Person("Ada “A” Lovelace", "ada@blog.example", SITE + "authors/ada/"),
        Person("Бob", url=SITE + "authors/bob/", avatar=SITE + "images/bob.png"),
    ),
    categories=(Category("R&D", SITE + "tags/r-and-d/"), Category("C++", SITE + "tags/cpp/")),
    picture=FeedImage(SITE + "images/desk 1.png", "image/png", 1234, 640, 480),
    checklists=(ChecklistLink("Before you send", SITE + "articles/letters/#before-you-send"),),
    comments=SITE + "articles/letters/#__comments",
)
PLAIN_ENTRY = FeedEntry(
    id=SITE + "articles/plain/",
    url=SITE + "articles/plain/",
    title="Plain",
    summary="Nothing more.",
    content="",
    published=datetime.fromisoformat("2026-01-02T00:00:00+00:00"),
)
FULL = Feed(
    site_url=SITE,
    folder="tags/r-and-d/",
    page_url=SITE + "tags/r-and-d/",
    id=SITE + "tags/r-and-d/",
    title="R&D · Blog",
    description="All about <work>.",
    language="en-GB",
    author=Person("Blog", url=SITE),
    entries=(FULL_ENTRY, PLAIN_ENTRY),
    rights="© Blog & friends",
    image=SITE + "images/blog.png",
    ttl=90,
    hub="https://hub.example/",
)
EMPTY = Feed(
    site_url=SITE,
    folder="",
    page_url=SITE,
    id=SITE,
    title="Blog",
    description="",
    language="fr",
    author=Person("Blog"),
    entries=(),
)
