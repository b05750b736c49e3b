"""What is summed up as it is written, so that the operator's page counts nothing: without persons.

Sums of a day are kept for good, also of people who were erased since. Their names: `act: asked`,
`page: /articles/first/`, `topic: networking` (`topic: ` for every article), `cadence: weekly`; and
`status: confirmed`, how many there were when they were counted last on that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport_subscriptions.rules.consent import Act

if TYPE_CHECKING:
    from rapport_subscriptions.rules.consent import Consent

ACT, PAGE, TOPIC, CADENCE, STATUS = "act: ", "page: ", "topic: ", "cadence: ", "status: "
SERIES = "series: "
"""`series: active first-steps`, how many readers; `series: due first-steps`, within a day."""
DUE = "due"
LONGEST_NAME = 200


def day_name(line: Consent) -> str:
    """Return the day of a line of the ledger, in UTC: `2026-11-28`."""
    return line.at.date().isoformat()


def sums_of(line: Consent) -> list[str]:
    """Return the names of the sums that a line of the ledger adds one to.

    Pages are those of requests, choices those of confirmations.
    """
    names = [f"{ACT}{line.act.value}"]
    if line.act is Act.ASKED:
        names.append(f"{PAGE}{line.page}"[:LONGEST_NAME])
    if line.act is Act.CONFIRMED:
        names += [f"{TOPIC}{slug}"[:LONGEST_NAME] for slug in line.choice.topics or ("",)]
        names.append(f"{CADENCE}{line.choice.cadence.value}")
    return names
