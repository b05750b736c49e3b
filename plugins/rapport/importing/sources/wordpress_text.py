"""The text of a WordPress post as the HTML that WordPress would show.

Two ways of writing meet in one export: classic text, where an empty line parts paragraphs, and
blocks, `<!-- wp:name {…} -->`, whose HTML is whole. Text between blocks is classic again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from rapport.importing.notes import Note, changed, dropped, to_do

_BLOCK = re.compile(
    r"<!--\s+(?P<close>/)?wp:(?P<name>[a-z][\w/-]*)\s*(?P<json>\{.*?\})?\s*(?P<empty>/)?-->",
    re.DOTALL,
)
_TOKEN = re.compile(r"(<!--.*?-->|</?[A-Za-z][^<>]*>)", re.DOTALL)
_PRE = re.compile(r"<(pre|script|style|textarea|svg|math)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_CONTAINERS = frozenset(
    "blockquote div section article aside header footer main nav figure details form fieldset"
    " center address hgroup ul ol dl table thead tbody tfoot tr menu".split()
)
_LEAVES = frozenset("p li dt dd td th h1 h2 h3 h4 h5 h6 figcaption caption summary legend".split())
_SINGLE = frozenset(("hr", "r-more"))
_NEW_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL | re.IGNORECASE)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
_DYNAMIC = {
    "latest-posts": "a list of the latest posts",
    "archives": "the archive",
    "categories": "the list of categories",
    "tag-cloud": "the cloud of tags",
    "search": "a search form",
    "calendar": "a calendar",
    "rss": "entries of a feed",
    "latest-comments": "the latest comments",
    "query": "a list of posts",
    "loginout": "a link to log in",
    "page-list": "a list of pages",
    "navigation": "a menu",
}

_VOID = frozenset(("block", "footnotes", "more", "nextpage", "separator", "shortcode", "spacer"))
"""Blocks that may have no HTML of their own, and are read elsewhere or say nothing."""


@dataclass
class PostText:
    """Creates the HTML of a post; `reusable` returns the content of a shared block."""

    reusable: Callable[[str], str]
    footnotes: Mapping[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def html(self, content: str) -> str:
        """Return the HTML of a post's content, shortcodes left as they are."""
        content = content.replace("\r\n", "\n").replace("\r", "\n")
        if _NEXT_PAGE.search(content):
            self.notes.append(changed("pages of one article (`<!--nextpage-->`) became one."))
            content = _NEXT_PAGE.sub("\n\n", content)
        html = self._blocks(content, 0) if "<!-- wp:" in content else paragraphs(content)
        return html + self._footnotes(html)

    def _blocks(self, content: str, depth: int) -> str:
        parts: list[str] = []
        position = level = 0
        for match in _BLOCK.finditer(content):
            between = content[position : match.start()]
            is_classic = level == 0 and between.strip()
            parts.append(paragraphs(between) if is_classic else between)
            position = match.end()
            if match["close"]:
                level = max(level - 1, 0)
            else:
                settings = _settings(match["json"])
                parts.append(self._block(match["name"], settings, depth))
                parts.append(self._void(match["name"], settings) if match["empty"] else "")
                level += not match["empty"]
                if match["name"] == "freeform":
                    level = 0
        rest = content[position:]
        parts.append(paragraphs(rest) if level == 0 and rest.strip() else rest)
        return "".join(parts)

    def _block(self, name: str, settings: Mapping[str, object], depth: int) -> str:
        """Return the HTML that a block adds to its content."""
        plain = name.removeprefix("core/")
        if plain == "block":
            content = self.reusable(str(settings.get("ref", "")))
            if not content or depth:
                self.notes.append(dropped("a reusable block that the export does not hold."))
                return ""
            return (
                self._blocks(content, depth + 1) if "<!-- wp:" in content else paragraphs(content)
            )
        if plain in _DYNAMIC:
            self.notes.append(dropped(f"{_DYNAMIC[plain]}, which WordPress makes itself."))
        elif "/" in plain and not plain.startswith(("core-embed/", "jetpack/")):
            self.notes.append(to_do(f"a block of a plugin, `{plain}`: its HTML came, look at it."))
        return ""

    def _void(self, name: str, settings: Mapping[str, object]) -> str:
        """Return the link that a block without HTML is; others are noted, each kind once."""
        plain = name.removeprefix("core/")
        if plain in _DYNAMIC or plain in _VOID or "/" in plain:
            return ""
        address, label = settings.get("url"), settings.get("label") or settings.get("service")
        if isinstance(address, str) and address not in ("", "#"):
            shown = escape(str(label).capitalize() if label else address)
            link = f'<a href="{escape(address)}">{shown}</a>'
            return f"<li>{link}</li>" if plain == "social-link" else f"<p>{link}</p>"
        note = dropped(f"what WordPress itself puts in place of the block `{plain}`.")
        if note not in self.notes:
            self.notes.append(note)
        return ""

    def _footnotes(self, html: str) -> str:
        """Return the notes that the block editor keeps apart from the text."""
        items = [
            f'<li id="{key}">{text}</li>' for key, text in self.footnotes.items() if key in html
        ]
        return f'<ol class="footnotes">{"".join(items)}</ol>' if items else ""


