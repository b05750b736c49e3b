"""The editor's pages: autoescaped templates and their values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from rapport.blog.key_labels import LABELS, MAIN, Label
from rapport.blog.texts import N_, Texts
from rapport.writing.form import EditorForm, Field, is_ticked
from rapport.writing.listing import WritingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.requests import Request

    from rapport.blog.problem import Problem

STATES = {
    WritingState.UNREADABLE: N_("Can’t be read"),
    WritingState.DRAFT: N_("Draft"),
    WritingState.SCHEDULED: N_("Scheduled"),
    WritingState.PUBLISHED: N_("Published"),
    WritingState.OVER: N_("Expired"),
    WritingState.PAGE: N_("Page"),
}
_EMPTY_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its label and its problems."""

    field: Field
    label: str
    hint: str
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """The name of the field in the submitted form."""
        return f"key-{self.field.key.name}"

    @property
    def slots(self) -> tuple[str, ...]:
        """The values of a list, and some empty ones to fill in."""
        return (*self.field.values, *[""] * _EMPTY_FIELDS)

    @property
    def is_ticked(self) -> bool:
        """Whether the flag is set."""
        return is_ticked(self.field)


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders the templates of the editor in one language."""

    texts: Texts
    form_token: str

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - a template’s
        """Return the page of a template; `values` are escaped."""
        template = _ENVIRONMENT.get_template(f"{name}.html")
        html = template.render(
            _=self.texts.gettext,
            gettext=self.texts.gettext,
            ngettext=self.texts.ngettext,
            language=self.texts.language,
            token=self.form_token,
            **values,
        )
        return HTMLResponse(html, status)

    def fields(
        self, form: EditorForm, problems: Iterable[Problem]
    ) -> tuple[list[Shown], list[Shown]]:
        """Return the leading fields of the form, and the others, with translated labels."""
        by_key = _by_key(form, problems)
        shown = [
            self._shown(field, by_key.get(field.key.name, ()))
            for field in form.fields
            if field.key.name in LABELS or field.values
        ]
        main = [row for row in shown if row.field.key.name in MAIN]
        main.sort(key=lambda row: MAIN.index(row.field.key.name))
        return main, [row for row in shown if row not in main]

    def _shown(self, field: Field, problems: Sequence[Problem]) -> Shown:
        name = field.key.name
        label = LABELS.get(name, Label(name))
        hint = self.texts.gettext(label.hint) if label.hint else ""
        return Shown(field, self.texts.gettext(label.name), hint, tuple(problems))


def wants_json(request: Request) -> bool:
    """Return whether a script sent the request, and not a form."""
    return "application/json" in request.headers.get("accept", "")


def of_body(form: EditorForm, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that belong to no field."""
    shown = {field.key.name for field in form.fields}
    return [problem for problem in problems if _key_of(form, problem) not in shown]


def edit_address(source: str, line: int = 0) -> str:
    """Return the address of a text's editor, at a line of its file."""
    return f"/write/edit/{quote(source)}" + (f"?line={line}" if line else "")


def problem_values(form: EditorForm, problems: Iterable[Problem]) -> list[Mapping[str, object]]:
    """Return problems for the script, each with its field or its line in the body."""
    shown = {field.key.name for field in form.fields}
    values: list[Mapping[str, object]] = []
    for problem in problems:
        key = _key_of(form, problem)
        values.append(
            {
                "key": key if key in shown else "",
                "line": max(problem.line - form.body_line + 1, 0),
                "column": problem.column,
                "is_error": problem.is_error,
                "text": f"{problem.message} {problem.hint}".strip(),
            }
        )
    return values


def _by_key(form: EditorForm, problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    by_key: dict[str, list[Problem]] = {}
    for problem in problems:
        by_key.setdefault(_key_of(form, problem), []).append(problem)
    return by_key


def _key_of(form: EditorForm, problem: Problem) -> str:
    """Return the key of a problem: the key at its line, or the missing key."""
    missing = problem.code.removesuffix("-missing")
    return form.key_at(problem.line) or (missing if missing != problem.code else "")


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["edit_address"] = edit_address
_ENVIRONMENT.globals["states"] = STATES
