"""A logo that is nearly the colour of the page is named before readers miss it."""

from __future__ import annotations

import pytest

from rapport.blog.faint_logo import faint_schemes
from tests.blog_folder import BlogFolder, configuration

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


@pytest.mark.parametrize(
    ("inside", "schemes"),
    [
        ('<path fill="#fff" d="M0 0h9v9z"/>', ["light"]),
        ("<path style='stroke: white; fill: none' d='M0 0h9v9z'/>", ["light"]),
        ("<style>.a{fill:#FDFDFD}</style><path class='a' d='M0 0h9v9z'/>", ["light"]),
        ('<path d="M0 0h9v9z"/>', ["dark"]),
        ('<path fill="#fff" d="M0 0h9"/><path fill="#036" d="M0 0v9"/>', []),
        ('<path fill="currentColor" d="M0 0h9v9z"/>', []),
        ('<path fill="rgb(255 255 255)" d="M0 0h9v9z"/>', []),
        ('<path fill="url(#a)" stroke="#fff" d="M0 0h9v9z"/>', []),
    ],
)
def test_a_logo_is_faint_where_all_its_colours_are_the_pages(
    inside: str, schemes: list[str]
) -> None:
    assert faint_schemes(SVG.format(inside)) == schemes


@pytest.mark.parametrize("look", [False, True])
def test_a_white_logo_is_a_warning_at_its_line(blog_folder: BlogFolder, look: bool) -> None:
    text = configuration(**({"look": {"logo": "logo.svg"}} if look else {}))
    text = text if look else text.replace("font: false", "font: false\n  logo: logo.svg")
    logo = SVG.format('<path fill="#fff" d="M0 0h9v9z"/>')
    blog_folder.write({"mkdocs.yml": text, "docs/logo.svg": logo})
    (line,) = [line for line in blog_folder.check() if "logo-faint" in line]
    at = text[: text.index("logo.svg")].count("\n") + 1
    assert line.startswith(
        f"mkdocs.yml:{at}:1: warning[logo-faint]: the logo `logo.svg` can hardly"
    )
    assert "on the light header" in line
