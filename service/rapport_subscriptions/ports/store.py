"""What the use cases need of the world: a store, a mailer, a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rapport_subscriptions.ports.mailings import LetterBook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from rapport_subscriptions.rules.address_history import Standing
    from rapport_subscriptions.rules.consent import Consent
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.pending_request import Request
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.rules.tokens import Token


class Transaction(LetterBook, Protocol):
    """Reading and writing that happens wholly or not at all."""

    def lock(self, *keys: str) -> None:
        """Wait until no other transaction works on the addresses with these keys."""
        ...

    def subscription(self, subscription_id: str, *, held: bool = True) -> Subscription | None:
        """Answer the subscription with this id; `held`, nobody changes it until the end."""
        ...

    def subscription_of(self, key: str) -> Subscription | None:
        """Answer the subscription of the address with this key, held until the end."""
        ...

    def put_subscription(self, subscription: Subscription) -> None:
        """Write a subscription, new or known."""
        ...

    def forget(self, subscription_id: str) -> None:
        """Delete a subscription with its ledger, its tokens and its mails."""
        ...

    def subscriptions(self) -> Iterator[Subscription]:
        """Answer all subscriptions in the order they were asked for."""
        ...

    def append_consent(self, consent: Consent) -> None:
        """Add a line to the ledger."""
        ...

    def consent(self, consent_id: str) -> Consent | None:
        """Answer one line of the ledger."""
        ...

    def ledger(self, subscription_id: str) -> Sequence[Consent]:
        """Answer a subscription's lines of the ledger, oldest first."""
        ...

    def shorten_networks(self, before: datetime, limit: int) -> int:
        """Shorten network addresses in lines older than that; answer how many."""
        ...

    def put_token(self, token: Token) -> None:
        """Write a token, new or known."""
        ...

    def token(self, digest: str, *, held: bool = True) -> Token | None:
        """Answer the token with this digest; `held`, nobody changes it until the end."""
        ...

    def standing(self, hashes: Sequence[str]) -> Standing | None:
        """Answer what is remembered of an address under any of its keyed hashes."""
        ...

    def put_standing(self, standing: Standing) -> None:
        """Write what is remembered of an address."""
        ...

    def count(self, name: str, since: datetime) -> int:
        """Count one more in a window that began then; answer the count with this one."""
        ...

    def count_all(self, numbers: Mapping[str, int], since: datetime) -> Mapping[str, int]:
        """Count several names up in a window that began then; answer the counts with these."""
        ...

    def counts(self, name: str, since: datetime) -> Mapping[datetime, int]:
        """Answer what was counted under a name in each window from then on."""
        ...

    def counted(self, name: str, since: datetime) -> int:
        """Answer the sum of what was counted under a name in all windows from then on."""
        ...

    def forget_counts(self, name_prefix: str, before: datetime) -> None:
        """Delete the windows that began before then."""
        ...

    def put_requests(self, arrived: Sequence[Request]) -> None:
        """Write down requests that have arrived."""
        ...

    def has_requests(self) -> bool:
        """Answer whether a request waits."""
        ...

    def take_requests(self, limit: int) -> Sequence[Request]:
        """Take the oldest requests out; what another worker is taking is passed over."""
        ...

    def put_mail(self, mail: OutboxMail) -> None:
        """Write a mail, new or known."""
        ...

    def put_mails(self, written: Sequence[OutboxMail]) -> None:
        """Write several mails, new or known."""
        ...

    def mail(self, mail_id: str) -> OutboxMail | None:
        """Answer the mail with this id, held until the end."""
        ...

    def due_mails(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Answer mails but letters that are open and due; what others hold is passed over."""
        ...

    def stale_mails(self, now: datetime, limit: int) -> Sequence[OutboxMail]:
        """Answer mails whose sender took them and was not heard of in its time."""
        ...

    def mails_of(self, subscription_id: str) -> Sequence[OutboxMail]:
        """Answer a subscription's mails, oldest first."""
        ...

    def next_mail_at(self) -> datetime | None:
        """Answer when the next open mail is due."""
        ...

    def forget_tokens(self, before: datetime) -> None:
        """Delete tokens that expired before then."""
        ...

    def forget_mails(self, before: datetime) -> None:
        """Delete mails that were created before then and are done with."""
        ...

    def pending_since(self, before: datetime, limit: int) -> Sequence[Subscription]:
        """Answer subscriptions asked for before then that nobody confirmed."""
        ...

    def numbers(self) -> dict[str, int]:
        """Answer counts for metrics: `subscriptions.confirmed`, `mails.ready`, `requests`."""
        ...


class Store(Protocol):
    """Where everything is kept; it may be used from several threads."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that is durable once the block is left without an exception."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that only reads, and disturbs no writer."""
        ...

    def check(self) -> None:
        """Do a real query; raise DatabaseError if it can't be done."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...
