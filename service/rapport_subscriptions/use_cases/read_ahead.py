"""What a batch of work will read from the store, read at once: some statements, not some each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rapport_subscriptions.rules.outbox import MailKind
from rapport_subscriptions.rules.tokens import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.pending_request import PendingRequest
    from rapport_subscriptions.rules.tokens import Purpose
    from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork


def for_mails(
    work: UnitOfWork,
    finished: Sequence[str],
    begun: Sequence[str],
    token_of: Mapping[MailKind, Purpose],
) -> None:
    """Read what is needed to finish some emails, and to begin others."""
    mails = {mail.id: mail for mail in work.tx.outbox.read_ahead([*finished, *begun])}
    _letters(work, mails.values())
    coming = [mails[mail_id] for mail_id in begun if mail_id in mails]
    subscriptions = work.tx.subscriptions.read_ahead(mail.subscription_id for mail in coming)
    keys = {subscription.email.key for subscription in subscriptions}
    work.tx.addresses.read_ahead(
        address_hash for key in sorted(keys) for address_hash in work.keys.hashes("address", key)
    )
    tokens = work.tx.tokens.read_ahead(
        digest(secret)
        for mail in coming
        if mail.kind in token_of
        for secret in work.keys.candidates(token_of[mail.kind], mail.seed)
    )
    work.tx.consents.read_ahead(token.consent_id for token in tokens if token.consent_id)


def _letters(work: UnitOfWork, mails: Iterable[OutboxMail]) -> None:
    readers: dict[int, list[str]] = defaultdict(list)
    for mail in mails:
        if mail.kind is MailKind.ARTICLES:
            readers[mail.mailing_id or 0].append(mail.subscription_id)
    for mailing_id, ids in readers.items():
        work.tx.mailings.read_letters_ahead(mailing_id, ids)


def for_requests(work: UnitOfWork, requests: Sequence[PendingRequest]) -> None:
    """Lock the addresses of some requests, and read their data."""
    addresses = {request.email.key for request in requests}
    work.tx.lock(*addresses)
    work.tx.subscriptions.read_addresses_ahead(addresses)
    mailboxes = {request.email.mailbox for request in requests}
    links = {(f"link:{request.kind}", request.email.key) for request in requests}
    every = {("address", key) for key in addresses} | {("mailbox", box) for box in mailboxes}
    work.tx.addresses.read_ahead(
        key_hash for kind, key in sorted(every | links) for key_hash in work.keys.hashes(kind, key)
    )
