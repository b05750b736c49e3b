"""Keep HTML that Markdown can't express, without classes, styles or scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from rapport.importing.html.escaping import as_entities

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = ("table", "details", "dl", "audio", "video")
_HOLDERS = ("li", "blockquote", "r-def")
"""Where Markdown reads no HTML block by block."""
INLINE = tuple(
    "sub sup kbd mark u abbr ins del s cite samp var dfn q small time bdi bdo ruby".split()
)
"""The inline elements that Markdown has no marks for."""
_OURS = frozenset(("class", "kind", "align", "name", "value"))
_BLANK = re.compile(r"\n\s*\n+")
_TEMPLATE = re.compile(r"\{(?=[{%#])")


def stash(root: HtmlElement) -> list[str]:
    """Put an `r-raw` in place of each block without Markdown; returns their HTML, by number."""
    fragments: list[str] = []
    for element in list(root.iter(*_BLOCKS, "pre")):
        parent = element.getparent()
        if parent is None or root not in element.iterancestors():
            continue
        if element.tag == "table" and is_simple_table(element):
            continue
        if element.tag == "pre" and not _is_first(element):
            continue
        is_code = element.tag == "pre"
        fragments.append(_code_in_a_line(element) if is_code else _block_html(element))
        placeholder = lxml_html.Element("r-raw", {"value": str(len(fragments) - 1)})
        placeholder.tail = element.tail
        parent.replace(element, placeholder)
    return fragments


def flatten_held(root: HtmlElement) -> None:
    """Turn tables and the like in lists and quotations into lines of text and links."""
    for element in reversed(list(root.iter(*_BLOCKS))):
        if not any(holder.tag in _HOLDERS for holder in element.iterancestors()):
            continue
        if element.tag in ("audio", "video"):
            _link_to_file(element)
            continue
        for row in element.iter("tr"):
            for cell in row.xpath("./td|./th")[1:]:
                cell.text = f" · {cell.text or ''}"
        for inner in list(element.iter("tr", "caption", "dt", "dd", "summary")):
            inner.tag = "div"
        for inner in list(element.iter("td", "th", "tbody", "thead", "tfoot", "colgroup", "col")):
            inner.drop_tag()
        element.tag = "div"


def _link_to_file(element: HtmlElement) -> None:
    sources = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
    address = next((source for source in sources if source), "")
    for child in list(element):
        element.remove(child)
    element.tag = "a"
    element.attrib.clear()
    element.set("href", address)
    element.text = address.rpartition("/")[2] or address


def is_simple_table(table: HtmlElement) -> bool:
    """Return whether Markdown can express a table: a header row, one line in each cell."""
    rows = list(table.iter("tr"))
    widths = {len(row.xpath("./td|./th")) for row in rows}
    if len(rows) < 2 or len(widths) != 1 or 0 in widths:  # noqa: PLR2004 - a heading and a row
        return False
    if table.find("caption") is not None or table.xpath("boolean(.//table)"):
        return False
    if table.xpath("boolean(ancestor::td)"):
        return False
    cells = list(table.iter("td", "th"))
    if any(cell.get(name, "1") != "1" for cell in cells for name in ("colspan", "rowspan")):
        return False
    if any(_has_several_lines(cell) for cell in cells):
        return False
    first = rows[0].xpath("./td|./th")
    later = [cell for row in rows[1:] for cell in row.xpath("./th")]
    in_head = rows[0].xpath("boolean(parent::thead)")
    return not later and all(in_head or cell.tag == "th" or _is_bold(cell) for cell in first)


def _has_several_lines(cell: HtmlElement) -> bool:
    if len(list(cell.iter("p"))) > 1:
        return True
    return bool(cell.xpath("boolean(.//br|.//ul|.//ol|.//pre|.//blockquote|.//dl|.//hr|.//div)"))


def _is_bold(cell: HtmlElement) -> bool:
    text = str(cell.text_content()).strip()
    bold = "".join(str(part.text_content()) for part in cell.xpath(".//strong|.//b")).strip()
    return bool(text) and text == bold


def _is_first(element: HtmlElement) -> bool:
    """Return whether an element is the first content of a list item or quotation."""
    while element.getprevious() is None:
        above = element.getparent()
        if above is None or (above.text or "").strip():
            return False
        if above.tag in _HOLDERS:
            return True
        element = above
    return False


def _code_in_a_line(pre: HtmlElement) -> str:
    """Return code as HTML on one line, with Markdown's special characters as entities."""
    text = as_entities(str(pre.text_content()).strip("\n"))
    return f"<pre><code>{text}</code></pre>".replace("\n", "&#10;")


def _block_html(element: HtmlElement) -> str:
    """Return the HTML of an element, on lines that hold no empty one: that would end it."""
    for inner in element.iter():
        for name in _OURS & set(inner.attrib):
            del inner.attrib[name]
    for box in list(element.iter("r-box", "r-note")):
        box.text = "☑ " if "checked" in box.attrib else "☐ " if box.tag == "r-box" else None
    for ours in list(element.iter("r-line", "r-box", "r-note", "r-figure", "r-caption", "r-more")):
        ours.drop_tag()
    tail, element.tail = element.tail, None
    text = str(etree.tostring(element, encoding="unicode", method="html"))
    element.tail = tail
    return _TEMPLATE.sub("&#123;", _BLANK.sub("\n", text)).strip()
