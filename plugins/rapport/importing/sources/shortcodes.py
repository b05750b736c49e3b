"""Convert WordPress shortcodes, `[name key="value"]…[/name]`, to plain HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rapport.importing.html.embeds import page_of
from rapport.importing.notes import BECAME_A_LINK, Note, changed, dropped, to_do

_CODE = re.compile(
    r"(?P<open>\[)?\[(?P<close>/)?(?P<name>[A-Za-z][\w-]*)(?P<keys>(?:\s+[^\[\]<>]*(?:<[^<>]*>[^\[\]<>]*)*)?)(?P<empty>/)?\](?(open)\]?)"
)
_KEY = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”|&quot;(.*?)&quot;|([^\s"'\]]+))"""
)
_BARE_URL = re.compile(
    r"<(?:p|div\b[^>]*\bwp-block-embed__wrapper\b[^>]*)>\s*(https?://[^\s<>\"]+)\s*</(?:p|div)>"
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "’": "'"})
_WRAPPERS = re.compile(
    r"(?:vc|et_pb|fusion|cs|av|tatsu|fl|elementor|kc|mk|x|fw|wpb|row|column|columns?|one_\w+|two_\w+"
    r"|three_\w+|section|container|tabs?|accordion|toggle|spoiler|expand|highlight|dropcap|quote"
    r"|pullquote|box|alert|notice|button|lead|center|div|span|clear|su_\w+)(?:_\w+)?"
)
"""Shortcodes of page builders and the like: what they hold is the text, they are its look."""
_DROPPED = {
    "contact-form-7": "a contact form",
    "contact-form": "a contact form",
    "gravityform": "a form",
    "wpforms": "a form",
    "ninja_form": "a form",
    "formidable": "a form",
    "mc4wp_form": "a sign-up form: the site's own is at `/subscribe/`",
    "mailpoet_form": "a sign-up form: the site's own is at `/subscribe/`",
    "newsletter_form": "a sign-up form: the site's own is at `/subscribe/`",
    "jetpack_subscription_form": "a sign-up form: the site's own is at `/subscribe/`",
    "sitemap": "a list of pages",
    "archives": "a list of archives",
    "recent_posts": "a list of posts",
    "toc": "a table of contents: the site makes its own",
    "ez-toc": "a table of contents: the site makes its own",
    "sharethis": "buttons for sharing",
    "addtoany": "buttons for sharing",
}
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "gist": "https://gist.github.com/{}",
}
_CODE_NAMES = frozenset(
    ("code", "sourcecode", "php", "css", "html", "javascript", "python", "bash")
)
_ESCAPED = "\ue010"


