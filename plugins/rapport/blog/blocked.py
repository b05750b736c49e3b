"""What the content security policy blocks, reported so that the author can allow or fix it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rapport.blog.loads import Subresource
from rapport.blog.policy import is_allowed
from rapport.blog.problem import BLOCKED, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_THINGS = {
    "img-src": "images",
    "media-src": "audio and video",
    "frame-src": "frames",
    "object-src": "embedded objects",
    "script-src": "scripts",
    "style-src": "style sheets",
    "form-action": "forms that post to",
    "manifest-src": "a manifest",
}
_INSTEAD = {
    "img-src": "Save them below the docs folder",
    "media-src": "Save them below the docs folder",
    "frame-src": "Write `!!! embed` with the address, as rapport/embeds shows it",
    "object-src": "Link to them",
    "script-src": "Save them below the docs folder",
    "style-src": "Save them below the docs folder",
}
_INLINE = {
    "style-src-attr": (
        "`style=` in HTML has no effect",
        "Give it a class, and style that in a file of `extra_css`.",
    ),
    "style-src": (
        "`<style>` in a page has no effect",
        "Put it into a file, and name that in `extra_css`.",
    ),
    "script-src": (
        "a script in a page itself is not run",
        "Put it into a file, and name that in `extra_javascript`.",
    ),
    "script-src-attr": (
        "a script in an attribute, such as `onclick=`, is not run",
        "Put it into a file, and name that in `extra_javascript`.",
    ),
}


def find_blocked(
    loads: Iterable[Subresource],
    sources: Mapping[str, Iterable[str]],
    site_url: str,
    path: str,
    text: str,
    first_line: int = 1,
) -> Iterator[Problem]:
    """Yield a warning for each origin and kind that the policy with `sources` blocks.

    `text` is the text of the file at `path` from `first_line` on; each warning names the first
    place that causes it.
    """
    reported = set()
    for load in loads:
        if is_allowed(load, sources, site_url):
            continue
        message, hint = _words(load)
        if message not in reported:
            reported.add(message)
            line, column = _place(load, text)
            place = (path, first_line + line, column)
            yield Problem(*place, BLOCKED, message, hint, Severity.WARNING)


def _words(load: Subresource) -> tuple[str, str]:
    if load.inline:
        what, hint = _INLINE[load.directive]
        return f"{what} under the policy of rapport/security.", hint
    thing, origin = _THINGS[load.directive], load.origin
    sentence = f"the policy of rapport/security blocks {thing} from `{origin}`."
    if load.directive == "form-action":
        sentence = f"the policy of rapport/security blocks {thing} `{origin}`."
    line = f"`{load.directive}: [{origin}]` to `sources` of rapport/security"
    instead = _INSTEAD.get(load.directive)
    return sentence, f"{instead}, or add {line}." if instead else f"Add {line}."


def _place(load: Subresource, text: str) -> tuple[int, int]:
    """Return how many lines precede the place of a load in its text, and its column."""
    for needle in _needles(load):
        at = text.find(needle) if needle else -1
        if at >= 0:
            return text.count("\n", 0, at), at - text.rfind("\n", 0, at)
    return 0, 1


def _needles(load: Subresource) -> Iterator[str]:
    """Yield texts by which a load can be found in a text, the most specific first."""
    if not load.inline:
        yield from (load.address, escape(load.address), urlsplit(load.address).netloc)
        return
    name, _, value = load.inline.partition("=")
    first = load.inline.strip().partition("\n")[0]
    yield from (value if load.directive == "script-src-attr" else first, escape(first))
    yield {
        "style-src-attr": "style=",
        "style-src": "<style",
        "script-src": "<script",
        "script-src-attr": f"{name}=",
    }[load.directive]
