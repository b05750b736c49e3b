"""Options under a former name, which still works for one release."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mkdocs.config.base import BaseConfigOption, ValidationError

if TYPE_CHECKING:
    from mkdocs.config.base import Config

log = logging.getLogger("mkdocs.plugins.rapport")


class RenamedOption(BaseConfigOption[None]):
    """A former name of the option `present`: passes its value on, and logs the new name.

    Unlike MkDocs' `Deprecated` it gives no warning, which would end a strict build.
    """

    def __init__(self, present: str) -> None:
        super().__init__()
        self.present = present

    def pre_validation(self, config: Config, key_name: str) -> None:
        """Move the value to the present name; raises `ValidationError` if that is set, too."""
        given = config.get(key_name)
        if given is None:
            return
        if config[self.present] != getattr(type(config), self.present).default:
            message = f"`{self.present}` is the new name of `{key_name}`, and both are set."
            raise ValidationError(f"{message} Remove `{key_name}`.")
        config[self.present], config[key_name] = given, None
        say_renamed(key_name, self.present)


def say_renamed(former: str, present: str, kind: str = "option") -> None:
    """Log the present name of an option, or of something else that was renamed."""
    log.info(
        "The %s `%s` is called `%s` now; the former name works for one more release.",
        kind,
        former,
        present,
    )
