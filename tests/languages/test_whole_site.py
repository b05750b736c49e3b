"""A site in a language, to its last word."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from lxml import html as lxml_html

from rapport.blog.catalogue import originals, read_catalogue
from rapport.host.languages import shipped_languages
from tests.blog_folder import BlogFolder, BuiltSite, article, configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

CYRILLIC = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "абцдефгхийклмнопярстувшхузАБЦДЕФГХИЙКЛМНОПЯРСТУВШХУЗ",
)
_KEPT = re.compile(r"(%\(\w+\)s|<[^<>]*>|\{\w+\})")
_LATIN = re.compile(r"[A-Za-z]{2,}")
READ_ALOUD = ("aria-label", "alt", "title", "placeholder", "content")
NAMES = re.compile(
    r"RSS|Atom|JSON Feed|Feedly|Inoreader|The Old Reader|Material for MkDocs|https?://\S+"
    r"|\d{4}-\d\d-\d\dT\S+|width=\S+|summary(_large_image)?|website|article|noindex|_md_\S+"
)
"""What is called so in every language, and what programs read."""


def in_cyrillic(text: str) -> str:
    pieces = _KEPT.split(text)
    return "".join(
        piece if at % 2 else piece.translate(CYRILLIC) for at, piece in enumerate(pieces)
    )


def pseudo_catalogue() -> bytes:
    """Return a catalogue in which no message has a Latin letter left."""
    shipped = read_catalogue(shipped_languages()["de"].read_bytes())
    pseudo = Catalog(locale="ru")
    for message in shipped:
        if message.id:
            said = [in_cyrillic(originals(message)[-1])] * pseudo.num_plurals
            pseudo.add(
                message.id,
                said[0] if isinstance(message.id, str) else said,
                locations=message.locations,
                context=message.context,
            )
    written = io.BytesIO()
    write_po(written, pseudo)
    return written.getvalue()


def settings(language: str, **changes: object) -> str:
    config = yaml.safe_load(configuration(articles=changes))
    config["theme"]["language"] = language
    config["site_name"] = "Письма"
    config["site_description"] = "Советы"
    config["plugins"].append("rapport/search")
    return yaml.safe_dump(config, allow_unicode=True)


BODY = """Первый абзац.

<!-- more -->

## Часть

Текст.

## Другая

- [ ] Один
- [ ] Два

## Третья

!!! checklist
    - [ ] Три

Сноска.[^1]

[^1]: Вот она.
"""
FILES = {
    "docs/articles/one.md": article(
        body=BODY,
        title="Первая",
        date="2026-05-01",
        updated="2026-05-03",
        reviewed="2026-05-04",
        tags=["Работа", "Письмо"],
        authors=["Анна"],
    ),
    "docs/articles/two.md": article(
        body=BODY, title="Вторая", date="2025-05-01", tags=["Работа"], authors=["Анна"], pin=True
    ),
    "docs/articles/three.md": article(
        body=BODY, title="Третья", date="2024-05-01", tags=["Работа"]
    ),
    "docs/articles/four.md": article(body=BODY, title="Черновик", date="2026-05-05", draft=True),
    "docs/articles/five.md": article(body=BODY, title="Будущая", date="2027-05-05"),
    "docs/tags.yml": yaml.safe_dump(
        {
            "tags": {
                "работа": {"name": "Работа", "description": "О ней", "topic": True},
                "письмо": {"name": "Письмо", "parent": "работа"},
            }
        },
        allow_unicode=True,
    ),
    "docs/authors.yml": yaml.safe_dump(
        {"authors": {"Анна": {"name": "Анна", "url": "https://anna.example/"}}}, allow_unicode=True
    ),
}


@pytest.fixture
def site(blog_folder: BlogFolder) -> BuiltSite:
    blog_folder.write(FILES)
    blog_folder.write(
        {
            "own.po": pseudo_catalogue(),
            "mkdocs.yml": settings(
                "ru", translations="own.po", per_page=1, review_after=1, unpublished=True
            ),
        }
    )
    return blog_folder.build()


def words(page: str) -> Iterator[str]:
    """Yield all that a page says, to eyes, ears and other programs' readers."""
    root = lxml_html.document_fromstring(
        page.encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
    )
    for element in root.iter():
        is_refresh = isinstance(element.tag, str) and (
            element.get("http-equiv") == "refresh" or element.get("name") == "theme-color"
        )
        if (
            not isinstance(element.tag, str)
            or element.tag in ("script", "style", "code")
            or is_refresh  # `0; url=../x/` and colours are for the browser
        ):
            texts = [element.tail]
        else:
            texts = [element.text, element.tail, *(element.get(name) for name in READ_ALOUD)]
        yield from filter(None, texts)


def test_no_word_of_any_page_is_left_in_english(site: BuiltSite) -> None:
    pages = {path: data.decode() for path, data in site.files().items() if path.endswith(".html")}
    assert {"404.html", "index.html", "page/2/index.html", "feeds/index.html"} <= set(pages)
    assert {"subscribe/left/index.html", "archive/index.html", "checklists/index.html"} <= set(
        pages
    )
    left = {
        path: found
        for path, page in pages.items()
        if (found := {text.strip() for text in words(page) if _LATIN.search(NAMES.sub("", text))})
    }
    assert left == {}


def test_the_language_stands_where_programs_look_for_it(site: BuiltSite) -> None:
    assert site.page("index.html").get("lang") == "ru"
    assert "<language>ru</language>" in site.text("feed.xml")
    assert 'xml:lang="ru"' in site.text("atom.xml")
    assert json.loads(site.text("feed.json"))["language"] == "ru"
    assert '"inLanguage": "ru"' in site.text("articles/one/index.html")
    assert json.loads(site.text("blog.json"))["language"] == "ru"


def test_days_are_written_as_the_language_does(site: BuiltSite) -> None:
    assert "1 мая 2026" in site.text("archive/index.html")


def test_scripts_have_their_messages_and_no_others(site: BuiltSite) -> None:
    said = re.search(r"const MESSAGES = (\{.*\});", site.text("assets/javascripts/texts.js"))
    assert said
    messages = json.loads(said[1])
    assert messages["Start over"] == in_cyrillic("Start over")
    assert set(messages["%(num)s item"]) == {"one", "few", "many", "other"}
    assert "You have unsubscribed" not in messages


def test_an_english_site_has_the_scripts_texts_as_they_stand_in_the_theme(
    blog_folder: BlogFolder,
) -> None:
    source = Path(__file__).parents[2] / "overrides/assets/javascripts/texts.js"
    built = blog_folder.write(FILES).build()
    assert built.text("assets/javascripts/texts.js") == source.read_text(encoding="utf-8")
