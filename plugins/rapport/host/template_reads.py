"""What templates use without asking: other templates, and the time of the build."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2


def tell_of_templates(env: jinja2.Environment, note: Callable[[str], None]) -> None:
    """Let an environment report each template that is used, included or extended.

    Compiled templates call these two methods, which is undocumented. If they call another, changes
    of included templates leave pages stale, and `test_recorded_reads` fails.
    """
    get_template, select_template = env.get_template, env.select_template

    def get(name: Any, *args: Any, **options: Any) -> jinja2.Template:  # noqa: ANN401 - Jinja's form
        if isinstance(name, str):
            note(name)
        return get_template(name, *args, **options)

    def select(names: Any, *args: Any, **options: Any) -> jinja2.Template:  # noqa: ANN401 - as above
        for name in [names] if isinstance(names, str) else names:
            if isinstance(name, str):
                note(name)
        return select_template(names, *args, **options)

    env.get_template = get  # type: ignore[method-assign]
    env.select_template = select  # type: ignore[method-assign]


class _NotedMoment(datetime):
    """The time of the build; a page that shows it is rebuilt each time."""

    note: Any = None

    def strftime(self, form: str) -> str:
        self._tell()
        return super().strftime(form)

    def isoformat(self, *args: Any, **options: Any) -> str:  # noqa: ANN401 - as the base class
        self._tell()
        return super().isoformat(*args, **options)

    def __format__(self, form: str) -> str:
        self._tell()
        return super().__format__(form)

    def __str__(self) -> str:
        self._tell()
        return super().__str__()

    def _tell(self) -> None:
        if self.note is not None:
            self.note("its template shows when the site was built")


def noted_moment(now: datetime, note: Callable[[str], None]) -> datetime:
    """Return the time of the build, which calls `note` when it is shown."""
    noted = _NotedMoment.fromtimestamp(now.timestamp(), now.tzinfo)
    noted.note = note
    return noted
