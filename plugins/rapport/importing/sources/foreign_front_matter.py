"""Convert front matter of other systems to an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from rapport.importing.model import ImportedArticle, ImportedTag, ItemKind, Text
from rapport.importing.notes import Note, to_do
from rapport.importing.plain import plain_text
from rapport.importing.sources.front_matter_formats import as_flag, as_list, as_text
from rapport.importing.sources.written_dates import moment_of
from rapport.importing.words import said_by

if TYPE_CHECKING:
    from rapport.importing.sources.folder_settings import FolderSettings
    from rapport.importing.sources.source_file import File

_CLOSED = frozenset(
    "draft private pending hidden trash unlisted unpublished archived review todo wip".split()
)
_HEADING = re.compile(
    r"\A\s*#\s+(?P<title>[^\n]+?)\s*#*\s*(?:\{[^}]*\}\s*)?\n|\A\s*(?P<set>[^\n]+)\n=+\s*\n"
)
_DATED = (
    "date pubdate publish_date publishdate pubdatetime publishedat published_at datepublished"
    " created createdat created_at published"
).split()
_UPDATED = (
    "updated lastmod modified last_modified_at updateddate moddatetime updatedat updated_at"
    " datemodified lastupdated"
).split()
"""The keys for when a text came out and was changed, the surest first."""
_ENDING = re.compile(r"\.[A-Za-z]\w{1,4}$")
"""The end of a file's name; `1.0-timeline` and `v1.2` have none, and are folders."""
_RST_TITLE = re.compile(r"\A\s*(?:[#=*]{3,}\n)?(?P<title>[^\n]+)\n[#=*]{3,}\s*\n")


