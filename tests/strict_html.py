"""HTML by the letter of the standard: what a strict parser finds, and ids that stand twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import html5lib
from html5lib.constants import E

if TYPE_CHECKING:
    from pathlib import Path


def find_html_errors(text: str) -> list[str]:
    """Return every parse error of the HTML standard as `line:column: what`, and every twin id."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    found = [
        f"{line}:{column}: {E[code] % values}" for (line, column), code, values in parser.errors
    ]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    return found + [
        f"the id `{name}` stands {count} times" for name, count in ids.items() if count > 1
    ]


def find_site_errors(folder: Path) -> list[str]:
    """Return the errors of every page below `folder`, each with the page's path."""
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 5
    return [
        f"{page.relative_to(folder)}:{error}"
        for page in pages
        for error in find_html_errors(page.read_text(encoding="utf-8"))
    ]
