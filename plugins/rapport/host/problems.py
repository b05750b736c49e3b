"""Problems of the content as lines of MkDocs' log."""

import logging
from collections.abc import Iterable

from mkdocs.exceptions import PluginError

from rapport.blog.problem import Problem, gathered

LOGGER_NAME = "mkdocs.plugins.rapport.content"
log = logging.getLogger(LOGGER_NAME)


class BuildRefusedError(PluginError):
    """{count} in the content: nothing was published. Fix the lines above and build again."""

    def __init__(self, problems: list[Problem]) -> None:
        count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
        super().__init__((self.__doc__ or "").format(count=count))
        self.problems = problems


def report(problems: Iterable[Problem]) -> None:
    """Log every problem as one line; raises `BuildRefusedError` if one of them is an error."""
    ordered = gathered(problems)
    for problem in ordered:
        (log.error if problem.is_error else log.warning)("%s", problem)
    errors = [problem for problem in ordered if problem.is_error]
    if errors:
        raise BuildRefusedError(errors)
