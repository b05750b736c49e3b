"""The names of the sign-up form's fields: the contract with every blog that posts one."""

from __future__ import annotations

from typing import Final

EMAIL: Final = "email"
TOPICS: Final = "topics"
CADENCE: Final = "cadence"
WORDING: Final = "wording"
PAGE: Final = "page"
HONEYPOT: Final = "leave_this_empty"
"""A field people never see, under a name that no form filler knows: only programs fill it in."""

SERIES: Final = "series"
PACE: Final = "pace"
"""In place of topics and cadence: the series that is asked for, and how often its parts come."""

PROOF: Final = "altcha"
"""A solved challenge; only where the service asks for it, and named as ALTCHA's widget does."""

ALL: Final = (EMAIL, TOPICS, CADENCE, WORDING, PAGE, HONEYPOT)
"""The fields of a sign-up for articles."""

OF_SERIES: Final = (SERIES, PACE)