@dataclass
class ForeignFrontMatter:
    """The front matter of a file, and the values derived from it."""

    file: File
    settings: FolderSettings
    notes: list[Note] = field(default_factory=list)

    KEYS: ClassVar[frozenset[str]] = frozenset(
        "title slug permalink url path aliases alias"
        " redirect_from tags tag categories category keywords author authors byline description"
        " summary excerpt teaser deck subtitle dek image cover thumbnail featured_image"
        " featuredimage heroimage banner hero feature_image og_image draft drafts published status"
        " private password visibility lang language locale pin sticky pinned featured layout"
        " comments type expirydate expires unpublishdate headless hidden"
        " canonical_url canonical canonicalurl id uid guid readtime hide".split()
        + _DATED
        + _UPDATED
    )
    """The keys that are read, or say nothing that could get lost."""

    def get(self, *names: str) -> Any:  # noqa: ANN401 - whatever somebody wrote
        """Return the value of the first of these keys that exists."""
        lower = {str(key).lower(): value for key, value in self.file.values.items()}
        return next((lower[name] for name in names if lower.get(name) not in (None, "")), None)

    @property
    def title(self) -> str:
        """The title: written, the first heading, or the file's name."""
        if written := as_text(self.get("title")):
            return plain_text(written) if "<" in written or "&" in written else written
        body = self.file.parts.body
        pattern = _RST_TITLE if self.file.path.suffix == ".rst" else _HEADING
        if match := pattern.match(body):
            return said_by(next(group for group in match.groups() if group)).strip()
        return self.file.name.replace("-", " ").replace("_", " ").strip().capitalize()

    @property
    def date(self) -> datetime | None:
        """When it came out."""
        value = self.get(*_DATED)
        if isinstance(value, dict):
            value = value.get("created") or next(iter(value.values()), None)
        written = as_text(value) or self.file.named_date or self._dated_path
        return moment_of(written, self.settings.timezone or UTC)

    @property
    def _dated_path(self) -> str:
        """The date in the path that Zola gives a page: `2025/10/30/name`."""
        match = re.search(r"(?:^|/)(\d{4}/\d{1,2}/\d{1,2})/", as_text(self.get("path")))
        return match[1] if match else ""

    @property
    def updated(self) -> datetime | None:
        """When it was changed."""
        value = self.get(*_UPDATED)
        date = self.get("date")
        if value is None and isinstance(date, dict):
            value = date.get("updated")
        return moment_of(as_text(value), self.settings.timezone or UTC)

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return as_text(self.get("slug")) or self.file.name

    @property
    def tags(self) -> list[str]:
        """Tags, then categories; each once."""
        splits = self.settings.splits_tags
        tags = as_list(self.get("tags", "tag"), by_spaces=splits)
        categories = as_list(self.get("categories", "category"), by_spaces=splits)
        others = (name for key in self.settings.tag_keys for name in as_list(self.get(key)))
        return list(dict.fromkeys([*tags, *categories, *others]))

    def as_tags(self, settings: FolderSettings) -> Iterator[ImportedTag]:
        """Yield its tags with their former addresses."""
        splits = settings.splits_tags
        for key, form, is_topic in (
            (("categories", "category"), settings.category_address, True),
            (("tags", "tag"), settings.tag_address, False),
            *(((key,), f"{key}/{{}}/", True) for key in settings.tag_keys),
        ):
            for name in as_list(self.get(*key), by_spaces=splits):
                yield ImportedTag(
                    name, is_topic=is_topic, addresses=(form.format(settings.slugged(name)),)
                )

    @property
    def address(self) -> str:
        """Where it was."""
        written = as_text(self.get("url", "permalink", "path"))
        if written and "{" not in written and ":" not in written.partition("://")[2]:
            is_folder = "." in written.rpartition("/")[2] and not _ENDING.search(written)
            return self._below(f"{written}/" if is_folder else written)
        return self._below(self.settings.permalink(self.file))

    def _below(self, path: str) -> str:
        """Return an address of the blog, which may lie below a path itself: `/blog/`."""
        if path.startswith("http"):
            return path
        return f"{self.settings.url or '/'}{path.lstrip('/')}"

    @property
    def is_held_back(self) -> bool:
        """Whether its author held it back, in any system's words."""
        status = as_text(self.get("status", "visibility")).lower()
        if (
            as_flag(self.get("draft", "drafts", "private", "hidden", "headless"))
            or self.file.is_draft
        ):
            return True
        if as_flag(self.get("published")) is False:
            return True
        if status in _CLOSED or as_text(self.get("password")):
            self.notes.append(
                to_do(f"it was no public article (`{status or 'password'}`): it is held back.")
            )
            return True
        return False

    @property
    def image(self) -> str:
        """Its picture."""
        names = ("image", "cover", "thumbnail", "featured_image", "featuredimage", "heroimage")
        value = self.get(*names, "banner", "hero", "feature_image", "og_image")
        if isinstance(value, dict):
            value = next(
                (
                    value[key]
                    for key in ("src", "path", "image", "url", "feature")
                    if value.get(key)
                ),
                "",
            )
        if isinstance(value, list):
            value = value[0] if value else ""
        return as_text(value)

    def article(self, text: Callable[[], Text]) -> ImportedArticle:
        """Return the article."""
        is_held_back = self.is_held_back
        date = self.date
        kind = ItemKind.PAGE if self.file.is_page else ItemKind.ARTICLE
        address = self.address
        if date is None and kind is ItemKind.ARTICLE:
            date = datetime(2000, 1, 1, tzinfo=UTC)
            is_held_back = True
            self.notes.append(
                to_do("it has no date: look at `date`; until then it is held back.", "date:")
            )
        canonical = as_text(self.get("canonical_url", "canonical", "canonicalurl"))
        others = as_list(self.get("aliases", "alias", "redirect_from"))
        return ImportedArticle(
            key=f"{self.settings.system.split()[0].lower()}:{self._place()}",
            title=self.title,
            text=text,
            kind=kind,
            slug=self.slug,
            date=date,
            updated=self.updated,
            address=address,
            is_home=kind is ItemKind.PAGE
            and re.sub(r"(?<=/)index\.html?$", "", address) == (self.settings.url or "/"),
            others=(*(self._absolute(other) for other in others), *self.settings.others(self.file)),
            guid=as_text(self.get("guid")),
            authors=tuple(as_list(self.get("authors", "author", "byline"))),
            tags=tuple(self.tags),
            description=plain_text(
                as_text(
                    self.get(
                        "description", "summary", "excerpt", "teaser", "deck", "dek", "subtitle"
                    )
                )
            ),
            image=self.image,
            language=as_text(self.get("lang", "language", "locale")).replace("_", "-"),
            is_draft=is_held_back,
            is_pinned=as_flag(self.get("pin", "sticky", "pinned")) is True,
            file=self.file.path,
            folder=self.file.folder if kind is ItemKind.PAGE else "",
            extra=self._extra(canonical),
            notes=tuple(self.notes),
        )

    def _place(self) -> str:
        return self.file.place

    def _extra(self, canonical: str) -> dict[str, object]:
        """Return further keys that mean the same here."""
        ends = as_text(self.get("expirydate", "expires", "unpublishdate"))[:10]
        extra: dict[str, object] = {"canonical": canonical} if canonical.startswith("http") else {}
        return extra | ({"expires": ends} if re.fullmatch(r"\d{4}-\d\d-\d\d", ends) else {})

    def _absolute(self, address: str) -> str:
        if not address.startswith("."):
            return self._below(address)
        folder = self.address.rstrip("/").rpartition("/")[0]
        return f"{folder}/{address}"


def read_written(file: File, settings: FolderSettings) -> ForeignFrontMatter:
    """Return what a file's front matter says."""
    return ForeignFrontMatter(file, settings)
