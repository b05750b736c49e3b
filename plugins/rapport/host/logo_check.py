"""The logo of the header against the pages' own ground."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rapport.blog.faint_logo import faint_schemes
from rapport.blog.problem import Problem, Severity
from rapport.host.settings_file import line_of, settings_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.build_state import SiteSettings


def find_faint_logo(config: MkDocsConfig, settings: SiteSettings) -> Iterator[Problem]:
    """Yield a warning if an SVG logo is nearly the colour of light or dark pages."""
    brand = settings.brand
    name = (brand.logo if brand else "") or str(config.theme.get("logo") or "")
    path = Path(config.docs_dir, name)
    if not name.endswith(".svg") or not path.is_file():
        return
    for scheme in faint_schemes(path.read_text("utf-8", "replace")):
        message = f"the logo `{name}` can hardly be seen on the {scheme} header."
        hint = "Give it colours that stand out on both, or `prefers-color-scheme` in its `<style>`."
        place = (settings_name(config), line_of(config, name), 1)
        yield Problem(*place, "logo-faint", message, hint, Severity.WARNING)
