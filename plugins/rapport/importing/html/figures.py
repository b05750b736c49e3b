"""Find images and their captions in the markup of different systems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import html as lxml_html

from rapport.importing.html.tree import classes, drop, is_empty, rename, unwrap
from rapport.importing.notes import changed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from rapport.importing.notes import Note

_CAPTIONED = frozenset(
    ("wp-caption", "kg-image-card", "captioned-image-container", "image-caption")
)
_CAPTION = frozenset(
    ("wp-caption-text", "gallery-caption", "wp-element-caption", "image-caption", "imagecaption")
)
_GALLERIES = frozenset(
    ("gallery", "wp-block-gallery", "tiled-gallery", "kg-gallery-card", "image-gallery-embed")
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{9,})(?=\.\w+$)")


def shape_figures(root: HtmlElement, notes: list[Note]) -> None:
    """Turn every picture with a caption into an `r-figure`, and unwrap all other figures."""
    for element in root.iter("div", "figure", "ul"):
        count = sum(1 for _ in element.iter("img")) if classes(element) & _GALLERIES else 0
        if count > 1 and not any(classes(above) & _GALLERIES for above in element.iterancestors()):
            notes.append(changed(f"a gallery of {count} pictures became one below the other."))
    for element in list(root.iter("div", "dl")):
        if classes(element) & _CAPTIONED and element.find(".//img") is not None:
            rename(element, "figure")
    for element in list(root.iter("p", "dd", "div", "span")):
        if classes(element) & _CAPTION and _figure_above(element) is not None:
            rename(element, "figcaption")
    for link in list(root.iter("a")):
        _unwrap_link_to_itself(link)
    for figure in reversed(list(root.iter("figure"))):
        _shape(figure)


def _figure_above(element: HtmlElement) -> HtmlElement | None:
    return next(iter(element.iterancestors("figure")), None)


def _shape(figure: HtmlElement) -> None:
    """Convert a figure; nested figures are converted already."""
    captions = [element for element in figure.iter("figcaption") if _nearest(element) is figure]
    caption = next((element for element in captions if not is_empty(element)), None)
    pictures = [element for element in figure.iter("img") if _nearest(element) is figure]
    others = figure.xpath("boolean(.//table|.//pre|.//blockquote|.//video|.//audio|.//ul|.//ol)")
    for extra in captions:
        if extra is not caption:
            drop(extra)
    if caption is None:
        rename(figure, "div")
    elif len(pictures) == 1 and not others and not figure.xpath("boolean(.//r-figure)"):
        _make_figure(figure, pictures[0], caption)
    else:
        rename(caption, "p")
        _emphasise(caption)
        rename(figure, "div")


def _nearest(element: HtmlElement) -> HtmlElement | None:
    return next(iter(element.iterancestors("figure", "r-figure")), None)


def _make_figure(figure: HtmlElement, picture: HtmlElement, caption: HtmlElement) -> None:
    holder = picture.getparent()
    shown = holder if holder is not None and holder.tag == "a" else picture
    tail, figure.tail = figure.tail, None
    drop(shown)
    shown.tail = None
    drop(caption)
    caption.tail = None
    parent = figure.getparent()
    assert parent is not None
    element = lxml_html.Element("r-figure")
    element.append(shown)
    element.append(caption)
    rename(caption, "r-caption")
    parent.replace(figure, element)
    element.tail = tail
    if not is_empty(figure):  # further text between picture and caption
        rename(figure, "div")
        element.addnext(figure)
        figure.tail, element.tail = element.tail, None


def _emphasise(paragraph: HtmlElement) -> None:
    holder = lxml_html.Element("em")
    holder.text, paragraph.text = paragraph.text, None
    for child in list(paragraph):
        holder.append(child)
    paragraph.append(holder)


def _unwrap_link_to_itself(link: HtmlElement) -> None:
    """Take away a link from a picture to its own original, and show that."""
    if len(link) != 1 or link[0].tag != "img" or (link.text or "").strip():
        return
    picture, target = link[0], link.get("href", "")
    if (picture.tail or "").strip() or not _PICTURE.search(urlsplit(target).path):
        return
    if original(target) == original(picture.get("src", "")):
        picture.set("src", target)
        unwrap(link)


def original(address: str) -> str:
    """Return a picture's file without the mark of its size: `a-300x200.jpg` is `a.jpg`."""
    name = urlsplit(address).path.rpartition("/")[2]
    return _SIZE.sub("", name)
