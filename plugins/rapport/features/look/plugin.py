"""`rapport/look`: the blog's look, set once for pages, cards, feeds and emails."""

from urllib.parse import urlsplit

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from rapport.blog.contrast import is_colour
from rapport.features.look.choices import chosen_brand
from rapport.features.look.feature import LookFeature
from rapport.host.session import register
from rapport.host.settings_file import line_of, settings_name

_FACES = ("literata", "system")
_SCHEMES = ("", "https", "http", "mailto", "tel")


class Colour(c.OptionallyRequired[str]):
    """A colour of style sheets, `#0b3d66`."""

    def run_validation(self, value: object) -> str:
        if not is_colour(value):
            message = f"'{value}' is no colour. Write one in quotes, like '#0b3d66'."
            raise base.ValidationError(message)
        return str(value)


class LinksOption(c.OptionallyRequired[dict[str, str]]):
    """Links by their titles: `{Imprint: imprint/}`."""

    def run_validation(self, value: object) -> dict[str, str]:
        if not isinstance(value, dict) or not all(
            isinstance(text, str) and text for text in (*value.keys(), *value.values())
        ):
            message = "Expected titles with addresses, like {Imprint: imprint/}."
            raise base.ValidationError(message)
        for title, address in value.items():
            if urlsplit(address).scheme not in _SCHEMES:
                message = (
                    f"'{address}' of '{title}' is not the address of a page."
                    " Write a path of the site, or one with https:// or mailto:."
                )
                raise base.ValidationError(message)
        return value


class LookConfig(base.Config):
    """The options of `rapport/look`."""

    accent = c.Optional(Colour())
    """The colour of links, buttons and selected items: `"#0b3d66"`. The ones on tinted areas and
    of text on buttons follow from it. Default: what `theme.palette` names as `primary`, made dark
    enough to be read; else Rapport’s green."""
    accent_dark = c.Optional(Colour())
    """The same in dark colours. Default: made from `accent`."""
    mark = c.Optional(Colour())
    """The second colour, for what stands out: `"#a13f18"`. Default: the palette’s `accent`, else
    `accent`, if that is set."""
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
    footer = LinksOption(default={})
    """Links in the footer of every page, a title and its address or path each:
    `{Imprint: imprint/}`. Default: those of `extra.footer`."""
    social = LinksOption(default={})
    """Where else you are, a name and its address each: `{Mastodon: https://…}`. They stand in the
    footer and say that both are the same person (`rel="me"`). Icons: Material’s `extra.social`."""


class LookPlugin(BasePlugin[LookConfig]):
    """The blog's look."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        brand = chosen_brand(self.config, config.theme)
        named = {"logo": brand.logo, "font": "" if brand.face in _FACES else brand.face}
        files = {name: file for name, file in named.items() if file}
        place = (settings_name(config), line_of(config, "rapport/look"))
        links = (tuple(self.config.footer.items()), tuple(self.config.social.items()))
        register(config, LookFeature(brand, place, files, *links))
        return config
