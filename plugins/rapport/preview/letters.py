"""The author's letters in the preview, rendered as emails without being sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.preview.inbox import InboxMessage, read_message
from rapport_subscriptions.errors import SubscriptionsError
from rapport_subscriptions.mail.envelope import EnvelopeWriter
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.use_cases.sample_letter import sample
from rapport_subscriptions.use_cases.sample_part import part_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.service import Service

_READER = parse_address("reader@mail.example", public=False)


def part_title(blog: Blog, name: str) -> str:
    """Return the title of a part with its series: `First steps (2): Ask for one thing`."""
    series_id, _, number = name.rpartition("/")
    series = blog.series[series_id]
    return f"{series.title} ({number}): {series.parts[int(number) - 1].title}"


class LetterPreview:
    """The blog's letters, rendered with the texts and design of the preview's service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def subjects(self) -> Mapping[str, str]:
        """Return the subjects of letters and of series' parts by name; none without a blog."""
        try:
            blog = self._service.manifest.blog()
        except SubscriptionsError:
            return {}
        parts = {name: part_title(blog, name) for name in part_names(blog)}
        return {letter.id: letter.subject for letter in blog.letters.values()} | parts

    def message(self, name: str) -> InboxMessage | None:
        """Return a letter as an email, None if there is no letter of this name."""
        try:
            dispatch = self._service.look(sample, _READER, name)
        except SubscriptionsError:
            return None
        return read_message(name, EnvelopeWriter(self._service).write(dispatch).message)
