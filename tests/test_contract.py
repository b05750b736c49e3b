"""What the site and the service agree on without knowing each other."""

from __future__ import annotations

from rapport.features.subscribe.form import CADENCES, FIELDS
from rapport_subscriptions.rules import form_fields
from rapport_subscriptions.rules.subscription import CADENCES as OFFERED


def test_the_forms_fields_are_those_that_the_service_reads() -> None:
    assert sorted(FIELDS) == sorted(form_fields.ALL)


def test_the_forms_cadences_are_those_of_the_service() -> None:
    assert list(CADENCES) == [cadence.value for cadence in OFFERED]
