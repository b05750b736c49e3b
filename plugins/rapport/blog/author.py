"""The authors of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from rapport.blog.field_reader import FieldReader
from rapport.blog.key_table import Key, KeyTable
from rapport.blog.key_types import TEXT
from rapport.blog.located_yaml import find_repeats, read_mapping
from rapport.blog.problem import Problem
from rapport.blog.urls import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTHOR_KEYS = KeyTable(
    "an author",
    (
        Key("name", TEXT, "The name that articles show.", "required", is_required=True),
        Key("description", TEXT, "A line or two below the name on the author's page."),
        Key("avatar", TEXT, "A picture: a path relative to the docs folder, or a URL."),
        Key("slug", TEXT, "The last part of the page's URL.", default="from the key"),
        Key("url", TEXT, "The author's own site.", others=("website", "homepage", "link")),
        Key(
            "email",
            TEXT,
            "An email address; feeds and the author's page publish it.",
            others=("mail",),
        ),
    ),
)
"""The keys of an author in `docs/authors.yml`; see `keys` on adding a row."""


class Author(Struct, frozen=True):
    """One author; `slug` is the last part of the page's URL, `id` the name that articles use."""

    id: str
    name: str
    slug: str
    description: str = ""
    avatar: str = ""
    url: str = ""
    email: str = ""

    @property
    def page_url(self) -> str:
        """The author's page, relative to the site: `authors/editors/`."""
        return f"authors/{self.slug}/"


class Authors(Struct, frozen=True):
    """All authors of the file at `path`; a name that is not in it is an author, too."""

    known: Mapping[str, Author]
    path: str = ""

    def named(self, name: str) -> Author:
        """Return the author whom an article calls `name`."""
        return self.known.get(name) or Author(name, name, slug(name))


def read_authors(text: str, path: str) -> tuple[Authors, list[Problem]]:
    """Return the authors of an `authors.yml`, with every problem in it."""
    top, problems = read_mapping(text, path)
    if problems or not top:
        return Authors({}), problems
    if "authors" not in top:
        position = next(iter(top.values()))[0]
        hint = "Write `authors:` and indent the authors below it."
        message = "expected the key `authors` at the top."
        return Authors({}), [
            Problem(path, position.line, position.column, "authors-key", message, hint)
        ]
    known: dict[str, Author] = {}
    listed = top["authors"][1]
    problems += find_repeats(listed, path)
    if listed.pairs() is None and not listed.is_null:
        place = listed.position
        message = f"expected a map of authors for `authors`, found {listed.kind}."
        problems.append(Problem(path, place.line, place.column, "wrong-type", message))
    for author_id, position, value in listed.pairs() or []:
        reader = FieldReader(path, AUTHOR_KEYS, value.mapping())
        fields = reader.values()
        problems += [*find_repeats(value, path), *reader.problems]
        is_invalid = any(problem.is_error for problem in reader.problems)
        if not is_invalid and not fields["name"]:
            message = f"author `{author_id}` has no name."
            hint = "Add `name: …`."
            problems.append(
                Problem(path, position.line, position.column, "author-name", message, hint)
            )
        elif not is_invalid:
            fields["slug"] = slug(fields["slug"] or author_id)
            known[author_id] = Author(author_id, **fields)
    return Authors(known, path), problems
