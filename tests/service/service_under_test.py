"""A whole service in a test: real routes and use cases, a clock and a mailbox one can look at."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, cast

import httpx

from rapport_subscriptions.app import create_app
from rapport_subscriptions.lists.import_list import read_list
from rapport_subscriptions.mail.worker import MailWorker
from rapport_subscriptions.rules.article import Article
from rapport_subscriptions.rules.blog import Blog
from rapport_subscriptions.rules.caps import Limits
from rapport_subscriptions.rules.outbox import Outcome, Verdict
from rapport_subscriptions.setting_values import Network
from rapport_subscriptions.settings import Settings
from rapport_subscriptions.use_cases.ask_permission import ask_permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from email.message import EmailMessage

    from starlette.applications import Starlette

    from rapport_subscriptions.ports.mailer import Mailer
    from rapport_subscriptions.ports.store import Store
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.service import Service
    from rapport_subscriptions.use_cases.import_subscribers import ImportRow

KEY = "a key of thirty-two bytes at least."
OTHER_KEY = "another key, of thirty-two bytes too"
WORDING = "Write to me about new articles. I can leave with one click."
BLOG = Blog(
    url="https://blog.example/",
    title="A Word Before You Apply",
    topics={"networking": "Networking", "interviews": "Interviews"},
    wordings={"2026-11": WORDING},
)
TODAY = "2026-11-02T09:00:00+01:00"
"""An article with this date is dated when it is published."""

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class Mailbox:
    """A mailer that keeps what it is given, and answers as told."""

    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    async def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        del sender
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome(Verdict.SENT)
        if outcome.verdict in {Verdict.SENT, Verdict.UNKNOWN}:
            parsed = message_from_bytes(message, policy=policy.default)
            self.letters.append((recipient, parsed))
        return outcome

    async def close(self) -> None:
        pass

    def to(self, recipient: str) -> list[EmailMessage]:
        return [letter for to, letter in self.letters if to == recipient]


@dataclass
class FixedManifest:
    """A blog that stays as it is."""

    known: Blog = BLOG

    def blog(self) -> Blog:
        return self.known

    def hurry(self) -> None:
        pass

    def at_hand(self) -> Blog | None:
        return self.known

    def read_at(self) -> datetime | None:
        return START


def settings_for_tests(
    *, keys: Iterable[str] = (KEY,), limits: Limits | None = None, **changes: object
) -> Settings:
    values: dict[str, object] = {
        "database_url": "sqlite:///unused.db",
        "mail_url": "maildir:///unused",
        "mail_from": "A Word Before You Apply <hello@blog.example>",
        "site": "unused",
        "public_url": "https://subscriptions.blog.example",
        "secret_keys": tuple(keys),
        "limits": limits or Limits(signups_per_network=0),
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type]


class ServiceUnderTest:
    """A service with a store, driven over HTTP like a reader does."""

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self.store = store
        self.clock = SetClock()
        self.mailbox = Mailbox()
        self.manifest = FixedManifest()
        self.settings = settings or settings_for_tests()
        self.app: Starlette = create_app(
            self.settings, store, self.mailbox, self.clock, manifest=self.manifest
        )
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="https://subscriptions.blog.example",
        )

    @property
    def parts(self) -> Service:
        """What the application is made of."""
        parts: Service = self.app.state.service
        return parts

    def replace_mailer(self, mailer: Mailer) -> None:
        """Have another mailer in place of the mailbox."""
        parts = replace(self.parts, mailer=mailer)
        self.app.state.service = parts
        self.app.state.mail_worker = MailWorker(parts)

    async def sign_up(
        self, email: str = "jo@mail.example.org", *, send: bool = True, **changes: object
    ) -> httpx.Response:
        answer = await self.client.post(
            "/subscriptions", data=form(email, **changes), headers=_headers(changes)
        )
        if send:
            await self.send()
        return answer

    async def send(self) -> None:
        await self.app.state.mail_worker.work_all()

    async def join(self, email: str = "jo@mail.example.org", **changes: object) -> Subscription:
        await self.sign_up(email, send=True, **changes)
        answer = await self.client.post(self.link(email, "confirm"))
        assert answer.status_code == 303, answer.text
        await self.send()
        return self.subscription(email)

    def link(self, email: str, purpose: str) -> str:
        """The newest mail's link for a purpose."""
        for letter in reversed(self.mailbox.to(email)):
            found = links_in(letter, purpose)
            if found:
                return found[0]
        raise AssertionError(f"no mail to {email} has a {purpose} link")

    async def account_link(self, email: str = "jo@mail.example.org") -> str:
        """Have the link with all rights mailed, and return it."""
        await self.client.post(self.link(email, "manage"), data={"action": "account"})
        await self.send()
        return self.link(email, "account")

    def subscription(self, email: str = "jo@mail.example.org") -> Subscription:
        with self.store.reading() as tx:
            found = tx.subscriptions.by_address(email.lower())
        assert found is not None
        return found

    async def publish(self, *articles: Article) -> None:
        """Have the blog's manifest name these articles and no others, and the sender see it."""
        known = {item.id: item for item in self.manifest.known.articles}
        today = self.clock.now().isoformat()
        dated = [
            replace(item, date=known[item.id].date if item.id in known else today)
            if item.date == TODAY
            else item
            for item in articles
        ]
        self.manifest.known = replace(self.manifest.known, articles=tuple(dated))
        await self.send()

    async def wait(self, **by: float) -> None:
        """Let time go by, then let the sender do what is due."""
        self.clock.forward(**by)
        await self.send()

    def letters(self, email: str = "jo@mail.example.org") -> list[EmailMessage]:
        """The letters an address got, without other mails."""
        return [letter for letter in self.mailbox.to(email) if letter["Precedence"] == "list"]

    def everything(self) -> list[Subscription]:
        with self.store.reading() as tx:
            return list(tx.subscriptions.all())


def article(name: str, *tags: str, **changes: object) -> Article:
    """An article of the test's blog, `networking` if no tag is named."""
    fields: dict[str, object] = {
        "id": name,
        "url": f"https://blog.example/articles/{name}/",
        "title": f"About {name}",
        "date": TODAY,
        "tags": tags or ("networking",),
        "summary": f"What {name} is.",
        **changes,
    }
    return Article(**fields)  # type: ignore[arg-type]


def form(email: str = "jo@mail.example.org", **changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "email": email,
        "topics": ["networking"],
        "cadence": "weekly",
        "wording": "2026-11",
        "page": "/articles/first/",
        "leave_this_empty": "",
    }
    changes.pop("headers", None)
    return {**fields, **changes}


def rows_of(text: str) -> list[ImportRow]:
    """Return the rows of a list that has no mistakes."""
    read = read_list(text, BLOG)
    assert read.problems == []
    return read.rows


def ask(service: Service, reader: Subscription) -> int:
    """Ask one reader who came without proof; return whether a mail was written."""
    key = reader.email.key
    return service.do(ask_permission, [key], timedelta())


def text_of(letter: EmailMessage) -> str:
    """The plain text of a mail."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links_in(letter: EmailMessage, purpose: str) -> list[str]:
    body = letter.get_body(("plain",))
    assert body is not None
    return re.findall(rf"https://\S+/subscriptions/{purpose}/[^\s?]+(?!\S)", body.get_content())


def networks(*names: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in names)


def _headers(changes: Mapping[str, object]) -> dict[str, str]:
    return dict(cast("Mapping[str, str]", changes.get("headers", {})))