def read_footnotes(meta: str) -> dict[str, str]:
    """Return the footnotes of a post by their ids, from `[{"id": …, "content": …}]`."""
    try:
        footnotes = json.loads(meta or "[]")
    except ValueError:
        return {}
    if not isinstance(footnotes, list):
        return {}
    return {
        re.sub(r"[^\w-]", "", str(comment.get("id", ""))): str(comment.get("content", ""))
        for comment in footnotes
        if isinstance(comment, dict)
    }


def _settings(text: str | None) -> Mapping[str, object]:
    try:
        settings = json.loads(text or "{}")
    except ValueError:
        return {}
    return settings if isinstance(settings, dict) else {}


def paragraphs(content: str) -> str:
    """Return classic text as HTML: an empty line separates paragraphs, others break lines."""
    blocks: list[str] = []

    def keep(match: re.Match[str]) -> str:
        blocks.append(match[0])
        return f"\n\n<r-kept n={len(blocks) - 1}>\n\n"

    text = _MORE.sub("\n\n<r-more></r-more>\n\n", content.replace("\r\n", "\n"))
    text = _PRE.sub(keep, text)
    html = _Paragraphs().html(text)
    return re.sub(r"<r-kept n=(\d+)>", lambda match: blocks[int(match[1])], html)


class _Paragraphs:
    """Reads tags and text in one pass; `line` is a possible paragraph."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.line: list[str] = []
        self.leaves = 0

    def html(self, text: str) -> str:
        for token in _TOKEN.split(text):
            tag = _TAG.match(token)
            name = tag[2].lower() if tag else ""
            if tag and (name in _CONTAINERS or name in _LEAVES or name in _SINGLE | {"r-kept"}):
                self._block(token, name, is_end=bool(tag[1]))
            elif tag or token.startswith("<!--"):
                self.line.append(token)
            else:
                self._text(token)
        self._end_line()
        return "".join(self.parts)

    def _block(self, token: str, name: str, *, is_end: bool) -> None:
        self._end_line()
        self.parts.append(token)
        if name in _LEAVES:
            self.leaves = max(self.leaves + (-1 if is_end else 1), 0)

    def _text(self, text: str) -> None:
        first, *others = _NEW_PARAGRAPH.split(text)
        self.line.append(_broken(first))
        for part in others:
            if self.leaves:
                self.line.append("<br><br>")
            else:
                self._end_line()
            self.line.append(_broken(part))

    def _end_line(self) -> None:
        line = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", "".join(self.line))
        self.line = []
        if not line:
            return
        self.parts.append(line if self.leaves or not line.strip() else f"<p>{line}</p>\n")


def _broken(text: str) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", "<br>", text)
