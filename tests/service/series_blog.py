"""A blog with a series of five parts, and what its readers do in tests."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.letter import LetterBlock, Run
from rapport_subscriptions.rules.series import Pace, Part, Series
from tests.service.service_under_test import ServiceUnderTest, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rapport_subscriptions.rules.series import SeriesReader

JO = "jo@mail.example.org"
AGREED = "Send me the series by email. I can stop it with one click."


def part(number: int, **changes: object) -> Part:
    words = LetterBlock("text", (Run(f"These are the words of p{number}."),))
    fields: dict[str, object] = {
        "id": f"p{number}",
        "title": f"Step {number}",
        "blocks": (words,),
        **changes,
    }
    return Part(**fields)  # type: ignore[arg-type]


SERIES = Series(
    id="first-steps",
    title="First steps",
    url="https://blog.example/series/first-steps/",
    parts=tuple(map(part, range(1, 6))),
    paces=tuple(Pace),
    wordings={"w-series": AGREED},
    at=time(8),
)
OTHER = replace(SERIES, id="second-steps", title="Second steps")


class SeriesReaders:
    """Readers of a blog's series, who act by the links that they were mailed."""

    def __init__(self, service: ServiceUnderTest) -> None:
        self.service = service
        self.publish(SERIES, OTHER)

    def publish(self, *series: Series) -> None:
        known = {item.id: item for item in series}
        self.service.manifest.known = replace(self.service.manifest.known, series=known)

    def publish_parts(self, parts: Iterable[Part]) -> None:
        self.publish(replace(SERIES, parts=tuple(parts)), OTHER)

    async def ask(self, email: str = JO, series: str = "first-steps", pace: str = "daily") -> int:
        fields = {
            "email": email,
            "series": series,
            "pace": pace,
            "wording": "w-series",
            "page": f"/series/{series}/",
            "leave_this_empty": "",
        }
        answer = await self.service.client.post("/subscriptions", data=fields)
        await self.service.send()
        return answer.status_code

    async def join(
        self, email: str = JO, series: str = "first-steps", pace: str = "daily"
    ) -> SeriesReader:
        await self.ask(email, series, pace)
        answer = await self.service.client.post(self.service.link(email, "series-confirm"))
        assert answer.status_code == 200, answer.text
        await self.service.send()
        return self.place(email, series)

    async def press(self, change: str, email: str = JO) -> str:
        """Press the button that a link in the newest part names."""
        link = self.link(email)
        shown = await self.service.client.get(f"{link}?do={change}")
        assert f'value="{change}"' in shown.text
        answer = await self.service.client.post(link, data={"action": change})
        assert answer.status_code == 200
        await self.service.send()
        return answer.text

    def link(self, email: str = JO) -> str:
        """The page of the newest part's series."""
        for mail in reversed(self.service.letters(email)):
            found = re.search(r"https://\S+/subscriptions/series/[\w-]+", text_of(mail))
            if found:
                return found[0]
        raise AssertionError(f"no part to {email} leads to its series")

    def place(self, email: str = JO, series: str = "first-steps") -> SeriesReader:
        subscription = self.service.subscription(email)
        with self.service.store.reading() as tx:
            places = tx.series.of(subscription.id)
        return next(place for place in places if place.series == series)

    def got(self, email: str = JO) -> list[str]:
        """The words of the parts that an address got, in that order."""
        texts = [text_of(mail) for mail in self.service.letters(email)]
        return [word for text in texts for word in re.findall(r"the words of (p\d+)\.", text)]
