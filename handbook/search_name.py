"""Names the search dialog of the manual's pages: the theme gives it a role and no name."""

from __future__ import annotations

_DIALOG = 'data-md-component="search" role="dialog"'


def on_post_page(output: str, **_: object) -> str:
    """Return a page whose search dialog has a name for screen readers."""
    if _DIALOG not in output:
        raise ValueError("the theme's search dialog has changed: see handbook/search_name.py")
    return output.replace(_DIALOG, f'{_DIALOG} aria-label="Search"')
