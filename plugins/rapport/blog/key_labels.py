"""The labels of front matter keys in the form; a key without one shows its name."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.blog.texts import N_


@dataclass(frozen=True, slots=True)
class Label:
    """A field's label and hint, both to be translated."""

    name: str
    hint: str = ""


MAIN = ("title", "date", "tags", "authors", "description", "image", "draft")
"""The keys that most articles have; the form shows the others on request."""

LABELS = {
    "title": Label(N_("Title")),
    "date": Label(
        N_("Date"), N_("When it comes out: 2026-05-07, or with a time 2026-05-07 09:30.")
    ),
    "updated": Label(N_("Updated"), N_("The date of the last content update.")),
    "reviewed": Label(N_("Reviewed"), N_("The date of the last check that it is still right.")),
    "id": Label(N_("Id"), N_("Never change it once the article is published: feeds hang on it.")),
    "slug": Label(N_("Last part of the address"), N_("Without one it is the file’s name.")),
    "aliases": Label(N_("Former addresses"), N_("Each leads here, one a field.")),
    "authors": Label(N_("Authors"), N_("A name, or an id from authors.yml.")),
    "tags": Label(N_("Tags"), N_("What it is about, one a field; an empty field adds none.")),
    "categories": Label(N_("Categories"), N_("Count as tags.")),
    "description": Label(N_("Description"), N_("One or two sentences for lists and searches.")),
    "image": Label(N_("Picture"), N_("A path relative to the file, or a URL.")),
    "draft": Label(N_("Draft"), N_("Keeps it off the site.")),
    "pin": Label(N_("Pinned"), N_("Keeps it on top of the home page.")),
    "mail": Label(N_("In the newsletter"), N_("Feeds have it either way.")),
    "unlisted": Label(N_("Unlisted"), N_("Only those who have its address find it.")),
    "noindex": Label(N_("Not for search engines"), N_("Asks them to leave it out.")),
    "canonical": Label(N_("Stands elsewhere, too"), N_("Where the same text stood first.")),
    "expires": Label(N_("Expires"), N_("From then on the site does not have it.")),
    "stage": Label(N_("Stages"), N_("Where the reader stands who needs it.")),
    "series": Label(N_("Series"), N_("The name of what it is a part of.")),
    "order": Label(N_("Place in the series"), N_("A number: 1 comes first.")),
    "readtime": Label(N_("Minutes to read"), N_("Counted, if you leave it empty.")),
    "lang": Label(N_("Language"), N_("Only if it is not the blog’s: es, pt-BR.")),
    "dir": Label(N_("Direction of writing"), N_("Only if it is not its language’s.")),
    "hide": Label(N_("Parts to leave out"), N_("One a field: toc, navigation, footer.")),
    "comments": Label(N_("Comments"), N_("Shows the blog’s comments below it.")),
}
