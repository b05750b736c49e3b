"""Emoji that `pymdownx.emoji` shows as images of another site, as the characters that they are."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

from rapport.blog.loads import Subresource
from rapport.blog.policy import is_allowed

_EMOJI = re.compile(
    r'<img(?=[^>]*\sclass="(?:twemoji|emojione|gemoji)")(?=[^>]*\salt="(?P<character>[^"]+)")'
    r'(?=[^>]*\ssrc="(?P<address>https?://[^"]+)")[^>]*>'
)


class EmojiExtension(Extension):
    """Makes a character of each emoji whose image the policy with `sources` would block."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # the host's form
        self.config = {"sources": [{}, "What pages may load from elsewhere, by directive."]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the host's name
        """Register the step behind all others, when raw HTML is in its place."""
        md.postprocessors.register(_Characters(md, self.getConfig("sources")), "rapport-emoji", -11)


class _Characters(Postprocessor):
    def __init__(self, md: Markdown, sources: dict[str, list[str]]) -> None:
        super().__init__(md)
        self._sources = sources

    def run(self, text: str) -> str:
        """Return the HTML of a text with characters in place of blocked images."""
        return _EMOJI.sub(self._shown, text) if "emoji" in text else text

    def _shown(self, image: re.Match[str]) -> str:
        load = Subresource("img-src", image["address"])
        is_name = unescape(image["character"]).isascii()  # `:octocat:` is no character
        return image[0] if is_name or is_allowed(load, self._sources) else image["character"]
