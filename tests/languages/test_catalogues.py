"""What stands in the catalogues, beside what the sources would have there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from rapport.blog.catalogue import find_faults, originals, read_catalogue, translations
from rapport.host.languages import shipped_languages

ROOT = Path(__file__).parents[2]
METHODS = [
    ("**.html", "jinja2"),
    ("**.txt", "jinja2"),
    ("**.js", "javascript"),
    ("**.py", "python"),
]
OPTIONS = {"**.js": {"parse_template_string": True}}
ROOMS = {
    "plugins/rapport/languages": ("overrides", "plugins/rapport"),
    "service/rapport_subscriptions/languages": ("service/rapport_subscriptions",),
}
CATALOGUES = [path for room in ROOMS for path in sorted((ROOT / room).glob("*.po"))]

Message = tuple[str | None, str, str]
"""A message's context, its text, and the text of its plural."""


def in_sources(room: str) -> set[Message]:
    found: set[Message] = set()
    for folder in ROOMS[room]:
        for _, _, message, _, context in extract_from_dir(ROOT / folder, METHODS, OPTIONS):
            singular, plural = (message, "") if isinstance(message, str) else message
            found.add((context, singular, plural))
    assert found
    return found


def in_catalogue(catalogue: Catalog) -> set[Message]:
    return {
        (each.context, originals(each)[0], "".join(originals(each)[1:]))
        for each in catalogue
        if each.id
    }


def test_german_and_spanish_are_there() -> None:
    assert {"de", "es"} <= set(shipped_languages())
    assert len(CATALOGUES) == 2 * len(ROOMS)


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_a_catalogue_has_all_messages_of_the_sources_and_no_other(path: Path) -> None:
    """`make texts` brings in what is new and takes out what is gone; translating it is left."""
    sources = in_sources(path.parent.relative_to(ROOT).as_posix())
    there = in_catalogue(read_catalogue(path.read_bytes()))
    assert sources - there == set(), "not in the catalogue yet: run `make texts`"
    assert there - sources == set(), "in the catalogue, but nowhere in the sources"


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_message_is_translated(path: Path) -> None:
    catalogue = read_catalogue(path.read_bytes())
    assert [each.id for each in catalogue if each.fuzzy or not all(translations(each))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_translation_has_the_values_and_the_html_of_its_original(path: Path) -> None:
    assert list(find_faults(read_catalogue(path.read_bytes()))) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_a_catalogue_names_files_without_lines_which_would_change_with_every_edit(
    path: Path,
) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\n#: " in text
    assert not re.search(r"^#: .*:\d+", text, re.MULTILINE)


_MARKUP = re.compile(r"<[^>]*>|`[^`]*`|%\(\w+\)s")
_TYPED = re.compile(r"[\"']|\.\.\.|\d (?:Stunden|Minuten|Uhr|horas|minutos|%)")
"""What a keyboard has and a newspaper has not; and a number that a line may part from its unit."""


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_a_translation_is_set_as_a_newspaper_prints_it(path: Path) -> None:
    said = [text for each in read_catalogue(path.read_bytes()) for text in translations(each)]
    assert len(said) > 100
    assert [text for text in said[1:] if _TYPED.search(_MARKUP.sub("", text))] == []


def test_the_manuals_sample_of_a_text_of_ones_own_is_a_message() -> None:
    manual = (ROOT / "manual" / "languages.md").read_text("utf-8")
    samples = re.findall(r'^msgid "(.+)"$', manual, re.MULTILINE)
    assert samples
    known = {message for _, message, _ in in_sources("plugins/rapport/languages")}
    assert [sample for sample in samples if sample not in known] == []
