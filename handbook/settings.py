"""The table of the subscription service's variables, from the sentences below their names."""

from __future__ import annotations

import rapport_subscriptions.setting_names as module
from handbook.rows import NOTHING, cell, table
from handbook.sentences import sentences


def settings_table() -> str:
    """Return a row for each variable of the environment that the service reads."""
    said = sentences(module)
    rows = [
        (f"`{value}`", cell(said[name].meaning), cell(said[name].default or NOTHING))
        for name, value in vars(module).items()
        if isinstance(value, str) and value.startswith("RAPPORT_")
    ]
    return table(("variable", "meaning", "default"), rows)
