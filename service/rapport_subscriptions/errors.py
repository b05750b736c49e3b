"""The errors of the service, worded for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class SubscriptionsError(Exception):
    """An error that the service can explain in one line."""


class SettingsError(SubscriptionsError):
    """A setting is missing or wrong; the message names its variable."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


class UsageError(SubscriptionsError):
    """The command line asks for something impossible; nothing was done."""


class DatabaseError(SubscriptionsError):
    """The database can't be opened, read or written."""


class DatabaseHangsError(DatabaseError):
    """The database did not answer in time; whether it did what was asked is unknown."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The database gave no answer within {seconds:g} s.")


class DatabaseBusyError(DatabaseError):
    """Other writers kept the database busy; nothing was stored."""


class StoreFullError(DatabaseError):
    """The database is full; nothing was stored."""


class BlogUnknownError(SubscriptionsError):
    """The blog's `blog.json` can't be read."""


class InvalidFormError(SubscriptionsError):
    """A form with invalid fields: a sentence for each, `{"email": "…"}`."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {error}" for field, error in errors.items()))
        self.errors = dict(errors)


class ProofWantedError(SubscriptionsError):
    """Too many sign-ups come without a proof of work; there is room again in some seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Sign-ups without a proof of work: try again in {retry_after} s.")
        self.retry_after = retry_after


class TooManyChangesError(SubscriptionsError):
    """A subscription is changed too often; it can be changed again in some seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many changes of one subscription; try again in {retry_after} s.")
        self.retry_after = retry_after


class TooManyRequestsError(SubscriptionsError):
    """A network sends too many requests; it may try again in some seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests from one network; try again in {retry_after} s.")
        self.retry_after = retry_after
