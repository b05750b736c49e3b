"""What every use case needs: the transaction, the keys, the blog, the time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.address_history import AddressHistory
from rapport_subscriptions.rules.caps import Limits, hour_of
from rapport_subscriptions.rules.consent import Act, Consent, Origin
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.journal import JournalEntry, JournalEvent
from rapport_subscriptions.rules.mailing import LetterRules
from rapport_subscriptions.rules.outbox import MailKind, OutboxMail
from rapport_subscriptions.rules.tokens import new_id, new_seed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rapport_subscriptions.ports.journal import Journal
    from rapport_subscriptions.ports.store import Transaction
    from rapport_subscriptions.rules.blog import Blog
    from rapport_subscriptions.rules.email_address import EmailAddress
    from rapport_subscriptions.rules.subscription import Choice, Subscription
    from rapport_subscriptions.rules.tokens import Keyring


REFUSED = "refused: "
FAILED = "failed: "
STEP = "step: "
"""The prefix of the names under which refused requests are counted by cause."""


@dataclass(frozen=True)
class UnitOfWork:
    """One transaction, and what a use case needs besides it."""

    tx: Transaction
    keys: Keyring
    blog: Blog
    now: datetime
    domain: str
    """The domain of Message-IDs."""
    limits: Limits = field(default_factory=Limits)
    letters: LetterRules = field(default_factory=LetterRules)
    journal: Journal | None = None
    operators: tuple[EmailAddress, ...] = ()
    """The operators' addresses."""

    def record_event(self, key: str, event: JournalEvent) -> None:
        """Record in the journal what the owner of an address decided."""
        self.record_events([key], event)

    def record_events(self, keys: Sequence[str], event: JournalEvent) -> None:
        """Record in the journal what the owners of addresses decided."""
        if self.journal and keys:
            hashes = [self.keys.hashes("address", key)[0] for key in keys]
            self.journal.append(*(JournalEntry(self.now, event, digest) for digest in hashes))

    def last_event(self, key: str) -> JournalEntry | None:
        """Return the journal's last entry for an address, under whichever key it was written."""
        return self.last_events([key]).get(key)

    def last_events(self, keys: Sequence[str]) -> dict[str, JournalEntry]:
        """Return the journal's last entries for addresses, without those that have none."""
        known = self.journal.last() if self.journal else {}
        events: dict[str, JournalEntry] = {}
        for key in keys if known else ():
            matching = [
                known[digest] for digest in self.keys.hashes("address", key) if digest in known
            ]
            if matching:
                events[key] = max(matching, key=lambda entry: entry.at)
        return events

    def history(self, key: str, kind: str = "address") -> AddressHistory:
        """Return the history of an address, filed under the newest key."""
        hashes = self.keys.hashes(kind, key)
        known = self.tx.addresses.get(hashes)
        return known or AddressHistory(hashes[0])

    def histories(self, keys: Sequence[str], kind: str = "address") -> dict[str, AddressHistory]:
        """Return the history of each of some addresses."""
        hashes = {key: self.keys.hashes(kind, key) for key in keys}
        known = self.tx.addresses.get_all(list(chain.from_iterable(hashes.values())))
        return {
            key: next(
                (known[digest] for digest in candidates if digest in known),
                AddressHistory(candidates[0]),
            )
            for key, candidates in hashes.items()
        }

    def may_be_mailed(self, email: EmailAddress) -> bool:
        """Whether an unrequested email may be sent: to this spelling, and to its mailbox."""
        histories = (self.history(email.key), self.history(email.mailbox, "mailbox"))
        return all(history.may_be_mailed(self.now) for history in histories)

    def remember_mailed(self, email: EmailAddress) -> None:
        """Record an unrequested email to an address, under every spelling of its mailbox."""
        self.tx.addresses.put(self.history(email.key).mailed(self.now))
        self.tx.addresses.put(self.history(email.mailbox, "mailbox").mailed(self.now))

    def forget_mailed(self, email: EmailAddress, at: datetime | None = None) -> None:
        """Let an address be emailed again: its owner responded, or the email could not be sent."""
        for history in (self.history(email.key), self.history(email.mailbox, "mailbox")):
            if history.mailed_at and at in {None, history.mailed_at}:
                self.tx.addresses.put(history.not_mailed())

    def count_refusal(self, cause: str, number: int = 1) -> None:
        """Count refused requests by their cause, without addresses."""
        self.tx.counters.note({f"{REFUSED}{cause}": number}, hour_of(self.now))

    def count_step(self, step: str, number: int = 1) -> None:
        """Count the steps of sign-ups, by the hour and without persons."""
        self.tx.counters.note({f"{STEP}{step}": number}, hour_of(self.now))

    def count_failure(self, cause: str) -> None:
        """Count a failed email, by its cause."""
        self.tx.counters.note({f"{FAILED}{cause}": 1}, hour_of(self.now))

    def enter(
        self,
        subscription: Subscription,
        act: Act,
        origin: Origin,
        *,
        choice: Choice | None = None,
        text: str | None = None,
    ) -> Consent:
        """Write an act into the ledger, with its consent text."""
        if text is None:
            lines = self.tx.consents.of(subscription.id)
            before = [line for line in lines if not line.series] or lines
            text = before[-1].text if before else ""
        consent = self.line(subscription, act, origin, choice=choice, text=text)
        self.tx.consents.append(consent)
        return consent

    def line(
        self,
        subscription: Subscription,
        act: Act,
        origin: Origin,
        *,
        choice: Choice | None = None,
        text: str,
    ) -> Consent:
        """Return a line of the ledger, not yet stored."""
        return Consent(
            id=new_id(),
            subscription_id=subscription.id,
            act=act,
            wording=subscription.wording,
            text=text,
            choice=choice or subscription.choice,
            page=subscription.page,
            at=self.now,
            origin=origin,
        )

    def post(
        self,
        kind: MailKind,
        subscription: Subscription,
        *,
        recipient: str | None = None,
        mailing_id: int | None = None,
        not_before: datetime | None = None,
    ) -> OutboxMail:
        """Put an email into the outbox, to be sent once the transaction is durable."""
        mail = self.mail(
            kind, subscription, recipient=recipient, mailing_id=mailing_id, not_before=not_before
        )
        self.tx.outbox.put(mail)
        return mail

    def mail(
        self,
        kind: MailKind,
        subscription: Subscription,
        *,
        recipient: str | None = None,
        mailing_id: int | None = None,
        not_before: datetime | None = None,
    ) -> OutboxMail:
        """Return an email, not yet stored."""
        mail_id = new_id()
        return OutboxMail(
            id=mail_id,
            kind=kind,
            subscription_id=subscription.id,
            recipient=recipient or subscription.email.typed,
            seed=new_seed(),
            message_id=f"<{mail_id}@{self.domain}>",
            created_at=self.now,
            not_before=not_before or self.now,
            mailing_id=mailing_id,
            address_hash=self._address_hash(subscription, recipient),
        )

    def mail_to_operator(self, email: EmailAddress) -> OutboxMail:
        """Return an email to the operator, not yet stored.

        It belongs to no subscription, and its fate counts for no reader's address.
        """
        mail_id = new_id()
        return OutboxMail(
            id=mail_id,
            kind=MailKind.OPERATOR,
            subscription_id="",
            recipient=email.typed,
            seed=new_seed(),
            message_id=f"<{mail_id}@{self.domain}>",
            created_at=self.now,
            not_before=self.now,
        )

    def is_for(self, mail: OutboxMail, subscription: Subscription) -> bool:
        """Whether an email was sent to the current address of its subscription."""
        if not mail.address_hash:  # written by the first releases
            return mail.kind is not MailKind.MOVE and subscription.generation == 0
        return mail.address_hash in self.keys.hashes("address", subscription.email.key)

    def _address_hash(self, subscription: Subscription, recipient: str | None) -> str:
        key = parse_address(recipient, public=False).key if recipient else subscription.email.key
        return self.keys.hashes("address", key)[0]

    def answered(self, subscription: Subscription) -> None:
        """Record that the person at this address responded."""
        email = subscription.email
        for history in (self.history(email.key), self.history(email.mailbox, "mailbox")):
            if history.unanswered:
                self.tx.addresses.put(replace(history, unanswered=0))
