"""One row of the table of keys, and all that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from msgspec import structs

from handbook.keys import key_table
from rapport.blog.article import Article, Direction
from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.key_registry import KEY_TABLES
from rapport.blog.key_table import Key
from rapport.blog.key_types import DATE, SENTENCE
from rapport.blog.keys import ARTICLE_KEYS
from rapport.blog.schema import schema_for, schema_of

SUBTITLE = Key("subtitle", SENTENCE, "What stands below the title.", others=("deck",))
WITH_SUBTITLE = ARTICLE_KEYS.with_keys([SUBTITLE])
SETTINGS = BlogSettings(ZoneInfo("Europe/Paris"), keys=WITH_SUBTITLE)
HEAD = "---\ntitle: A letter\ndate: 2026-05-07\n{}---\n"


def read(head: str) -> tuple[Article | None, list[str]]:
    article, problems = read_article(HEAD.format(head), "articles/x.md", SETTINGS)
    return article, [f"{problem.line}:{problem.column} {problem.message}" for problem in problems]


def test_a_row_is_enough_for_a_key_to_be_read_and_handed_to_templates() -> None:
    article, problems = read("subtitle:  To a stranger\n")
    assert problems == []
    assert article is not None
    assert article.extra == {"subtitle": "To a stranger"}


def test_a_row_is_enough_for_the_problems_of_its_values() -> None:
    article, problems = read("subtitle: [a]\n")
    assert article is None
    assert problems == ["4:11 expected a text for `subtitle`, found a list."]


def test_a_row_is_enough_for_hints_at_it() -> None:
    _, problems = read("subtitel: x\ndeck: y\n")
    assert problems == [
        "4:1 an article has no key `subtitel`; did you mean `subtitle`?",
        "5:1 an article has no key `deck`; it is ignored.",
    ]


@pytest.mark.parametrize(
    ("head", "place", "meant"),
    [
        ("title: A letter\ndat: 2026-05-07\n", "3:1", "date"),
        ("daet: 2026-05-07\ntitle: A letter\n", "2:1", "date"),
        ("tilte: A letter\ndate: 2026-05-07\n", "2:1", "title"),
    ],
)
def test_a_mistyped_key_that_an_article_needs_is_one_problem(
    head: str, place: str, meant: str
) -> None:
    article, problems = read_article(f"---\n{head}---\nText.\n", "articles/x.md", SETTINGS)
    assert article is None
    (problem,) = problems
    assert f"{problem.line}:{problem.column}" == place
    assert f"did you mean `{meant}`?" in problem.message


def test_an_article_that_needs_two_keys_is_told_of_both() -> None:
    _, problems = read_article("---\ntag: x\n---\nText.\n", "articles/x.md", SETTINGS)
    codes = sorted(problem.code for problem in problems)
    assert codes == ["date-missing", "title-missing", "unknown-key"]


def test_a_row_is_enough_for_the_schema_and_the_manual() -> None:
    schema = schema_of(WITH_SUBTITLE)
    assert schema["properties"]["subtitle"] == {
        "type": ["string", "number"],
        "description": "What stands below the title.",
    }
    row = "| `subtitle` | text | What stands below the title. | – |\n"
    assert row in key_table(WITH_SUBTITLE)


def test_a_key_fills_the_field_of_its_name() -> None:
    table = replace(
        ARTICLE_KEYS,
        keys=(
            *(key for key in ARTICLE_KEYS.keys if key.name != "reviewed"),
            Key("looked_at", DATE, "When it was looked at.", fields=("reviewed",)),
        ),
    )
    text = HEAD.format("looked_at: 2026-05-08\n")
    article, _ = read_article(text, "articles/x.md", BlogSettings(UTC, keys=table))
    assert article is not None
    assert article.reviewed == datetime(2026, 5, 8, tzinfo=UTC)
    assert article.extra == {}


def test_keys_that_the_owner_allows_are_handed_on_as_they_are() -> None:
    settings = BlogSettings(UTC, allow_keys=("weight", "sponsor", "voice", "title"))
    head = HEAD.format("weight: 3\nsponsor: {name: x}\nvoice: 2030-01-01\nwidth: 4\n")
    article, problems = read_article(head, "articles/x.md", settings)
    assert article is not None
    assert article.title == "A letter"
    assert article.extra["weight"] == 3
    assert article.extra["sponsor"] == {"name": "x"}
    assert set(article.extra) == {"weight", "sponsor", "voice"}
    assert [problem.message for problem in problems] == [
        "an article has no key `width`; it is ignored."
    ]


def test_every_field_that_a_key_names_is_an_articles() -> None:
    names = set(Article.__struct_fields__)
    filled = {field for key in ARTICLE_KEYS.keys for field in key.filled}
    assert filled
    assert filled <= names


@pytest.mark.parametrize("name", KEY_TABLES)
def test_the_schemas_are_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema_for(name))


def test_an_editor_is_told_what_the_reading_would_tell() -> None:
    schema = Draft202012Validator(schema_for("articles"))
    right: dict[str, Any] = {"title": "A", "date": "2026-5-7 9:00", "tags": "cv", "pin": True}
    assert list(schema.iter_errors(right)) == []
    wrong = (
        {**right, "draf": 1},
        {**right, "tags": "cv, pay"},
        {**right, "date": "soon"},
        {**right, "dir": "up"},
    )
    assert [bool(list(schema.iter_errors(head))) for head in wrong] == [True] * 4
    tags = Draft202012Validator(schema_for("tags"))
    assert list(tags.iter_errors({"tags": {"cv": None, "pay": {"topic": True}}})) == []
    assert list(tags.iter_errors({"tags": {"cv": {"nam": "CV"}}})) != []


def test_a_date_of_an_article_has_a_time_zone() -> None:
    article, _ = read("")
    assert article is not None
    with pytest.raises(ValueError, match="has no time zone"):
        structs.replace(article, updated=datetime(2026, 5, 7))  # noqa: DTZ001 - that is the problem


def test_a_direction_is_one_of_two_or_that_of_the_language() -> None:
    article, _ = read("dir: RTL\n")
    assert article is not None
    assert article.direction is Direction.RIGHT_TO_LEFT
    with pytest.raises(ValueError, match="upwards"):
        structs.replace(article, direction="upwards")
