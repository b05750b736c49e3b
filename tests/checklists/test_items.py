"""The checklists that Markdown makes, case by case."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown import Markdown

from rapport.blog.checklist import Checklist, ChecklistItem
from rapport.features.checklists.markdown_extension import ChecklistExtension

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "items.yml").read_text(encoding="utf-8")
)
MATERIAL = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
]


def outline(checklists: list[Checklist]) -> str:
    lines = []
    for checklist in checklists:
        lines.append(f"{checklist.title} #{checklist.id}")
        lines += [f"  {line}" for line in item_lines(checklist.items)]
    return "\n".join(lines)


def item_lines(items: tuple[ChecklistItem, ...]) -> list[str]:
    lines = []
    for item in items:
        lines.append(f"[{'x' if item.checked else ' '}] {item.text} #{item.id}")
        lines += [f"  {line}" for line in item_lines(item.items)]
    return lines


def read(markdown: str, extensions: list[Any], permalink: bool = False) -> str:
    md = Markdown(
        extensions=extensions,
        extension_configs={"toc": {"permalink": permalink}} if "toc" in extensions else {},
    )
    md.convert(markdown)
    checklists: list[Checklist] = md.checklists  # type: ignore[attr-defined]
    return outline(checklists)


def test_there_are_cases() -> None:
    assert len(CASES) > 40


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_markdown_makes_these_checklists(case: dict[str, Any]) -> None:
    extensions = [ChecklistExtension(), *case.get("extensions", [])]
    expected = case.get("checklists", "").rstrip("\n")
    assert read(case["markdown"], extensions, case.get("permalink", False)) == expected


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['case']} - with Material's extensions" for case in CASES]
)
def test_other_extensions_change_nothing(case: dict[str, Any]) -> None:
    if "fenced" in case["case"] or "toc" in case.get("extensions", []):
        extra: list[Any] = case["extensions"]
    else:
        extra = [*MATERIAL, *(e for e in case.get("extensions", []) if e not in MATERIAL)]
    expected = case.get("checklists", "").rstrip("\n")
    extensions = [*extra, ChecklistExtension()]
    assert read(case["markdown"], extensions, case.get("permalink", False)) == expected
