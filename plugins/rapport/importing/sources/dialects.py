"""Convert other Markdown dialects: shortcodes, lists, callouts and raw HTML."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from rapport.importing.html.embeds import page_of
from rapport.importing.notes import BECAME_A_LINK, Note, changed, dropped, to_do
from rapport.importing.sources.fences import FENCED, with_known_words
from rapport.importing.sources.programs import without_programs

_CODE = re.compile(
    FENCED + r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_HIGHLIGHT = re.compile(
    r"\{%-?\s*(?:highlight|codeblock|code)\s*(?P<name>[\w+#-]*)[^%]*%\}\n?(?P<code>.*?)\n?\{%-?\s*end(?:highlight|codeblock|code)\s*-?%\}",
    re.DOTALL,
)
_HUGO_HIGHLIGHT = re.compile(
    r"\{\{[<%]\s*highlight\s+\"?(?P<name>[\w+#-]*)\"?[^>%]*[>%]\}\}\n?(?P<code>.*?)\n?\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_LITERAL = str.maketrans("{}", "\ufdd2\ufdd3")
"""Braces between `raw` and `endraw`: no tags, though a fence may begin or end among them."""
_BRACES = str.maketrans("\ufdd2\ufdd3", "{}")
_MARKS = dict.fromkeys(range(0xFDD0, 0xFDD4))
"""Placeholders for protected text: Unicode noncharacters (chapter 23.7)."""
_KEPT = re.compile("\ufdd0(\\d+)\ufdd1")
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{#.*?#\}", re.DOTALL)
_LIQUID = re.compile(r"\{%-?\s*(?P<name>/?[\w-]+)(?P<rest>(?:[^%]|%(?!\}))*?)-?%\}")
_HUGO = re.compile(
    r"\{\{[<%](?P<name>\s*/?\s*[\w./-]+)(?P<rest>(?:[^>%]|[>%](?!\}\}))*?)/?\s*[>%]\}\}"
)
_VALUE = re.compile(r"\{\{-?\s*(?P<value>[^{}<%]+?)\s*-?\}\}")
_SITE = re.compile(r"(?:site\.|config\.)?(?:base_?url|url|site_?url)|'/'\s*\|.*|site\.github\.url")
_STRING = re.compile(r"[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|url|prepend:.*)")
_KEY = re.compile(
    r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|(\S+))|\"([^\"]*)\"|'([^']*)'|(\S+)"
)
_PICTURE = re.compile(r"^(?:\w+_)?(?:img|image|figure|picture|imgproc)(?:_\w+)?$")
"""Names of tags for a picture: `image`, `asset_img`, `image_with_class`."""
_CALLOUT = re.compile(
    r"^> ?\[!(?P<kind>\w+)\][-+]?[ \t]*(?P<title>[^\n]*)\n(?P<text>(?:^>[^\n]*\n?)*)", re.MULTILINE
)
_TOC = re.compile(
    r"^[*-] (?:TOC|toc|this will become.*)\n\{:\s*toc[^}]*\}[ \t]*$"
    r"|^\{:\s*toc[^}]*\}[ \t]*$|^\[\[?(?:TOC|toc|_TOC_)\]?\][ \t]*$|^<!-- *toc *-->$",
    re.MULTILINE,
)
_MORE = re.compile(
    r"^<!--\s*(?:more|excerpt(?:_separator)?|TEASER_END[^>]*|end-summary|read more)\s*-->",
    re.MULTILINE | re.IGNORECASE,
)
_ADMONITIONS = {
    "caution": "danger",
    "important": "info",
    "tip": "tip",
    "note": "note",
    "warning": "warning",
}


@dataclass
class Dialect:
    """Converts one text; `find` returns the file of a post by its name in a tag."""

    find: Callable[[str], str] = lambda _: ""
    notes: list[Note] = field(default_factory=list)
    _unknown: Counter[str] = field(default_factory=Counter)

    def turn(self, text: str) -> str:
        """Return the text as Python-Markdown; syntax that only its system knows is noted."""
        fragments: list[str] = []
        text = text.translate(_MARKS)
        text = _RAW.sub(lambda match: match[1].translate(_LITERAL), text)
        for pattern in (_HIGHLIGHT, _HUGO_HIGHLIGHT):
            text = pattern.sub(
                lambda match: _keep(fragments, _fence(match["name"], match["code"])), text
            )
        text = _CODE.sub(
            lambda match: _keep(
                fragments, with_known_words(match[0]) if match["fence"] else match[0]
            ),
            text,
        )
        text = _COMMENT.sub("", text)
        text = _MORE.sub("<!-- more -->", _TOC.sub("", text))
        text = _LIQUID.sub(self._tag, text)
        text = _HUGO.sub(self._shortcode, text)
        text = _VALUE.sub(self._value, text)
        text = _CALLOUT.sub(_admonition, text)
        text = without_programs(text, self.notes)
        for name, count in self._unknown.items():
            name = _put_back(name, fragments)[:60]  # noqa: PLW2901 - the same one, as it was written
            times = f" ({count} times)" if count > 1 else ""
            self.notes.append(dropped(f"what only its system knows: `{name}`{times}."))
        self._unknown.clear()
        return _put_back(text, fragments)

    def _tag(self, match: re.Match[str]) -> str:
        name, rest = match["name"], match["rest"].strip()
        words = _words(rest)
        if name in ("post_url", "link"):
            target = self.find(words[0] if words else "")
            if not target:
                self.notes.append(to_do(f"a link to a post that is not there: `{rest}`."))
            return target or "#"
        if _PICTURE.search(name):
            return self._picture(rest)
        return self._embedded(name, words, match[0], is_end=name.startswith(("end", "/")))

    def _shortcode(self, match: re.Match[str]) -> str:
        name, rest = match["name"].replace(" ", ""), match["rest"].strip()
        words = _words(rest)
        if name in ("ref", "relref"):
            target = self.find(words[0] if words else "")
            if not target:
                self.notes.append(to_do(f"a link to a page that is not there: `{rest}`."))
            return target or (words[0] if words else "#")
        if _PICTURE.search(name):
            return self._picture(rest)
        return self._embedded(name, words, match[0], is_end=name.startswith("/"))

    def _embedded(self, name: str, words: list[str], written: str, *, is_end: bool) -> str:
        if is_end:
            return ""
        address = next((word for word in words if word.startswith("http")), "")
        plain = next((word for word in words if re.fullmatch(r"[\w-]{6,}", word)), "")
        forms = {
            "youtube": "https://www.youtube.com/watch?v={}",
            "vimeo": "https://vimeo.com/{}",
            "gist": "https://gist.github.com/{}",
        }
        if not address and name.lower() in forms and (plain or words):
            address = forms[name.lower()].format(plain or "/".join(words[:2]))
        if address and name.lower() in (
            *forms,
            "tweet",
            "twitter",
            "x",
            "instagram",
            "embed",
            "oembed",
            "video",
            "audio",
        ):
            page = page_of(address) or address
            self.notes.append(changed(BECAME_A_LINK, page))
            return f"<{page}>"
        self._unknown[" ".join(written.split())] += 1
        return ""

    def _picture(self, rest: str) -> str:
        keys = {
            match[1].lower(): next((group for group in match.groups()[1:5] if group), "")
            for match in _KEY.finditer(rest)
            if match[1]
        }
        words = _words(rest)
        source = (
            keys.get("src")
            or keys.get("path")
            or next((word for word in words if re.search(r"\.\w{3,4}$", word)), "")
        )
        if not source:
            self._unknown[f"a picture: {rest}"] += 1
            return ""
        alt = keys.get("alt") or _said_of_picture(rest, source)
        shown = f"![{alt.replace(']', '')}]({source.replace(' ', '%20')})"
        caption = keys.get("caption") or keys.get("title") or ""
        if not caption:
            return shown
        alternative = html.escape(caption, quote=False)
        below = f'<figcaption markdown="span">{alternative}</figcaption>'
        return f"\n<figure markdown>\n{shown}\n{below}\n</figure>\n"

    def _value(self, match: re.Match[str]) -> str:
        value = match["value"]
        if string := _STRING.fullmatch(value):
            return string[1]
        if _SITE.fullmatch(value.split("|")[0].strip()):
            return ""
        if value.startswith("page.url"):
            return "#"
        self._unknown[f"{{{{ {value} }}}}"] += 1
        return ""


def _keep(fragments: list[str], text: str) -> str:
    fragments.append(text)
    return f"\ufdd0{len(fragments) - 1}\ufdd1"


def _put_back(text: str, fragments: list[str]) -> str:
    while _KEPT.search(text):  # a highlighted block may stand within a fence
        text = _KEPT.sub(lambda match: fragments[int(match[1])], text)
    return text.translate(_BRACES)


def _fence(name: str, code: str) -> str:
    return f"\n```{name}\n{code}\n```\n"


def _said_of_picture(rest: str, source: str) -> str:
    """Return the last text in quotes behind a picture's address, which is its alternative text."""
    behind = rest.partition(source)[2]
    quoted = [match[6] or match[7] or "" for match in _KEY.finditer(f'"{behind}') if not match[1]]
    return quoted[-1] if quoted else ""


def _words(rest: str) -> list[str]:
    return [
        next((group for group in match.groups()[1:] if group), "") for match in _KEY.finditer(rest)
    ]


def _admonition(match: re.Match[str]) -> str:
    kind = match["kind"].lower()
    title = f' "{match["title"].strip()}"' if match["title"].strip() else ""
    lines = [re.sub(r"^> ?", "", line) for line in match["text"].rstrip("\n").split("\n")]
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    return f"!!! {_ADMONITIONS.get(kind, kind)}{title}\n{body}\n"
