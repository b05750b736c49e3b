"""A real Chromium that sees no face but those of `tests/fonts`."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

FONTS = Path(__file__).parent / "fonts"
USUAL = "dejavu"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_GENERIC = {
    "dejavu": {
        "serif": "DejaVu Serif",
        "sans-serif": "DejaVu Sans",
        "system-ui": "DejaVu Sans",
        "monospace": "DejaVu Sans Mono",
    },
    "noto": {
        "serif": "Noto Serif",
        "sans-serif": "Noto Sans",
        "system-ui": "Noto Sans",
        "monospace": "DejaVu Sans Mono",
    },
    "times": {
        "serif": "Tinos",
        "sans-serif": "Arimo",
        "system-ui": "Arimo",
        "monospace": "Cousine",
    },
}
FACES = tuple(_GENERIC)
PATIENCE = 60_000
"""Milliseconds to wait for what is sure to come, on a machine that has much else to do."""
in_all_faces = pytest.mark.parametrize("browser", FACES, indirect=True)
"""Runs a test once with each set of faces; `browser` of this module's user takes the name."""

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
<match target="font">
<edit name="antialias" mode="assign"><bool>true</bool></edit>
<edit name="hintstyle" mode="assign"><const>hintslight</const></edit>
<edit name="rgba" mode="assign"><const>none</const></edit>
</match>
{aliases}
</fontconfig>
"""
_ALIAS = """<match target="pattern"><test name="family"><string>{generic}</string></test>
<edit name="family" mode="prepend" binding="strong"><string>{face}</string></edit></match>"""
_LAST = """<match target="pattern">
<edit name="family" mode="append_last"><string>{face}</string></edit></match>"""
"""What is asked for without a name: Chromium takes its `system-ui` from there."""
_BROKEN_OFF = ("ViewTransition opt-in disabled", "Transition was skipped")


def is_broken_off_fade(error: str) -> bool:
    """Return whether Chromium only says that it did not fade into the next page.

    It says so on that page if it is none of ours, or was left before it was shown.
    """
    return any(said in error for said in _BROKEN_OFF)


@contextmanager
def chromium(faces: str = USUAL) -> Iterator[Browser]:
    """Run Chromium with one set of faces."""
    named = os.environ.get("RAPPORT_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    with tempfile.TemporaryDirectory(prefix="rapport-fonts-") as folder, sync_playwright() as own:
        configuration = _write_configuration(Path(folder), faces)
        browser = own.chromium.launch(
            executable_path=found,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
        )
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


def _write_configuration(folder: Path, faces: str) -> Path:
    """Write fontconfig's settings for a set of faces: nothing of the machine's own is included."""
    folders = [f"<dir>{FONTS / name}</dir>" for name in dict.fromkeys((faces, USUAL))]
    aliases = [
        _ALIAS.format(generic=generic, face=face) for generic, face in _GENERIC[faces].items()
    ]
    aliases.append(_LAST.format(face=_GENERIC[faces]["system-ui"]))
    path = folder / "fonts.conf"
    path.write_text(
        _CONFIGURATION.format(
            folders="\n".join(folders), cache=folder / "cache", aliases="\n".join(aliases)
        ),
        encoding="utf-8",
    )
    return path
