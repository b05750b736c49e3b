"""Ids, labels and counts of a page's checklists, once their texts are final."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

from msgspec import Struct

from rapport.blog.checklist import Checklist, ChecklistItem
from rapport.features.checklists.item_ids import IdBook, item_id
from rapport.features.checklists.item_tree import Box, add_bar, add_fields

ReadText = Callable[[Element], str]

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_UNTITLED = "checklist"


class Labels(Struct, frozen=True):
    """The texts of a checklist: progress, titles for untitled lists and for items without text."""

    count: str = "%(done)s of %(of)s"
    untitled: str = "Checklist"
    unnamed: str = "Item %(number)s"


ENGLISH = Labels()


@dataclass(slots=True)
class _TitledList:
    element: Element
    own_title: Element | None
    title_text: str
    boxes: list[Box]


def name_checklists(
    root: Element,
    read_text: ReadText,
    raw_ids: Iterable[str] = (),
    labels: Labels = ENGLISH,
) -> list[Checklist]:
    """Give every list and item of the page its id and label, and return what they are."""
    text_of = cache(read_text)
    checklists, named = _find(root, text_of)
    ours = {titled.element for titled in checklists}
    ours.update(box.field for titled in checklists for box, _ in _walk(titled.boxes))
    others = {element.get("id", "") for element in named if element not in ours}
    others.update(raw_ids)
    book = IdBook(others)
    for element in named:  # what an author named goes before what we derive
        if element in ours:
            element.set("id", book.claim(element.get("id", "")))
    for titled in checklists:
        _name_items(titled, others, book, text_of)
    return [_name_list(titled, others, book, text_of, labels) for titled in checklists]


def _find(root: Element, read_text: ReadText) -> tuple[list[_TitledList], list[Element]]:
    """Return the checklists of the page, and every element with an id, in page order."""
    boxes = {element: list(add_fields(element)) for element in root.iter("check-list")}
    checklists, named, heading, level = [], [], None, 1
    for element in root.iter():
        tag = element.tag
        if element.get("id"):
            named.append(element)
        if tag in _HEADINGS and element.get("class") != "check-list__title":
            heading, level = element, int(tag[1])
        elif tag == "check-list":
            first_child = next(iter(element), None)
            first_child = (
                first_child
                if first_child is not None and first_child.get("class") == "check-list__title"
                else None
            )
            title = heading if first_child is None else first_child
            text = "" if title is None else read_text(title)
            if first_child is not None and boxes[element]:
                first_child.tag = (
                    f"h{min(level + 1, 6)}"  # a list is a part of what it stands under
                )
            checklists.append(_TitledList(element, first_child, text, boxes[element]))
    for titled in checklists:
        if not titled.boxes:  # a block that has no items is only a box with text in it
            titled.element.tag = "div"
    return [titled for titled in checklists if titled.boxes], named


def _walk(boxes: Iterable[Box], above: Box | None = None) -> Iterator[tuple[Box, Box | None]]:
    for box in boxes:
        yield box, above
        yield from _walk(box.boxes, box)


def _name_items(each: _TitledList, others: set[str], book: IdBook, read_text: ReadText) -> None:
    for box, above in _walk(each.boxes):
        if not box.field.get("id"):
            wanted = item_id(read_text(box.label))
            place = each.title_text if above is None else read_text(above.label)
            wanted = f"item-{wanted}" if wanted in others else wanted
            if place and not book.is_free(wanted):
                in_place = f"{wanted}-{item_id(place)}"
                wanted = in_place if book.is_free(in_place) else wanted
            box.field.set("id", book.claim(wanted))
        box.label.set("for", box.field.get("id", ""))


def _name_list(
    each: _TitledList, others: set[str], book: IdBook, read_text: ReadText, labels: Labels
) -> Checklist:
    element = each.element
    name = element.get("id")
    if not name:
        wanted = item_id(each.title_text or _UNTITLED)
        name = book.claim(f"checklist-{wanted}" if wanted in others else wanted)
        element.set("id", name)
    element.set("role", "group")
    label = {"aria-label": each.title_text or labels.untitled}
    if each.own_title is not None:
        title_id = each.own_title.get("id") or book.claim(f"{name}-title")
        each.own_title.set("id", title_id)
        label = {"aria-labelledby": title_id}
    texts = _item_texts(each.boxes, read_text, labels)
    checklist = Checklist(name, each.title_text, _items(each.boxes, texts))
    ticked = [item.checked for item in checklist.walk()]
    place = 0 if each.own_title is None else 1
    element.attrib.update(label)
    add_bar(element, place, sum(ticked), len(ticked), labels.count).attrib.update(label)
    return checklist


def _item_texts(boxes: list[Box], read_text: ReadText, labels: Labels) -> dict[Element, str]:
    """Return the text of each checkbox; one without text, such as a picture, gets a number."""
    texts = {}
    for number, (box, _) in enumerate(_walk(boxes), start=1):
        text = read_text(box.label)
        if not text:
            text = labels.unnamed % {"number": number}
            box.field.set("aria-label", text)
        texts[box.field] = text
    return texts


def _items(boxes: Iterable[Box], texts: dict[Element, str]) -> tuple[ChecklistItem, ...]:
    return tuple(
        ChecklistItem(
            id=box.field.get("id", ""),
            text=texts[box.field],
            checked=box.field.get("checked") is not None,
            items=_items(box.boxes, texts),
        )
        for box in boxes
    )
