"""Which language a blog is in, by one setting."""

from __future__ import annotations

import json

import pytest
import yaml
from mkdocs.exceptions import ConfigurationError

from tests.blog_folder import BlogFolder, BuiltSite, article, configuration

ARTICLE = article(title="One", date="2026-01-05", tags=["work"])


def build(
    folder: BlogFolder, language: object, *, strict: bool = True, **options: str
) -> BuiltSite:
    config = yaml.safe_load(configuration(articles=options))
    config["theme"]["language"] = language
    folder.write({"mkdocs.yml": yaml.safe_dump(config), "docs/articles/one.md": ARTICLE})
    return folder.build(strict=strict)


@pytest.mark.parametrize(
    ("language", "title", "day"),
    [
        ("de", "Archiv", "5. Januar 2026"),
        ("es", "Archivo", "5 de enero de 2026"),
        ("en", "Archive", "5 January 2026"),
    ],
)
def test_one_setting_is_enough(
    blog_folder: BlogFolder, language: str, title: str, day: str
) -> None:
    site = build(blog_folder, language)
    archive = site.page("archive/index.html")
    assert archive.get("lang") == language
    assert archive.xpath("string(//h1)") == title
    assert archive.xpath("string(//time)") == day
    assert site.log == ()


@pytest.mark.parametrize("language", ["de-AT", "de_AT", "DE-at"])
def test_a_variety_has_the_texts_of_its_language_and_its_own_dates(
    blog_folder: BlogFolder, language: str
) -> None:
    archive = build(blog_folder, language).page("archive/index.html")
    assert archive.get("lang") == "de"
    assert archive.xpath("string(//h1)") == "Archiv"
    assert archive.xpath("string(//time)") == "5. Jänner 2026"


@pytest.mark.parametrize("language", ["de-formal", "de_formal", "DE-Formal"])
def test_formal_german_says_sie_and_is_german_to_machines(
    blog_folder: BlogFolder, language: str
) -> None:
    site = build(blog_folder, language)
    page = site.page("404.html")
    assert page.get("lang") == "de"
    assert "Versuchen Sie es hier" in page.text_content()
    assert site.page("archive/index.html").xpath("string(//h1)") == "Archiv"
    manifest = json.loads(site.files()["blog.json"])
    assert (manifest["language"], manifest["texts"]) == ("de", "de-formal")
    assert site.log == ()


def test_a_blog_in_usual_german_names_no_other_texts(blog_folder: BlogFolder) -> None:
    assert "texts" not in json.loads(build(blog_folder, "de").files()["blog.json"])


def test_a_variety_may_be_formal(blog_folder: BlogFolder) -> None:
    site = build(blog_folder, "de-AT-formal")
    assert site.page("archive/index.html").xpath("string(//time)") == "5. Jänner 2026"
    assert "Versuchen Sie es hier" in site.page("404.html").text_content()


def test_a_language_without_formal_texts_keeps_its_usual_ones_and_says_so(
    blog_folder: BlogFolder,
) -> None:
    site = build(blog_folder, "es-formal", strict=False)
    assert site.page("archive/index.html").xpath("string(//h1)") == "Archivo"
    (said,) = site.log
    assert said.startswith("Rapport addresses readers formally in de-formal only")


def test_a_language_without_a_catalogue_is_said_once(blog_folder: BlogFolder) -> None:
    site = build(blog_folder, "fr", strict=False)
    archive = site.page("archive/index.html")
    assert archive.get("lang") == "fr"
    assert archive.xpath("string(//h1)") == "Archive"
    assert archive.xpath("string(//time)") == "5 janvier 2026"
    assert site.log == (
        (
            "Rapport has no texts in `fr`: its own stay English. It has them in de, de-formal,"
            " en, es. `translations` of rapport/articles takes a file of yours."
        ),
    )


def test_a_language_that_nobody_knows_is_english_and_said_once(blog_folder: BlogFolder) -> None:
    site = build(blog_folder, "klingon", strict=False)
    assert site.page("archive/index.html").get("lang") == "en"
    assert len(site.log) == 1
    assert site.log[0].startswith("`theme.language` is `klingon`, which the theme does not know")


def test_a_blog_changes_single_words_by_a_catalogue_of_its_own(blog_folder: BlogFolder) -> None:
    blog_folder.write({"own.po": 'msgid "Archive"\nmsgstr "Alle Jahrgänge"\n'})
    site = build(blog_folder, "de", translations="own.po")
    archive = site.page("archive/index.html")
    assert archive.xpath("string(//h1)") == "Alle Jahrgänge"
    assert {"Themen", "Checklisten"} <= set(archive.xpath("//header//nav//a/text()"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no catalogue\n", "is not a gettext catalogue"),
        ('msgid "More about %(name)s"\nmsgstr "Mehr"\n', "own.po:1: `Mehr` has other values than"),
        ('msgid "Archive"\nmsgstr "<b>Archiv</b>"\n', "own.po:1: `<b>Archiv</b>` has other HTML"),
        ('msgid "Archive"\nmsgstr "Arc & iv"\n', "own.po:1: `Arc & iv` has one of"),
    ],
)
def test_a_catalogue_that_would_break_pages_stops_the_build(
    blog_folder: BlogFolder, text: str, words: str
) -> None:
    blog_folder.write({"own.po": text})
    with pytest.raises(ConfigurationError) as error:
        build(blog_folder, "de", translations="own.po")
    assert words in str(error.value)
