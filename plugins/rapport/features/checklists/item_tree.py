"""Task lists as elements: checkboxes, their labels, and the progress bar.

They are made in two steps, because each element takes time in every later step of Python-Markdown:
first only what holds text, and at the end the checkboxes and the bar.
"""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

from rapport.features.checklists.task_list import ListRun, read_task, runs

ParseText = Callable[[Element, str], None]
"""Parses Markdown that is not a list into an element."""

_DEEPEST = 40  # lists below this level stay text, so that no input exhausts the stack


class Box(Struct, frozen=True):
    """The elements of one task item, and those of the items under it."""

    field: Element
    label: Element
    boxes: tuple["Box", ...]


def add_markdown(parent: Element, text: str, parse_text: ParseText, depth: int = 0) -> None:
    """Add a piece of Markdown with its lists, at any depth."""
    for run in runs(text):
        if isinstance(run, ListRun) and depth < _DEEPEST:
            _add_list(parent, run, parse_text, depth)
        elif isinstance(run, ListRun):
            SubElement(parent, "p").text = "\n".join(run.bodies)
        else:
            parse_text(parent, run.text)


def add_fields(parent: Element) -> Iterator[Box]:
    """Put a checkbox before each label; yield the top-level items under an element."""
    for element in parent:
        if element.tag == "li" and "check-list__item" in element.get("class", "").split():
            label = element[0]
            field = Element("input", {"type": "checkbox", **label.attrib})
            field.tail = " "
            label.attrib.clear()
            element.insert(0, field)
            yield Box(field, label, tuple(add_fields(element)))
        else:
            yield from add_fields(element)


def add_bar(parent: Element, place: int, done: int, of: int, count: str) -> Element:
    """Add the progress bar, hidden until a script updates it, and return it."""
    bar = Element("p", {"class": "check-list__bar", "hidden": "hidden"})
    progress = SubElement(bar, "progress", {"class": "check-list__progress"})
    progress.attrib.update(value=str(done), max=str(of))
    progress.tail = " "
    SubElement(bar, "span", {"class": "check-list__count"}).text = count % {"done": done, "of": of}
    bar.tail = "\n"
    parent.insert(place, bar)
    return progress


def _add_list(parent: Element, run: ListRun, parse_text: ParseText, depth: int) -> None:
    tasks = [read_task(body) for body in run.bodies]
    container = SubElement(parent, "ol" if run.ordered else "ul")
    if any(tasks):
        container.set("class", "check-list__items")
    if run.ordered and run.start != 1:
        container.set("start", str(run.start))
    for body, task in zip(run.bodies, tasks, strict=True):
        item = SubElement(container, "li")
        if task is None:
            add_markdown(item, body, parse_text, depth + 1)
            if not run.loose:
                _unwrap_first_paragraph(item)
            continue
        item.set("class", " ".join(["check-list__item", *task.classes]))
        label = SubElement(item, "label")
        label.text = task.text
        if task.checked:
            label.set("checked", "checked")  # until the field takes it over
        if task.id:
            label.set("id", task.id)
        if task.rest:
            add_markdown(item, task.rest, parse_text, depth + 1)


def _unwrap_first_paragraph(item: Element) -> None:
    if len(item) and item[0].tag == "p" and not item.text:
        item.text = (item[0].text or "").rstrip()
        item.remove(item[0])
