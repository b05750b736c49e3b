from collections.abc import Iterator

from msgspec import Struct


class ChecklistItem(Struct, frozen=True):
    """One item with its plain text; `checked` is the state that the author gave it."""

    id: str
    text: str
    checked: bool = False
    items: tuple["ChecklistItem", ...] = ()

    def walk(self) -> Iterator["ChecklistItem"]:
        """Yield this item, then those below it, in reading order."""
        yield self
        for item in self.items:
            yield from item.walk()


class Checklist(Struct, frozen=True):
    """A titled list of things to do; `id` is its anchor on the article's page."""

    id: str
    title: str
    items: tuple[ChecklistItem, ...]

    def walk(self) -> Iterator[ChecklistItem]:
        """Yield every item of every level in reading order."""
        for item in self.items:
            yield from item.walk()

    def item_list(self, page_url: str) -> dict[str, object]:
        """Return the schema.org `ItemList` of this checklist on the page at `page_url`."""
        entries = [
            {
                "@type": "ListItem",
                "position": position,
                "name": item.text,
                "url": f"{page_url}#{item.id}",
            }
            for position, item in enumerate(self.walk(), start=1)
        ]
        return {
            "@type": "ItemList",
            "@id": f"{page_url}#{self.id}",
            "name": self.title,
            "numberOfItems": len(entries),
            "itemListElement": entries,
        }
