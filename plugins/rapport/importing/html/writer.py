"""Write a normalised tree as Markdown for Python-Markdown, with markdownify."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag
from markdownify import MarkdownConverter

from rapport.importing.html.escaping import as_entities, escaped, safe_address, with_safe_starts
from rapport.importing.html.marks import language_of, marked, parted
from rapport.importing.html.raw import INLINE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})", re.MULTILINE)
_BACKTICKS = re.compile(r"`+")
_PARTING = ["p", "pre", "blockquote", "r-raw", "r-figure"]
"""What in an item of a list needs empty lines around it."""

Parents = set[str]


class MarkdownWriter(MarkdownConverter):
    """Writes the elements that `html.shaping` keeps; `raw` are the blocks kept as HTML."""

    def __init__(self, raw: Sequence[str]) -> None:
        super().__init__(heading_style="atx", bullets="-")
        self._raw = raw
        for tag in INLINE:
            setattr(self, f"convert_{tag}", self._html(tag))

    def process_text(self, el: NavigableString, parent_tags: Parents | None = None) -> str:
        """Return a text on one line, as HTML shows it; only code is not escaped."""
        parents = parent_tags or set()
        if "pre" in parents:
            return str(el)
        line = _SPACES.sub(" ", el)
        if line != el:
            replacement = NavigableString(line)
            el.replace_with(replacement)
            el = replacement
        if "code" not in parents:
            parents = parents - {"_noformat"}
        following = el.next_sibling or (el.parent.next_sibling if el.parent else None)
        text = str(super().process_text(el, parents))  # type: ignore[misc] # its stubs are short
        begins_picture = text.endswith("!") and getattr(following, "name", "") in (
            "a",
            "img",
            "r-note",
        )
        return f"{text[:-1]}\\!" if begins_picture else text

    def escape(self, text: str, parent_tags: Parents) -> str:
        """Return text escaped for Markdown."""
        return escaped(text)

    def convert_p(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a paragraph, no line of which begins anything else."""
        safe = with_safe_starts(_lines(text))
        if "_inline" in parent_tags:
            return f" {safe} "
        return f"\n\n{safe}\n\n" if safe else ""

    def convert_r_line(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return the text of an item of a list, which is not a paragraph of its own."""
        is_boxed = el.find("r-box", recursive=False) is not None
        return f"\n{_lines(text) if is_boxed else with_safe_starts(_lines(text))}\n"

    def convert_r_box(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a box to tick."""
        return "[x] " if el.has_attr("checked") else "[ ] "

    def convert_r_more(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return the end of the excerpt."""
        return "\n\n<!-- more -->\n\n"

    def convert_r_raw(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a block that stays HTML."""
        return f"\n\n{self._raw[int(str(el['value']))]}\n\n"

    def convert_r_note(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return the mark of a footnote."""
        return f"[^{el['name']}]"

    def convert_r_def(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a footnote."""
        return f"\n\n[^{el['name']}]: {_indented(text.strip())}\n\n"

    def convert_r_figure(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a picture with its caption; in a list or a quotation the caption follows it."""
        return f"\n\n<figure markdown>\n{text.strip()}\n</figure>\n\n"

    def convert_r_caption(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return the caption of a picture, which may hold Markdown."""
        line = " ".join(text.split())
        return f'\n<figcaption markdown="span">{line}</figcaption>'

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Parents) -> str:  # noqa: N802 - markdownify's own name
        """Return a heading; it keeps its id if the text links to it."""
        plain = re.sub(r"#(\s*)$", r"\\#\1", " ".join(text.split()))
        mark = f" {{#{el['id']}}}" if el.has_attr("id") else ""
        return f"\n\n{'#' * n} {plain}{mark}\n\n" if plain else ""

    def convert_li(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a list item, with its content indented by four spaces."""
        number = ""
        parent = el.parent
        if parent is not None and parent.name == "ol":
            start = str(parent.get("start", "1"))
            first = int(start) if start.isdecimal() else 1
            number = f"{first + len(el.find_previous_siblings('li'))}."
        content = _indented(text.strip())
        end = "\n\n" if el.find(_PARTING) is not None else "\n"
        return f"{number or '-'} {content}{end}"

    def convert_list(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a list; another one straight after it would be the same list."""
        before = el.find_previous_sibling()
        parted = before is not None and before.name in ("ul", "ol")
        start = "\n\n<!-- -->\n\n" if parted else "\n" if "li" in parent_tags else "\n\n"
        return start + text.strip("\n") + "\n\n"

    convert_ul = convert_list
    convert_ol = convert_list

    def convert_blockquote(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a quotation."""
        lines = text.strip().split("\n")
        quoted = "\n".join(f"> {line}".rstrip() if line.strip() else ">" for line in lines)
        return f"\n\n{quoted}\n\n" if text.strip() else ""

    def convert_br(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return the end of a line."""
        return " " if "_inline" in parent_tags or "r-caption" in parent_tags else "  \n"

    def convert_pre(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a code block: fenced, or indented inside another element."""
        code = el.get_text().strip("\n").expandtabs(4)
        if not code.strip():
            return ""
        if parent_tags & {"li", "blockquote", "r-def"}:
            return "\n\n" + "\n".join(f"    {line}".rstrip() for line in code.split("\n")) + "\n\n"
        longest = max((len(match[1]) for match in _FENCE.finditer(code)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}{language_of(el)}\n{code}\n{fence}\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return inline code; as HTML if Markdown's delimiters would be ambiguous."""
        if "pre" in parent_tags:
            return text
        before, inner, after = parted(_SPACES.sub(" ", el.get_text()))
        if not inner:
            return before
        if inner[0] == "`" or inner[-1] in "`\\" or "&#" in inner:
            return f"{before}<code>{as_entities(inner)}</code>{after}"
        longest = max((len(backticks) for backticks in _BACKTICKS.findall(inner)), default=0)
        fence = "`" * (longest + 1)
        return f"{before}{fence}{inner}{fence}{after}"

    def convert_em(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return emphasised text."""
        return marked(el, text, "*", "em")

    convert_i = convert_em

    def convert_b(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return strong text; a heading is that by itself."""
        if any(re.fullmatch(r"h[1-6]|th", parent) for parent in parent_tags):
            return text
        return marked(el, text, "**", "strong")

    convert_strong = convert_b

    def convert_a(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a link; a link without text is dropped, a mere anchor stays HTML."""
        address = str(el.get("href", ""))
        before, label, after = parted(text)
        anchor = f'<a id="{html.escape(str(el["id"]))}"></a>' if el.has_attr("id") else ""
        if not label or not address:
            return anchor + text
        plain = " ".join(label.split())
        if el.get_text().strip() == address and re.match(r"https?://[^\s<>\\]+$", address):
            return f"{before}{anchor}<{address}>{after}"
        return f"{before}{anchor}[{plain}]({safe_address(address)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a picture with its alternative text."""
        alternative = escaped(" ".join(str(el.get("alt", "")).split()))
        for sign in "[]":
            alternative = alternative.replace(f"\\{sign}", sign).replace(sign, f"\\{sign}")
        return f"![{alternative}]({safe_address(str(el.get('src', '')))})"

    def convert_td(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a cell of a table."""
        return f" {' '.join(text.split()).replace('|', chr(92) + '|')} |"

    convert_th = convert_td

    def convert_table(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a table whose first row is its head, with each column's alignment."""
        rows = [f"|{row}" for row in text.split("\ue003") if row.strip()]
        head = el.find("tr")
        assert head is not None
        columns = [
            _ALIGNED.get(str(cell.get("align", "")), "---") for cell in head.find_all(["th", "td"])
        ]
        return "\n\n" + "\n".join([rows[0], f"| {' | '.join(columns)} |", *rows[1:]]) + "\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Return a row, ended by a sign that no text holds."""
        return text.strip("\n").rstrip() + "\ue003"

    def _html(self, tag: str) -> Callable[[Tag, str, Parents], str]:
        def convert(el: Tag, text: str, parent_tags: Parents) -> str:  # noqa: ARG001 - as all of them
            title = f' title="{html.escape(str(el["title"]))}"' if el.has_attr("title") else ""
            before, inner, after = parted(text)
            return f"{before}<{tag}{title}>{inner}</{tag}>{after}" if inner else text

        return convert


_ALIGNED = {"left": ":---", "center": ":---:", "right": "---:"}


def _lines(text: str) -> str:
    """Return a paragraph without spaces around its lines; two at the end break a line."""
    lines = [line.lstrip() for line in text.strip().split("\n")]
    return "\n".join(line for line in lines if line.strip() or len(lines) == 1)


def _indented(text: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([first, *(f"    {line}" if line.strip() else "" for line in others)])
