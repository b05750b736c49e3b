"""The form shows what the file says, and changes nothing but what its author changed."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.field_kind import FieldKind
from rapport.blog.front_matter import BlogSettings, read_article
from rapport.blog.key_labels import LABELS, MAIN
from rapport.blog.keys import ARTICLE_KEYS
from rapport.writing.errors import WritingError
from rapport.writing.form import EditorForm, changed_text, is_ticked, read_form

UTC_BLOG = BlogSettings(timezone=UTC)
FILE = """\
---
# what Ana asked for
title: "Ask: once"   # keep it short
date: 2026-05-07 09:30
tags:
  - pay
  # not this one: - cats
  - offers
mood: {calm: yes}
extra:
  a: 1
draft: true # remove this line to publish
---

Text.
"""


def posted_as_shown(form: EditorForm) -> dict[str, list[str]]:
    """Return what a browser sends of a form that nobody touched."""
    return {
        field.key.name: (["false", "true"] if is_ticked(field) else ["false"])
        if field.kind is FieldKind.FLAG
        else [*field.values, "", ""]
        for field in form.fields
    }


def saved(text: str, body: str | None = None, **changes: list[str]) -> str:
    form = read_form(text, "docs/articles/a.md")
    return changed_text(text, form, posted_as_shown(form) | changes, body)


def test_the_form_has_a_field_for_each_key_that_is_a_text_a_date_a_flag_or_a_list() -> None:
    form = read_form(FILE, "docs/articles/a.md")
    values = {field.key.name: field.values for field in form.fields}
    assert values["title"] == ("Ask: once",)
    assert values["date"] == ("2026-05-07 09:30",)
    assert values["tags"] == ("pay", "offers")
    assert values["draft"] == ("true",)
    assert values["updated"] == ()
    assert form.others == ("mood", "extra")
    missing = ARTICLE_KEYS.by_name.keys() - values.keys()
    assert missing == {"author", "links", "search", "social", "extra"}
    assert set(MAIN) <= LABELS.keys() <= ARTICLE_KEYS.by_name.keys()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_form_that_nobody_touched_leaves_every_byte(newline: str, mark: str) -> None:
    text = mark + FILE.replace("\n", newline)
    body = read_form(text, "a.md").body.replace("\n", "\r\n")  # as browsers send it
    assert saved(text, body) == text


def test_only_the_lines_of_a_changed_key_change() -> None:
    assert saved(FILE, title=["Ask twice"]) == FILE.replace(
        'title: "Ask: once"   # keep it short', "title: Ask twice"
    )
    assert saved(FILE, draft=["false"]) == FILE.replace(
        "draft: true # remove this line to publish", "draft: false"
    )
    assert saved(FILE, date=["2026-06-01"]) == FILE.replace("2026-05-07 09:30", "2026-06-01")
    assert saved(FILE, date=[""]) == FILE.replace("date: 2026-05-07 09:30\n", "")


def test_a_new_key_comes_last_and_a_list_stays_a_list() -> None:
    assert saved(FILE, description=["Ask: now"]) == FILE.replace(
        "publish\n---", "publish\ndescription: 'Ask: now'\n---"
    )
    assert "tags: [pay]\n" in saved(FILE, tags=["pay", ""])
    assert "readtime: 4\n" in saved(FILE, readtime=["4"])
    assert "mail: false\n" in saved(FILE, mail=["false"])


def test_a_text_without_front_matter_gets_one_with_the_first_value() -> None:
    assert saved("Hello.\n", title=["Hi"]) == "---\ntitle: Hi\n---\nHello.\n"
    assert saved("", body="New.\n", title=["Hi"]) == "---\ntitle: Hi\n---\nNew.\n"


def test_the_body_is_replaced_behind_the_front_matter() -> None:
    assert saved(FILE, "Other.\n") == FILE.replace("\nText.\n", "Other.\n")
    assert saved("---\ntitle: A\n---", "Text.\n") == "---\ntitle: A\n---\nText.\n"
    body = "---\nnot: a head\n---\n"
    assert read_form(saved(FILE, body), "a.md").body == body


def test_what_does_not_fit_its_field_is_shown_as_it_is_written() -> None:
    form = read_form("---\ndraft: perhaps\ndir: up\n---\n", "a.md")
    shown = {field.key.name: (field.kind, field.value) for field in form.fields}
    assert shown["draft"] == (FieldKind.TEXT, "perhaps")
    assert shown["dir"] == (FieldKind.TEXT, "up")


def test_a_key_that_shares_its_line_with_others_is_refused_and_not_lost() -> None:
    text = "---\n{title: A, date: 2026-05-01}\n---\n"
    with pytest.raises(WritingError, match="`title` stands on one line"):
        saved(text, title=["B"])


@pytest.mark.parametrize(
    "text", ["---\ntitle: [a\n---\n", "+++\ntitle = 'A'\n+++\n", "---\ntitle: A\n"]
)
def test_front_matter_that_cannot_be_read_has_problems_and_no_fields(text: str) -> None:
    form = read_form(text, "docs/articles/a.md")
    assert form.fields == ()
    assert form.problems[0].path == "docs/articles/a.md"


@given(
    title=st.text(min_size=1).filter(lambda text: text.split()),
    tags=st.lists(st.text(min_size=1).filter(lambda text: text.split())),
    description=st.text(),
)
def test_whatever_is_typed_is_read_back_as_it_was_typed(
    title: str, tags: list[str], description: str
) -> None:
    title, description = " ".join(title.split()), " ".join(description.split())
    tags = [" ".join(tag.split()) for tag in tags]
    text = saved(FILE, title=[title], tags=tags, description=[description])
    found, problems = read_article(text, "articles/a.md", UTC_BLOG)
    assert [problem for problem in problems if problem.is_error] == []
    assert found is not None
    assert found.title == title
    assert found.description == description
    assert {tag.name for tag in found.tags} <= set(tags)
    assert text.endswith("\n---\n\nText.\n")
    assert "# what Ana asked for" in text


@given(st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_any_body_is_kept_as_it_was_typed(body: str) -> None:
    assert read_form(saved(FILE, body), "a.md").body == body
