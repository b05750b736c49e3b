"""An article's HTML for feed readers: absolute URLs, plain elements, no controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lxml.html import Element

from rapport.blog.fragment import classes_of, inner_html
from rapport.blog.images import Image, rewrite_images
from rapport.features.feeds.attributes import absolute, clean_attributes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SizeOf = Callable[[str], tuple[int, int] | None]
"""Returns width and height of the image at an absolute address, if they are known."""

_DROPPED = frozenset(
    "applet base button canvas datalist dialog embed form frame frameset link map meta meter"
    " noscript object optgroup option param portal progress script select style svg template"
    " textarea title".split()
)
_UNWRAPPED = frozenset("article body center fieldset font label legend main".split())
_PLAIN = frozenset(
    "b blockquote br code dd dl dt em h2 h3 h4 h5 h6 hr i li ol p pre strong table tbody td th"
    " thead tr ul".split()
)
"""Elements that stay as they are if they have no attributes: most of a text."""
_BOXES = {True: "☑ ", False: "☐ "}
_NOT_READ = frozenset(("headerlink", "linenos", "linenodiv"))
_EMOJI = frozenset(("twemoji", "emojione", "gemoji"))


PART = "feed"
"""The name of what is derived from an article's HTML for feeds."""


def feed_html(root: HtmlElement, url: str) -> str:
    """Return the HTML of the article at `url` for feeds; boxes become ☐ and ☑.

    It has no relative URLs, no scripts, and does not depend on the site's style sheets. `root` is
    modified.
    """
    if len(root) and root[0].tag == "h1" and not (root.text or "").strip():
        root[0].drop_tree()
    for element in list(root.iter("div", "code")):  # first: each letter of code may be an element
        _plain_code(element)
    for element in list(root.iterdescendants()):
        is_plain = element.tag in _PLAIN and not element.keys()
        if not is_plain and element.getparent() is not None:
            _clean(element, url)
    return inner_html(root)


def with_image_sizes(html: str, size_of: SizeOf) -> str:
    """Return the HTML for feeds with width and height in each image whose size is known."""

    def sized(image: Image) -> str:
        is_open = "width" not in image and "height" not in image
        size = size_of(image.get("src") or "") if is_open else None
        if size is None:
            return image.html
        return image.with_attributes(f' width="{size[0]}" height="{size[1]}"')

    return rewrite_images(html, sized)


def _clean(element: HtmlElement, url: str) -> None:
    tag = element.tag
    if not isinstance(tag, str):
        element.drop_tree()
        return
    attributes = element.attrib
    if tag in _DROPPED or "hidden" in attributes:
        element.drop_tree()
    elif tag == "input":
        _show_box(element)
    elif tag == "iframe":
        _link_to_frame(element, url)
    else:
        if attributes:
            classes = (attributes.get("class") or "").split()
            if classes and _reshape(element, tag, classes, url):
                return
            clean_attributes(element, url)
        if element.tag in _UNWRAPPED or "-" in tag or (tag == "span" and not attributes):
            element.drop_tag()


def _show_box(element: HtmlElement) -> None:
    if element.get("type") == "checkbox":
        element.tail = _BOXES["checked" in element.attrib] + (element.tail or "").lstrip()
    element.drop_tree()


def _link_to_frame(element: HtmlElement, url: str) -> None:
    """Replace an embedded page with a link: feed readers don't show frames."""
    address = absolute(url, element.get("src", ""))
    _only_text(element, element.get("title") or address)
    element.tag = "a"
    element.attrib.clear()
    if address:
        element.set("href", address)


def _reshape(element: HtmlElement, tag: str, classes: list[str], url: str) -> bool:
    """Turn the theme's HTML into plain HTML; returns whether the element is finished."""
    if not _NOT_READ.isdisjoint(classes):
        element.drop_tree()
        return True
    if "highlight" in classes and tag == "div":
        element.attrib.clear()
    elif "admonition" in classes:
        element.tag = "blockquote"
    elif "admonition-title" in classes:
        _strong(element)
    elif tag == "check-list":
        _link_checklist(element, url)
    elif "tabbed-set" in classes:
        _title_tabs(element)
    elif tag == "img" and not _EMOJI.isdisjoint(classes):
        element.tail = element.get("alt", "") + (element.tail or "")
        element.drop_tree()
        return True
    return False


def _plain_code(element: HtmlElement) -> None:
    """Turn highlighted code into `<pre><code>` with plain text, or plain `<code>`."""
    classes = classes_of(element)
    if "highlight" not in classes or not _NOT_READ.isdisjoint(classes):
        return
    if element.tag == "code":
        _only_text(element, element.text_content())
        return
    blocks = [block for block in element.iter("pre") if not _is_line_numbers(block)]
    names = [name.text_content() for name in element.find_class("filename")]
    _only_text(element, "")
    for name in names:
        element.append(_title(name))
    for block in blocks:
        pre, code = Element("pre"), Element("code")
        code.text = block.text_content()
        pre.append(code)
        element.append(pre)


def _is_line_numbers(block: HtmlElement) -> bool:
    parent = block.getparent()
    return parent is not None and "linenodiv" in parent.classes


def _only_text(element: HtmlElement, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text


def _title(text: str) -> HtmlElement:
    paragraph, strong = Element("p"), Element("strong")
    strong.text = text
    paragraph.append(strong)
    return paragraph


def _strong(element: HtmlElement) -> HtmlElement:
    """Wrap an element's content in `<strong>`."""
    inner = Element("strong")
    inner.text, element.text = element.text, None
    for child in list(element):
        inner.append(child)
    element.append(inner)
    return inner


def _link_checklist(element: HtmlElement, url: str) -> None:
    """Link a checklist's title to the page on which it can be ticked."""
    anchor = element.get("id")
    for title in element.find_class("check-list__title")[:1]:
        link = Element("a", href=f"{url}#{anchor}" if anchor else url)
        link.append(_strong(title))
        title.append(link)


def _title_tabs(element: HtmlElement) -> None:
    """Put each tab's label above its content, instead of all labels in a row."""
    rows = [row for row in element if "tabbed-labels" in row.classes]
    contents = [box for box in element if "tabbed-content" in box.classes]
    if len(rows) != 1 or len(contents) != 1:
        return
    for label, block in zip(list(rows[0]), list(contents[0]), strict=False):
        title = _title(label.text_content().strip())
        title.tail, block.text = block.text, None
        block.insert(0, title)
    rows[0].drop_tree()
