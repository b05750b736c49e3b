"""`rapport/look`: how the blog looks, told once for pages, cards, feeds and emails."""

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.blog.brand import Brand, colours, in_dark
from rapport.blog.contrast import is_colour
from rapport.features.look.feature import LookFeature
from rapport.host.session import register
from rapport.host.settings_file import line_of, settings_name

_FACES = ("literata", "system")


class Colour(c.OptionallyRequired[str]):
    """A colour of style sheets, `#0b3d66`."""

    def run_validation(self, value: object) -> str:
        if not is_colour(value):
            message = f"'{value}' is no colour. Write one in quotes, like '#0b3d66'."
            raise base.ValidationError(message)
        return str(value)


class LookConfig(base.Config):
    """The options of `rapport/look`."""

    accent = Colour(default="#0f5c4d")
    """The colour of links, buttons and selected items: `"#0b3d66"`. The ones on tinted areas and
    of text on buttons follow from it."""
    accent_dark = c.Optional(Colour())
    """The same in dark colours. Default: made from `accent`."""
    mark = c.Optional(Colour())
    """The second colour, for what stands out: `"#a13f18"`. Default: `accent`, if that is set."""
    mark_dark = c.Optional(Colour())
    """The same in dark colours. Default: made from `mark`."""
    logo = c.Type(str, default="")
    """A picture below the docs folder that is shown beside the blog’s name, in emails too (not if
    it is SVG, which mail programs don't show). Default: `theme.logo`, else the name alone."""
    font = c.Type(str, default="literata")
    """The typeface: `literata`, which comes with Rapport; `system`, the device’s own; or a font
    file below the docs folder, `fonts/own.woff2`."""
    announcement = c.Type(str, default="")
    """A line above every page."""
    postal_address = c.Type(str, default="")
    """Your name and address, lines separated by commas: stands below every email, if the
    service’s settings name no other."""


class LookPlugin(BasePlugin[LookConfig]):
    """The blog's look."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        options = self.config
        mark = options.mark or (options.accent if options.accent != "#0f5c4d" else "#a13f18")
        logo = options.logo or str(config.theme.get("logo") or "")
        brand = Brand(
            colours("light", options.accent, mark),
            colours(
                "dark",
                options.accent_dark or in_dark(options.accent),
                options.mark_dark or in_dark(mark),
            ),
            logo,
            options.font,
            options.announcement,
            tuple(filter(None, (line.strip() for line in options.postal_address.split(",")))),
        )
        named = {"logo": logo, "font": "" if options.font in _FACES else options.font}
        files = {name: file for name, file in named.items() if file}
        place = (settings_name(config), line_of(config, "rapport/look"))
        register(config, LookFeature(brand, place, files))
        return config
