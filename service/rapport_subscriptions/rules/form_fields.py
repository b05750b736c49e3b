"""The names of the sign-up form's fields: the contract with every blog that posts it."""

from __future__ import annotations

from typing import Final

EMAIL: Final = "email"
TOPICS: Final = "topics"
CADENCE: Final = "cadence"
WORDING: Final = "wording"
PAGE: Final = "page"
HONEYPOT: Final = "leave_this_empty"
"""The honeypot, under a name that no form filler knows: only programs fill it in."""

SERIES: Final = "series"
PACE: Final = "pace"
"""In place of topics and cadence: the series that is asked for, and how often its parts come."""

PROOF: Final = "altcha"
"""A solved challenge, if the service requires one; the name is that of ALTCHA's widget."""

ALL: Final = (EMAIL, TOPICS, CADENCE, WORDING, PAGE, HONEYPOT)
"""The fields of a sign-up for articles."""

OF_SERIES: Final = (SERIES, PACE)
