"""Read permalinks from Eleventy's data files as text, without running them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapport.blog.urls import slug
from rapport.importing.notes import Note, changed, to_do
from rapport.importing.sources.text_files import text_of_file

_ENDINGS = (".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs", ".11tydata.ts")
_FORM = re.compile(r"\bpermalink[\"']?\s*:\s*([\"'`])(?P<form>[^\n]*?)\1")
_PROGRAM = re.compile(r"\bpermalink[\"']?\s*(?::|\()")
_VALUE = re.compile(r"\{\{-?\s*(?P<name>[\w.]+)(?P<filters>[^}]*?)-?\}\}")
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
_TOKENS = {"yyyy": "%Y", "LL": "%m", "MM": "%m", "dd": "%d"}
_USUAL = "%Y/%m/%d"
"""What a filter of the blog's own most likely makes of a date: `{{ page.date | toDatePath }}`."""


@dataclass(frozen=True)
class Permalinks:
    """The data files of a project; `root` is the project, `base` the folder of pages."""

    root: Path
    base: Path

    def address(self, file: Path, name: str, title: str, date: datetime | None) -> str:
        """Return the address that the nearest data file gives to a file, empty for none.

        `name` is what the file is called without a date: `ask` of `2014-05-07-ask.md`.
        """
        form = next(
            (permalink for folder in self._above(file) if (permalink := self._form(folder))), ""
        )
        stem = file.relative_to(self.base).as_posix().removesuffix(file.suffix)
        values = {
            "page.fileSlug": name,
            "title": slug(title),
            "page.filePathStem": re.sub(r"(^|/)\d{4}-\d\d-\d\d-", r"\1", stem),
        }

        def value(match: re.Match[str]) -> str:
            if match["name"] in ("page.date", "date") and date is not None:
                return date.strftime(_date_form(match["filters"]))
            return values.get(match["name"], match[0])

        filled = _VALUE.sub(value, form)
        return "" if "{" in filled or "${" in form else filled.lstrip("/")

    def notes(self) -> Iterator[Note]:
        """Yield a note for each data file that defines addresses."""
        folders = [self.base, *(path for path in sorted(self.base.rglob("*")) if path.is_dir())]
        for folder in folders:
            if "node_modules" in folder.parts:
                continue
            for path in self._files(folder):
                place, text = path.relative_to(self.root).as_posix(), text_of_file(path)
                if form := self._form(folder):
                    yield changed(
                        f"former addresses are taken from {place}, `{form}`: compare them with the"
                        " former sitemap by `rapport addresses`."
                    )
                elif _PROGRAM.search(text):
                    yield to_do(
                        f"{place} computes addresses by a program, which is not run: compare the"
                        " former sitemap by `rapport addresses`, and write what is missing into"
                        " `aliases`."
                    )

    def _above(self, file: Path) -> Iterator[Path]:
        for folder in file.parents:
            yield folder
            if folder == self.base:
                return

    def _files(self, folder: Path) -> Iterator[Path]:
        inside = self.root.resolve()
        for ending in (*_ENDINGS, ".json"):
            path = folder / f"{folder.name}{ending}"
            if path.is_file() and path.resolve().is_relative_to(inside):
                yield path

    def _form(self, folder: Path) -> str:
        matches = (_FORM.search(text_of_file(path)) for path in self._files(folder))
        return next((match["form"] for match in matches if match), "")


def _date_form(filters: str) -> str:
    """Return the form of a date for `strftime`: as it is written in a filter, or the usual one."""
    quoted = _QUOTED.search(filters)
    if quoted is None:
        return _USUAL
    form = quoted[1]
    if "%" not in form:
        for token, sign in _TOKENS.items():
            form = form.replace(token, sign)
    return form if "%" in form else _USUAL
