"""Convert MDX (Markdown with JSX) to Markdown and HTML, without the code that runs."""

from __future__ import annotations

import re

from rapport.importing.notes import Note, dropped
from rapport.importing.sources.fences import outside_fences

_IMPORT = re.compile(
    r"^[ \t]*import\s+(?:(?P<name>\w+)\s*,?\s*)?[^;'\"]*?"
    r"['\"](?P<path>[^'\"\n]+)['\"][ \t]*(?:;[ \t]*(?=import\b)|;?[ \t]*(?:\n|\Z))",
    re.MULTILINE,
)
_EXPORT = re.compile(r"^export\s.*?(?:\n[ \t]*(?=\n)|\Z)", re.DOTALL | re.MULTILINE)
_HEAD = re.compile(r"^<head>.*?^</head>[ \t]*\n?", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_TRUNCATE = re.compile(r"<!--\s*truncate\s*-->|\{/\*\s*truncate\s*\*/\}")
_COMPONENT = re.compile(
    r"</?(?P<name>[A-Z][\w.]*)\b(?P<keys>(?:[^<>{}]|\{[^{}]*\}|\{\{[^{}]*\}\})*)>"
)
_LABEL = re.compile(r"\blabel=(?:\"([^\"]*)\"|'([^']*)'|\{['\"]([^'\"]*)['\"]\})")
_ELEMENT = re.compile(r"<[a-z][\w-]*\b(?:[^<>{}]|\{[^{}]*\}|\{\{[^{}]*\}\})*>")
_KEY = re.compile(r"\s(?P<name>[\w-]+)=(?P<value>\{\{[^{}]*\}\}|\{[^{}]*\})")
_PATH = re.compile(
    r"(?:require|useBaseUrl)\(\s*['\"]([^'\"]+)['\"]\s*\)(?:\.default)?|['\"`]([^'\"`]*)['\"`]"
)
_NOTE = re.compile(
    r"^(?P<mark>:{3,})[ \t]*(?P<kind>\w+)[ \t]*(?:\[(?P<named>[^\]\n]*)\]|(?P<title>[^\n]*))\n"
    r"(?P<text>.*?)^(?P=mark)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_PLAIN_TEXTS = frozenset("md mdx js jsx ts tsx css json".split())


def without_jsx(text: str, notes: list[Note]) -> str:
    """Return MDX as Markdown and HTML; components that only its site knows are noted.

    Pictures that are imported by name, or by `require`, are linked to where they lie. Docusaurus'
    notes (`:::tip`) become ours.
    """
    paths: dict[str, str] = {}

    def imported(match: re.Match[str]) -> str:
        if match["name"] and match["path"].rpartition(".")[2].lower() not in _PLAIN_TEXTS:
            paths[match["name"]] = _place(match["path"])
        return ""

    while (one := outside_fences(text, lambda part: _IMPORT.sub(imported, part))) != text:
        text = one  # several may stand on a line
    text = outside_fences(text, lambda part: _plain(part, paths, notes))
    while _NOTE.search(text):
        text = _NOTE.sub(_admonition, text)
    return text


def _plain(text: str, paths: dict[str, str], notes: list[Note]) -> str:
    text = _TRUNCATE.sub("<!-- more -->", text)
    text = _COMMENT.sub("", text)
    for pattern, what in ((_HEAD, "`<head>`"), (_EXPORT, "`export`")):
        text, count = pattern.subn("", text)
        if count:
            notes.append(dropped(f"what only its system knows: {what}."))

    def component(match: re.Match[str]) -> str:
        label = _LABEL.search(match["keys"])
        if label:
            return f"\n\n**{next(filter(None, label.groups()), '')}**\n\n"
        if not match[0].startswith("</"):
            shown = " ".join(match[0].split())[:60]
            notes.append(dropped(f"what only its system knows: `{shown}`."))
        return ""

    text = _COMPONENT.sub(component, text)
    return _ELEMENT.sub(lambda match: _html(match[0], paths), text)


def _html(element: str, paths: dict[str, str]) -> str:
    """Return a JSX element's first tag as HTML has it."""

    def key(match: re.Match[str]) -> str:
        inside = match["value"].strip("{} \t\n")
        path = paths.get(inside)
        if path is None and (literal := _PATH.fullmatch(inside)):
            path = _place(literal[1] or literal[2] or "")
        if path is None or '"' in path:
            return ""
        return f' {match["name"]}="{path}"'

    return _KEY.sub(key, element).replace(" className=", " class=").replace(" htmlFor=", " for=")


def _place(path: str) -> str:
    """Return the address of a file: what lies in Docusaurus' `static` folder is at the top."""
    return re.sub(r"^@site/(?:static/)?", "/", path)


def _admonition(match: re.Match[str]) -> str:
    kind = {"danger": "danger", "caution": "warning", "info": "info", "tip": "tip"}.get(
        match["kind"].lower(), match["kind"].lower()
    )
    title = (match["named"] or match["title"] or "").strip().replace('"', "”")
    body = match["text"].strip("\n")
    inside = "\n".join(f"    {line}" if line.strip() else "" for line in body.split("\n"))
    return f"!!! {kind}" + (f' "{title}"' if title else "") + f"\n\n{inside}\n"