@dataclass(frozen=True, slots=True)
class LibraryPicture:
    """An image of the media library."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass
class Shortcodes:
    """Turns the shortcodes of a text into HTML; `pictures` gives some of the library by ids.

    With no ids it gives the pictures that were uploaded for this text.
    """

    pictures: Callable[[Sequence[str]], list[LibraryPicture]]
    notes: list[Note] = field(default_factory=list)

    def before_paragraphs(self, text: str) -> str:
        """Return the text with code, captions and galleries as HTML, before lines are parted."""
        text = _CODE_BLOCK.sub(self._code, text)
        text = _CAPTION.sub(self._caption, text)
        return _GALLERY.sub(self._gallery, text)

    def after_paragraphs(self, text: str) -> str:
        """Return the HTML with all other shortcodes turned, and bare addresses as links."""
        text = _PAIR.sub(self._embed, text)
        text = _BARE_URL.sub(lambda match: f"<p>{self._link(match[1])}</p>", text)
        return _CODE.sub(lambda match: self._other(match, text), text)

    def _code(self, match: re.Match[str]) -> str:
        keys = _keys(match["keys"])
        language = keys.get("language") or keys.get("lang") or ""
        if not language and match["name"].lower() not in ("code", "sourcecode"):
            language = match["name"].lower()
        content = match["content"].strip("\n")
        if not re.search(r"&(?:lt|gt|amp);", content):
            content = html.escape(content, quote=False)
        content = content.replace("[", "&#91;")
        return f'\n\n<pre><code class="language-{html.escape(language)}">{content}</code></pre>\n\n'

    def _caption(self, match: re.Match[str]) -> str:
        keys, content = _keys(match["keys"]), match["content"].strip()
        picture = re.match(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", content)
        shown = picture[0] if picture else content
        caption = content[len(shown) :].strip() or keys.get("caption", "")
        return f"\n\n<figure>{shown}<figcaption>{caption}</figcaption></figure>\n\n"

    def _gallery(self, match: re.Match[str]) -> str:
        keys = _keys(match["keys"])
        ids = [
            part
            for part in re.split(r"[\s,]+", keys.get("ids") or keys.get("include") or "")
            if part
        ]
        pictures = self.pictures(ids)
        if not pictures:
            self.notes.append(to_do("a gallery without pictures: the export doesn't say which."))
            return ""
        if ids and len(pictures) < len(ids):
            self.notes.append(dropped(f"{len(ids) - len(pictures)} picture(s) of a gallery."))
        shown = "\n\n".join(figure_of(picture) for picture in pictures)
        return f'\n\n<div class="gallery">\n\n{shown}\n\n</div>\n\n'

    def _embed(self, match: re.Match[str]) -> str:
        return f"<p>{self._link(match['content'].strip())}</p>"

    def _link(self, address: str) -> str:
        page = page_of(html.unescape(address)) or address
        self.notes.append(changed(BECAME_A_LINK, page))
        shown = re.sub(r"^https?://(www\.)?", "", page)
        return f'<a href="{html.escape(page)}">{html.escape(shown)}</a>'

    def _other(self, match: re.Match[str], whole: str) -> str:  # noqa: PLR0911 - one for each kind
        name, keys = match["name"].lower(), _keys(match["keys"] or "")
        if match["open"]:
            return match[0][1:-1] if match[0].endswith("]]") else match[0]
        if name in ("audio", "video", "playlist"):
            return "" if match["close"] else self._player(name, keys)
        if name in _PLAYERS or name in ("tweet", "soundcloud", "instagram", "facebook", "embed"):
            return "" if match["close"] else self._named_player(name, keys, match["keys"] or "")
        if name in _DROPPED:
            self.notes.append(dropped(f"{_DROPPED[name]} (`[{name}]`)."))
            return ""
        is_pair = f"[/{match['name']}]" in whole
        if match["close"] and f"[{match['name']}" in whole:
            return ""
        if _WRAPPERS.fullmatch(name) and (is_pair or keys):
            self.notes.append(changed(f"the shortcode `[{name}]` went, what it held stayed."))
            return self._button(keys)
        if is_pair or keys:
            shortcode = " ".join(match[0].split())[:80]
            self.notes.append(dropped(f"a shortcode that only its plugin knows: `{shortcode}`."))
            return ""
        return match[0]

    def _button(self, keys: Mapping[str, str]) -> str:
        address = (
            keys.get("link") or keys.get("url") or keys.get("href") or keys.get("button_url") or ""
        )
        text = keys.get("title") or keys.get("button_text") or ""
        if address.startswith("http") and text:
            return f'<a href="{html.escape(address)}">{html.escape(text)}</a>'
        return ""

    def _player(self, name: str, keys: Mapping[str, str]) -> str:
        address = next((value for value in keys.values() if re.match(r"https?://|/", value)), "")
        if name == "playlist" or not address:
            self.notes.append(to_do(f"a `[{name}]` whose files the export does not name."))
            return ""
        return f'<{name} controls src="{html.escape(address)}"></{name}>'

    def _named_player(self, name: str, keys: Mapping[str, str], written: str) -> str:
        given = keys.get("url") or keys.get("id") or keys.get("v") or written.strip().strip("=\"' ")
        given = re.sub(r"<[^>]*>", "", given.split()[0] if given.split() else "")
        if not given:
            return ""
        if not given.startswith("http"):
            given = _PLAYERS.get(name, "").format(given)
        return self._link(given) if given else ""


def figure_of(picture: LibraryPicture) -> str:
    """Return a picture as HTML, with its caption if it has one."""
    shown = f'<img src="{html.escape(picture.url)}" alt="{html.escape(picture.alt)}">'
    caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
    return f"<figure>{shown}{caption}</figure>"


def _keys(written: str) -> dict[str, str]:
    keys = {}
    for match in _KEY.finditer(html.unescape(written).translate(_QUOTES)):
        keys[match[1].lower()] = next((value for value in match.groups()[1:] if value), "")
    return keys


def _pair(names: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\[)\[(?P<name>{names})(?P<keys>\b[^\[\]]*)\](?P<content>.*?)\[/(?P=name)\]",
        re.DOTALL,
    )


_CODE_BLOCK = _pair("|".join(sorted(_CODE_NAMES)))
_CAPTION = _pair("caption|wp_caption")
_PAIR = re.compile(
    r"(?:<p>\s*)?\[(?P<name>embed)(?P<keys>[^\]]*)\](?P<content>.*?)\[/embed\](?:\s*</p>)?",
    re.DOTALL,
)
_GALLERY = re.compile(r"(?<!\[)\[gallery(?P<keys>\b[^\]]*)\]")
