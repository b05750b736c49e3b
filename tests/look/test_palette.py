"""What Material's settings say of colours and type is taken over, or said to have no effect."""

from __future__ import annotations

import re

import pytest
import yaml

from rapport.blog.brand import find_unreadable
from rapport.blog.contrast import contrast
from rapport.features.look.choices import chosen_brand
from rapport.features.look.plugin import LookConfig
from tests.blog_folder import BlogFolder, article, configuration

LIGHT = {"scheme": "default", "primary": "indigo", "accent": "deep-orange"}
DARK = {"scheme": "slate", "primary": "light blue", "accent": "deep orange"}


def options(**given: object) -> LookConfig:
    config = LookConfig()
    config.load_dict(given)
    assert config.validate() == ([], [])
    return config


def test_the_colours_of_a_palette_become_those_of_the_blog_and_are_read_well() -> None:
    brand = chosen_brand(options(), {"palette": [LIGHT, DARK]})
    assert brand.light.accent == "#4051b5"  # is read on paper as it is
    assert brand.light.mark == "#ad4b2d"
    assert contrast(brand.dark.accent, "#202524") >= 7
    assert list(find_unreadable(brand)) == []


@pytest.mark.parametrize("name", ["yellow", "lime", "cyan", "red", "grey", "brown"])
def test_a_colour_of_any_name_is_made_readable(name: str) -> None:
    brand = chosen_brand(options(), {"palette": {"primary": name, "accent": name}})
    assert brand.light.accent != "#0f5c4d"
    assert list(find_unreadable(brand)) == []


def test_an_option_goes_before_the_palette() -> None:
    brand = chosen_brand(options(accent="#0b3d66"), {"palette": [LIGHT, DARK]})
    assert brand.light.accent == "#0b3d66"
    assert brand.dark.accent == chosen_brand(options(accent="#0b3d66"), {}).dark.accent


@pytest.mark.parametrize("palette", [None, {}, {"primary": "custom"}, [{"scheme": "slate"}], "x"])
def test_without_a_colour_in_the_palette_it_is_our_own(palette: object) -> None:
    assert chosen_brand(options(), {"palette": palette}) == chosen_brand(options(), {})


def warnings(folder: BlogFolder, theme: dict[str, object], *, has_look: bool) -> list[str]:
    settings = yaml.safe_load(configuration(**({"look": {}} if has_look else {})))
    settings["theme"] = {"name": "material", **theme}
    site = folder.write(
        {
            "mkdocs.yml": yaml.safe_dump(settings),
            "docs/articles/a.md": article(title="A", date="2026-05-01"),
        }
    ).build(strict=False)
    found = (re.search(r"warning\[setting-idle\]: (.*)", line) for line in site.log)
    return sorted(match[1] for match in found if match)


def test_type_and_colours_without_effect_are_named_with_what_has_it(
    blog_folder: BlogFolder,
) -> None:
    theme: dict[str, object] = {
        "font": {"text": "Inter"},
        "icon": {"logo": "material/anchor"},
        "palette": {"primary": "black", "accent": "indigo"},
    }
    idle = "has no effect in Rapport's look."
    files = "Nothing is loaded from Google: `font` of rapport/look takes a file of yours."
    assert warnings(blog_folder, theme, has_look=True) == [
        f"`theme.font` {idle} {files}",
        f"`theme.icon.logo` {idle} `logo` of rapport/look takes a picture.",
        f"`theme.palette: primary: black` {idle} Name a colour as `accent` of rapport/look.",
    ]
    hint = f"{idle} Add `rapport/look` to `plugins`, which takes it over."
    assert warnings(blog_folder, {"palette": LIGHT}, has_look=False) == [
        f"`theme.palette: accent: deep orange` {hint}",
        f"`theme.palette: primary: indigo` {hint}",
    ]


def test_settings_of_the_theme_that_say_nothing_are_no_warning(blog_folder: BlogFolder) -> None:
    theme: dict[str, object] = {"palette": [{"scheme": "default", "toggle": {"icon": "a"}}]}
    assert warnings(blog_folder, theme, has_look=False) == []
    assert warnings(blog_folder, {"font": False}, has_look=True) == []


@pytest.mark.parametrize(
    "links",
    [{"Imprint": "javascript:alert(1)"}, {"Imprint": 7}, {"": "imprint/"}, {"Imprint": ""}, ["a"]],
)
def test_what_is_no_link_is_refused_with_an_example(links: object) -> None:
    config = LookConfig()
    config.load_dict({"footer": links})
    ((name, error),) = config.validate()[0]
    assert name == "footer"
    assert re.search(r"\{Imprint: imprint/\}|https://", str(error))
