"""The parts of a running service, and the one way to run a use case on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from rapport_subscriptions.rules.links import Links
from rapport_subscriptions.rules.tokens import Keyring
from rapport_subscriptions.use_cases.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapport_subscriptions.ports.clock import Clock
    from rapport_subscriptions.ports.journal import Journal
    from rapport_subscriptions.ports.mailer import Mailer
    from rapport_subscriptions.ports.manifest import Manifest
    from rapport_subscriptions.ports.store import Store, Transaction
    from rapport_subscriptions.rules.outbox import OutboxMail
    from rapport_subscriptions.rules.subscription import Subscription
    from rapport_subscriptions.settings import Settings

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Service:
    """Settings, store, mailer, clock and blog, put together in `app.create_app`."""

    settings: Settings
    store: Store
    mailer: Mailer
    clock: Clock
    manifest: Manifest
    journal: Journal | None = None

    @cached_property
    def keys(self) -> Keyring:
        """The secret keys."""
        return Keyring(self.settings.keys)

    @cached_property
    def links(self) -> Links:
        """The URLs of the service."""
        return Links(self.settings.public_url, self.keys)

    def do(
        self,
        use_case: Callable[Concatenate[UnitOfWork, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case in one durable transaction."""
        with self.store.transaction() as tx:
            return use_case(self._unit_of_work(tx), *args, **kwargs)

    def look(
        self,
        use_case: Callable[Concatenate[UnitOfWork, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that only reads."""
        with self.store.reading() as tx:
            return use_case(self._unit_of_work(tx), *args, **kwargs)

    def unsubscribe_address(self, subscription: Subscription) -> str:
        """Return the address to which any message unsubscribes a reader; `""` if none is set."""
        if not self.settings.bounces_to:
            return ""
        local, _, domain = self.settings.bounces_to.rpartition("@")
        return f"{local}+{self.keys.unsubscribe_mark(subscription.id)}@{domain}"

    def return_path(self, mail: OutboxMail) -> str:
        """Return the envelope sender, which tells which email bounced (VERP)."""
        if not self.settings.bounces_to:
            return self.settings.sender.wire
        local, _, domain = self.settings.bounces_to.rpartition("@")
        return f"{local}+{self.keys.return_path(mail.id)}@{domain}"

    def _unit_of_work(self, tx: Transaction) -> UnitOfWork:
        return UnitOfWork(
            tx=tx,
            keys=self.keys,
            blog=self.manifest.blog(),
            now=self.clock.now(),
            domain=self.settings.sender.domain,
            limits=self.settings.limits,
            letters=self.settings.letters,
            journal=self.journal,
            operators=self.settings.operators,
        )
