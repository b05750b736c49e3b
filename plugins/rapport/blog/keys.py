"""The keys of an article's head, and which one an author meant."""

OWN_KEYS = (
    "title",
    "date",
    "updated",
    "reviewed",
    "id",
    "slug",
    "aliases",
    "authors",
    "tags",
    "categories",
    "description",
    "image",
    "draft",
    "pin",
    "readtime",
    "lang",
    "dir",
)
"""What this blog gives a meaning to."""

THEME_KEYS = ("links", "hide", "search", "comments", "template", "status", "icon", "social")
"""What Material for MkDocs gives a meaning to; passed on unchanged."""

KEYS = OWN_KEYS + THEME_KEYS

OTHERS_KEYS = {
    "category": "categories",
    "cover": "image",
    "direction": "dir",
    "excerpt": "description",
    "hidden": "draft",
    "language": "lang",
    "lastmod": "updated",
    "layout": "template",
    "locale": "lang",
    "modified": "updated",
    "permalink": "slug",
    "published": "draft",
    "redirect_from": "aliases",
    "sticky": "pin",
    "subtitle": "description",
    "summary": "description",
}
"""What other generators call it, with our word; `published: false` is our `draft: true`."""

_SHORT = 4


def meant_key(written: str) -> str:
    """Return the key that is one or two letters from what was written, `tags` for `tag`, or ``."""
    lower = written.lower().replace("-", "_")
    near = {key: edits(lower, key) for key in KEYS}
    best = min(near, key=lambda key: near[key])
    limit = 1 if min(len(best), len(lower)) <= _SHORT else 2
    return best if near[best] <= limit else ""


def edits(one: str, other: str) -> int:
    """Return how many letters are missing, too many, wrong or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
