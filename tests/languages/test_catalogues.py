"""What stands in the catalogues, beside what the sources would have there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from rapport.blog.catalogue import (
    find_catalogue_mistakes,
    merged,
    originals,
    read_catalogue,
    translations,
)
from rapport.host.languages import shipped_languages

ROOT = Path(__file__).parents[2]
METHODS = [
    ("**/codemirror/**", "ignore"),
    ("**/sveltia/**", "ignore"),
    ("**.html", "jinja2"),
    ("**.txt", "jinja2"),
    ("**.js", "javascript"),
    ("**.py", "python"),
]
OPTIONS = {"**.js": {"parse_template_string": True}}
PACKAGES = {
    "plugins/rapport/languages": ("overrides", "plugins/rapport"),
    "service/rapport_subscriptions/languages": ("service/rapport_subscriptions",),
}
CATALOGUES = [path for package in PACKAGES for path in sorted((ROOT / package).glob("*.po"))]
FORMAL = [path for path in CATALOGUES if path.stem.endswith("-formal")]
WHOLE = [path for path in CATALOGUES if path not in FORMAL]

Message = tuple[str | None, str, str]
"""A message's context, its text, and the text of its plural."""


def in_sources(package: str) -> set[Message]:
    found: set[Message] = set()
    for folder in PACKAGES[package]:
        for _, _, message, _, context in extract_from_dir(ROOT / folder, METHODS, OPTIONS):
            singular, plural = (message, "") if isinstance(message, str) else message
            found.add((context, singular, plural))
    assert found
    return found


def in_catalogue(catalogue: Catalog) -> set[Message]:
    return {
        (message.context, originals(message)[0], "".join(originals(message)[1:]))
        for message in catalogue
        if message.id
    }


def test_german_and_spanish_are_there() -> None:
    assert {"de", "es", "de-formal"} <= set(shipped_languages())
    assert (len(WHOLE), len(FORMAL)) == (2 * len(PACKAGES), len(PACKAGES))


@pytest.mark.parametrize("path", WHOLE, ids=str)
def test_a_catalogue_has_all_messages_of_the_sources_and_no_other(path: Path) -> None:
    """`make texts` brings in what is new and takes out what is gone; translating it is left."""
    sources = in_sources(path.parent.relative_to(ROOT).as_posix())
    there = in_catalogue(read_catalogue(path.read_bytes()))
    assert sources - there == set(), "not in the catalogue yet: run `make texts`"
    assert there - sources == set(), "in the catalogue, but nowhere in the sources"


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_message_is_translated(path: Path) -> None:
    catalogue = read_catalogue(path.read_bytes())
    assert [
        message.id for message in catalogue if message.fuzzy or not all(translations(message))
    ] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_translation_has_the_values_and_the_html_of_its_original(path: Path) -> None:
    assert list(find_catalogue_mistakes(read_catalogue(path.read_bytes()))) == []


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
    said = [text for message in read_catalogue(path.read_bytes()) for text in translations(message)]
    assert len(said) > 40
    assert [text for text in said[1:] if _TYPED.search(_MARKUP.sub("", text))] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_an_english_text_has_a_printers_apostrophes_and_quotation_marks(package: str) -> None:
    typed = re.compile(r"[\"']")
    said = [text for _, *texts in in_sources(package) for text in texts]
    assert [text for text in said if typed.search(_MARKUP.sub("", text))] == []


_INFORMAL = re.compile(
    r"\b(?:du|dich|dir|dein\w*|warst|"
    r"öffne|kopiere|klick auf|scanne|suche (?:oben|unten|in)|versuche?|markiere|sieh|prüfe|folge|"
    r"gib|lass|wähle|lade|ignoriere|sag|leite|melde|schick|bitte bestätige|heb|meintest|nimm)\b",
    re.IGNORECASE,
)
"""What is said to somebody who is addressed as du: pronouns, and imperatives."""


@pytest.mark.parametrize("path", FORMAL, ids=str)
def test_no_german_message_says_du_where_readers_are_addressed_as_sie(path: Path) -> None:
    usual = read_catalogue(path.with_name("de.po").read_bytes())
    informal = {
        message.id for message in usual if _INFORMAL.search(" ".join(translations(message)))
    }
    assert len(informal) > 30
    formal = read_catalogue(path.read_bytes())
    whole = merged(usual, formal)
    left = [text for message in whole if message.id for text in translations(message)]
    assert [text for text in left if _INFORMAL.search(text)] == []


@pytest.mark.parametrize("path", FORMAL, ids=str)
def test_a_formal_catalogue_holds_only_what_differs(path: Path) -> None:
    usual = read_catalogue(path.with_name("de.po").read_bytes())
    for message in read_catalogue(path.read_bytes()):
        if message.id:
            there = usual.get(message.id, message.context)
            assert there, f"{message.id}: run `make texts`"
            assert there.string != message.string, message.id


def test_the_manuals_sample_of_a_text_of_ones_own_is_a_message() -> None:
    manual = (ROOT / "manual" / "languages.md").read_text("utf-8")
    samples = re.findall(r'^msgid "(.+)"$', manual, re.MULTILINE)
    assert samples
    known = {message for _, message, _ in in_sources("plugins/rapport/languages")}
    assert [sample for sample in samples if sample not in known] == []
