"""Report an import: a summary on the terminal, all of it in `import/import-report.md`."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapport.importing.notes import NoteKind, counted
from rapport.importing.record import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rapport.importing.model import ImportedBlog, ReaderList
    from rapport.importing.notes import Note
    from rapport.importing.placing import Placed

REPORT = "import/import-report.md"
_MINUTES = {"alternative text": 1.0, "featured image": 2.0, "no title": 1.0}
_USUAL_MINUTES = 3.0


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An article in the report; `notes` have the numbers of their lines in the new file."""

    placed: Placed
    fate: Fate
    notes: tuple[tuple[int, Note], ...] = ()


@dataclass
class Report:
    """The content of the report on one import."""

    system: str
    is_dry: bool = False
    lines: list[ReportLine] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    left: list[tuple[str, int]] = field(default_factory=list)
    not_wanted: int = 0
    files: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    wanted: int = 0
    moved: int = 0
    kept_addresses: int = 0
    joined: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    readers: Sequence[ReaderList] = ()
    seconds: float = 0.0

    def add(self, placed: Placed, fate: Fate, text: str, notes: Sequence[Note]) -> None:
        """Add an article, whose file holds `text`."""
        located = tuple((_line_of(note.near, text), note) for note in counted(notes))
        self.lines.append(ReportLine(placed, fate, located))

    @property
    def read(self) -> int:
        """How many items the source held."""
        return len(self.lines) + self.not_wanted + sum(count for _, count in self.left)

    def to_do(self) -> list[tuple[Placed, int, Note]]:
        """Return the tasks left for a person, in the order of articles."""
        return [
            (line.placed, number, note)
            for line in self.lines
            for number, note in line.notes
            if note.kind is NoteKind.TODO
        ]

    def minutes(self) -> int:
        """Return an estimate of how long that takes."""
        return round(
            sum(
                next(
                    (minutes for words, minutes in _MINUTES.items() if words in note.message),
                    _USUAL_MINUTES,
                )
                for _, _, note in self.to_do()
            )
        )

    def why_empty(self, blog: ImportedBlog) -> str:
        """Return why there is nothing to begin a new blog with."""
        if self.not_wanted:
            return "`--only` leaves nothing to import."
        left = ", ".join(f"{count} × {what}" for what, count in blog.left)
        return f"it holds no article and no page, only {left}." if left else "it holds nothing."

    def summary(self) -> list[str]:
        """Return the report in a few lines for the terminal."""
        readers = [
            line for sentence, command in self._of_readers() for line in (sentence, f"  {command}")
        ]
        end = (
            "This was a dry run: nothing was written."
            if self.is_dry
            else f"All of it, by article and line: {REPORT}"
        )
        return [*self._counts(), *readers, end]

    def _counts(self) -> list[str]:
        kinds = Counter((line.placed.kind.value, line.placed.is_draft) for line in self.lines)
        parts = [
            f"{count} {'held back ' if is_draft else ''}{kind}{'s' if count != 1 else ''}"
            for (kind, is_draft), count in sorted(kinds.items())
        ]
        lines = [f"{self.system}: {self.read} items read; {', '.join(parts) or 'nothing to take'}."]
        lines += [f"Left out: {count} × {what}." for what, count in self.left]
        if self.not_wanted:
            lines.append(f"Left out by --only: {self.not_wanted}.")
        fates = Counter(line.fate for line in self.lines)
        lines.append(
            "Files: "
            + ", ".join(f"{fates[fate]} {fate.value}" for fate in Fate if fates[fate])
            + "."
        )
        if self.wanted:
            lines.append(f"Pictures and files: {self.wanted} to be downloaded.")
        else:
            gone = len(self.missing)
            lines.append(f"Pictures and files: {self.files} stored, {gone} not to be had.")
        if self.kept_addresses:
            lines.append(f"Articles at the address that they had: {self.kept_addresses}.")
        lines.append(f"Former addresses that lead on: {self.moved}.")
        if self.unused:
            lines.append(
                f"Left out: {len(self.unused)} files of the media library that no text shows."
            )
        if self.joined:
            lines.append(f"Tags joined: {len(self.joined)}; more to look at: {len(self.offers)}.")
        work = self.to_do()
        places = "1 place" if len(work) == 1 else f"{len(work)} places"
        lines.append(f"Left to do: {places} in articles, about {self.minutes()} min.")
        return lines

    def _of_readers(self) -> Iterator[tuple[str, str]]:
        """Yield how the subscribers come, and the command for it."""
        for readers in self.readers:
            sentence = f"Subscribers come by their list, `{readers.file}`. {readers.where}"
            yield (
                f"{sentence} Run on the service’s server, this only shows what each would become:",
                f"rapport subscriptions import --dry-run {shlex.quote(readers.file)}",
            )

    def markdown(self) -> str:
        """Return the whole report."""
        return "\n".join(self._parts()) + "\n"

    def _parts(self) -> Iterator[str]:
        yield f"# What came from {self.system}\n"
        yield from (f"- {line}" for line in self._counts())
        for sentence, command in self._of_readers():
            yield f"\n## Subscribers\n\n{sentence}\n\n    {command}"
        if self.notes:
            yield "\n## The blog as a whole\n"
            yield from (f"- {note.kind.value}: {note.message}" for note in self.notes)
        if self.joined or self.offers:
            yield "\n## Tags\n"
            yield from (f"- {line}" for line in (*self.joined, *self.offers))
        for kind in (NoteKind.TODO, NoteKind.DROPPED, NoteKind.CHANGED):
            yield from self._notes(kind)
        if self.missing:
            yield "\n## Pictures and files that could not be had\n"
            yield from (f"- `{address}`: {why}" for address, why in sorted(self.missing.items()))
        if self.unused:
            yield "\n## Files of the media library that no text shows\n"
            yield from (f"- `{address}`" for address in self.unused)
        yield "\n## Every article\n"
        yield "| file | what became of it | where it was |\n|---|---|---|"
        for line in self.lines:
            former = f"`/{line.placed.addresses[0]}`" if line.placed.addresses else "–"
            yield f"| `{line.placed.path}` | {line.fate.value} | {former} |"

    def _notes(self, kind: NoteKind) -> Iterator[str]:
        notes = [
            (line.placed, number, note)
            for line in self.lines
            for number, note in line.notes
            if note.kind is kind
        ]
        if notes:
            yield f"\n## {kind.value}: {len(notes)}\n"
            yield from (
                f"- `{placed.path}:{number}`: {note.message}" for placed, number, note in notes
            )


def _line_of(near: str, text: str) -> int:
    begin = text.find(near) if near else -1
    return text.count("\n", 0, begin) + 1 if begin >= 0 else 1
