"""The faces of the tests' browser are those of the tests, whatever the machine has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chromium import FACES, FONTS, in_all_faces

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FAMILIES = {
    "dejavu": {"serif": "DejaVu Serif", "sans": "DejaVu Sans", "mono": "DejaVu Sans Mono"},
    "noto": {"serif": "Noto Serif", "sans": "Noto Sans", "mono": "DejaVu Sans Mono"},
    "times": {"serif": "Tinos", "sans": "Arimo", "mono": "Cousine"},
}
PAGE = """<p id=serif style="font-family: 'Iowan Old Style', Georgia, serif">Handgloves</p>
<p id=sans style="font-family: system-ui, Roboto, Arial, sans-serif">Handgloves</p>
<p id=mono style="font-family: Menlo, monospace">Handgloves</p>
<p id=arabic style="font-family: sans-serif">\u0631\u0633\u0627\u0644\u0629</p>"""


def faces_of(page: Page, element: str) -> set[str]:
    """Return the names of the faces that an element is drawn with."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": element})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts}


@in_all_faces
def test_text_is_drawn_with_the_faces_of_the_tests(
    request: pytest.FixtureRequest, browser: Browser
) -> None:
    expected = FAMILIES[request.node.callspec.params["browser"]]
    page = browser.new_page()
    page.set_content(PAGE)
    drawn = {name: faces_of(page, f"#{name}") for name in expected}
    assert drawn == {name: {face} for name, face in expected.items()}
    assert faces_of(page, "#arabic") == {"DejaVu Sans"}
    page.close()


def test_every_set_of_faces_has_its_files_and_their_licences() -> None:
    for name in FACES:
        assert len(list((FONTS / name).iterdir())) >= 5
    assert {path.name for path in FONTS.glob("*.txt")} == {"OFL.txt", "BITSTREAM-VERA.txt"}
