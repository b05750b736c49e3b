"""A letter's page: an article that only the feed of letters lists, once its time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.article import Article
from rapport.blog.heading import split_heading
from rapport.blog.letter import LetterSettings, read_letter
from rapport.blog.urls import slug

if TYPE_CHECKING:
    from rapport.blog.front_matter import BlogSettings


def read_archived(text: str, source: str, path: str, settings: BlogSettings) -> Article | None:
    """Return the page of a letter with `archive: true`, dated by its `send`; None for others.

    Errors in a letter are reported when it is read for emailing.
    """
    wanted = LetterSettings(settings.letters_dir, settings.timezone, settings.vocabulary)
    letter, _ = read_letter(text, source, path, wanted)
    if letter is None or not letter.is_archived or letter.send is None or letter.is_draft:
        return None
    heading, body = split_heading(letter.body)
    parts = [settings.letters_dir, *map(slug, letter.name.split("/"))]
    url = "/".join(filter(None, parts)) + "/"
    return Article(
        path=path,
        source=source,
        id=url,
        url=url,
        title=letter.subject,
        headline=heading or letter.subject,
        date=letter.send,
        body=body,
        body_line=letter.body_line,
        tags=tuple(settings.vocabulary.tags[topic] for topic in letter.topics),
        is_mailed=False,
        is_letter=True,
    )
