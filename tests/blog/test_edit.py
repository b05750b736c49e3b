"""Edits of an author's files touch what they must and no other line."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.blog.edit import flow, with_list, with_renamed, with_tag, with_value
from rapport.blog.front_matter_block import split_front_matter

HEAD = """\
---
title: A # mine
tags:
  - a # first
  - b

# about the date
date: 2026-01-01
---
Body
"""
TAGS = "# top\ntags:\n  a:\n    name: A\n\n  # about b\n  b: {name: B}\n  c:\n"
names = st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)

plain = st.text(st.sampled_from("ayN09/.-_:?=&% ~'#"), max_size=8) | st.sampled_from(
    "yes|No|null|2014/05/ask/|1/2|1_0|12:30|1e3|a: b|a :b|a #b|https://old.example/?p=12|Ask & tell"
    "|a?|=|~|x:y|café".split("|")
)


def test_a_list_takes_the_place_of_the_old_one() -> None:
    assert with_list(HEAD, "tags", ["x", "y: z"]) == HEAD.replace(
        "tags:\n  - a # first\n  - b\n", "tags: [x, 'y: z']\n"
    )


def test_a_new_key_stands_last_in_the_head() -> None:
    assert with_value(HEAD, "id", "a-1").endswith("date: 2026-01-01\nid: a-1\n---\nBody\n")
    assert with_value("Body\n", "id", "a") == "---\nid: a\n---\nBody\n"


def test_the_line_ends_and_the_byte_order_mark_stay() -> None:
    text = "\ufeff" + HEAD.replace("\n", "\r\n")
    assert with_list(text, "aliases", ["a/"]) == text.replace(
        "2026-01-01\r\n", "2026-01-01\r\naliases: [a/]\r\n"
    )


def test_a_name_is_changed_where_it_stands() -> None:
    assert "tags: [z, b]\n" in with_renamed(HEAD, ["tags"], lambda it: "z" if it == "a" else it)
    assert with_renamed(HEAD, ["tags", "categories"], str) == HEAD
    one = HEAD.replace("tags:\n  - a # first\n  - b\n", "tags: a\n")
    assert "tags: z\n" in with_renamed(one, ["tags"], lambda _: "z")


def test_an_entry_of_the_vocabulary_is_changed_added_or_taken_out() -> None:
    assert with_tag(TAGS, "a", "z", {"name": "Z"}) == TAGS.replace(
        "  a:\n    name: A\n", "  z:\n    name: Z\n"
    )
    assert with_tag(TAGS, "b", "", {}) == TAGS.replace("  b: {name: B}\n", "")
    assert with_tag(TAGS, "", "z", {"name": "Z"}) == TAGS + "  z:\n    name: Z\n"
    short = "tags: {a: {name: A}, b: {}}\n"
    assert yaml.safe_load(with_tag(short, "a", "z", {"name": "Z"})) == {
        "tags": {"z": {"name": "Z"}, "b": {}}
    }


@given(st.lists(names, max_size=4))
def test_what_is_written_is_read_again(values: list[str]) -> None:
    head, _ = split_front_matter(with_list(HEAD, "tags", values), "")
    assert yaml.safe_load(head.yaml) == {
        **yaml.safe_load(split_front_matter(HEAD, "")[0].yaml),
        "tags": values,
    }


@given(st.one_of(names, st.lists(names), st.booleans()))
def test_a_value_on_one_line_is_itself(value: object) -> None:
    assert "\n" not in flow(value)
    assert yaml.safe_load(flow(value)) == value


@given(plain | st.lists(plain, max_size=3))
def test_what_is_written_directly_is_what_yaml_writes(value: object) -> None:
    written = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False
    )
    assert flow(value) == written.removesuffix("\n").removesuffix("\n...")
